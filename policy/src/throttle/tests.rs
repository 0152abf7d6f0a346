use super::*;
use crate::error::Rule;
use crate::feed::{FeedState, FeedStatus};
use crate::fixture::{NOW, cases, feed_config, reports};
use crate::mode::Mode;
use crate::preset;
use proptest::prelude::*;

fn later(seconds: u64) -> Timestamp {
    Timestamp(NOW.0 + seconds)
}

/// A feed that has agreed on `score` for long enough that everything is ready for a loosening.
fn ready(config: &FeedConfig, score: u16) -> FeedState {
    let regime = Regime::entered_at(Score(score));
    FeedState {
        consensus_at: NOW,
        regime_since: Timestamp(NOW.0 - u64::from(config.min_dwell_seconds)),
        counted_at: Timestamp(NOW.0 - u64::from(config.round_seconds)),
        rounds: 100,
        counted_raw: Score(score),
        raw: Score(score),
        confirmations: config.confirmations,
        throttle: Throttle {
            epoch_at: NOW,
            epoch_score: Score(score),
            epoch_regime: regime as u8,
            lower_rounds: config.confirmations,
            ..Throttle::default()
        },
        score: Score(score),
        regime: regime as u8,
        ..FeedState::opened(Score(0), Mode::Autonomous).unwrap()
    }
}

/// Everyone says `score` `seconds` later, and a round is held.
fn round(state: &mut FeedState, config: &FeedConfig, score: u16, seconds: u64) -> u16 {
    let reports = reports(&[score; 5], later(seconds));
    state.advance(config, &reports, later(seconds)).unwrap();
    state.score.0
}

fn bound(state: &FeedState) -> Bound {
    Bound::from_byte(state.throttle.bound_by)
}

#[test]
fn inv_19_one_spoofed_moment_tightens_by_one_step_however_often_it_is_counted() {
    let config = feed_config();
    let mut state = ready(&config, 1_000);
    let spoofed = reports(&[10_000; 5], later(1));
    for seconds in 1..=60 {
        state.advance(&config, &spoofed, later(seconds)).unwrap();
        assert_eq!((state.score, state.regime), (Score(5_000), 1));
        assert_eq!(bound(&state), Bound::TightenStep);
    }
}

#[test]
fn a_second_epoch_of_new_observations_tightens_by_a_second_step() {
    let config = feed_config();
    let mut state = ready(&config, 1_000);
    assert_eq!(round(&mut state, &config, 10_000, 6), 5_000);
    // Not new: a clock may run ahead by five seconds.
    assert_eq!(round(&mut state, &config, 10_000, 11), 5_000);
    assert_eq!(round(&mut state, &config, 10_000, 12), 9_000);
    assert_eq!(round(&mut state, &config, 10_000, 18), 10_000);
    assert_eq!(state.regime, Regime::Stress as u8);
}

#[test]
fn new_observations_of_less_than_a_quorum_begin_no_epoch() {
    let config = feed_config();
    let mut state = ready(&config, 1_000);
    round(&mut state, &config, 10_000, 6);
    let mut mixed = reports(&[10_000; 5], later(30));
    for report in mixed.iter_mut().take(3) {
        report.observed_at = later(11);
    }
    state.advance(&config, &mixed, later(30)).unwrap();
    assert_eq!(state.score, Score(5_000));
    mixed[0].observed_at = later(12);
    state.advance(&config, &mixed, later(30)).unwrap();
    assert_eq!(state.score, Score(9_000));
}

#[test]
fn one_epoch_enters_at_most_the_next_regime() {
    let config = feed_config();
    let mut state = ready(&config, 4_400);
    assert_eq!(round(&mut state, &config, 8_000, 6), 6_499);
    assert_eq!(state.regime, Regime::Transition as u8);
    assert_eq!(round(&mut state, &config, 8_000, 12), 8_000);
    assert_eq!(state.regime, Regime::Stress as u8);
}

#[test]
fn small_rises_in_one_epoch_add_up_to_one_step_at_most() {
    let config = feed_config();
    let mut state = ready(&config, 1_000);
    let mut said = reports(&[1_000; 5], later(6));
    state.advance(&config, &said, later(6)).unwrap();
    for score in (1_100..=10_000).step_by(100) {
        for report in said.iter_mut().take(5) {
            report.score = Score(score);
        }
        state.advance(&config, &said, later(7)).unwrap();
        assert_eq!(state.score.0, score.min(5_000));
    }
}

#[test]
fn what_was_loosened_since_the_epoch_began_lengthens_no_step() {
    let config = feed_config();
    let mut state = ready(&config, 4_500);
    let mut said = reports(&[100; 5], later(1));
    state.advance(&config, &said, later(1)).unwrap();
    assert_eq!((state.score, state.regime), (Score(4_000), 0));
    for report in said.iter_mut().take(5) {
        report.score = Score(9_000);
    }
    // The same observations: from 40 in calm, not from 45 in transition.
    state.advance(&config, &said, later(2)).unwrap();
    assert_eq!((state.score, state.regime), (Score(6_499), 1));
}

