use crate::common::{SOL, USDC, World, YEAR, tokens};
use ballast_policy::Rule;
use ballast_policy::action::ALL;
use ballast_policy::market::{Action, Outcome};
use ballast_policy::price::CachedPrice;
use ballast_policy::unit::{DepositShares, TokenAmount};

#[test]
fn a_deposit_of_nothing_is_refused() {
    let mut world = World::calm(1);
    let rule = world.refusal(0, Action::Deposit(USDC, TokenAmount(0)));
    assert_eq!(rule, Rule::ZeroAmount);
}

#[test]
fn a_deposit_moves_cash_and_shares() {
    let mut world = World::calm(1);
    let outcome = world.act(0, Action::Deposit(USDC, TokenAmount(1_000)));
    assert_eq!(outcome, Ok(Outcome::Deposited(DepositShares(1_000))));
    assert_eq!(world.ledger(USDC).cash, TokenAmount(1_000));
    assert_eq!(world.ledger(USDC).deposit_shares, DepositShares(1_000));
    assert_eq!(
        world.positions[0].deposit_shares(USDC),
        DepositShares(1_000)
    );
}

/// Half of the dollars are lent out for a year: a share is worth more than a base unit.
fn year_of_interest() -> World {
    let mut world = World::calm(3);
    world.deposit(0, USDC, 100_000);
    world.deposit(1, SOL, 10_000);
    world.borrow(1, USDC, 50_000);
    world.wait(YEAR);
    world
}

#[test]
fn interest_up_to_now_belongs_to_those_who_were_there() {
    let mut world = year_of_interest();
    let amount = tokens(USDC, 100_000);
    let outcome = world.act(2, Action::Deposit(USDC, amount)).unwrap();
    assert_eq!(world.ledger(USDC).accrued_at, world.now);
    let Outcome::Deposited(shares) = outcome else {
        panic!("{outcome:?}");
    };
    assert!(shares < DepositShares(amount.0));
    let returned = world.held(2, USDC);
    assert!(returned <= amount && amount.0 - returned.0 <= 2);
}

#[test]
fn the_deposit_cap_counts_interest_and_binds_to_the_base_unit() {
    let mut world = year_of_interest();
    let mut accrued = world.clone();
    accrued.accrue(USDC);
    let room = accrued.reserve(USDC).config.deposit_cap.0 - accrued.ledger(USDC).total_assets().0;
    let above = world.act(2, Action::Deposit(USDC, TokenAmount(room + 1)));
    let cap = world.reserve(USDC).config.deposit_cap.0;
    assert_eq!(above, Err(Rule::DepositCapExceeded.broken(cap + 1, cap)));
    assert!(
        world
            .act(2, Action::Deposit(USDC, TokenAmount(room)))
            .is_ok()
    );
}

#[test]
fn an_amount_that_buys_no_share_is_refused() {
    let mut world = year_of_interest();
    let rule = world.refusal(2, Action::Deposit(USDC, TokenAmount(1)));
    assert_eq!(rule, Rule::AmountTooSmall);
    assert!(world.act(2, Action::Deposit(USDC, TokenAmount(2))).is_ok());
}

#[test]
fn a_position_that_owes_the_reserve_cannot_deposit_into_it() {
    let mut world = year_of_interest();
    let rule = world.refusal(1, Action::Deposit(USDC, TokenAmount(1_000)));
    assert_eq!(rule, Rule::DepositAndDebtInOneReserve);
}

#[test]
fn adding_collateral_asks_no_price_and_no_feed() {
    let mut world = year_of_interest();
    world.reserve_mut(SOL).price = CachedPrice::default();
    assert!(world.act(1, Action::Deposit(SOL, tokens(SOL, 1))).is_ok());
}

#[test]
fn a_deposit_lowers_the_rate_of_a_lent_out_reserve() {
    let mut world = year_of_interest();
    world.accrue(USDC);
    let before = world.ledger(USDC).rate;
    world.deposit(2, USDC, 100_000);
    assert!(world.ledger(USDC).rate < before);
}

#[test]
fn the_largest_amounts_are_refused_by_name() {
    let mut world = year_of_interest();
    let rule = world.refusal(2, Action::Deposit(USDC, ALL));
    assert_eq!(rule, Rule::ArithmeticOverflow);
    let largest = TokenAmount(u64::MAX / 2);
    let rule = world.refusal(2, Action::Deposit(USDC, largest));
    assert_eq!(rule, Rule::DepositCapExceeded);
}
