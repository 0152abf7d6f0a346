//! INV-24: a feed that falls silent leads to the conservative terms, whether or not anyone calls the program.

use ballast_client::event::Event;
use ballast_policy::feed::{Effective, FeedStatus};
use ballast_policy::regime::Regime;
use ballast_policy::unit::Score;
use ballast_policy::{Rule, preset};
use ballast_tests::{
    Actor, COLLATERAL, LENT, MARKET_FEED, SOL, STABLE_FEED, Stage, USDC, refused_and_unchanged,
};

/// T1 and T2 of the feeds, seconds.
fn schedule() -> (u64, u64) {
    let config = preset::feed();
    (
        config.hold_seconds.into(),
        config.conservative_seconds.into(),
    )
}

/// A calm market, the second of its last consensus, and a borrower with collateral.
fn calm() -> (Stage, u64, Actor) {
    let mut stage = Stage::new();
    stage.lender(USDC, LENT);
    let borrower = stage.actor("borrower");
    stage.deposit(&borrower, SOL, COLLATERAL).unwrap();
    stage.machine.warp(60);
    stage.score_all(2_000);
    let last = stage.machine.now();
    (stage, last, borrower)
}

/// The score and regime that a small loan met, by its event.
fn terms_met(stage: &mut Stage, borrower: &Actor) -> (u16, u16) {
    stage.refresh_prices([100, 1, 2_000]);
    let sent = stage.borrow(borrower, USDC, 1).unwrap();
    match sent.events[..] {
        [Event::ReserveBorrowed(event)] => (event.score, event.regime),
        _ => panic!("{:?}", sent.events),
    }
}

#[test]
fn a_dead_feed_leads_to_conservative_terms_by_t2() {
    // Given a calm market whose publishers all fall silent, and no one who ever advances the feed
    let (mut stage, last, borrower) = calm();
    let ((hold, conservative), stored) = (schedule(), stage.feed(STABLE_FEED));
    let at = |stage: &mut Stage, age| {
        stage.machine.warp_to(last + age);
        terms_met(stage, &borrower)
    };

    // When loans are taken as time goes by, then each meets the terms of its own second
    assert_eq!(at(&mut stage, 0), (2_000, 0));
    assert_eq!(at(&mut stage, hold), (2_000, 0));
    assert_eq!(at(&mut stage, hold + 1), (2_001, 0));
    let middle = u64::midpoint(hold, conservative);
    assert_eq!(at(&mut stage, middle), (6_000, 1));
    assert_eq!(at(&mut stage, conservative - 1), (10_000, 2));
    assert_eq!(at(&mut stage, conservative), (10_000, 2));
    assert_eq!(at(&mut stage, 100 * conservative), (10_000, 2));

    // And the account says the same as at first: the terms are worked out at each use
    assert_eq!(stage.feed(STABLE_FEED), stored);
    assert_eq!(stage.effective(STABLE_FEED), Effective::CONSERVATIVE);
}

#[test]
fn the_terms_never_get_looser_while_a_feed_is_silent() {
    let (mut stage, last, _) = calm();
    let (_, conservative) = schedule();
    let mut strictest = (Score(0), Regime::Calm);
    for age in (0..=conservative).step_by(60) {
        stage.machine.warp_to(last + age);
        let effective = stage.effective(MARKET_FEED);
        assert!(effective.score >= strictest.0 && effective.regime >= strictest.1);
        strictest = (effective.score, effective.regime);
    }
    assert_eq!(strictest, (Score::MAX, Regime::Stress));
}

#[test]
fn on_dead_feeds_the_collateral_backs_its_least_and_the_rate_is_that_of_stress() {
    // Given a market whose feeds are dead
    let (mut stage, _, borrower) = calm();
    stage.machine.warp(schedule().1);
    stage.refresh_prices([100, 1, 2_000]);

    // When more than 40 % of the collateral is borrowed, then it is refused
    refused_and_unchanged(&mut stage, Rule::BorrowLimitExceeded, |stage| {
        stage.borrow(&borrower, USDC, 4_000_000_000)
    });
    stage.borrow(&borrower, USDC, 3_980_000_000).unwrap();

    // And it costs what the stress curve says at its utilisation
    let reserve = ballast_vm::policy_reserve(&stage.reserve(USDC), STABLE_FEED);
    let curve = reserve.config.curves[2];
    let expected = curve
        .rate_floor(reserve.ledger.utilization())
        .per_second_floor();
    assert_eq!(reserve.ledger.rate, expected);
    assert!(
        expected
            > reserve.config.curves[0]
                .rate_floor(reserve.ledger.utilization())
                .per_second_floor()
    );
}

#[test]
fn only_a_quorum_brings_the_terms_back_and_the_regime_by_its_own_rules() {
    // Given feeds that died
    let (mut stage, _, borrower) = calm();
    stage.machine.warp(schedule().1 + 1);

    // When two of five return, then nothing loosens
    stage.report(STABLE_FEED, 0, 1_000).unwrap();
    stage.report(STABLE_FEED, 1, 1_000).unwrap();
    stage.advance(STABLE_FEED).unwrap();
    assert_eq!(
        stage.effective(STABLE_FEED).status,
        FeedStatus::Conservative
    );

    // And when a third does, terms stand where silence brought them, and come down by steps alone
    stage.report(STABLE_FEED, 2, 1_000).unwrap();
    stage.advance(STABLE_FEED).unwrap();
    let effective = stage.effective(STABLE_FEED);
    assert_eq!(
        (effective.status, effective.regime),
        (FeedStatus::Held, Regime::Stress)
    );
    assert_eq!(effective.score, Score::MAX);
    assert_eq!(terms_met(&mut stage, &borrower), (10_000, 2));
    let config = preset::feed();
    for round in 1..=8 {
        stage.machine.warp(config.round_seconds.into());
        let before = stage.effective(STABLE_FEED).score.0;
        stage.score(STABLE_FEED, &[1_000; 3]);
        let fallen = before - stage.effective(STABLE_FEED).score.0;
        let most = if round < 2 { 0 } else { config.loosen_step };
        assert!(fallen <= most, "round {round}: {fallen}");
    }
    assert!(stage.effective(STABLE_FEED).score.0 >= 10_000 - 7 * config.loosen_step);
}
