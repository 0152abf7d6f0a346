//! What a book takes, when it has just taken all that it could and then grows thin.

use crate::common::{SOL, USDC, World, liquidate_all, tokens};
use ballast_policy::Rule;
use ballast_policy::deleverage::Deleverage;
use ballast_policy::limiter::Limit;
use ballast_policy::market::{Action, Outcome};
use ballast_policy::unit::{Timestamp, TokenAmount};

/// Users 1 and 2 each owe 12 000 dollars against 1 000 SOL; the book takes 400, 200 and 100 SOL an hour.
fn owing() -> World {
    let mut world = World::calm(4);
    world.deposit(0, USDC, 100_000);
    for user in [1, 2] {
        world.deposit(user, SOL, 1_000);
        world.borrow(user, USDC, 12_000);
    }
    world.reserve_mut(SOL).limits.liquidated = Limit {
        capacities: [400, 200, 100].map(|whole| tokens(SOL, whole).0),
        window_seconds: 3_600,
        padding: 0,
    };
    world
}

fn seize(world: &mut World, user: usize, dollars: u64) -> Result<TokenAmount, Rule> {
    let action = match dollars {
        0 => liquidate_all(USDC, SOL),
        _ => Action::Liquidate {
            debt: USDC,
            collateral: SOL,
            amount: tokens(USDC, dollars),
        },
    };
    match world.act(user, action) {
        Ok(Outcome::Liquidated(moved)) => Ok(moved.seized),
        Ok(outcome) => panic!("{outcome:?}"),
        Err(error) => Err(error.rule),
    }
}

#[test]
fn a_full_bucket_drains_at_once_at_the_rate_of_a_book_that_has_grown_thin() {
    // Given an hour's depth that is used up
    let mut world = owing();
    world.set_cents(SOL, 1_400);
    while seize(&mut world, 1, 0).is_ok() {}
    assert_eq!(
        seize(&mut world, 2, 0),
        Err(Rule::LiquidationDepthExhausted)
    );

    // When the publishers see no book any more and the score rises to stress
    let before = world.now;
    world.depths[0] = 0;
    world.tighten(0, 9_000);
    world.wait(600);
    world.agree(0, 9_000);
    world.quote_all();

    // Then a quarter of the strictest hour drains as ever: 25 SOL an hour
    let seconds = world.now.since(before);
    let most = tokens(SOL, 25).0 * seconds / 3_600;
    let seized = seize(&mut world, 2, 0).unwrap();
    assert!(
        seized.0 <= most && seized.0 >= most * 9 / 10,
        "{seized:?} of {most}"
    );
}

#[test]
fn who_is_reduced_by_a_deleverage_leaves_half_of_the_depth_to_the_unhealthy() {
    let mut world = owing();
    world.set_cents(SOL, 1_550);
    let now = world.now;
    world.reserve_mut(USDC).schedule.deleverage = Deleverage {
        target: TokenAmount(0),
        starts_at: Timestamp(now.0 - 2),
        ends_at: now,
        weight_bps: 20_000,
        padding: [0; 6],
    };
    let mut reduced = 0;
    while let Ok(seized) = seize(&mut world, 1, 0) {
        reduced += seized.0;
    }
    assert!(reduced <= tokens(SOL, 200).0, "{reduced}");
    assert_eq!(
        seize(&mut world, 1, 0),
        Err(Rule::LiquidationDepthExhausted)
    );
    world.set_cents(SOL, 1_450);
    assert!(seize(&mut world, 2, 0).unwrap() > tokens(SOL, 150));
}
