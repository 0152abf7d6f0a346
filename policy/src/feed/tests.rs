use super::*;
use crate::consensus::Consensus;
use crate::error::Rule;
use crate::fixture::{NOW, cases, feed_config, reports};
use crate::report::{MAX_PUBLISHERS, Report, Standing};
use proptest::prelude::*;

type Reports = [Report; MAX_PUBLISHERS];

/// What the feed holds right after a consensus on `score` in `regime`.
fn agreed(score: u16, regime: Regime) -> FeedState {
    FeedState {
        consensus_at: NOW,
        regime_since: NOW,
        counted_at: NOW,
        rounds: 1,
        score: Score(score),
        raw: Score(score),
        counted_raw: Score(score),
        regime: regime as u8,
        ..FeedState::default()
    }
}

/// The same, with the row of confirmations complete.
fn confirmed(score: u16, regime: Regime) -> FeedState {
    let mut state = agreed(score, regime);
    state.throttle.lower_rounds = feed_config().confirmations;
    state
}

fn later(seconds: u64) -> Timestamp {
    Timestamp(NOW.0 + seconds)
}

/// The score and regime in force `seconds` later.
fn in_force(state: &FeedState, seconds: u64) -> (u16, Regime) {
    let effective = state.effective(&feed_config(), later(seconds));
    (effective.score.0, effective.regime)
}

/// Holds a round `seconds` later in which everyone reports `score`.
fn round(state: &mut FeedState, score: u16, seconds: u64) -> Consensus {
    let reports = reports(&[score; 5], later(seconds));
    state
        .advance(&feed_config(), &reports, later(seconds))
        .unwrap()
        .consensus
}

#[test]
fn a_feed_that_never_agreed_is_conservative_at_any_time() {
    for now in [Timestamp(0), Timestamp(1), NOW, Timestamp(u64::MAX)] {
        let effective = FeedState::default().effective(&feed_config(), now);
        assert_eq!(effective, Effective::CONSERVATIVE);
    }
}

#[test]
fn inv_24_the_score_is_held_then_rises_to_the_conservative_terms() {
    let state = agreed(2_000, Regime::Calm);
    let status = |seconds| state.effective(&feed_config(), later(seconds)).status;
    assert_eq!(in_force(&state, 600), (2_000, Regime::Calm));
    assert_eq!(status(600), FeedStatus::Held);
    // 8 000 over 3 000 s: 2.67 a second, rounded up.
    assert_eq!(in_force(&state, 601), (2_003, Regime::Calm));
    assert_eq!(status(601), FeedStatus::Decaying);
    assert_eq!(in_force(&state, 2_100), (6_000, Regime::Transition));
    assert_eq!(in_force(&state, 3_599), (9_998, Regime::Stress));
    assert_eq!(status(3_599), FeedStatus::Decaying);
    assert_eq!(
        state.effective(&feed_config(), later(3_600)),
        Effective::CONSERVATIVE
    );
}

#[test]
fn a_regime_is_the_floor_of_its_score() {
    let scores = [0, 3_999, 5_999, 10_000]
        .map(|score| Regime::ALL.map(|regime| in_force(&agreed(score, regime), 0).0));
    assert_eq!(scores[0], [0, 4_000, 6_000]);
    assert_eq!(scores[1], [3_999, 4_000, 6_000]);
    assert_eq!(scores[2], [5_999, 5_999, 6_000]);
    assert_eq!(scores[3], [10_000; 3]);
}

#[test]
fn below_the_quorum_a_round_changes_nothing() {
    let mut state = agreed(2_000, Regime::Calm);
    let two = reports(&[9_000, 9_000], later(10));
    let few = state.advance(&feed_config(), &two, later(10)).unwrap_err();
    assert_eq!((few.fresh, few.quorum), (2, 3));
    assert_eq!(state, agreed(2_000, Regime::Calm));
}

