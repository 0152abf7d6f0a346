//! Who may always leave: INV-10, INV-11, INV-15.

use crate::common::{RESERVES, SOL, USDC, World, liquidate_all, tokens};
use ballast_policy::action::ALL;
use ballast_policy::market::Action;
use ballast_policy::price::CachedPrice;
use ballast_policy::unit::TokenAmount;

/// User 0 lends dollars without debt; user 1 owes 10 000 of them against 1 000 SOL; user 2 lends so that cash is there.
fn owing() -> World {
    let mut world = World::calm(3);
    world.deposit(0, USDC, 50_000);
    world.deposit(2, USDC, 50_000);
    world.deposit(1, SOL, 1_000);
    world.borrow(1, USDC, 10_000);
    world
}

/// Every state that a price can be in.
const PRICES: [fn(&mut World); 4] = [
    |world| world.quote_all(),
    |world| world.wait(61),
    |world| {
        for index in RESERVES {
            world.reserve_mut(index).price = CachedPrice::default();
        }
    },
    |world| world.set_cents(SOL, 1),
];

/// Every state that a feed can be in: each regime, decaying, conservative, gone.
const FEEDS: [fn(&mut World); 6] = [
    |world| world.agree(0, 1_000),
    |world| world.tighten(0, 5_000),
    |world| world.tighten(0, 9_000),
    |world| world.wait(2_000),
    |world| world.wait(1_000_000),
    |world| world.feeds.clear(),
];

fn every_state(mut check: impl FnMut(World)) {
    for feed in FEEDS {
        for price in PRICES {
            let mut world = owing();
            price(&mut world);
            feed(&mut world);
            check(world);
        }
    }
}

#[test]
fn inv_10_without_debt_all_can_be_withdrawn_whatever_price_and_feed_say() {
    every_state(|mut world| {
        assert!(world.act(0, Action::Withdraw(USDC, ALL)).is_ok());
        assert_eq!(world.positions[0].check_empty(), Ok(()));
    });
}

#[test]
fn inv_11_debt_can_be_repaid_whatever_price_and_feed_say() {
    every_state(|mut world| {
        let part = Action::Repay(USDC, tokens(USDC, 1_000));
        assert!(world.act(1, part).is_ok());
        assert!(world.act(1, Action::Repay(USDC, ALL)).is_ok());
        assert!(world.positions[1].is_free_of_debt());
        assert!(world.act(1, Action::Withdraw(SOL, ALL)).is_ok());
        assert_eq!(world.positions[1].check_empty(), Ok(()));
    });
}

#[test]
fn adding_collateral_works_whatever_price_and_feed_say() {
    every_state(|mut world| {
        let amount = tokens(SOL, 1);
        assert!(world.act(1, Action::Deposit(SOL, amount)).is_ok());
    });
}

#[test]
fn inv_15_caps_lowered_to_nothing_block_no_exit() {
    let mut world = owing();
    for index in RESERVES {
        let config = &mut world.reserve_mut(index).config;
        config.deposit_cap = TokenAmount::ZERO;
        config.borrow_caps = [TokenAmount::ZERO; 3];
    }
    assert!(world.act(1, Action::Repay(USDC, tokens(USDC, 100))).is_ok());
    assert!(world.act(1, Action::Withdraw(SOL, tokens(SOL, 1))).is_ok());
    world.set_cents(SOL, 1_100);
    assert!(world.act(1, liquidate_all(USDC, SOL)).is_ok());
    assert!(world.act(1, Action::Repay(USDC, ALL)).is_ok());
    assert!(world.act(1, Action::Withdraw(SOL, ALL)).is_ok());
    assert!(world.act(0, Action::Withdraw(USDC, ALL)).is_ok());
}
