//! `terms_view`: what terms are, why, and from when they may loosen.

use ballast_client::event::{Event, TermsViewed};
use ballast_client::instruction::{self, Change};
use ballast_client::layout::{RampRequest, TermsView};
use ballast_policy::Rule;
use ballast_policy::preset;
use ballast_policy::throttle::Bound;
use ballast_tests::{
    Kind, LendingError, Loan, MARKET_FEED, SOL, STABLE_FEED, Snapshot, Stage, USDC,
    every_account_is_checked, refused_and_unchanged,
};

/// What the program says of a reserve; nothing may change.
pub(super) fn view(stage: &mut Stage, reserve: usize) -> TermsView {
    let accounts = stage.accounts(reserve);
    let view = instruction::terms_view(&accounts.reserve, &accounts.feed, &stage.market.market);
    let before = Snapshot::take(&stage.machine);
    let sent = stage.send(&view, &[]).unwrap();
    before.assert_unchanged(&stage.machine);
    let [Event::TermsViewed(TermsViewed { view, .. })] = sent.events[..] else {
        panic!("{:?}", sent.events)
    };
    assert_eq!(sent.returned, bytemuck::bytes_of(&view));
    view
}

#[test]
fn it_returns_and_logs_the_terms_in_force_and_the_room_that_is_left() {
    // Given a calm market with a loan of 5 000 USDC
    let Loan { mut stage, .. } = Loan::new();
    let seen = view(&mut stage, USDC);
    let reserve = stage.reserve(USDC);

    // When it is looked at, then it says what policy says
    assert_eq!(
        (seen.score, seen.raw, seen.regime, seen.status),
        (2_000, 2_000, 0, 0)
    );
    assert_eq!(seen.borrow_cap, reserve.config.borrow_caps[0]);
    let owed = 5_000_000_000;
    let free = (seen.borrow_cap - owed).min(reserve.ledger.cash);
    assert!(seen.borrow_room.abs_diff(free) <= 1, "{seen:?}");
    assert_eq!(seen.opening_ltv_bps, reserve.config.opening_ltv.calm_bps);
    assert_eq!(
        seen.liquidation_threshold_bps,
        reserve.config.liquidation_threshold_bps
    );
    let config = preset::feed();
    let heard = stage.feed(STABLE_FEED).state.consensus_at;
    assert_eq!(
        seen.silence_tightens_from,
        heard + u64::from(config.hold_seconds)
    );
    assert_eq!(seen.budget_room, 4 * config.loosen_step);
}

#[test]
fn in_stress_it_says_from_when_terms_may_loosen_and_what_bound_the_last_round() {
    // Given stress that is over
    let mut stage = Stage::new();
    stage.settle(MARKET_FEED, &[9_000; 5]);
    let config = preset::feed();
    stage.machine.warp(config.round_seconds.into());
    stage.score(MARKET_FEED, &[1_000; 5]);

    // When it is looked at after the first calm round of three
    let seen = view(&mut stage, SOL);
    assert_eq!((seen.score, seen.raw, seen.regime), (9_000, 1_000, 2));
    assert_eq!(seen.bound_by, Bound::Confirmations as u8);
    let round = u64::from(config.round_seconds);
    assert_eq!(seen.score_loosens_from, stage.machine.now() + 2 * round);
    assert!(seen.regime_loosens_from >= stage.machine.now() + 2 * round);

    // Then a round held at that time loosens, and none before it
    let stands = |stage: &Stage| stage.effective(MARKET_FEED).score.0;
    stage.machine.warp(round);
    stage.score(MARKET_FEED, &[1_000; 5]);
    assert_eq!(stands(&stage), 9_000);
    stage.machine.warp(round);
    stage.score(MARKET_FEED, &[1_000; 5]);
    assert_eq!(stands(&stage), 9_000 - config.loosen_step);
}

