//! What one publisher says, and when it is believed.
//!
//! A report carries an honest uncertainty (half-width): a wide one keeps the publisher counted as present, but never
//! helps to loosen terms.

use crate::error::{Result, Rule};
use crate::unit::{Score, Timestamp};

/// The most publishers of a feed.
pub const MAX_PUBLISHERS: usize = 16;

/// The last accepted report of one publisher. All zero: none yet, or the slot is free.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Strictly increasing per publisher; 0 means no report yet.
    pub sequence: u64,
    /// Unix seconds at which the publisher saw its inputs.
    pub observed_at: Timestamp,
    /// Risk, hundredths of a point.
    pub score: Score,
    /// Half of the interval that the publisher vouches for, hundredths of a point.
    pub half_width: u16,
    /// 1: the publisher votes. 0: the slot is free or the publisher is muted.
    pub is_voting: u8,
    /// Zero.
    pub padding: [u8; 3],
}

/// A report as it arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Submission {
    /// Must exceed the publisher's last.
    pub sequence: u64,
    /// Unix seconds at which the inputs were seen.
    pub observed_at: Timestamp,
    /// Hundredths of a point, at most 10 000.
    pub score: u16,
    /// Hundredths of a point, at most 10 000.
    pub half_width: u16,
}

/// Bounds on a submission's time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportTimes {
    /// Oldest accepted observation, seconds.
    pub max_age: u64,
    /// How far a publisher's clock may run ahead of the chain's, seconds.
    pub max_ahead: u64,
}

impl Report {
    /// Accepts `submission` at `now`, or says which rule it broke and changes nothing (INV-25).
    ///
    /// 1. The publisher votes.
    /// 2. Score and half-width are at most 100 points.
    /// 3. The sequence increases.
    /// 4. The observation is neither from the future, nor too old, nor before the last one.
    #[inline]
    pub fn accept(
        &mut self,
        submission: &Submission,
        now: Timestamp,
        times: ReportTimes,
    ) -> Result<()> {
        if self.is_voting != 1 {
            return Err(Rule::UnknownPublisher.broken(0, 0));
        }
        let score = Score::new(submission.score)?;
        if submission.half_width > Score::MAX.0 {
            let (given, bound) = (u64::from(submission.half_width), u64::from(Score::MAX.0));
            return Err(Rule::HalfWidthOutOfRange.broken(given, bound));
        }
        if submission.sequence <= self.sequence {
            return Err(Rule::SequenceNotIncreasing.broken(submission.sequence, self.sequence));
        }
        let latest = now.0.saturating_add(times.max_ahead);
        if submission.observed_at.0 > latest {
            return Err(Rule::ReportFromFuture.broken(submission.observed_at.0, latest));
        }
        let age = now.since(submission.observed_at);
        if age > times.max_age {
            return Err(Rule::ReportTooOld.broken(age, times.max_age));
        }
        if submission.observed_at < self.observed_at {
            let (given, last) = (submission.observed_at.0, self.observed_at.0);
            return Err(Rule::ReportNotNewer.broken(given, last));
        }
        self.sequence = submission.sequence;
        self.observed_at = submission.observed_at;
        self.score = score;
        self.half_width = submission.half_width;
        Ok(())
    }

    /// True when the publisher votes and its last observation is at most `max_age` seconds old.
    #[inline(always)]
    pub fn is_fresh(&self, now: Timestamp, max_age: u64) -> bool {
        self.is_voting == 1 && self.sequence != 0 && now.since(self.observed_at) <= max_age
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000);
    const TIMES: ReportTimes = ReportTimes {
        max_age: 60,
        max_ahead: 5,
    };

    fn voting() -> Report {
        Report {
            is_voting: 1,
            sequence: 7,
            observed_at: Timestamp(NOW.0 - 30),
            ..Report::default()
        }
    }

    fn good() -> Submission {
        Submission {
            sequence: 8,
            observed_at: Timestamp(NOW.0 - 1),
            score: 5_000,
            half_width: 300,
        }
    }

    #[test]
    fn a_good_report_is_stored_once_only() {
        let mut report = voting();
        report.accept(&good(), NOW, TIMES).unwrap();
        assert_eq!((report.sequence, report.score), (8, Score(5_000)));
        let again = report.accept(&good(), NOW, TIMES).unwrap_err();
        assert_eq!(again.rule, Rule::SequenceNotIncreasing);
    }

    #[test]
    fn inv_25_every_bad_report_is_refused_by_name_and_changes_nothing() {
        let age = |age: u64| Timestamp(NOW.0 - age);
        let cases = [
            (
                Submission {
                    score: 10_001,
                    ..good()
                },
                Rule::ScoreOutOfRange,
            ),
            (
                Submission {
                    half_width: 10_001,
                    ..good()
                },
                Rule::HalfWidthOutOfRange,
            ),
            (
                Submission {
                    sequence: 7,
                    ..good()
                },
                Rule::SequenceNotIncreasing,
            ),
            (
                Submission {
                    observed_at: Timestamp(NOW.0 + 6),
                    ..good()
                },
                Rule::ReportFromFuture,
            ),
            (
                Submission {
                    observed_at: age(61),
                    ..good()
                },
                Rule::ReportTooOld,
            ),
            (
                Submission {
                    observed_at: age(31),
                    ..good()
                },
                Rule::ReportNotNewer,
            ),
        ];
        for (submission, rule) in cases {
            let mut report = voting();
            assert_eq!(
                report.accept(&submission, NOW, TIMES).unwrap_err().rule,
                rule
            );
            assert_eq!(report, voting());
        }
    }

    #[test]
    fn a_report_at_every_bound_is_accepted() {
        let at_the_bounds = Submission {
            score: 10_000,
            half_width: 10_000,
            ..good()
        };
        let last = voting().observed_at;
        for observed_at in [Timestamp(NOW.0 + 5), last] {
            let submission = Submission {
                observed_at,
                ..at_the_bounds
            };
            assert_eq!(voting().accept(&submission, NOW, TIMES), Ok(()));
        }
        let mut first = Report {
            is_voting: 1,
            ..Report::default()
        };
        let oldest = Submission {
            observed_at: Timestamp(NOW.0 - 60),
            ..at_the_bounds
        };
        assert_eq!(first.accept(&oldest, NOW, TIMES), Ok(()));
        assert!(first.is_fresh(NOW, 60) && !first.is_fresh(NOW, 59));
    }

    #[test]
    fn a_muted_publisher_is_not_heard() {
        let mut muted = Report {
            is_voting: 0,
            ..voting()
        };
        let error = muted.accept(&good(), NOW, TIMES).unwrap_err();
        assert_eq!(error.rule, Rule::UnknownPublisher);
        assert!(!muted.is_fresh(NOW, 60));
    }
}
