//! Flash loans: what they cost, when there are none, and that the books cannot be played with.

use crate::common::{SOL, USDC, World, tokens};
use ballast_policy::Rule;
use ballast_policy::action::ALL;
use ballast_policy::breaker::Breaker;
use ballast_policy::config::NO_FLASH_LOANS;
use ballast_policy::unit::TokenAmount;

/// User 0 lends 50 000 dollars, user 1 owes 10 000 of them against SOL.
fn opened() -> World {
    let mut world = World::calm(2);
    world.deposit(0, USDC, 50_000);
    world.deposit(1, SOL, 1_000);
    world.borrow(1, USDC, 10_000);
    world.reserve_mut(USDC).config.flash_fees_bps = [5, 10, NO_FLASH_LOANS];
    world
}

#[test]
fn a_flash_loan_moves_no_book_until_it_is_back_and_then_pays_depositors_and_protocol() {
    let mut world = opened();
    let (now, before) = (world.now, *world.ledger(USDC));
    let loan = world
        .market()
        .flash_borrow(USDC, tokens(USDC, 20_000), now)
        .unwrap();
    assert_eq!(
        (loan.amount, loan.fee),
        (tokens(USDC, 20_000), tokens(USDC, 10))
    );
    assert_eq!(*world.ledger(USDC), before);
    let paid = world.market().flash_repay(USDC, loan, now).unwrap();
    assert_eq!(paid, tokens(USDC, 20_010));
    let after = world.ledger(USDC);
    assert_eq!(after.cash, before.cash.plus(tokens(USDC, 10)).unwrap());
    // A tenth of it is the protocol's.
    assert_eq!(
        after.fees_owed,
        before.fees_owed.plus(tokens(USDC, 1)).unwrap()
    );
    let grown = after.total_assets().minus(before.total_assets()).unwrap();
    assert_eq!(grown, tokens(USDC, 9));
}

#[test]
fn a_flash_loans_fee_is_rounded_up_and_follows_the_regime() {
    let mut world = opened();
    let now = world.now;
    let borrow = |world: &mut World, amount| {
        let now = world.now;
        world.market().flash_borrow(USDC, TokenAmount(amount), now)
    };
    assert_eq!(borrow(&mut world, 1).unwrap().fee, TokenAmount(1));
    world.tighten(0, 5_500);
    assert!(world.now >= now);
    assert_eq!(
        borrow(&mut world, 1_000_000).unwrap().fee,
        TokenAmount(1_000)
    );
    world.tighten(0, 9_000);
    let refused = borrow(&mut world, 1).unwrap_err();
    assert_eq!(refused, Rule::FlashLoansOff.broken(2, 0));
}

#[test]
fn nothing_and_more_than_the_cash_and_under_a_breaker_is_refused() {
    let mut world = opened();
    let now = world.now;
    let refused = world.market().flash_borrow(USDC, TokenAmount::ZERO, now);
    assert_eq!(refused.unwrap_err().rule, Rule::ZeroAmount);
    let cash = world.ledger(USDC).cash;
    world.market().flash_borrow(USDC, cash, now).unwrap();
    let more = cash.plus(TokenAmount(1)).unwrap();
    for amount in [more, ALL] {
        let refused = world.market().flash_borrow(USDC, amount, now).unwrap_err();
        assert_eq!(
            refused,
            Rule::InsufficientLiquidity.broken(amount.0, cash.0)
        );
    }
    world.reserve_mut(USDC).limits.breakers = World::guarded(0).reserve(USDC).limits.breakers;
    for (breaker, expected) in [
        // One reduces new debt to the terms of stress, where this reserve gives none; the other halts it.
        (Breaker::PriceJump, Rule::FlashLoansOff),
        (Breaker::BadDebtFormed, Rule::BorrowHalted),
    ] {
        let breakers = &mut world.reserve_mut(USDC).flows.breakers;
        breakers.tripped = 1 << breaker.number();
        breakers.tripped_at[breaker as usize] = now;
        let refused = world.market().flash_borrow(USDC, TokenAmount(1), now);
        assert_eq!(refused.unwrap_err().rule, expected);
    }
}

#[test]
fn one_position_holds_and_owes_no_more_than_its_share_of_the_caps() {
    let mut world = opened();
    let reserve = world.reserve_mut(USDC);
    reserve.config.deposit_cap = tokens(USDC, 200_000);
    reserve.config.account_deposit_share_bps = 3_000;
    reserve.config.borrow_caps = [tokens(USDC, 40_000); 3];
    reserve.config.account_borrow_share_bps = 2_600;
    let deposit = |whole| ballast_policy::market::Action::Deposit(USDC, tokens(USDC, whole));
    let borrow = |whole| ballast_policy::market::Action::Borrow(USDC, tokens(USDC, whole));
    assert_eq!(
        world.refusal(0, deposit(10_001)),
        Rule::AccountDepositExceeded
    );
    world.act(0, deposit(10_000)).unwrap();
    assert_eq!(world.refusal(1, borrow(401)), Rule::AccountBorrowExceeded);
    world.act(1, borrow(400)).unwrap();
}
