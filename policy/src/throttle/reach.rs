//! How soon a feed could stand elsewhere: for people, who ask "what if the score were 70, and how fast?".
//!
//! Tightening is counted in epochs, each of which needs a quorum that has observed anew. Loosening is told in seconds, from
//! a moment at which everything is ready for a first step: the other side of [`worst_case`].

use super::{Call, Throttle, WorstCase, worst_case};
use crate::feed_config::FeedConfig;
use crate::regime::{Regime, RegimeRules, RegimeState, Round};
use crate::unit::{Score, Timestamp};

/// The longest time that [`soonest_loosened`] looks at, seconds: a year.
const HORIZON: u64 = 365 * 86_400;

/// Epochs until a feed at `from` in `regime` stands at `to`, while every report says so; `None` where it never does.
pub fn epochs_to_tighten(
    config: &FeedConfig,
    (from, mut regime): (Score, Regime),
    to: Score,
) -> Option<u8> {
    let (mut score, mut epochs) = (from, 0u8);
    while score < to {
        let throttle = Throttle {
            epoch_score: score,
            epoch_regime: regime as u8,
            ..Throttle::default()
        };
        let call = Call {
            target: to,
            score,
            regime,
            may_loosen: false,
            is_rising: false,
            is_counted: false,
        };
        let (next, _) = throttle.tighten(config, call);
        if next <= score {
            return None;
        }
        regime = regime.max(Regime::entered_at(next));
        score = next;
        epochs = epochs.saturating_add(1);
    }
    Some(epochs)
}

/// The least seconds within which the terms could loosen by `least`; `None` where not within a year.
pub fn soonest_loosened(config: &FeedConfig, least: WorstCase) -> Option<u64> {
    let is_reached = |seconds| {
        let most = worst_case(config, seconds);
        most.score >= least.score && most.regimes >= least.regimes
    };
    if !is_reached(HORIZON) {
        return None;
    }
    let (mut too_soon, mut enough) = (0_u64, HORIZON);
    if is_reached(0) {
        return Some(0);
    }
    while enough.saturating_sub(too_soon) > 1 {
        let middle = too_soon.midpoint(enough);
        if is_reached(middle) {
            enough = middle;
        } else {
            too_soon = middle;
        }
    }
    Some(enough)
}

/// The regime that a feed in `regime` comes to rest in while every round says `score`.
pub fn settled(config: &FeedConfig, regime: Regime, score: Score) -> Regime {
    let rules = RegimeRules {
        confirmations: config.confirmations,
        min_dwell: u64::from(config.min_dwell_seconds),
    };
    let mut state = RegimeState::entered(regime, Timestamp::ZERO);
    // Two regimes at most are left, each after its row of confirmations.
    let rounds = u64::from(config.confirmations).saturating_mul(2).max(2);
    for number in 1..=rounds {
        let round = Round {
            score,
            now: Timestamp(rules.min_dwell.saturating_mul(number)),
            may_loosen: true,
            is_counted: true,
        };
        state = state.after(&round, &rules);
    }
    state.regime
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset;

    #[test]
    fn a_rise_within_one_step_and_one_regime_takes_one_epoch() {
        let config = preset::feed();
        for (from, regime, to, epochs) in [
            (5_200, Regime::Transition, 5_200, 0),
            (5_200, Regime::Transition, 9_200, 1),
            (5_200, Regime::Transition, 9_201, 2),
            (2_000, Regime::Calm, 6_000, 1),
            // Calm goes to stress through transition, however short the way is.
            (4_400, Regime::Calm, 6_500, 2),
            (0, Regime::Calm, 10_000, 3),
        ] {
            assert_eq!(
                epochs_to_tighten(&config, (Score(from), regime), Score(to)),
                Some(epochs),
                "{from} to {to}"
            );
        }
    }

    #[test]
    fn the_soonest_moment_is_the_first_at_which_the_worst_case_suffices() {
        let config = preset::feed();
        for (score, regimes) in [(0, 0), (1, 0), (250, 1), (251, 0), (3_000, 2), (7_777, 1)] {
            let least = WorstCase { score, regimes };
            let soonest = soonest_loosened(&config, least).unwrap();
            let most = worst_case(&config, soonest);
            assert!(most.score >= score && most.regimes >= regimes);
            if soonest > 0 {
                let before = worst_case(&config, soonest - 1);
                assert!(
                    before.score < score || before.regimes < regimes,
                    "{score} {regimes}"
                );
            }
        }
    }

    #[test]
    fn a_feed_that_loosens_nothing_never_gets_there() {
        let mut config = preset::feed();
        config.loosen_step = 0;
        let least = WorstCase {
            score: 1,
            regimes: 0,
        };
        assert_eq!(soonest_loosened(&config, least), None);
    }

    #[test]
    fn a_regime_stays_down_to_the_score_under_which_it_is_left() {
        let config = preset::feed();
        for (regime, score, rests) in [
            (Regime::Calm, 4_499, Regime::Calm),
            (Regime::Calm, 4_500, Regime::Transition),
            (Regime::Transition, 4_000, Regime::Transition),
            (Regime::Transition, 3_999, Regime::Calm),
            (Regime::Stress, 6_000, Regime::Stress),
            (Regime::Stress, 5_999, Regime::Transition),
            (Regime::Stress, 3_999, Regime::Calm),
        ] {
            assert_eq!(
                settled(&config, regime, Score(score)),
                rests,
                "{regime:?} at {score:?}"
            );
        }
    }
}
