use crate::common::{BTC, DECIMALS, SOL, USDC, World, YEAR, liquidate_all, tokens};
use ballast_policy::Rule;
use ballast_policy::action::{ALL, Liquidation};
use ballast_policy::market::{Action, Outcome};
use ballast_policy::price::CachedPrice;
use ballast_policy::unit::{ReserveIndex, TokenAmount};

/// User 1 owes 14 000 USDC against 1 000 SOL, of which each is now worth 17 dollars: past the threshold of 80 %.
pub(crate) fn unhealthy() -> World {
    let mut world = World::calm(3);
    world.deposit(0, USDC, 100_000);
    world.deposit(2, SOL, 10_000);
    world.deposit(1, SOL, 1_000);
    world.borrow(1, USDC, 14_000);
    world.set_cents(SOL, 1_700);
    world
}

pub(crate) fn liquidate(whole: u64) -> Action {
    Action::Liquidate {
        debt: USDC,
        collateral: SOL,
        amount: tokens(USDC, whole),
    }
}

pub(crate) fn moved(outcome: Outcome) -> Liquidation {
    match outcome {
        Outcome::Liquidated(moved) => moved,
        other => panic!("{other:?}"),
    }
}

/// Value at the quoted price, in hundred-millionths of a dollar.
pub(crate) fn worth(world: &World, index: ReserveIndex, amount: TokenAmount) -> u128 {
    let position = usize::from(index.0);
    let quote = u128::try_from(world.quotes[position]).unwrap();
    u128::from(amount.0) * quote / 10u128.pow(u32::from(DECIMALS[position]))
}

#[test]
fn a_liquidation_of_nothing_is_refused() {
    assert_eq!(unhealthy().refusal(1, liquidate(0)), Rule::ZeroAmount);
}

#[test]
fn repaying_and_seizing_one_reserve_is_refused() {
    let rule = unhealthy().refusal(1, liquidate_all(USDC, USDC));
    assert_eq!(rule, Rule::DepositAndDebtInOneReserve);
}

#[test]
fn a_healthy_position_is_not_liquidated() {
    let mut world = unhealthy();
    // 1 000 x 17.58 x 0.998 x 0.8 = 14 035.9 dollars against 14 028.
    world.set_cents(SOL, 1_758);
    assert_eq!(world.refusal(1, liquidate(1)), Rule::PositionHealthy);
    world.set_cents(SOL, 1_757);
    assert!(world.act(1, liquidate(1)).is_ok());
}

#[test]
fn interest_alone_can_make_a_position_liquidatable() {
    let mut world = unhealthy();
    world.set_cents(SOL, 1_758);
    world.wait(YEAR);
    world.quote_all();
    assert!(world.act(1, liquidate(1)).is_ok());
    assert_eq!(world.ledger(USDC).accrued_at, world.now);
    assert_eq!(world.ledger(SOL).accrued_at, world.now);
}

#[test]
fn a_stale_or_missing_price_liquidates_no_one() {
    for fresh in [USDC, SOL] {
        let mut world = unhealthy();
        world.wait(61);
        world.quote(fresh);
        assert_eq!(world.refusal(1, liquidate(1)), Rule::PriceTooOld);
        let stale = if fresh == USDC { SOL } else { USDC };
        world.reserve_mut(stale).price = CachedPrice::default();
        assert_eq!(world.refusal(1, liquidate(1)), Rule::PriceMissing);
    }
}

#[test]
fn dust_of_other_collateral_with_a_dead_oracle_shields_no_one() {
    // Given an unhealthy position with a cent of a token whose oracle then dies
    let mut world = unhealthy();
    world.set_cents(BTC, 1);
    world.deposit(1, BTC, 1);
    world.wait(61);
    world.quote(USDC);
    world.quote(SOL);

    // When it is liquidated, with that token's last price and with none
    let mut unpriced = unhealthy();
    unpriced.deposit(1, BTC, 1);
    unpriced.reserve_mut(BTC).price = CachedPrice::default();

    // Then it works
    world.act(1, liquidate(1)).unwrap();
    unpriced.act(1, liquidate(1)).unwrap();
}

#[test]
fn other_collateral_whose_oracle_died_still_counts_at_its_last_price() {
    // Given a position that only its BTC keeps healthy
    let mut world = unhealthy();
    world.deposit(1, BTC, 1);
    assert_eq!(world.refusal(1, liquidate(1)), Rule::PositionHealthy);

    // When BTC's oracle dies
    world.wait(61);
    world.quote(USDC);
    world.quote(SOL);

    // Then no one is liquidated for it
    assert_eq!(world.refusal(1, liquidate(1)), Rule::PositionHealthy);
}

#[test]
fn a_deposit_that_backs_nothing_is_seized_at_a_usable_price_only() {
    let mut world = unhealthy();
    world.deposit(1, BTC, 1);
    let config = &mut world.reserve_mut(BTC).config;
    config.liquidation_threshold_bps = 0;
    config.opening_ltv.calm_bps = 0;
    config.opening_ltv.stress_bps = 0;
    world.wait(61);
    world.quote(USDC);
    world.quote(SOL);
    let seize_it = liquidate_all(USDC, BTC);
    assert_eq!(world.refusal(1, seize_it), Rule::PriceTooOld);
    assert!(world.act(1, liquidate(1)).is_ok());
    world.quote(BTC);
    assert!(world.act(1, seize_it).is_ok());
}

