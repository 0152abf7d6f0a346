//! Who may always leave: INV-10, INV-11, INV-15.

use crate::common::{RESERVES, SOL, USDC, World, liquidate_all, tokens};
use ballast_policy::action::ALL;
use ballast_policy::breaker::{Breaker, BreakerRule, Verdict};
use ballast_policy::limiter::Limit;
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

/// Every state that limits and breakers can be in: none, room for nothing, everything tripped and halting.
const GUARDS: [fn(&mut World); 3] = [|_| {}, shut, trip_all];

/// No capacity anywhere.
fn shut(world: &mut World) {
    let nothing = Limit {
        capacities: [0; 3],
        ..Limit::NONE
    };
    for reserve in &mut world.reserves {
        reserve.limits.outflow = nothing;
        reserve.limits.inflow = nothing;
        reserve.limits.fresh = nothing;
        reserve.limits.season_seconds = 86_400;
    }
    world.limits.outflow = nothing;
    world.limits.inflow = nothing;
    world.limits.fresh = nothing;
}

/// Every breaker of every reserve halts whatever it can.
fn trip_all(world: &mut World) {
    let now = world.now;
    for reserve in &mut world.reserves {
        for breaker in Breaker::ALL {
            let rules = &mut reserve.limits.breakers;
            rules[breaker as usize] = BreakerRule {
                threshold: 1,
                duration_seconds: 86_400,
                cooldown_seconds: 604_800,
                verdicts: [Verdict::Halt as u8; 3],
                padding: [0; 5],
            };
            reserve.flows.breakers.observe(breaker, rules, 1, now);
        }
        assert_eq!(reserve.flows.breakers.tripped, 0x1ff);
    }
}

fn every_state(mut check: impl FnMut(World)) {
    for guard in GUARDS {
        for feed in FEEDS {
            for price in PRICES {
                let mut world = owing();
                guard(&mut world);
                price(&mut world);
                feed(&mut world);
                check(world);
            }
        }
    }
}

#[test]
fn what_shuts_the_exits_tests_out_stops_everything_else() {
    for guard in [shut, trip_all] {
        let mut world = owing();
        guard(&mut world);
        let borrow = Action::Borrow(USDC, tokens(USDC, 1));
        assert!(world.act(1, borrow).is_err());
        let withdraw = Action::Withdraw(SOL, tokens(SOL, 1));
        assert!(world.act(1, withdraw).is_err());
    }
}

#[test]
fn the_unhealthy_can_be_liquidated_whatever_limits_and_breakers_say() {
    for guard in GUARDS {
        let mut world = owing();
        guard(&mut world);
        world.set_cents(SOL, 1_100);
        assert!(world.act(1, liquidate_all(USDC, SOL)).is_ok());
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
