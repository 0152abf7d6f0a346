//! Rewards along every way in which shares change: what was held until then is counted, and nothing is lost by it.

use crate::common::{BTC, SOL, USDC, World, liquidate_all, tokens};
use ballast_policy::action::ALL;
use ballast_policy::market::Action;
use ballast_policy::reward::{CLAIM_SECONDS, Side};
use ballast_policy::unit::{ReserveIndex, TokenAmount};

/// A unit a second on each side for an hour.
const GIVEN: u64 = 3_600;

/// User 0 lends 100 000 dollars, user 1 alone holds SOL, 1 000 of it, and alone owes dollars, 12 000.
fn rewarded(index: ReserveIndex, side: Side) -> World {
    let mut world = World::calm(4);
    world.deposit(0, USDC, 100_000);
    world.deposit(1, SOL, 1_000);
    world.borrow(1, USDC, 12_000);
    fund(&mut world, index, side, GIVEN);
    world
}

fn fund(world: &mut World, index: ReserveIndex, side: Side, amount: u64) {
    let now = world.now;
    let mut market = world.market();
    market.open_rewards(index, side).unwrap();
    market
        .fund_rewards(index, side, TokenAmount(amount), 3_600, now)
        .unwrap();
}

fn claim(world: &mut World, user: usize, index: ReserveIndex, side: Side) -> u64 {
    let (mut position, now) = (world.positions[user], world.now);
    let paid = world
        .market()
        .claim_reward(&mut position, index, side, now)
        .unwrap();
    world.positions[user] = position;
    paid.0
}

/// Half of the time passes, and the shares are gone; then the rest of it.
fn half_then(mut world: World, leave: impl FnOnce(&mut World)) -> World {
    world.wait(1_800);
    world.agree(0, 1_000);
    world.quote_all();
    leave(&mut world);
    world.wait(1_800);
    world
}

/// What is counted to the unit, but for roundings of the index.
fn assert_half(paid: u64) {
    assert!((GIVEN / 2 - 1..=GIVEN / 2).contains(&paid), "{paid}");
}

#[test]
fn a_withdrawal_keeps_what_was_earned_until_then() {
    let world = rewarded(SOL, Side::Deposit);
    let mut world = half_then(world, |world| {
        world.act(1, Action::Repay(USDC, ALL)).unwrap();
        world.act(1, Action::Withdraw(SOL, ALL)).unwrap();
    });
    assert_half(claim(&mut world, 1, SOL, Side::Deposit));
}

#[test]
fn a_repayment_keeps_what_was_earned_until_then() {
    let world = rewarded(USDC, Side::Borrow);
    let mut world = half_then(world, |world| {
        world.act(1, Action::Repay(USDC, ALL)).unwrap();
    });
    assert_half(claim(&mut world, 1, USDC, Side::Borrow));
}

#[test]
fn a_liquidation_keeps_what_both_had_earned_until_then() {
    for side in [Side::Deposit, Side::Borrow] {
        let index = if side == Side::Deposit { SOL } else { USDC };
        let world = rewarded(index, side);
        let mut world = half_then(world, |world| {
            world.set_cents(SOL, 100);
            world.act(1, liquidate_all(USDC, SOL)).unwrap();
            world.resolve(1, USDC).unwrap();
        });
        assert_half(claim(&mut world, 1, index, side));
    }
}

#[test]
fn a_debt_that_is_written_off_keeps_what_it_had_earned_until_then() {
    // Given a debt that nothing has stood behind for a quarter of the time
    let mut world = rewarded(USDC, Side::Borrow);
    world.wait(900);
    world.agree(0, 1_000);
    world.quote_all();
    world.set_cents(SOL, 100);
    world.act(1, liquidate_all(USDC, SOL)).unwrap();
    world.wait(900);

    // When it is written off
    world.resolve(1, USDC).unwrap();
    world.wait(1_800);

    // Then what it had earned until then is left to claim
    assert_half(claim(&mut world, 1, USDC, Side::Borrow));
}

