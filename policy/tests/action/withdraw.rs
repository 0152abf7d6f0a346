use crate::common::{SOL, USDC, World, YEAR, tokens};
use ballast_policy::Rule;
use ballast_policy::action::ALL;
use ballast_policy::market::{Action, Outcome};
use ballast_policy::price::CachedPrice;
use ballast_policy::unit::{DepositShares, TokenAmount};

/// User 0 lends dollars; user 1 holds 1 000 SOL and owes 10 000 dollars; nobody else is there.
fn lent() -> World {
    let mut world = World::calm(3);
    world.deposit(0, USDC, 100_000);
    world.deposit(1, SOL, 1_000);
    world.borrow(1, USDC, 10_000);
    world
}

#[test]
fn a_withdrawal_of_nothing_is_refused() {
    let rule = lent().refusal(0, Action::Withdraw(USDC, TokenAmount(0)));
    assert_eq!(rule, Rule::ZeroAmount);
}

#[test]
fn a_withdrawal_from_a_reserve_without_a_deposit_is_refused() {
    let rule = lent().refusal(0, Action::Withdraw(SOL, ALL));
    assert_eq!(rule, Rule::DepositNotFound);
}

#[test]
fn interest_up_to_now_is_paid_out_and_the_slot_is_freed() {
    let mut world = lent();
    world.deposit(2, USDC, 20_000);
    world.wait(YEAR);
    let outcome = world.act(0, Action::Withdraw(USDC, ALL)).unwrap();
    let Outcome::Withdrawn(paid) = outcome else {
        panic!("{outcome:?}");
    };
    assert!(paid > tokens(USDC, 100_000));
    assert_eq!(world.positions[0].check_empty(), Ok(()));
    assert_eq!(world.ledger(USDC).accrued_at, world.now);
}

#[test]
fn a_part_burns_shares_rounded_up() {
    let mut world = lent();
    world.wait(YEAR);
    let before = world.positions[0].deposit_shares(USDC);
    let outcome = world.act(0, Action::Withdraw(USDC, TokenAmount(1)));
    assert_eq!(outcome, Ok(Outcome::Withdrawn(TokenAmount(1))));
    let after = world.positions[0].deposit_shares(USDC);
    assert_eq!(after, DepositShares(before.0 - 1));
}

#[test]
fn more_than_is_held_is_refused() {
    let mut world = lent();
    let above = tokens(SOL, 1_000).0 + 1;
    let refused = world.act(1, Action::Withdraw(SOL, TokenAmount(above)));
    let bound = tokens(SOL, 1_000).0;
    assert_eq!(refused, Err(Rule::InsufficientShares.broken(above, bound)));
    let rule = world.refusal(1, Action::Withdraw(SOL, TokenAmount(u64::MAX - 1)));
    assert_eq!(rule, Rule::InsufficientShares);
}

#[test]
fn more_than_the_cash_is_refused_and_all_of_it_is_paid() {
    let mut world = lent();
    let refused = world.act(0, Action::Withdraw(USDC, ALL));
    let (asked, held) = (tokens(USDC, 100_000).0, tokens(USDC, 90_000).0);
    assert_eq!(
        refused,
        Err(Rule::InsufficientLiquidity.broken(asked, held))
    );
    let cash = Action::Withdraw(USDC, TokenAmount(held));
    assert!(world.act(0, cash).is_ok());
    assert_eq!(world.ledger(USDC).cash, TokenAmount::ZERO);
}

#[test]
fn with_debt_what_is_left_must_back_it() {
    // 10 000 at 1.002 need 10 020 / 0.75 = 13 360 of collateral at 19.96 a token: 669.34 SOL.
    let mut world = lent();
    let rule = world.refusal(1, Action::Withdraw(SOL, tokens(SOL, 331)));
    assert_eq!(rule, Rule::BorrowLimitExceeded);
    assert!(
        world
            .act(1, Action::Withdraw(SOL, tokens(SOL, 330)))
            .is_ok()
    );
}

#[test]
fn with_debt_the_terms_of_the_moment_decide() {
    let mut world = lent();
    world.tighten(0, 9_000);
    // At 40 % the debt needs 1 255 SOL: the position stays as it is, but nothing may leave.
    let rule = world.refusal(1, Action::Withdraw(SOL, TokenAmount(1)));
    assert_eq!(rule, Rule::BorrowLimitExceeded);
}

#[test]
fn with_debt_a_missing_price_of_the_debt_is_an_error() {
    let mut world = lent();
    world.reserve_mut(USDC).price = CachedPrice::default();
    let rule = world.refusal(1, Action::Withdraw(SOL, TokenAmount(1)));
    assert_eq!(rule, Rule::PriceMissing);
}

#[test]
fn a_withdrawal_raises_the_rate_of_a_lent_out_reserve() {
    let mut world = lent();
    let before = world.ledger(USDC).rate;
    world
        .act(0, Action::Withdraw(USDC, tokens(USDC, 80_000)))
        .unwrap();
    assert!(world.ledger(USDC).rate > before);
}
