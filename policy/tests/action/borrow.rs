use crate::common::{BTC, SOL, USDC, World, YEAR, tokens};
use ballast_policy::Rule;
use ballast_policy::market::{Action, Outcome};
use ballast_policy::price::CachedPrice;
use ballast_policy::regime::Regime;
use ballast_policy::unit::{DebtShares, TokenAmount};

/// User 0 lends dollars and bitcoin; user 1 holds SOL.
fn lent(sol: u64) -> World {
    let mut world = World::calm(3);
    world.deposit(0, USDC, 1_900_000);
    world.deposit(2, BTC, 100);
    world.deposit(1, SOL, sol);
    world
}

fn borrow(whole: u64) -> Action {
    Action::Borrow(USDC, tokens(USDC, whole))
}

#[test]
fn a_loan_of_nothing_is_refused() {
    let rule = lent(1).refusal(1, Action::Borrow(USDC, TokenAmount(0)));
    assert_eq!(rule, Rule::ZeroAmount);
}

#[test]
fn a_loan_pays_out_cash_against_debt_shares() {
    let mut world = lent(1_000);
    let outcome = world.act(1, borrow(10_000));
    let shares = DebtShares(tokens(USDC, 10_000).0);
    assert_eq!(outcome, Ok(Outcome::Borrowed(shares)));
    assert_eq!(world.ledger(USDC).cash, tokens(USDC, 1_890_000));
    assert_eq!(world.positions[1].debt_shares(USDC), shares);
}

#[test]
fn debt_grows_and_a_later_loan_gets_fewer_shares_rounded_up() {
    let mut world = lent(10_000);
    world.borrow(1, USDC, 10_000);
    world.wait(YEAR);
    world.agree(0, 1_000);
    world.quote_all();
    let outcome = world.act(1, Action::Borrow(USDC, TokenAmount(1)));
    assert_eq!(outcome, Ok(Outcome::Borrowed(DebtShares(1))));
    assert!(world.owed(1, USDC) > tokens(USDC, 10_000));
    assert_eq!(world.ledger(USDC).accrued_at, world.now);
}

#[test]
fn inv_12_debt_stays_within_the_borrow_limit() {
    // 1 000 x 19.96 x 0.75 = 14 970 dollars back 14 970 / 1.002 = 14 940.1 USDC.
    let mut world = lent(1_000);
    assert_eq!(world.refusal(1, borrow(14_941)), Rule::BorrowLimitExceeded);
    assert!(world.act(1, borrow(14_940)).is_ok());
    assert_eq!(world.refusal(1, borrow(1)), Rule::BorrowLimitExceeded);
}

#[test]
fn inv_12_an_unhealthy_position_borrows_nothing() {
    let mut world = lent(1_000);
    world.borrow(1, USDC, 14_940);
    world.set_cents(SOL, 1_000);
    let one = Action::Borrow(USDC, TokenAmount(1));
    assert_eq!(world.refusal(1, one), Rule::BorrowLimitExceeded);
}

#[test]
fn a_rising_score_lowers_what_collateral_backs() {
    let mut world = lent(1_000);
    world.tighten(0, 6_500);
    // 5 750 basis points: 11 454.1 USDC.
    assert_eq!(world.refusal(1, borrow(11_455)), Rule::BorrowLimitExceeded);
    assert!(world.act(1, borrow(11_454)).is_ok());
}

#[test]
fn borrow_over_the_cap_of_the_regime_fails() {
    for (score, cap) in [(1_000, 1_000_000), (5_000, 600_000), (7_000, 300_000)] {
        let mut world = lent(100_000);
        world.tighten(0, score);
        let above = Action::Borrow(USDC, TokenAmount(tokens(USDC, cap).0 + 1));
        assert_eq!(world.refusal(1, above), Rule::BorrowCapExceeded);
        assert!(world.act(1, borrow(cap)).is_ok());
    }
}

#[test]
fn the_cap_counts_interest() {
    let mut world = lent(100_000);
    world.borrow(1, USDC, 999_999);
    world.wait(60);
    let rule = world.refusal(1, borrow(1));
    assert_eq!(rule, Rule::BorrowCapExceeded);
}

#[test]
fn a_feed_that_fell_silent_brings_the_strictest_terms() {
    let mut world = lent(1_000);
    world.wait(3_600);
    world.quote_all();
    assert_eq!(world.regime(USDC), Regime::Stress);
    // 40 % of 19 960 dollars.
    assert_eq!(world.refusal(1, borrow(7_969)), Rule::BorrowLimitExceeded);
    assert!(world.act(1, borrow(7_968)).is_ok());
}

#[test]
fn more_than_the_cash_is_refused() {
    let mut world = lent(100_000);
    world
        .act(0, Action::Withdraw(USDC, tokens(USDC, 1_899_999)))
        .unwrap();
    assert_eq!(world.refusal(1, borrow(2)), Rule::InsufficientLiquidity);
}

#[test]
fn a_position_that_holds_the_reserve_cannot_borrow_it() {
    let mut world = lent(1_000);
    let rule = world.refusal(1, Action::Borrow(SOL, tokens(SOL, 1)));
    assert_eq!(rule, Rule::DepositAndDebtInOneReserve);
}

#[test]
fn collateral_without_a_usable_price_backs_nothing() {
    for missing in [true, false] {
        let mut world = lent(1_000);
        if missing {
            world.reserve_mut(SOL).price = CachedPrice::default();
        } else {
            world.wait(61);
            world.quote(USDC);
        }
        assert_eq!(world.refusal(1, borrow(1)), Rule::BorrowLimitExceeded);
    }
}

#[test]
fn a_debt_without_a_usable_price_cannot_be_opened() {
    let mut world = lent(1_000);
    world.wait(61);
    world.quote(SOL);
    assert_eq!(world.refusal(1, borrow(1)), Rule::PriceTooOld);
    world.reserve_mut(USDC).price = CachedPrice::default();
    assert_eq!(world.refusal(1, borrow(1)), Rule::PriceMissing);
}

#[test]
fn debts_in_several_reserves_count_together() {
    let mut world = lent(1_000);
    world.borrow(1, USDC, 7_000);
    let tenth = |tenths: u64| Action::Borrow(BTC, TokenAmount(tenths * 10_000_000));
    assert_eq!(world.refusal(1, tenth(4)), Rule::BorrowLimitExceeded);
    assert!(world.act(1, tenth(3)).is_ok());
}

#[test]
fn a_loan_raises_the_rate() {
    let mut world = lent(1_000);
    world.borrow(1, USDC, 1_000);
    let before = world.ledger(USDC).rate;
    world.borrow(1, USDC, 10_000);
    assert!(world.ledger(USDC).rate > before);
}

#[test]
fn the_largest_amount_is_refused_by_name() {
    let mut world = lent(1_000);
    let rule = world.refusal(1, Action::Borrow(USDC, TokenAmount(u64::MAX)));
    assert_eq!(rule, Rule::BorrowCapExceeded);
    world.borrow(1, USDC, 1);
    let rule = world.refusal(1, Action::Borrow(USDC, TokenAmount(u64::MAX)));
    assert_eq!(rule, Rule::ArithmeticOverflow);
}