#[test]
fn it_says_what_room_each_limit_has_left() {
    // Given a guarded market in which 5 000 dollars were borrowed against fresh collateral
    let mut stage = Stage::guarded();
    stage.lender(USDC, 1_000_000_000_000);
    let borrower = stage.actor("borrower");
    stage.deposit(&borrower, SOL, 100_000_000_000).unwrap();
    let before = view(&mut stage, USDC);
    stage.borrow(&borrower, USDC, 5_000_000_000).unwrap();

    // When it is looked at, then every room has shrunk by what passed
    let after = view(&mut stage, USDC);
    let limits = stage.reserve(USDC).limits;
    assert_eq!(before.outflow_room, limits.outflow.capacities[0]);
    assert_eq!(after.outflow_room, before.outflow_room - 5_000_000_000);
    assert_eq!(after.borrow_room, before.borrow_room - 5_000_000_000);
    assert!(before.fresh_room - after.fresh_room >= 4_999_000_000);
    assert!(before.market_outflow_room - after.market_outflow_room >= (5_000 << 20) - 1);
    assert!(before.market_fresh_room - after.market_fresh_room >= (4_999 << 20));
    assert_eq!(after.inflow_room, before.inflow_room);
    let of_sol = view(&mut stage, SOL);
    assert!(of_sol.inflow_room < stage.reserve(SOL).limits.inflow.capacities[0]);
    assert_eq!(of_sol.market_inflow_room, after.market_inflow_room);

    // And what it calls room can be borrowed, and no more
    let room = after.fresh_room.min(after.borrow_room);
    stage.deposit(&borrower, SOL, 9_000_000_000_000).unwrap();
    refused_and_unchanged(&mut stage, Rule::FreshBorrowLimitExceeded, |stage| {
        stage.borrow(&borrower, USDC, room + 400_000_000)
    });
    stage.borrow(&borrower, USDC, room - 400_000_000).unwrap();
}

#[test]
fn it_says_which_breakers_are_in_force_until_when_and_how_they_vote() {
    // Given a fall of SOL by a fifth, and USDC's feed that has been silent to the end
    let mut stage = Stage::guarded();
    let calm = view(&mut stage, SOL);
    assert_eq!((calm.breakers_until, calm.verdicts), ([0; 9], [0; 3]));
    stage.set_price(SOL, 80);
    let seen = view(&mut stage, SOL);
    let mut until = [0; 9];
    until[0] = stage.machine.now() + 1_800;
    assert_eq!(seen.breakers_until, until);
    assert_eq!(seen.verdicts, [1; 3]);
    let config = stage.reserve(SOL).config;
    assert_eq!(seen.opening_ltv_bps, config.opening_ltv.stress_bps);
    assert_eq!(seen.borrow_cap, config.borrow_caps[2]);
    assert_eq!(
        seen.liquidation_threshold_bps,
        config.liquidation_threshold_bps
    );
    stage.machine.warp(21_600);
    let silent = view(&mut stage, USDC);
    assert_eq!(silent.breakers_until[8], u64::MAX);
}

#[test]
fn a_threshold_on_its_way_down_is_shown_with_its_end() {
    let mut stage = Stage::new();
    let request = RampRequest {
        seconds: 864_000,
        target_bps: 7_500,
        group_target_bps: 0,
    };
    let change = Change::ThresholdRamp(stage.accounts(SOL).reserve, request);
    let change = stage.propose(&change).unwrap();
    stage.machine.warp(604_800);
    stage.execute_reserve(&change, SOL).unwrap();
    let ends_at = stage.machine.now() + 864_000;
    stage.machine.warp(432_000);
    let seen = view(&mut stage, SOL);
    assert_eq!(
        (seen.liquidation_threshold_bps, seen.threshold_falls_until),
        (7_750, ends_at)
    );
}

#[test]
fn a_feed_that_is_not_the_reserves_is_refused() {
    let mut stage = Stage::new();
    let other = stage.market.feeds[STABLE_FEED].address;
    let view = instruction::terms_view(&stage.accounts(SOL).reserve, &other, &stage.market.market);
    refused_and_unchanged(&mut stage, LendingError::WrongFeed, |stage| {
        stage.send(&view, &[])
    });
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let mut stage = Stage::new();
    let accounts = stage.accounts(SOL);
    let view = instruction::terms_view(&accounts.reserve, &accounts.feed, &stage.market.market);
    every_account_is_checked(
        &mut stage,
        &view,
        &[],
        &[Kind::RESERVE, Kind::FEED, Kind::MARKET],
    );
}