#[test]
fn a_high_consensus_tightens_at_once_even_between_counted_rounds() {
    let mut state = agreed(2_000, Regime::Calm);
    round(&mut state, 5_900, 1);
    assert_eq!(in_force(&state, 1), (5_900, Regime::Transition));
    assert_eq!(state.counted_at, NOW);
}

#[test]
fn a_regime_is_left_after_the_dwell_by_rounds_far_enough_apart() {
    let mut state = agreed(6_000, Regime::Stress);
    state.regime_since = Timestamp(NOW.0 - 1_400);
    for seconds in [120, 240, 360] {
        round(&mut state, 1_000, seconds);
        assert_eq!(in_force(&state, seconds), (6_000, Regime::Stress));
    }
    round(&mut state, 1_000, 480);
    assert_eq!(in_force(&state, 480), (6_000, Regime::Transition));
}

#[test]
fn a_regime_is_not_left_before_the_score_has_come_down_to_its_floor() {
    let mut state = confirmed(9_000, Regime::Stress);
    state.regime_since = Timestamp(0);
    for (seconds, stands) in [(120, 8_000), (240, 7_000), (360, 6_000)] {
        round(&mut state, 1_000, seconds);
        assert_eq!(in_force(&state, seconds), (stands, Regime::Stress));
    }
}

#[test]
fn advancing_every_second_does_not_loosen_sooner() {
    let (mut spammed, mut patient) = (agreed(9_000, Regime::Stress), agreed(9_000, Regime::Stress));
    for seconds in (5..=100_000).step_by(5) {
        round(&mut spammed, 1_000, seconds);
        if seconds % 120 == 0 {
            round(&mut patient, 1_000, seconds);
        }
        let (quick, slow) = (in_force(&spammed, seconds), in_force(&patient, seconds));
        assert!(quick.0 >= slow.0 && quick.1 >= slow.1);
    }
    assert_eq!(in_force(&patient, 100_000), (1_000, Regime::Calm));
}

#[test]
fn reports_that_disagree_tighten_but_do_not_loosen() {
    let mut state = agreed(5_000, Regime::Transition);
    let low = reports(&[100, 200, 300, 400, 1_101], later(1));
    let held = state.advance(&feed_config(), &low, later(1)).unwrap();
    assert_eq!(held.consensus.median, Score(300));
    assert_eq!((state.raw, state.spread), (Score(300), 1_001));
    assert_eq!(in_force(&state, 1), (5_000, Regime::Transition));
    assert_eq!(state.is_disputed, 1);
    let high = reports(&[100, 200, 7_000, 7_000, 7_000], later(2));
    state.advance(&feed_config(), &high, later(2)).unwrap();
    assert_eq!(in_force(&state, 2), (7_000, Regime::Stress));
}

#[test]
fn a_round_of_disagreement_starts_the_confirmations_anew() {
    let mut state = agreed(6_000, Regime::Stress);
    round(&mut state, 5_900, 120);
    round(&mut state, 5_900, 240);
    assert_eq!((state.confirmations, state.throttle.lower_rounds), (2, 2));
    let apart = reports(&[0, 0, 0, 0, 9_000], later(241));
    state.advance(&feed_config(), &apart, later(241)).unwrap();
    assert_eq!((state.confirmations, state.throttle.lower_rounds), (0, 0));
}

#[test]
fn wide_reports_below_a_narrow_quorum_do_not_loosen() {
    let mut state = confirmed(3_000, Regime::Calm);
    let mut wide = reports(&[100; 5], later(120));
    for report in wide.iter_mut().take(3) {
        report.half_width = 501;
    }
    state.advance(&feed_config(), &wide, later(120)).unwrap();
    assert_eq!(in_force(&state, 120).0, 3_000);
    let mut state = confirmed(3_000, Regime::Calm);
    round(&mut state, 100, 120);
    assert_eq!(in_force(&state, 120).0, 2_000);
}

