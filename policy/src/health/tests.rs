use super::*;
use crate::breaker::Breaker;
use crate::config::ReserveConfig;
use crate::control::{ReserveFlows, ReserveLimits};
use crate::feed::Effective;
use crate::feed::FeedStatus;
use crate::fixture::{NOW, certain_price, reserve_config};
use crate::interest::{AnnualRate, SECONDS_PER_YEAR};
use crate::ledger::Ledger;
use crate::price::CachedPrice;
use crate::ramp::ThresholdRamp;
use crate::reward::RewardStream;
use crate::schedule::Schedule;
use crate::unit::{DebtShares, DepositShares, Score, TokenAmount};

/// Three reserves at 1 024, 512 and 256 base units to the dollar, and what one feed says about all of them.
struct Reserves {
    ledgers: [Ledger; 3],
    configs: [ReserveConfig; 3],
    limits: [ReserveLimits; 3],
    flows: [ReserveFlows; 3],
    schedules: [Schedule; 3],
    prices: [CachedPrice; 3],
    score: Score,
}

impl ReserveSource for Reserves {
    fn reserve(&self, index: ReserveIndex) -> Result<ReserveView<'_>> {
        let position = usize::from(index.0);
        let missing = Rule::ReserveMissing.broken(u64::from(index.0), 3);
        Ok(ReserveView {
            ledger: self.ledgers.get(position).ok_or(missing)?,
            config: &self.configs[position],
            limits: &self.limits[position],
            flows: &self.flows[position],
            schedule: &self.schedules[position],
            price: &self.prices[position],
            second: None,
            effective: Effective {
                score: self.score,
                regime: crate::regime::Regime::entered_at(self.score),
                status: FeedStatus::Held,
                score_jumped_at: Timestamp::ZERO,
                depth_bps: 10_000,
            },
        })
    }
}

fn reserves() -> Reserves {
    let mut ledger = Ledger::opened(NOW);
    ledger.deposit(TokenAmount(1 << 40)).unwrap();
    ledger
        .borrow(TokenAmount(1 << 30), TokenAmount::ZERO)
        .unwrap();
    Reserves {
        ledgers: [ledger; 3],
        configs: [reserve_config(); 3],
        limits: [ReserveLimits::NONE; 3],
        flows: [ReserveFlows::default(); 3],
        schedules: [Schedule::default(); 3],
        prices: [certain_price(0), certain_price(1), certain_price(2)],
        score: Score(0),
    }
}

/// 1 000 dollars in reserve 0, 2 000 in reserve 1; 1 200 owed to reserve 2.
fn position() -> Position {
    let mut position = Position::default();
    let deposits = [1_000 << 10, 2_000 << 9].map(DepositShares);
    for (index, shares) in (0..).map(ReserveIndex).zip(deposits) {
        position
            .add_deposit(index, shares, &RewardStream::default(), 0, NOW)
            .unwrap();
    }
    position
        .add_borrow(
            ReserveIndex(2),
            DebtShares(1_200 << 8),
            &RewardStream::default(),
        )
        .unwrap();
    position
}

fn assess(reserves: &Reserves, purpose: Purpose) -> Result<Health> {
    Health::assess(&position(), reserves, purpose, NOW)
}

#[test]
fn limits_are_shares_of_the_collateral() {
    let health = assess(&reserves(), Purpose::Opening).unwrap();
    let expected = Health {
        collateral: Usd::from_dollars(3_000),
        borrow_limit: Usd::from_dollars(2_250),
        seasoned_limit: Usd::from_dollars(2_250),
        liquidation_limit: Usd::from_dollars(2_400),
        debt: Usd::from_dollars(1_200),
        weighted_debt: Usd::from_dollars(1_200),
        deleveraged: Usd::ZERO,
        weakest_bps: u16::MAX,
        heaviest_bps: 0,
    };
    assert_eq!(health, expected);
    let liquidating = Health {
        borrow_limit: Usd::ZERO,
        seasoned_limit: Usd::ZERO,
        weighted_debt: Usd::ZERO,
        deleveraged: Usd::ZERO,
        weakest_bps: 8_000,
        heaviest_bps: 10_000,
        ..expected
    };
    assert_eq!(
        assess(&reserves(), Purpose::Liquidating).unwrap(),
        liquidating,
        "a liquidation asks no opening LTV"
    );
}

#[test]
fn inv_26_the_score_moves_the_borrow_limit_only() {
    let calm = assess(&reserves(), Purpose::Opening).unwrap();
    let mut reserves = reserves();
    reserves.score = Score::MAX;
    let stress = assess(&reserves, Purpose::Opening).unwrap();
    assert_eq!(
        stress,
        Health {
            borrow_limit: Usd::from_dollars(1_200),
            seasoned_limit: Usd::from_dollars(1_200),
            ..calm
        }
    );
    assert_eq!(stress.check_may_open(), Ok(()));
    assert!(stress.check_may_liquidate().is_err());
}

