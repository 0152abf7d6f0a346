//! When a report is due: there is none yet, what it says has moved, it has grown old, or someone asked.
//!
//! Everything is judged against the last report that the chain holds, not the last one that this node sent, so that a node that
//! was restarted, or that stands beside another with the same key, judges alike.

use serde::{Deserialize, Serialize};

/// When a report is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TriggerRules {
    /// Score or half-width moved by this much, hundredths of a point.
    pub deviation_hundredths: u16,
    /// Depth moved by this much, basis points.
    pub depth_deviation_bps: u16,
    /// The last report is as old as this, seconds.
    pub max_age_seconds: u64,
    /// Two reports are at least this far apart, seconds.
    pub min_interval_seconds: u64,
}

impl TriggerRules {
    /// The same, where the feed forgets reports after `max_report_age` seconds: a report is renewed at half of that at the
    /// latest.
    #[must_use]
    pub fn for_feed(self, max_report_age: u32) -> Self {
        let half = (u64::from(max_report_age) / 2).max(1);
        Self {
            max_age_seconds: self.max_age_seconds.min(half),
            ..self
        }
    }
}

/// What a report says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    /// Hundredths of a point.
    pub score: u16,
    /// Hundredths of a point.
    pub half_width: u16,
    /// Basis points.
    pub depth_bps: u16,
}

/// The last report that the chain holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastReport {
    /// Its number.
    pub sequence: u64,
    /// Unix seconds at which its inputs were seen.
    pub observed_at: u64,
    /// What it says.
    pub said: Said,
}

/// Why a report is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// There is none yet.
    First,
    /// What it says has moved.
    Deviation,
    /// It has grown old.
    MaxAge,
    /// Someone asked.
    Requested,
}

impl Trigger {
    /// In `snake_case`, as in metrics and the audit.
    pub const fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Deviation => "deviation",
            Self::MaxAge => "max_age",
            Self::Requested => "requested",
        }
    }
}

/// Whether a report that says `said` is due at `now`, Unix seconds of the chain. The first reason that holds: first, deviation,
/// age, request. None within the least interval, whatever the reason.
pub fn due(
    rules: &TriggerRules,
    last: Option<&LastReport>,
    said: &Said,
    now: u64,
    is_requested: bool,
) -> Option<Trigger> {
    let Some(last) = last else {
        return Some(Trigger::First);
    };
    let age = now.saturating_sub(last.observed_at);
    if age < rules.min_interval_seconds {
        return None;
    }
    let before = &last.said;
    let moved =
        (said.score.abs_diff(before.score)).max(said.half_width.abs_diff(before.half_width));
    let thinned = said.depth_bps.abs_diff(before.depth_bps);
    // A bound of 0 asks for a report with every change, not with every tick.
    if moved >= rules.deviation_hundredths.max(1) || thinned >= rules.depth_deviation_bps.max(1) {
        Some(Trigger::Deviation)
    } else if age >= rules.max_age_seconds {
        Some(Trigger::MaxAge)
    } else {
        is_requested.then_some(Trigger::Requested)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: TriggerRules = TriggerRules {
        deviation_hundredths: 50,
        depth_deviation_bps: 500,
        max_age_seconds: 60,
        min_interval_seconds: 5,
    };
    const SAID: Said = Said {
        score: 3_000,
        half_width: 400,
        depth_bps: 9_000,
    };

    fn last(observed_at: u64) -> LastReport {
        LastReport {
            sequence: 4,
            observed_at,
            said: SAID,
        }
    }

    fn asked(said: Said, age: u64, is_requested: bool) -> Option<Trigger> {
        due(&RULES, Some(&last(1_000)), &said, 1_000 + age, is_requested)
    }

    #[test]
    fn first_report_is_due_at_once() {
        assert_eq!(due(&RULES, None, &SAID, 0, false), Some(Trigger::First));
    }

    #[test]
    fn move_of_score_width_or_depth_is_a_deviation_from_its_bound_on() {
        for (said, is_due) in [
            (
                Said {
                    score: 3_050,
                    ..SAID
                },
                true,
            ),
            (
                Said {
                    score: 2_950,
                    ..SAID
                },
                true,
            ),
            (
                Said {
                    score: 3_049,
                    ..SAID
                },
                false,
            ),
            (
                Said {
                    half_width: 450,
                    ..SAID
                },
                true,
            ),
            (
                Said {
                    half_width: 351,
                    ..SAID
                },
                false,
            ),
            (
                Said {
                    depth_bps: 8_500,
                    ..SAID
                },
                true,
            ),
            (
                Said {
                    depth_bps: 8_501,
                    ..SAID
                },
                false,
            ),
        ] {
            assert_eq!(asked(said, 10, false).is_some(), is_due, "{said:?}");
        }
    }

    #[test]
    fn nothing_is_due_within_the_least_interval() {
        let moved = Said {
            score: 9_000,
            ..SAID
        };

        assert_eq!(asked(moved, 4, true), None);
        assert_eq!(asked(moved, 5, true), Some(Trigger::Deviation));
    }

    #[test]
    fn age_and_request_come_after_deviation() {
        assert_eq!(asked(SAID, 59, false), None);
        assert_eq!(asked(SAID, 60, false), Some(Trigger::MaxAge));
        assert_eq!(asked(SAID, 10, true), Some(Trigger::Requested));
        assert_eq!(
            asked(
                Said {
                    score: 9_000,
                    ..SAID
                },
                99,
                true
            ),
            Some(Trigger::Deviation)
        );
    }

    #[test]
    fn bound_of_zero_is_every_change_and_not_every_tick() {
        let rules = TriggerRules {
            deviation_hundredths: 0,
            depth_deviation_bps: 0,
            ..RULES
        };
        let ask = |said| due(&rules, Some(&last(1_000)), &said, 1_010, false);

        assert_eq!(ask(SAID), None);
        assert_eq!(
            ask(Said {
                score: 3_001,
                ..SAID
            }),
            Some(Trigger::Deviation)
        );
    }

    #[test]
    fn report_is_renewed_before_the_feed_forgets_it() {
        assert_eq!(RULES.for_feed(600).max_age_seconds, 60);
        assert_eq!(RULES.for_feed(60).max_age_seconds, 30);
        assert_eq!(RULES.for_feed(0).max_age_seconds, 1);
    }

    #[test]
    fn report_from_the_future_is_waited_out() {
        assert_eq!(asked(SAID, 0, true), None);
        assert_eq!(due(&RULES, Some(&last(2_000)), &SAID, 1_000, true), None);
    }
}