#[test]
fn wide_reports_beside_a_narrow_quorum_do_not_help_to_loosen() {
    // Alone, the narrow ones say 900; with two wide ones the median is 100.
    let mut mixed = reports(&[100, 900, 900, 50, 60], later(120));
    mixed[3].half_width = 501;
    mixed[4].half_width = 501;
    let mut state = confirmed(1_500, Regime::Calm);
    state.advance(&feed_config(), &mixed, later(120)).unwrap();
    assert_eq!(state.raw, Score(100));
    assert_eq!(in_force(&state, 120).0, 900);
    // And where the narrow ones say more than is in force, that stays.
    let mut state = confirmed(500, Regime::Calm);
    state.advance(&feed_config(), &mixed, later(120)).unwrap();
    assert_eq!(in_force(&state, 120).0, 500);
}

#[test]
fn a_consensus_after_decay_starts_from_the_decayed_regime() {
    let mut state = agreed(1_000, Regime::Calm);
    assert_eq!(in_force(&state, 2_600), (7_000, Regime::Stress));
    round(&mut state, 1_000, 2_600);
    assert_eq!(in_force(&state, 2_600), (7_000, Regime::Stress));
    assert_eq!(state.regime_since, later(2_600));
}

#[test]
fn an_outage_breaks_the_row_of_confirmations() {
    for (outage, confirmations) in [(600, 3), (601, 1), (100_000, 1)] {
        let mut state = agreed(6_000, Regime::Stress);
        (state.confirmations, state.throttle.lower_rounds) = (2, 2);
        let reports = reports(&[100; 5], later(outage));
        let dwelling = FeedConfig {
            min_dwell_seconds: 604_800,
            ..feed_config()
        };
        state.advance(&dwelling, &reports, later(outage)).unwrap();
        let rows = (state.confirmations, state.throttle.lower_rounds);
        assert_eq!(rows.1, confirmations, "after {outage} s");
    }
}

#[test]
fn settings_outside_their_bounds_are_refused_by_name() {
    assert_eq!(feed_config().validate(), Ok(()));
    let breaks: [fn(&mut FeedConfig); 23] = [
        |config| config.max_report_age = 0,
        |config| config.max_report_age = 3_601,
        |config| config.max_report_ahead = 61,
        |config| config.hold_seconds = 0,
        |config| config.hold_seconds = 86_401,
        |config| config.hold_seconds = u32::MAX,
        |config| config.conservative_seconds = config.hold_seconds,
        |config| config.conservative_seconds = 172_801,
        |config| config.min_dwell_seconds = 604_801,
        |config| config.round_seconds = 0,
        |config| config.round_seconds = 86_401,
        |config| config.max_spread = 10_001,
        |config| config.max_half_width = 10_001,
        |config| config.min_publishers = 0,
        |config| config.min_publishers = 17,
        |config| config.confirmations = 0,
        |config| config.outlier_rounds = 0,
        |config| config.shadow_rounds = 0,
        |config| config.recommendation_seconds = 59,
        |config| config.recommendation_seconds = 604_801,
        |config| config.rotation_seconds = 59,
        |config| config.rotation_seconds = 2_592_001,
        |config| (config.hold_seconds, config.conservative_seconds) = (86_400, 86_400),
    ];
    for (position, break_it) in breaks.iter().enumerate() {
        let mut config = feed_config();
        break_it(&mut config);
        let error = config.validate().unwrap_err();
        assert_eq!(error.rule, Rule::SettingOutOfRange, "case {position}");
    }
}

#[test]
fn a_rise_of_the_median_by_the_jump_is_noted_and_a_smaller_one_is_not() {
    let mut state = agreed(2_000, Regime::Calm);
    round(&mut state, 3_999, 6);
    assert_eq!(state.jumped_at, Timestamp(0));
    round(&mut state, 5_999, 12);
    assert_eq!(state.jumped_at, later(12));
    round(&mut state, 1_000, 18);
    assert_eq!(state.jumped_at, later(12));
}

mod modes;
mod properties;
