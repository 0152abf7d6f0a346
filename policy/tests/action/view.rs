//! What a position's view says: value by value, with the reason where an asset counts for less.

use crate::common::{BTC, RESERVES, SOL, USDC, World, tokens};
use ballast_policy::Rule;
use ballast_policy::config::ISOLATED_COLLATERAL;
use ballast_policy::deleverage::Deleverage;
use ballast_policy::health::Purpose;
use ballast_policy::ltv::LtvBounds;
use ballast_policy::market::Action;
use ballast_policy::position_view::{
    AssetView, BACKING_HALTED, DELEVERAGED, ISOLATED, NOT_COLLATERAL, OF_GROUP, PARTLY_FRESH,
    PRICE_UNUSABLE, PositionView,
};
use ballast_policy::price::CachedPrice;
use ballast_policy::unit::{ReserveIndex, Timestamp, TokenAmount, Usd};

/// User 1 holds SOL and BTC and owes dollars.
fn opened() -> World {
    let mut world = World::calm(2);
    world.deposit(0, USDC, 100_000);
    world.deposit(1, SOL, 500);
    world.deposit(1, BTC, 1);
    world.borrow(1, USDC, 8_000);
    world
}

fn view(world: &mut World, user: usize, index: ReserveIndex) -> PositionView {
    let (position, now) = (world.positions[user], world.now);
    world.market().view(&position, index, now).unwrap()
}

#[test]
fn totals_are_the_valuations_and_assets_add_up_to_them() {
    let mut world = opened();
    let seen = view(&mut world, 1, USDC);
    let held = world.health(1, Purpose::Liquidating).unwrap();
    let opens = world.health(1, Purpose::Opening).unwrap();
    assert_eq!((seen.collateral, seen.debt), (held.collateral, held.debt));
    assert_eq!(seen.borrow_limit, opens.borrow_limit);
    assert_eq!((seen.deposits, seen.borrows), (2, 1));
    let sum = |assets: &[AssetView]| Usd(assets.iter().map(|asset| asset.value.0).sum());
    assert_eq!(sum(&seen.assets[..2]), seen.collateral);
    assert_eq!(sum(&seen.assets[2..3]), seen.debt);
    assert_eq!(seen.assets[2].amount, world.owed(1, USDC));
    assert!(
        seen.assets[3..]
            .iter()
            .all(|asset| *asset == AssetView::default())
    );
}

#[test]
fn the_rooms_are_exact() {
    let mut world = opened();
    for user in 0..2 {
        for index in RESERVES {
            let seen = view(&mut world, user, index);
            for (room, action) in [
                (seen.borrow_room, Action::Borrow as fn(_, _) -> _),
                (seen.withdraw_room, Action::Withdraw as fn(_, _) -> _),
            ] {
                let passes = |amount| world.clone().act(user, action(index, amount)).is_ok();
                let more = TokenAmount(room.0 + 1);
                assert!(room.is_zero() || passes(room), "{user} {index:?} {room:?}");
                assert!(!passes(more), "{user} {index:?} {room:?}");
            }
        }
    }
}

#[test]
fn the_distance_is_how_far_prices_may_fall() {
    let mut world = opened();
    let distance = u64::from(view(&mut world, 1, USDC).distance_bps);
    assert!((5_000..7_000).contains(&distance), "{distance}");
    // A basis point less is healthy, one more is not.
    for (cut, is_healthy) in [(distance - 1, true), (distance + 2, false)] {
        let mut fallen = world.clone();
        for index in [SOL, BTC] {
            let price = &mut fallen.reserve_mut(index).price;
            price.low.0 -= price.low.0 / 10_000 * cut;
        }
        let refused = fallen.health(1, Purpose::Liquidating).unwrap();
        assert_eq!(refused.check_may_liquidate().is_err(), is_healthy, "{cut}");
    }
    assert_eq!(view(&mut world, 0, USDC).distance_bps, 10_000);
    world.set_cents(SOL, 100);
    world.set_cents(BTC, 100_000);
    assert_eq!(view(&mut world, 1, USDC).distance_bps, 0);
}

