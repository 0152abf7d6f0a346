//! `terms_advance`: reports become a consensus, a consensus becomes a score and a regime.

use ballast_client::event::{ConsensusReached, Event, QuorumMissed};
use ballast_policy::preset;
use ballast_tests::{
    Kind, LendingError, MARKET_FEED, STABLE_FEED, Snapshot, Stage, every_account_is_checked,
    refused_and_unchanged,
};

/// Between two rounds that count towards loosening.
fn round_seconds() -> u64 {
    u64::from(preset::feed().round_seconds)
}

#[test]
fn the_upper_median_of_the_fresh_reports_becomes_the_score() {
    // Given a calm feed and five reports
    let mut stage = Stage::new();
    stage.machine.warp(60);
    let before = stage.feed(MARKET_FEED).state;

    // When a round is held
    let sent = stage.score(MARKET_FEED, &[3_000, 2_800, 2_900, 3_300, 2_700]);

    // Then the middle one counts, and the event says how it came about
    let state = stage.feed(MARKET_FEED).state;
    assert_eq!((state.score, state.spread, state.regime), (2_900, 600, 0));
    assert_eq!((state.fresh, state.quorum), (5, 3));
    assert_eq!(state.consensus_at, stage.machine.now());
    let event = ConsensusReached {
        feed: stage.market.feeds[MARKET_FEED].address,
        round: before.rounds + 1,
        score: 2_900,
        raw: 2_900,
        spread: 600,
        depth_bps: 10_000,
        regime: 0,
        regime_before: 0,
        fresh: 5,
        quorum: 3,
        bound_by: 0,
        mode: 0,
        padding: [0; 2],
    };
    assert_eq!(sent.events, [Event::ConsensusReached(event)]);
}

#[test]
fn a_rise_takes_the_regime_along_at_once_by_one_step_and_one_regime_at_most() {
    for (said, score, regime) in [
        (4_499, 4_499, 0),
        (4_500, 4_500, 1),
        (6_000, 6_000, 1),
        (6_001, 6_000, 1),
        (10_000, 6_000, 1),
    ] {
        let mut stage = Stage::new();
        stage.machine.warp(1);
        let sent = stage.score(MARKET_FEED, &[said; 5]);
        let state = stage.feed(MARKET_FEED).state;
        assert_eq!(
            (state.score, state.regime, state.raw),
            (score, regime, said)
        );
        assert_eq!(stage.feed(STABLE_FEED).state.regime, 0);
        let [Event::ConsensusReached(event)] = sent.events[..] else {
            panic!("{:?}", sent.events)
        };
        assert_eq!((event.regime_before, event.regime), (0, regime));
    }
}

#[test]
fn inv_19_one_spoofed_moment_tightens_by_one_step_and_the_next_by_another() {
    // Given five reports of 100 points in a calm market
    let mut stage = Stage::new();
    stage.machine.warp(60);
    stage.score(MARKET_FEED, &[10_000; 5]);

    // When rounds are called for again and again, then terms stand where the first brought them
    for _ in 0..40 {
        stage.machine.warp(1);
        stage.advance(MARKET_FEED).unwrap();
        assert_eq!(stage.feed(MARKET_FEED).state.score, 6_000);
    }

    // And when a quorum says it anew, then they go on
    stage.score(MARKET_FEED, &[10_000; 3]);
    let state = stage.feed(MARKET_FEED).state;
    assert_eq!((state.score, state.regime), (10_000, 2));
}

#[test]
fn a_fall_takes_confirmations_and_a_dwell_and_calling_often_does_not_help() {
    // Given stress
    let mut stage = Stage::new();
    stage.settle(MARKET_FEED, &[8_000; 5]);
    let entered = stage.feed(MARKET_FEED).state.regime_since;

    // When anyone calls for rounds every second on calm reports
    stage.machine.warp(1);
    stage.score(MARKET_FEED, &[1_000; 5]);
    for _ in 0..20 {
        stage.machine.warp(1);
        stage.advance(MARKET_FEED).unwrap();
    }
    let state = stage.feed(MARKET_FEED).state;
    assert_eq!(state.regime, 2);
    assert!(state.confirmations <= 1, "{}", state.confirmations);

    // Then only rounds apart count, and only after the dwell, one regime at a time
    let dwell = u64::from(preset::feed().min_dwell_seconds);
    let is_left = |stage: &Stage| stage.feed(MARKET_FEED).state.regime != 2;
    stage.rounds_until(is_left, |stage| {
        stage.score(MARKET_FEED, &[1_000; 5]);
    });
    let state = stage.feed(MARKET_FEED).state;
    assert_eq!(state.regime, 1);
    assert!(state.regime_since - entered >= dwell);
}

#[test]
fn below_the_quorum_nothing_changes_but_the_event_says_so() {
    // Given five publishers whose reports are all too old, and two that speak again
    let mut stage = Stage::new();
    let last = stage.feed(MARKET_FEED).state.consensus_at;
    stage.machine.warp(3_601);
    stage.report(MARKET_FEED, 0, 1_000).unwrap();
    stage.report(MARKET_FEED, 1, 1_000).unwrap();
    let before = Snapshot::take(&stage.machine);

    // When a round is called for
    let sent = stage.advance(MARKET_FEED).unwrap();

    // Then there is none
    before.assert_unchanged(&stage.machine);
    let event = QuorumMissed {
        feed: stage.market.feeds[MARKET_FEED].address,
        consensus_at: last,
        fresh: 2,
        quorum: 3,
    };
    assert_eq!(sent.events, [Event::QuorumMissed(event)]);
}

#[test]
fn a_feed_that_was_never_heard_reports_that_it_never_was() {
    let mut stage = Stage::silent();
    let sent = stage.advance(MARKET_FEED).unwrap();
    let event = QuorumMissed {
        feed: stage.market.feeds[MARKET_FEED].address,
        consensus_at: 0,
        fresh: 0,
        quorum: 3,
    };
    assert_eq!(sent.events, [Event::QuorumMissed(event)]);
}

#[test]
fn reports_that_disagree_tighten_but_never_loosen() {
    // Given a score of 40
    let mut stage = Stage::new();
    stage.score(MARKET_FEED, &[4_000; 5]);
    stage.machine.warp(round_seconds());

    // When the reports lie further apart than the bound of 25 points, then the score does not fall
    stage.score(MARKET_FEED, &[1_000, 1_000, 1_000, 3_501, 3_501]);
    assert_eq!(stage.feed(MARKET_FEED).state.score, 4_000);

    // And it does rise
    stage.score(MARKET_FEED, &[1_000, 1_000, 4_400, 4_400, 4_400]);
    assert_eq!(stage.feed(MARKET_FEED).state.score, 4_400);

    // And it falls once they agree
    let is_lower = |stage: &Stage| stage.feed(MARKET_FEED).state.score < 4_400;
    let rounds = stage.rounds_until(is_lower, |stage| {
        stage.score(MARKET_FEED, &[1_000; 5]);
    });
    let step = preset::feed().loosen_step;
    assert_eq!(rounds, usize::from(preset::feed().confirmations));
    assert_eq!(stage.feed(MARKET_FEED).state.score, 4_400 - step);
}

#[test]
fn a_clock_before_1970_is_refused() {
    let mut stage = Stage::new();
    stage.machine.set_chain_time(-1);
    refused_and_unchanged(&mut stage, LendingError::ClockOutOfRange, |stage| {
        stage.advance(MARKET_FEED)
    });
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let mut stage = Stage::new();
    let advance = stage.advance_instruction(MARKET_FEED);
    every_account_is_checked(&mut stage, &advance, &[], &[Kind::FEED]);
}
