use super::*;
use crate::breaker::Breakers;
use crate::breaker::{BREAKERS, BreakerRule};
use crate::feed::FeedStatus;
use crate::fixture::{NOW, cases};
use crate::limiter::Limit;
use crate::regime::Regime;
use crate::unit::{PricePerUnit, Score};
use proptest::prelude::*;

const LIMIT: Limit = Limit {
    capacities: [1_000_000, 500_000, 100_000],
    window_seconds: 86_400,
    padding: 0,
};
const RULE: BreakerRule = BreakerRule {
    threshold: 9_000,
    duration_seconds: 3_600,
    cooldown_seconds: 7_200,
    verdicts: [2, 2, 2],
    padding: [0; 5],
};
/// A quarter of a dollar a base unit: 2^-2.
const PRICE: CachedPrice = CachedPrice {
    low: PricePerUnit(1 << 62),
    mid: PricePerUnit(1 << 62),
    high: PricePerUnit(1 << 62),
    published_at: NOW,
};
const NOTHING: Lent = Lent {
    debt: TokenAmount::ZERO,
    cash: TokenAmount::ZERO,
};
const STILL: UtilizationMove = UtilizationMove {
    before: NOTHING,
    after: NOTHING,
};

fn lent(debt: u64) -> Lent {
    Lent {
        debt: TokenAmount(debt),
        cash: TokenAmount(10_000 - debt),
    }
}

/// A withdrawal of what had seasoned.
fn seasoned(amount: u64) -> Withdrawn {
    Withdrawn {
        seasoned: TokenAmount(amount),
        fresh: TokenAmount::ZERO,
    }
}

struct Stage {
    limits: ReserveLimits,
    flows: ReserveFlows,
    market_limits: MarketLimits,
    market_flows: MarketFlows,
    regime: Regime,
    now: Timestamp,
}

impl Stage {
    fn new() -> Self {
        Self {
            limits: ReserveLimits {
                outflow: LIMIT,
                inflow: LIMIT,
                fresh: LIMIT,
                liquidated: Limit::NONE,
                breakers: [RULE; BREAKERS],
                season_seconds: 86_400,
                price_window_seconds: 3_600,
            },
            flows: ReserveFlows::default(),
            market_limits: MarketLimits::NONE,
            market_flows: MarketFlows::default(),
            regime: Regime::Calm,
            now: NOW,
        }
    }

    fn control(&mut self) -> Control<'_> {
        Control {
            limits: &self.limits,
            flows: &mut self.flows,
            market_limits: &self.market_limits,
            market_flows: &mut self.market_flows,
            price: &PRICE,
            effective: Effective {
                score: Score(0),
                regime: self.regime,
                status: FeedStatus::Held,
                score_jumped_at: Timestamp::ZERO,
                depth_bps: 10_000,
            },
            signals: Signals::default(),
            now: self.now,
        }
    }

    fn borrow(&mut self, amount: u64) -> Result<()> {
        let mut control = self.control();
        let verdict = control.check(Kind::Borrow)?;
        let borrowed = control.borrow(TokenAmount(amount), Usd::ZERO, STILL, verdict);
        borrowed.map(|_| ())
    }
}

#[test]
fn borrow_over_the_outflow_limit_fails_by_name() {
    let mut stage = Stage::new();
    stage.limits.breakers = ReserveLimits::NONE.breakers;
    stage.borrow(1_000_000).unwrap();
    assert_eq!(
        stage.borrow(1),
        Err(Rule::OutflowLimitExceeded.broken(1_000_001, 1_000_000))
    );
}

#[test]
fn the_action_that_trips_a_breaker_stands_and_the_next_is_halted() {
    let mut stage = Stage::new();
    stage.borrow(900_000).unwrap();
    assert_eq!(
        stage.borrow(1),
        Err(Rule::BorrowHalted.broken(Breaker::Outflow.number(), 0))
    );
    stage.now = Timestamp(NOW.0 + 3_600);
    stage.borrow(1).unwrap();
}