#[test]
fn each_rule_that_holds_a_loosening_back_is_named() {
    let config = feed_config();
    let mut early = ready(&config, 9_000);
    early.counted_at = NOW;
    assert_eq!(round(&mut early, &config, 1_000, 119), 9_000);
    assert_eq!(bound(&early), Bound::Interval);

    let mut first = ready(&config, 9_000);
    first.throttle.lower_rounds = 0;
    assert_eq!(round(&mut first, &config, 1_000, 1), 9_000);
    assert_eq!(bound(&first), Bound::Confirmations);

    let mut rising = ready(&config, 9_000);
    rising.counted_raw = Score(700);
    assert_eq!(round(&mut rising, &config, 1_001, 1), 9_000);
    assert_eq!(bound(&rising), Bound::RisingStress);

    let mut disputed = ready(&config, 9_000);
    let apart = reports(&[0, 0, 0, 0, 1_001], later(1));
    disputed.advance(&config, &apart, later(1)).unwrap();
    assert_eq!((disputed.score.0, disputed.is_disputed), (9_000, 1));
    assert_eq!(bound(&disputed), Bound::Disagreement);

    let mut spent = ready(&config, 9_000);
    spent.throttle.budget = Bucket {
        level: 3_700,
        updated_at: later(1),
    };
    assert_eq!(round(&mut spent, &config, 1_000, 1), 8_700);
    assert_eq!(bound(&spent), Bound::DayBudget);

    let mut stepped = ready(&config, 9_000);
    assert_eq!(round(&mut stepped, &config, 1_000, 1), 8_000);
    assert_eq!(bound(&stepped), Bound::LoosenStep);

    let mut free = ready(&config, 9_000);
    assert_eq!(round(&mut free, &config, 8_500, 1), 8_500);
    assert_eq!(bound(&free), Bound::Nothing);
}

#[test]
fn a_loosening_never_goes_under_what_the_reports_say_nor_under_the_regimes_floor() {
    let config = FeedConfig {
        loosen_step: 4_000,
        ..feed_config()
    };
    let mut state = ready(&config, 9_000);
    assert_eq!(round(&mut state, &config, 7_500, 1), 7_500);
    state.regime_since = later(1);
    assert_eq!(round(&mut state, &config, 100, 200), 6_000);
    assert_eq!(state.regime, Regime::Stress as u8);
}

#[test]
fn after_an_outage_the_first_agreement_does_not_bring_the_old_terms_back() {
    let config = feed_config();
    let mut state = ready(&config, 1_000);
    let outage = u64::from(config.conservative_seconds) + 1;
    assert_eq!(round(&mut state, &config, 1_000, outage), 10_000);
    assert_eq!(state.regime, Regime::Stress as u8);
    assert_eq!(bound(&state), Bound::Confirmations);
}

#[test]
fn the_very_first_consensus_departs_from_the_start_and_may_be_stricter() {
    let config = feed_config();
    for (start, said, stands) in [
        (2_000, 100, 2_000),
        (2_000, 9_500, 9_500),
        (7_000, 100, 7_000),
    ] {
        let mut state = FeedState::opened(Score(start), Mode::Autonomous).unwrap();
        let before = state.effective(&config, NOW);
        assert_eq!(before.status, FeedStatus::Conservative);
        assert_eq!(round(&mut state, &config, said, 0), stands);
    }
}

#[test]
fn settings_of_the_throttle_outside_their_bounds_are_refused_by_name() {
    let breaks: [fn(&mut FeedConfig); 12] = [
        |config| config.tighten_step = 0,
        |config| config.tighten_step = 4_500,
        |config| config.loosen_step = 0,
        |config| config.loosen_step = config.tighten_step + 1,
        |config| config.day_budget = config.loosen_step * 5 - 1,
        |config| config.day_budget = 10_001,
        |config| config.loosen_interval_seconds = config.round_seconds - 1,
        |config| config.loosen_interval_seconds = 86_401,
        |config| config.max_rise = 10_001,
        |config| config.score_jump = 0,
        |config| config.score_jump = 10_001,
        |config| config.outlier_distance = config.max_spread / 2 + 1,
    ];
    for (position, break_it) in breaks.iter().enumerate() {
        let mut config = feed_config();
        break_it(&mut config);
        let error = config.validate().unwrap_err();
        assert_eq!(error.rule, Rule::SettingOutOfRange, "case {position}");
    }
}

/// The fall of the score, and the regimes left, by an attacker who holds every publisher and every round.
fn attack(config: &FeedConfig, seconds: u64) -> WorstCase {
    let start = 10_000;
    let mut state = ready(config, start);
    for at in (0..=seconds).step_by(60) {
        round(&mut state, config, 0, at);
    }
    WorstCase {
        score: start - state.score.0,
        regimes: Regime::Stress as u8 - state.regime,
    }
}

#[test]
fn inv_20_a_captured_majority_loosens_by_the_published_worst_case_and_no_more() {
    let config = preset::feed();
    let spans = [3_600, 86_400, 7 * 86_400];
    let published = spans.map(|span| worst_case(&config, span).score);
    assert_eq!(published, [750, 3_000, 10_000]);
    let done = spans.map(|span| attack(&config, span));
    for (span, done) in spans.into_iter().zip(done) {
        let most = worst_case(&config, span);
        assert!(done.score <= most.score && done.regimes <= most.regimes);
        // Rounding of the drain, against whoever loosens, costs less than a fiftieth.
        assert!(u32::from(done.score) * 100 >= u32::from(most.score) * 98);
    }
}

proptest! {
    #![proptest_config(cases())]
    #[test]
    fn prop_inv_20_no_sequence_of_reports_loosens_more_than_the_worst_case(
        steps in prop::collection::vec((0u64..4_000, 0u16..=10_000), 1..200),
    ) {
        let config = preset::feed();
        let mut state = ready(&config, 9_000);
        let mut seen = std::vec![(0, state.score.0)];
        let mut at = 0;
        for (wait, score) in steps {
            at += wait;
            let now = later(at);
            let in_force = state.effective(&config, now).score.0;
            seen.push((at, in_force));
            round(&mut state, &config, score, at);
            seen.push((at, state.score.0));
        }
        for (position, (from, before)) in seen.iter().enumerate() {
            for (to, after) in &seen[position..] {
                let most = worst_case(&config, to - from).score;
                prop_assert!(before.saturating_sub(*after) <= most, "{from} to {to}");
            }
        }
    }
}
