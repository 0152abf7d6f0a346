//! Groups of correlated assets, and assets that are kept apart.

use crate::common::{BTC, SOL, USDC, World, liquidate_all, tokens};
use ballast_policy::Rule;
use ballast_policy::action::ALL;
use ballast_policy::config::{ISOLATED_COLLATERAL, ISOLATED_DEBT};
use ballast_policy::group::GroupTerms;
use ballast_policy::health::Purpose;
use ballast_policy::ltv::LtvBounds;
use ballast_policy::market::{Action, Outcome};
use ballast_policy::unit::{DebtShares, ReserveIndex, Score};

/// SOL and BTC are of group 7, on which 90 % of them may be borrowed; user 0 lends both and dollars.
fn grouped() -> World {
    let mut world = World::calm(3);
    world.deposit(0, USDC, 400_000);
    world.deposit(0, SOL, 10_000);
    world.deposit(0, BTC, 10);
    for index in [SOL, BTC] {
        world.reserve_mut(index).config.group = GroupTerms {
            group: 7,
            threshold_bps: 9_300,
            most_bonus_bps: 300,
            padding: 0,
            opening_ltv: LtvBounds {
                calm_bps: 9_000,
                stress_bps: 8_000,
                fall_start: Score(4_500),
                fall_end: Score(8_500),
            },
            borrow_cap: tokens(index, 1_000),
        };
    }
    world
}

fn borrow(index: ReserveIndex, whole: u64) -> Action {
    Action::Borrow(index, tokens(index, whole))
}

#[test]
fn a_position_of_the_group_borrows_more_against_the_group_and_others_do_not() {
    // One BTC is worth 20 000 dollars, one SOL 20: at 70 % that opens 698 SOL, at 90 % 898.
    let mut world = grouped();
    world.deposit(1, BTC, 1);
    world.deposit(2, BTC, 1);
    world.positions[1].join(7).unwrap();
    world.act(1, borrow(SOL, 890)).unwrap();
    assert_eq!(
        world.refusal(2, borrow(SOL, 890)),
        Rule::BorrowLimitExceeded
    );
    world.act(2, borrow(SOL, 690)).unwrap();
    let ledger = world.ledger(SOL);
    assert_eq!(
        ledger.group_debt_shares,
        world.positions[1].debt_shares(SOL)
    );
    assert!(ledger.debt_shares > ledger.group_debt_shares);
}

#[test]
fn a_position_of_the_group_owes_nothing_else_and_holds_what_it_likes() {
    let mut world = grouped();
    world.deposit(1, BTC, 1);
    world.positions[1].join(7).unwrap();
    assert_eq!(world.refusal(1, borrow(USDC, 1)), Rule::NotOfGroup);
    // Dollars count on their own terms.
    let limit = |world: &mut World| world.health(1, Purpose::Opening).unwrap().borrow_limit;
    let before = limit(&mut world);
    world.deposit(1, USDC, 1_000);
    let own = limit(&mut world).0 - before.0;
    let mut plain = grouped();
    plain.deposit(1, USDC, 1_000);
    assert_eq!(limit(&mut plain).0, own);
    // And a reserve of another group is none of this one.
    world.reserve_mut(SOL).config.group.group = 8;
    assert_eq!(world.refusal(1, borrow(SOL, 1)), Rule::NotOfGroup);
}

#[test]
fn a_position_joins_and_leaves_only_while_it_owes_nothing() {
    let mut world = grouped();
    world.deposit(1, BTC, 1);
    world.borrow(1, SOL, 10);
    assert_eq!(world.positions[1].join(7), Err(Rule::DebtLeft.broken(1, 0)));
    world.act(1, Action::Repay(SOL, ALL)).unwrap();
    world.positions[1].join(7).unwrap();
    world.borrow(1, SOL, 10);
    assert_eq!(world.positions[1].join(0), Err(Rule::DebtLeft.broken(1, 0)));
    world.act(1, Action::Repay(SOL, ALL)).unwrap();
    assert_eq!(world.ledger(SOL).group_debt_shares, DebtShares::ZERO);
    world.positions[1].join(0).unwrap();
}

#[test]
fn the_groups_cap_binds_positions_of_the_group_alone() {
    let mut world = grouped();
    world.reserve_mut(SOL).config.group.borrow_cap = tokens(SOL, 100);
    world.deposit(1, BTC, 1);
    world.deposit(2, BTC, 1);
    world.positions[1].join(7).unwrap();
    assert_eq!(world.refusal(1, borrow(SOL, 101)), Rule::GroupCapExceeded);
    world.act(1, borrow(SOL, 100)).unwrap();
    world.act(2, borrow(SOL, 200)).unwrap();
}