#[test]
fn reduce_judges_a_borrow_on_the_stress_capacity() {
    let mut stage = Stage::new();
    stage.limits.breakers[Breaker::Outflow as usize].verdicts = [1, 0, 0];
    stage.borrow(900_000).unwrap();
    assert_eq!(stage.borrow(1).unwrap_err().bound, 100_000);
}

#[test]
fn the_markets_limit_counts_in_dollars() {
    let mut stage = Stage::new();
    stage.market_limits.outflow = Limit {
        capacities: [Usd::from_dollars(100_000).0; 3],
        ..LIMIT
    };
    stage.borrow(400_000).unwrap();
    let error = stage.borrow(4).unwrap_err();
    let expected = (Usd::from_dollars(100_001).0, Usd::from_dollars(100_000).0);
    assert_eq!(
        error,
        Rule::MarketOutflowLimitExceeded.broken(expected.0, expected.1)
    );
}

#[test]
fn only_the_excess_over_seasoned_collateral_is_charged_as_fresh() {
    let mut stage = Stage::new();
    let mut control = stage.control();
    control
        .borrow(
            TokenAmount(1_000),
            Usd::from_dollars(25),
            STILL,
            Verdict::Allow,
        )
        .unwrap();
    assert_eq!(stage.flows.fresh.level, 100);
    assert_eq!(stage.flows.outflow.level, 1_000);
}

#[test]
fn fresh_borrowing_over_either_limit_fails_by_name() {
    let mut stage = Stage::new();
    stage.limits.outflow = Limit::NONE;
    let excess = Usd::from_dollars(250_001);
    let error = stage
        .control()
        .borrow(TokenAmount(2_000_000), excess, STILL, Verdict::Allow)
        .unwrap_err();
    assert_eq!(error.rule, Rule::FreshBorrowLimitExceeded);
    stage.limits.fresh = Limit::NONE;
    stage.market_limits.fresh = LIMIT;
    let error = stage
        .control()
        .withdraw(seasoned(1), Usd(1_000_001), STILL, Verdict::Allow)
        .unwrap_err();
    assert_eq!(error.rule, Rule::MarketFreshBorrowLimitExceeded);
}

#[test]
fn sudden_collateral_is_refused_but_never_from_one_who_owes() {
    let mut stage = Stage::new();
    let much = TokenAmount(1_000_001);
    let error = stage.control().deposit(much, false).unwrap_err();
    assert_eq!(error.rule, Rule::InflowLimitExceeded);
    stage.control().deposit(much, true).unwrap();
    assert_eq!(stage.flows.inflow.level, much.0);
    let tripped = stage.flows.breakers.tripped_at(Breaker::CollateralInflow);
    assert_eq!(tripped, NOW);
}

#[test]
fn what_comes_and_goes_within_its_season_fills_no_bucket() {
    let mut stage = Stage::new();
    stage.limits.breakers = ReserveLimits::NONE.breakers;
    for _ in 0..10 {
        stage
            .control()
            .deposit(TokenAmount(900_000), false)
            .unwrap();
        let paid = Withdrawn {
            seasoned: TokenAmount::ZERO,
            fresh: TokenAmount(900_000),
        };
        stage.control().withdraw_without_debt(paid, STILL);
    }
    assert_eq!(stage.flows.inflow.level, 0);
    assert_eq!(stage.flows.outflow.level, 0);
}

#[test]
fn a_flow_breaker_whose_cause_leaves_again_was_never_tripped() {
    let mut stage = Stage::new();
    stage.borrow(900_000).unwrap();
    stage
        .control()
        .deposit(TokenAmount(950_000), false)
        .unwrap();
    assert_eq!(stage.flows.breakers.tripped, 0b110_0000);
    let paid = Withdrawn {
        seasoned: TokenAmount::ZERO,
        fresh: TokenAmount(950_000),
    };
    stage.control().withdraw_without_debt(paid, STILL);
    stage
        .control()
        .repay(TokenAmount(900_000), TokenAmount::ZERO);
    assert_eq!(stage.flows.breakers, Breakers::default());
    assert_eq!(
        (stage.flows.outflow.level, stage.flows.inflow.level),
        (0, 0)
    );
}