#[test]
fn fresh_collateral_opens_like_any_but_gives_no_seasoned_limit() {
    let reserves = reserves();
    let mut position = position();
    position.deposits[0].fresh.amount = position.deposits[0].shares.0;
    position.deposits[0].fresh.since = Timestamp(NOW.0 - 250);
    position.deposits[0].fresh.until = Timestamp(NOW.0 + 750);
    let health = Health::assess(&position, &reserves, Purpose::Opening, NOW).unwrap();
    // Three quarters of the first thousand are fresh.
    assert_eq!(health.borrow_limit, Usd::from_dollars(2_250));
    assert_eq!(
        health.seasoned_limit,
        Usd(health.borrow_limit.0 - Usd::from_dollars(2_250).0 / 4)
    );
    assert_eq!(health.liquidation_limit, Usd::from_dollars(2_400));
}

#[test]
fn inv_26_a_breaker_moves_the_borrow_limit_and_no_threshold() {
    for (vote, limit) in [(1, 1_500 + 400), (2, 1_500)] {
        let mut reserves = reserves();
        let rule = &mut reserves.limits[0].breakers[Breaker::PriceJump as usize];
        rule.threshold = 1;
        rule.duration_seconds = 60;
        rule.verdicts = [0, vote, 0];
        let rules = reserves.limits[0].breakers;
        let breakers = &mut reserves.flows[0].breakers;
        assert!(breakers.observe(Breaker::PriceJump, &rules, 1, NOW));
        let health = assess(&reserves, Purpose::Opening).unwrap();
        assert_eq!(health.borrow_limit, Usd::from_dollars(limit), "vote {vote}");
        assert_eq!(health.liquidation_limit, Usd::from_dollars(2_400));
        assert_eq!(health.collateral, Usd::from_dollars(3_000));
    }
}

#[test]
fn a_threshold_on_its_ramp_still_holds_what_it_held_at_the_start() {
    let mut reserves = reserves();
    reserves.configs[0].liquidation_threshold_bps = 7_800;
    reserves.schedules[0].threshold = ThresholdRamp {
        starts_at: NOW,
        ends_at: Timestamp(NOW.0 + 1_000),
        from_bps: 8_000,
        from_group_bps: 0,
        padding: [0; 4],
    };
    for config in &mut reserves.configs {
        config.price.max_age = 3_600;
    }
    let limit = |now| {
        let health = Health::assess(&position(), &reserves, Purpose::Liquidating, now);
        health.unwrap().liquidation_limit
    };
    assert_eq!(limit(NOW), Usd::from_dollars(2_400));
    assert_eq!(limit(Timestamp(NOW.0 + 500)), Usd::from_dollars(2_390));
    assert_eq!(limit(Timestamp(NOW.0 + 1_000)), Usd::from_dollars(2_380));
}

#[test]
fn collateral_counts_at_its_low_price_and_debt_at_its_high_one() {
    let mut reserves = reserves();
    reserves.prices[0].low.0 /= 2;
    reserves.prices[2].high.0 *= 2;
    let health = assess(&reserves, Purpose::Liquidating).unwrap();
    assert_eq!(health.collateral, Usd::from_dollars(2_500));
    assert_eq!(health.debt, Usd::from_dollars(2_400));
}

#[test]
fn stale_collateral_backs_no_new_debt_and_counts_at_its_last_price_in_a_liquidation() {
    let mut reserves = reserves();
    for (age, counted) in [
        (61, 4_000),
        (UNSHOWN_SECONDS, 4_000),
        (UNSHOWN_SECONDS + 1, 3_000),
    ] {
        reserves.prices[0].published_at.0 = NOW.0 - age;
        let opening = assess(&reserves, Purpose::Opening).unwrap();
        assert_eq!(opening.collateral, Usd::from_dollars(2_000));
        assert_eq!(opening.borrow_limit, Usd::from_dollars(1_500));
        // For a day it counts twice: whoever liquidates may have left a better price out.
        let liquidating = assess(&reserves, Purpose::Liquidating).unwrap();
        assert_eq!(liquidating.collateral, Usd::from_dollars(counted), "{age}");
    }
}

#[test]
fn what_never_had_a_price_shields_no_one_from_liquidation() {
    let mut reserves = reserves();
    reserves.prices[0] = CachedPrice::default();
    let health = assess(&reserves, Purpose::Liquidating).unwrap();
    assert_eq!(health.liquidation_limit, Usd::from_dollars(1_600));
    reserves.prices[2] = CachedPrice::default();
    let health = assess(&reserves, Purpose::Liquidating).unwrap();
    assert_eq!(health.debt, Usd::ZERO);
}