#[test]
fn what_is_seized_as_a_deposit_earns_for_who_seized_it_from_then_on() {
    let world = rewarded(SOL, Side::Deposit);
    let mut world = half_then(world, |world| {
        world.set_cents(SOL, 100);
        let (mut position, mut receiver) = (world.positions[1], world.positions[2]);
        let now = world.now;
        let mut market = world.market();
        market
            .liquidate_into(&mut position, &mut receiver, (USDC, SOL), ALL, now)
            .unwrap();
        (world.positions[1], world.positions[2]) = (position, receiver);
    });
    assert_half(claim(&mut world, 1, SOL, Side::Deposit));
    assert_half(claim(&mut world, 2, SOL, Side::Deposit));
}

#[test]
fn a_worthless_deposit_that_is_cleared_keeps_what_it_had_earned() {
    // Given a bankrupt's single unit of SOL, which a loss has made worthless, and rewards large enough to reach it
    let mut world = World::calm(4);
    world.deposit(0, USDC, 100_000);
    world.deposit(0, SOL, 1_000);
    world.act(1, Action::Deposit(SOL, TokenAmount(1))).unwrap();
    world.deposit(2, BTC, 1);
    world.act(2, Action::Borrow(SOL, tokens(SOL, 400))).unwrap();
    world.deposit(1, BTC, 1);
    world.borrow(1, USDC, 12_000);
    fund(&mut world, SOL, Side::Deposit, GIVEN * tokens(SOL, 1_000).0);
    world.set_cents(BTC, 1_000);
    world.act(2, liquidate_all(SOL, BTC)).unwrap();
    world.resolve(2, SOL).unwrap();
    world.act(1, liquidate_all(USDC, BTC)).unwrap();

    // When it is cleared after half of the time, then it is paid for that half
    let mut world = half_then(world, |world| {
        world.act(1, liquidate_all(USDC, SOL)).unwrap();
        assert!(world.positions[1].deposit_shares(SOL).is_zero());
    });
    assert_half(claim(&mut world, 1, SOL, Side::Deposit));
}

#[test]
fn who_is_counted_every_second_gets_as_much_as_who_waits() {
    let of = |every: u64| {
        let mut world = World::calm(3);
        world.deposit(1, SOL, 1);
        world.deposit(0, SOL, 9_999);
        fund(&mut world, SOL, Side::Deposit, 1_000_000);
        let mut paid = 0;
        for second in 1..=3_600u64 {
            world.wait(1);
            if second % every == 0 {
                paid += claim(&mut world, 1, SOL, Side::Deposit);
            }
        }
        paid
    };
    assert!(of(3_600) >= 99);
    assert!(of(1) >= of(3_600) - 1, "{} of {}", of(1), of(3_600));
}

#[test]
fn after_retirement_nothing_is_owed_and_leaving_frees_the_slot() {
    let mut world = rewarded(SOL, Side::Deposit);
    world.wait(1_800);
    world.act(1, Action::Deposit(SOL, tokens(SOL, 1))).unwrap();
    world.wait(1_800 + CLAIM_SECONDS);
    let now = world.now;
    let mut market = world.market();
    let rest = market.retire_rewards(SOL, Side::Deposit, now).unwrap();
    assert_eq!(rest, TokenAmount(GIVEN));
    world.act(1, Action::Repay(USDC, ALL)).unwrap();
    world.act(1, Action::Withdraw(SOL, ALL)).unwrap();
    assert_eq!(world.positions[1].check_empty(), Ok(()));
}

#[test]
fn what_was_funded_for_a_side_that_nobody_is_on_goes_back_in_the_end() {
    let mut world = World::calm(1);
    fund(&mut world, SOL, Side::Borrow, GIVEN);
    world.wait(3_600 + CLAIM_SECONDS - 1);
    let now = world.now;
    assert!(
        world
            .market()
            .retire_rewards(SOL, Side::Borrow, now)
            .is_err()
    );
    world.wait(1);
    let now = world.now;
    let rest = world.market().retire_rewards(SOL, Side::Borrow, now);
    assert_eq!(rest, Ok(TokenAmount(GIVEN)));
}