#[test]
fn reasons_say_why_an_asset_counts_for_less() {
    let mut world = opened();
    let reasons = |world: &mut World| {
        let seen = view(world, 1, USDC);
        [seen.assets[0], seen.assets[1]].map(|asset| (asset.reasons, asset.opening_bps))
    };
    let [sol, btc] = reasons(&mut world);
    assert_eq!((sol.0, btc.0), (0, 0));
    assert!(sol.1 > 0);

    let mut other = world.clone();
    other.reserve_mut(SOL).config.isolation = ISOLATED_COLLATERAL;
    assert_eq!(reasons(&mut other)[0], (ISOLATED, 0));

    let mut other = world.clone();
    other.reserve_mut(SOL).price = CachedPrice::default();
    assert_eq!(reasons(&mut other)[0], (PRICE_UNUSABLE, 0));
    assert_eq!(reasons(&mut other)[1], btc);

    let mut other = world.clone();
    other.reserve_mut(SOL).config.opening_ltv = LtvBounds::default();
    assert_eq!(reasons(&mut other)[0], (NOT_COLLATERAL, 0));

    let mut other = world.clone();
    other.reserve_mut(BTC).limits.season_seconds = 86_400;
    other.deposit(1, BTC, 1);
    assert_eq!(reasons(&mut other)[1], (PARTLY_FRESH, btc.1));

    let mut other = world.clone();
    let (now, limits) = (other.now, World::guarded(0).reserve(SOL).limits);
    let reserve = other.reserve_mut(SOL);
    reserve.limits.breakers = limits.breakers;
    reserve.flows.breakers.tripped = 1 << 1;
    reserve.flows.breakers.tripped_at[1] = now;
    assert_eq!(reasons(&mut other)[0], (BACKING_HALTED, 0));

    let mut other = world.clone();
    other.reserve_mut(SOL).config.group.group = 4;
    other.positions[1].group = 4;
    assert_eq!(reasons(&mut other)[0].0, OF_GROUP);
}

#[test]
fn a_debt_without_a_usable_price_leaves_no_room_and_says_so() {
    let mut world = opened();
    world.reserve_mut(USDC).price = CachedPrice::default();
    let seen = view(&mut world, 1, SOL);
    assert_eq!(
        (seen.borrow_limit, seen.borrow_room),
        (Usd::ZERO, TokenAmount::ZERO)
    );
    assert_eq!(seen.withdraw_room, TokenAmount::ZERO);
    assert_eq!(seen.assets[2].reasons, PRICE_UNUSABLE);
    let refused = world.refusal(1, Action::Withdraw(SOL, tokens(SOL, 1)));
    assert_eq!(refused, Rule::PriceMissing);
}

#[test]
fn a_deleveraged_debt_says_so_and_how_much_it_weighs_now() {
    // Given a debt of 8 000 dollars that governance deleverages to nothing, half way to a weight of 120 %
    let mut world = opened();
    let before = view(&mut world, 1, USDC);
    let now = world.now;
    world.reserve_mut(USDC).schedule.deleverage = Deleverage {
        target: TokenAmount::ZERO,
        starts_at: Timestamp(now.0 - 100),
        ends_at: Timestamp(now.0 + 100),
        weight_bps: 12_000,
        padding: [0; 6],
    };

    // When it is looked at, then it is what it was, weighs a tenth more, and liquidation is nearer
    let after = view(&mut world, 1, USDC);
    let debt = after.assets[2];
    assert_eq!((debt.reasons, debt.opening_bps), (DELEVERAGED, 11_000));
    assert_eq!(after.debt, before.debt);
    assert!(after.weighted_debt > before.weighted_debt);
    assert!(after.distance_bps < before.distance_bps);
    // And no more of it can be borrowed
    assert_eq!(after.borrow_room, TokenAmount::ZERO);
}