#[test]
fn a_debt_without_a_usable_price_forbids_new_risk_and_counts_at_its_last_price_in_a_liquidation() {
    let mut reserves = reserves();
    for (age, counted) in [
        (61, 600),
        (UNSHOWN_SECONDS, 600),
        (UNSHOWN_SECONDS + 1, 1_200),
    ] {
        reserves.prices[2].published_at.0 = NOW.0 - age;
        let refused = assess(&reserves, Purpose::Opening).unwrap_err();
        assert_eq!(refused, Rule::PriceTooOld.broken(age, 60));
        let liquidating = assess(&reserves, Purpose::Liquidating).unwrap();
        assert_eq!(liquidating.debt, Usd::from_dollars(counted), "{age}");
    }
    reserves.prices[2] = CachedPrice::default();
    let refused = assess(&reserves, Purpose::Opening).unwrap_err();
    assert_eq!(refused.rule, Rule::PriceMissing);
}

#[test]
fn debt_in_a_reserve_that_nobody_touched_is_valued_with_its_interest() {
    let mut reserves = reserves();
    let rate = AnnualRate::from_bps_floor(1_000).per_second_floor();
    for (ledger, price) in reserves.ledgers.iter_mut().zip(&mut reserves.prices) {
        ledger.rate = rate;
        price.published_at.0 += SECONDS_PER_YEAR;
    }
    let now = Timestamp(NOW.0 + SECONDS_PER_YEAR);
    let health = Health::assess(&position(), &reserves, Purpose::Opening, now).unwrap();
    // 1 200 x e^0.1 = 1 326.2; collateral without the interest since.
    assert_eq!(health.debt.0 >> Usd::FRACTION_BITS, 1_326);
    assert_eq!(health.collateral, Usd::from_dollars(3_000));
}

#[test]
fn a_reserve_that_was_not_supplied_is_an_error() {
    let mut position = position();
    position
        .add_borrow(ReserveIndex(3), DebtShares(1), &RewardStream::default())
        .unwrap();
    let refused = Health::assess(&position, &reserves(), Purpose::Opening, NOW).unwrap_err();
    assert_eq!(refused, Rule::ReserveMissing.broken(3, 3));
}

#[test]
fn a_value_beyond_64_bits_fails_by_name() {
    let mut reserves = reserves();
    reserves.prices[2].high.0 = u64::MAX;
    let mut position = Position::default();
    position
        .add_borrow(
            ReserveIndex(2),
            DebtShares(u64::MAX),
            &RewardStream::default(),
        )
        .unwrap();
    let refused = Health::assess(&position, &reserves, Purpose::Opening, NOW).unwrap_err();
    assert_eq!(refused.rule, Rule::ArithmeticOverflow);
}

fn health(debt: u64, borrow_limit: u64, liquidation_limit: u64) -> Health {
    Health {
        collateral: Usd(liquidation_limit),
        borrow_limit: Usd(borrow_limit),
        seasoned_limit: Usd(borrow_limit),
        liquidation_limit: Usd(liquidation_limit),
        debt: Usd(debt),
        weighted_debt: Usd(debt),
        deleveraged: Usd::ZERO,
        weakest_bps: u16::MAX,
        heaviest_bps: 0,
    }
}

#[test]
fn a_debt_at_its_limit_is_allowed_and_one_above_is_not() {
    assert_eq!(health(70, 70, 80).check_may_open(), Ok(()));
    let refused = health(71, 70, 80).check_may_open().unwrap_err();
    assert_eq!(refused, Rule::BorrowLimitExceeded.broken(71, 70));
    assert_eq!(health(81, 70, 80).check_may_liquidate(), Ok(()));
    let refused = health(80, 70, 80).check_may_liquidate().unwrap_err();
    assert_eq!(refused, Rule::PositionHealthy.broken(80, 80));
}

#[test]
fn inv_14_health_is_how_far_the_debt_lies_above_its_limit() {
    let before = health(97, 70, 80);
    assert_eq!(health(87, 70, 72).check_no_worse_than(&before), Ok(()));
    assert_eq!(health(87, 70, 70).check_no_worse_than(&before), Ok(()));
    let refused = health(87, 70, 69).check_no_worse_than(&before);
    assert_eq!(refused, Err(Rule::HealthNotImproved.broken(87, 69)));
    // From above the limit to below it, and the extremes.
    assert_eq!(health(10, 70, 70).check_no_worse_than(&before), Ok(()));
    let (worst, best) = (health(u64::MAX, 0, 0), health(0, 0, u64::MAX));
    assert_eq!(best.check_no_worse_than(&worst), Ok(()));
    assert!(worst.check_no_worse_than(&best).is_err());
}
