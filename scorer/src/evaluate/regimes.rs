//! The regime that scores would have put in force, by the policy's own rule.

use ballast_policy::preset;
use ballast_policy::regime::{Regime, RegimeRules, RegimeState, Round};
use ballast_policy::unit::{Score, Timestamp as ChainTime};

use crate::time::Timestamp;

/// A score as the feed would hear it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Heard {
    pub(super) time: Timestamp,
    pub(super) score_hundredths: u16,
    pub(super) half_width_hundredths: u16,
}

/// The regime after each of `heard` (ascending, one asset), one counted round an hour, under the published feed's
/// confirmations and dwell. It starts calm. The feed's throttle, median and disputes are left out: this is one publisher's
/// score by itself, and a width beyond the feed's bound cannot loosen.
pub(super) fn regimes(heard: impl Iterator<Item = Heard>) -> Vec<Regime> {
    let feed = preset::feed();
    let rules = RegimeRules {
        confirmations: feed.confirmations,
        min_dwell: u64::from(feed.min_dwell_seconds),
    };
    let mut state: Option<RegimeState> = None;
    heard
        .map(|heard| {
            let now = ChainTime(u64::try_from(heard.time.seconds_floor()).unwrap_or(0));
            let before = state.unwrap_or(RegimeState::entered(Regime::Calm, now));
            let after = before.after(
                &Round {
                    score: Score(heard.score_hundredths),
                    now,
                    may_loosen: heard.half_width_hundredths <= feed.max_half_width,
                    is_counted: true,
                },
                &rules,
            );
            state = Some(after);
            after.regime
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ballast_policy::regime::Regime::{Calm, Stress, Transition};

    fn path(scores: &[u16], half_width_hundredths: u16) -> Vec<Regime> {
        let start = Timestamp::from_millis(0);
        regimes((0..).zip(scores).map(|(hour, &score_hundredths)| Heard {
            time: start.plus_hours(hour),
            score_hundredths,
            half_width_hundredths,
        }))
    }

    #[test]
    fn stress_is_entered_at_once_and_left_after_six_hours_one_step_at_a_time() {
        let mut scores = vec![1_000, 7_000];
        scores.extend([1_000; 14]);

        let path = path(&scores, 500);

        assert_eq!(path[..2], [Calm, Stress]);
        assert_eq!(path[2..7], [Stress; 5]);
        assert_eq!(path[7..13], [Transition; 6]);
        assert_eq!(path[13..], [Calm; 3]);
    }

    #[test]
    fn score_that_is_too_wide_does_not_loosen() {
        let mut scores = vec![7_000];
        scores.extend([1_000; 30]);

        assert!(path(&scores, 2_000).iter().all(|regime| *regime == Stress));
    }
}
