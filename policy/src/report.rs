//! What one publisher says, and when it is believed.
//!
//! A report carries an honest uncertainty (half-width): a wide one keeps the publisher counted as present, but never
//! helps to loosen terms.

use crate::depth::WHOLE_DEPTH_BPS;
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
    /// How much of the depth that governance measured the books have, basis points, at most 10 000; all of it where the
    /// publisher sees no book.
    pub depth_bps: u16,
    /// See [`Standing`].
    pub standing: u8,
    /// Zero.
    pub padding: u8,
}

/// What a publisher's word counts for.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing: the slot is free or the publisher is muted.
    Silent = 0,
    /// A vote.
    Voting = 1,
    /// Stored and compared, without a vote.
    Shadow = 2,
}

impl Standing {
    /// From its byte; an unknown byte is [`Standing::Silent`].
    #[inline(always)]
    pub const fn from_byte(byte: u8) -> Self {
        match byte {
            1 => Self::Voting,
            2 => Self::Shadow,
            _ => Self::Silent,
        }
    }
}

/// What became of a submission that broke no rule of form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Receipt {
    /// It replaced the publisher's last report.
    Accepted,
    /// It says nothing new, by the rule named, and changed nothing: an error would burn the batch that it came in.
    Ignored(Rule),
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
    /// Share of the depth that governance measured, basis points, at most 10 000.
    pub depth_bps: u16,
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
    /// Takes `submission` at `now`, says why it is nothing new, or says which rule it broke (INV-25).
    ///
    /// 1. The publisher is listed and not muted.
    /// 2. Score and half-width are at most 100 points, the depth at most one, and the observation is not from the future.
    /// 3. A sequence that does not increase, an observation that is too old or before the last one: ignored.
    #[inline]
    pub fn accept(
        &mut self,
        submission: &Submission,
        now: Timestamp,
        times: ReportTimes,
    ) -> Result<Receipt> {
        if self.standing() == Standing::Silent {
            return Err(Rule::UnknownPublisher.broken(0, 0));
        }
        let score = Score::new(submission.score)?;
        if submission.half_width > Score::MAX.0 {
            let (given, bound) = (u64::from(submission.half_width), u64::from(Score::MAX.0));
            return Err(Rule::HalfWidthOutOfRange.broken(given, bound));
        }
        if submission.depth_bps > WHOLE_DEPTH_BPS {
            let (given, bound) = (submission.depth_bps.into(), WHOLE_DEPTH_BPS.into());
            return Err(Rule::DepthOutOfRange.broken(given, bound));
        }
        let latest = now.0.saturating_add(times.max_ahead);
        if submission.observed_at.0 > latest {
            return Err(Rule::ReportFromFuture.broken(submission.observed_at.0, latest));
        }
        if submission.sequence <= self.sequence {
            return Ok(Receipt::Ignored(Rule::SequenceNotIncreasing));
        }
        if now.since(submission.observed_at) > times.max_age {
            return Ok(Receipt::Ignored(Rule::ReportTooOld));
        }
        if submission.observed_at < self.observed_at {
            return Ok(Receipt::Ignored(Rule::ReportNotNewer));
        }
        self.sequence = submission.sequence;
        self.observed_at = submission.observed_at;
        self.score = score;
        self.half_width = submission.half_width;
        self.depth_bps = submission.depth_bps;
        Ok(Receipt::Accepted)
    }

    /// What its publisher's word counts for.
    #[inline(always)]
    pub const fn standing(&self) -> Standing {
        Standing::from_byte(self.standing)
    }

    /// True when its last observation is at most `max_age` seconds old, whoever the publisher is.
    #[inline(always)]
    pub fn is_recent(&self, now: Timestamp, max_age: u64) -> bool {
        self.sequence != 0 && now.since(self.observed_at) <= max_age
    }

    /// True when the publisher votes and its last observation is at most `max_age` seconds old.
    #[inline(always)]
    pub fn is_fresh(&self, now: Timestamp, max_age: u64) -> bool {
        self.standing == Standing::Voting as u8 && self.is_recent(now, max_age)
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
            standing: Standing::Voting as u8,
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
            depth_bps: 9_000,
        }
    }

    #[test]
    fn a_good_report_is_stored_once_only() {
        let mut report = voting();
        assert_eq!(report.accept(&good(), NOW, TIMES), Ok(Receipt::Accepted));
        assert_eq!((report.sequence, report.score), (8, Score(5_000)));
        let stored = report;
        let again = Receipt::Ignored(Rule::SequenceNotIncreasing);
        assert_eq!(report.accept(&good(), NOW, TIMES), Ok(again));
        assert_eq!(report, stored);
    }

    #[test]
    fn inv_25_a_stale_or_repeated_report_is_ignored_by_name_and_changes_nothing() {
        let at = |age: u64| Submission {
            observed_at: Timestamp(NOW.0 - age),
            ..good()
        };
        let repeated = Submission {
            sequence: 7,
            ..good()
        };
        let cases = [
            (repeated, Rule::SequenceNotIncreasing),
            (at(61), Rule::ReportTooOld),
            (at(31), Rule::ReportNotNewer),
        ];
        for (submission, rule) in cases {
            let mut report = voting();
            let receipt = report.accept(&submission, NOW, TIMES);
            assert_eq!(receipt, Ok(Receipt::Ignored(rule)));
            assert_eq!(report, voting());
        }
    }

    #[test]
    fn inv_25_a_report_that_cannot_be_honest_is_refused_by_name_and_changes_nothing() {
        let score = Submission {
            score: 10_001,
            ..good()
        };
        let depth = Submission {
            depth_bps: 10_001,
            ..good()
        };
        let half_width = Submission {
            half_width: 10_001,
            ..good()
        };
        let from_future = Submission {
            observed_at: Timestamp(NOW.0 + 6),
            ..good()
        };
        let cases = [
            (score, Rule::ScoreOutOfRange),
            (half_width, Rule::HalfWidthOutOfRange),
            (depth, Rule::DepthOutOfRange),
            (from_future, Rule::ReportFromFuture),
        ];
        for (submission, rule) in cases {
            let mut report = voting();
            let error = report.accept(&submission, NOW, TIMES).unwrap_err();
            assert_eq!(error.rule, rule);
            assert_eq!(report, voting());
        }
    }

    #[test]
    fn a_shadow_is_heard_and_does_not_count() {
        let mut shadow = Report {
            standing: Standing::Shadow as u8,
            ..voting()
        };
        assert_eq!(shadow.accept(&good(), NOW, TIMES), Ok(Receipt::Accepted));
        assert!(shadow.is_recent(NOW, 60) && !shadow.is_fresh(NOW, 60));
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
            let receipt = voting().accept(&submission, NOW, TIMES);
            assert_eq!(receipt, Ok(Receipt::Accepted));
        }
        let mut first = Report {
            standing: Standing::Voting as u8,
            ..Report::default()
        };
        let oldest = Submission {
            observed_at: Timestamp(NOW.0 - 60),
            ..at_the_bounds
        };
        assert_eq!(first.accept(&oldest, NOW, TIMES), Ok(Receipt::Accepted));
        assert!(first.is_fresh(NOW, 60) && !first.is_fresh(NOW, 59));
    }

    #[test]
    fn a_muted_publisher_is_not_heard() {
        let mut muted = Report {
            standing: Standing::Silent as u8,
            ..voting()
        };
        let error = muted.accept(&good(), NOW, TIMES).unwrap_err();
        assert_eq!(error.rule, Rule::UnknownPublisher);
        assert!(!muted.is_fresh(NOW, 60));
    }
}