#[test]
fn the_markets_inflow_limit_counts_in_dollars() {
    let mut stage = Stage::new();
    stage.market_limits.inflow = LIMIT;
    let error = stage.control().deposit(TokenAmount(4), false).unwrap_err();
    assert_eq!(
        error,
        Rule::MarketInflowLimitExceeded.broken(Usd::from_dollars(1).0, 1_000_000)
    );
}

#[test]
fn utilization_that_crosses_its_threshold_trips_its_breaker() {
    let mut stage = Stage::new();
    let crossing = UtilizationMove {
        before: lent(8_000),
        after: lent(9_100),
    };
    stage.control().withdraw_without_debt(seasoned(1), crossing);
    let tripped = stage.flows.breakers.tripped_at(Breaker::UtilizationSpike);
    assert_eq!(tripped, NOW);
    assert!(stage.borrow(1).is_err());
}

#[test]
fn bad_debt_trips_its_breaker_and_liquidation_counts_apart() {
    let mut stage = Stage::new();
    let mut control = stage.control();
    control.liquidate(TokenAmount(400));
    control.bad_debt_formed(Usd(9_000));
    assert_eq!(stage.flows.liquidated_out, TokenAmount(400));
    assert_eq!(stage.market_flows.liquidated_out, Usd::from_dollars(100));
    assert_eq!(stage.flows.outflow.level, 0);
    assert_eq!(
        stage.borrow(1).unwrap_err(),
        Rule::BorrowHalted.broken(Breaker::BadDebtFormed.number(), 0)
    );
}

#[derive(Clone, Debug)]
enum Move {
    Borrow(u64),
    Exit(u64),
    AddCollateral(u64),
    Liquidate(u64),
}

fn moves() -> impl Strategy<Value = (Move, u64, usize)> {
    let amount = prop_oneof![0u64..1_000, 0u64..2_000_000, Just(u64::MAX)];
    let kind = (amount, 0u8..4).prop_map(|(amount, kind)| match kind {
        0 => Move::Borrow(amount),
        1 => Move::Exit(amount),
        2 => Move::AddCollateral(amount),
        _ => Move::Liquidate(amount),
    });
    (kind, 0u64..20_000, 0usize..3)
}

proptest! {
    #![proptest_config(cases())]

    /// INV-10, INV-11: whatever has tripped or filled up, an exit passes and is counted; and INV-27: what was not
    /// an exit passed only within the capacity.
    #[test]
    fn inv_10_11_exits_pass_whatever_tripped(history in prop::collection::vec(moves(), 1..60)) {
        let mut stage = Stage::new();
        for (step, seconds, regime) in &history {
            stage.now = Timestamp(stage.now.0 + seconds);
            stage.regime = Regime::ALL[*regime];
            match step {
                Move::Borrow(amount) => {
                    let before = stage.flows;
                    if stage.borrow(*amount).is_ok() {
                        let within = stage.flows.outflow.level <= LIMIT.capacity(stage.regime);
                        prop_assert!(*amount == 0 || within, "{history:?}");
                    } else {
                        prop_assert_eq!(stage.flows.outflow, before.outflow);
                    }
                }
                Move::Exit(amount) => stage
                    .control()
                    .withdraw_without_debt(seasoned(*amount), STILL),
                Move::AddCollateral(amount) => {
                    prop_assert!(stage.control().deposit(TokenAmount(*amount), true).is_ok());
                }
                Move::Liquidate(amount) => stage.control().liquidate(TokenAmount(*amount)),
            }
        }
    }
}