#[test]
fn a_position_of_the_group_is_liquidated_at_the_groups_threshold_for_the_groups_bonus() {
    // Given 890 SOL against one BTC, and a fall that would liquidate any other position
    let mut world = grouped();
    world.deposit(1, BTC, 1);
    world.positions[1].join(7).unwrap();
    world.act(1, borrow(SOL, 890)).unwrap();
    let bonus = world.reserve(BTC).config.liquidation.least_bonus_bps;
    assert!(bonus > 300);
    world.reserve_mut(BTC).config.liquidation.least_bonus_bps = 300;
    assert_eq!(
        world.refusal(1, liquidate_all(SOL, BTC)),
        Rule::PositionHealthy
    );
    world.set_cents(SOL, 2_090);

    // When the debt passes 93 % of the collateral, then it is liquidated for three percent
    let outcome = world.act(1, liquidate_all(SOL, BTC)).unwrap();
    let Outcome::Liquidated(moved) = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(moved.bonus_bps, 300);
    let owed = world.positions[1].debt_shares(SOL);
    assert_eq!(world.ledger(SOL).group_debt_shares, owed);
}

#[test]
fn stress_brings_the_groups_opening_ltv_down_and_leaves_its_threshold() {
    let mut world = grouped();
    world.deposit(1, BTC, 1);
    world.positions[1].join(7).unwrap();
    let health = |world: &mut World| world.health(1, Purpose::Opening).unwrap();
    let calm = health(&mut world);
    world.tighten(1, 9_000);
    world.tighten(0, 9_000);
    let stress = health(&mut world);
    assert!(stress.borrow_limit < calm.borrow_limit);
    // 80 % of it, no less.
    assert!(stress.borrow_limit.0 >= stress.collateral.0 / 10 * 8 - 1);
    assert_eq!(stress.liquidation_limit, calm.liquidation_limit);
}

#[test]
fn isolated_collateral_backs_debt_only_where_it_is_all_that_is_held() {
    let mut world = grouped();
    world.reserve_mut(SOL).config.isolation = ISOLATED_COLLATERAL;
    world.deposit(1, SOL, 1_000);
    world.act(1, borrow(USDC, 1_000)).unwrap();
    // Beside anything else it backs nothing new, and covers what it backs already.
    let before = world.health(1, Purpose::Liquidating).unwrap();
    world.deposit(1, BTC, 1);
    assert_eq!(
        world.refusal(1, borrow(USDC, 15_000)),
        Rule::BorrowLimitExceeded
    );
    let after = world.health(1, Purpose::Liquidating).unwrap();
    assert!(after.liquidation_limit > before.liquidation_limit);
    // What the other backs may be borrowed, and taking the other out leaves it alone again.
    world.act(1, borrow(USDC, 1_000)).unwrap();
    world.act(1, Action::Withdraw(BTC, ALL)).unwrap();
    world.act(1, borrow(USDC, 10_000)).unwrap();
}

#[test]
fn an_isolated_debt_is_the_only_one() {
    let mut world = grouped();
    world.reserve_mut(SOL).config.isolation = ISOLATED_DEBT;
    world.deposit(1, BTC, 5);
    world.act(1, borrow(SOL, 10)).unwrap();
    assert_eq!(world.refusal(1, borrow(USDC, 10)), Rule::IsolatedDebt);
    world.act(1, borrow(SOL, 10)).unwrap();
    world.act(1, Action::Repay(SOL, ALL)).unwrap();
    world.act(1, borrow(USDC, 10)).unwrap();
    assert_eq!(world.refusal(1, borrow(SOL, 10)), Rule::IsolatedDebt);
}

#[test]
fn a_reserve_that_lends_nothing_is_collateral_only_and_always_pays_out() {
    let mut world = grouped();
    world.reserve_mut(SOL).config.borrow_caps = Default::default();
    world.deposit(1, SOL, 1_000);
    assert_eq!(world.refusal(2, borrow(SOL, 1)), Rule::BorrowCapExceeded);
    world.act(1, borrow(USDC, 1_000)).unwrap();
    world.act(1, Action::Repay(USDC, ALL)).unwrap();
    world.act(1, Action::Withdraw(SOL, ALL)).unwrap();
    world.act(0, Action::Withdraw(SOL, ALL)).unwrap();
}