#[test]
fn what_is_not_owed_or_not_held_cannot_be_liquidated() {
    let mut world = unhealthy();
    assert_eq!(
        world.refusal(1, liquidate_all(BTC, SOL)),
        Rule::BorrowNotFound
    );
    assert_eq!(
        world.refusal(1, liquidate_all(USDC, BTC)),
        Rule::DepositNotFound
    );
}

#[test]
fn more_than_the_close_factor_is_refused_and_all_means_as_much_as_it_allows() {
    let mut world = unhealthy();
    let half = world.owed(1, USDC).0.div_ceil(2);
    let exactly = |amount| Action::Liquidate {
        debt: USDC,
        collateral: SOL,
        amount: TokenAmount(amount),
    };
    let refused = world.act(1, exactly(half + 1)).unwrap_err();
    assert_eq!(refused, Rule::CloseFactorExceeded.broken(half + 1, half));
    for action in [exactly(half), liquidate_all(USDC, SOL)] {
        let done = moved(world.clone().act(1, action).unwrap());
        assert_eq!(done.repaid, TokenAmount(half));
    }
}

#[test]
fn collateral_worth_the_repayment_and_the_bonus_is_seized_at_mid_prices() {
    let mut world = unhealthy();
    let (cash, held) = (world.ledger(USDC).cash, world.held(1, SOL));
    let done = moved(world.act(1, liquidate(1_000)).unwrap());
    assert_eq!(done.repaid, tokens(USDC, 1_000));
    // 1 050 dollars at 17 dollars: 61.7647 SOL, rounded down.
    assert_eq!(done.seized.0 / 1_000, 61_764_705);
    assert_eq!(world.ledger(USDC).cash.0, cash.0 + done.repaid.0);
    assert_eq!(world.held(1, SOL).0, held.0 - done.seized.0);
    let paid = worth(&world, USDC, done.repaid) * 105 / 100;
    assert!(worth(&world, SOL, done.seized) <= paid);
}

#[test]
fn a_repayment_that_seizes_nothing_is_refused() {
    let mut world = World::calm(3);
    world.deposit(0, SOL, 10_000);
    world.deposit(1, BTC, 1);
    world.borrow(1, SOL, 600);
    world.set_cents(BTC, 1_400_000);
    let dust = Action::Liquidate {
        debt: SOL,
        collateral: BTC,
        amount: TokenAmount(1_000),
    };
    assert_eq!(world.refusal(1, dust), Rule::AmountTooSmall);
}

#[test]
fn where_the_position_holds_less_all_of_it_is_seized_for_less() {
    let mut world = unhealthy();
    world.set_cents(SOL, 500);
    let done = moved(world.act(1, liquidate_all(USDC, SOL)).unwrap());
    assert_eq!(done.seized, tokens(SOL, 1_000));
    // 5 000 / 1.05 dollars, rounded up.
    assert_eq!(done.repaid.0.div_ceil(1_000), 4_761_905);
    assert!(worth(&world, USDC, done.repaid) * 105 / 100 >= worth(&world, SOL, done.seized));
    assert_eq!(world.held(1, SOL), TokenAmount::ZERO);
}

#[test]
fn where_the_reserve_holds_less_cash_that_is_seized_for_less() {
    let mut world = unhealthy();
    world
        .act(2, Action::Withdraw(SOL, tokens(SOL, 10_000)))
        .unwrap();
    world.deposit(0, BTC, 2);
    world.deposit(2, BTC, 10);
    world.borrow(2, SOL, 990);
    let done = moved(world.act(1, liquidate_all(USDC, SOL)).unwrap());
    assert_eq!(done.seized, tokens(SOL, 10));
    // 170 / 1.05 dollars.
    assert_eq!(done.repaid.0.div_ceil(1_000), 161_905);
    let refused = world.refusal(1, liquidate_all(USDC, SOL));
    assert_eq!(refused, Rule::InsufficientLiquidity);
}

#[test]
fn collateral_whose_price_collapsed_is_seized_whole() {
    // At 2^-64 dollars a base unit the debt is worth more of it than 64 bits can count.
    let mut world = unhealthy();
    world.quotes[1] = 1;
    let rules = world.reserve(SOL).config.price;
    let now = world.now;
    let quote = ballast_policy::price::Quote {
        price: 1,
        confidence: 0,
        exponent: -10,
        published_at: i64::try_from(now.0).unwrap(),
        average: 1,
    };
    let price = &mut world.reserve_mut(SOL).price;
    price.update(&quote, 9, &rules, now).unwrap();
    let done = moved(world.act(1, liquidate_all(USDC, SOL)).unwrap());
    assert_eq!(done.seized, tokens(SOL, 1_000));
    assert_eq!(done.repaid, TokenAmount(1));
    let rule = world.refusal(1, Action::Repay(SOL, ALL));
    assert_eq!(rule, Rule::BorrowNotFound);
}

#[test]
fn a_price_of_nothing_seizes_nothing() {
    let mut world = unhealthy();
    world.reserve_mut(SOL).price.mid.0 = 0;
    let rule = world.refusal(1, liquidate(1));
    assert_eq!(rule, Rule::ArithmeticOverflow);
}
