//! How each publisher has done: counters that anyone can read, and the two things that follow from them.
//!
//! Counted rounds only are judged, each of which has reports of its own (see [`FeedConfig::round_seconds`]). Whoever lies far from the
//! median `outlier_rounds` counted rounds in a row is muted, unless the feed would be left with fewer voters than it
//! needs; only a person can undo that. Whoever is new is compared without a vote (shadow) until it was present and close
//! for `shadow_rounds` counted rounds in a row.

pub mod seat;

use crate::error::Result;
use crate::feed_config::FeedConfig;
use crate::report::{MAX_PUBLISHERS, Receipt, Report, ReportTimes, Standing, Submission};
use crate::unit::{Score, Timestamp};

/// Rounds missed in a row that make a stale run.
pub const STALE_RUN: u8 = 3;
/// One distance weighs one eighth in the smoothed distance.
const SMOOTHING_SHIFT: u32 = 3;

/// What is known about one publisher. All zero: nothing yet.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PublisherRecord {
    /// Reports accepted.
    pub posts: u32,
    /// Counted rounds without a fresh report.
    pub misses: u32,
    /// How often it missed [`STALE_RUN`] counted rounds in a row.
    pub stale_runs: u16,
    /// Smoothed distance from the median, hundredths of a point.
    pub distance: u16,
    /// Counted rounds missed in a row.
    pub misses_in_a_row: u8,
    /// Counted rounds in a row in which it was an outlier.
    pub outliers_in_a_row: u8,
    /// Counted rounds in a row in which it was present and no outlier.
    pub good_in_a_row: u8,
    /// Zero.
    pub padding: u8,
}

/// Who was muted and who got a vote, one bit a slot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Review {
    /// Muted for being an outlier too long.
    pub muted: u16,
    /// Promoted from shadow to vote.
    pub promoted: u16,
}

/// Takes a publisher's submission and counts it when it is accepted, see [`Report::accept`].
#[inline]
pub fn submit(
    report: &mut Report,
    record: &mut PublisherRecord,
    submission: &Submission,
    now: Timestamp,
    times: ReportTimes,
) -> Result<Receipt> {
    let receipt = report.accept(submission, now, times)?;
    if receipt == Receipt::Accepted {
        record.posts = record.posts.saturating_add(1);
    }
    Ok(receipt)
}

/// Judges every publisher by a counted round with this `median` at `now`.
///
/// 1. A missed round is counted; every third in a row makes a stale run.
/// 2. The distance from the median is smoothed; farther than `outlier_distance` makes an outlier.
/// 3. A voter who is an outlier `outlier_rounds` times in a row is muted, while more than `min_publishers` vote.
/// 4. A shadow who is present and no outlier `shadow_rounds` times in a row votes from now on.
pub fn review(
    records: &mut [PublisherRecord; MAX_PUBLISHERS],
    reports: &mut [Report; MAX_PUBLISHERS],
    config: &FeedConfig,
    median: Score,
    now: Timestamp,
) -> Review {
    let mut review = Review::default();
    let is_voter = |report: &&Report| report.standing() == Standing::Voting;
    let mut voters = reports.iter().filter(is_voter).count();
    for (slot, (record, report)) in records.iter_mut().zip(reports.iter_mut()).enumerate() {
        let standing = report.standing();
        if standing == Standing::Silent {
            continue;
        }
        let is_recent = report.is_recent(now, u64::from(config.max_report_age));
        record.judge(is_recent.then(|| report.score.0.abs_diff(median.0)), config);
        let bit = 1u16.wrapping_shl(u32::try_from(slot).unwrap_or(0));
        let has_lied = record.outliers_in_a_row >= config.outlier_rounds;
        let has_proved = record.good_in_a_row >= config.shadow_rounds;
        match standing {
            Standing::Voting if has_lied && voters > usize::from(config.min_publishers) => {
                report.standing = Standing::Silent as u8;
                voters = voters.saturating_sub(1);
                review.muted |= bit;
            }
            Standing::Shadow if has_proved => {
                report.standing = Standing::Voting as u8;
                review.promoted |= bit;
            }
            _ => {}
        }
    }
    review
}

impl PublisherRecord {
    /// Counts one round: `distance` from the median, or none for a round that it missed.
    fn judge(&mut self, distance: Option<u16>, config: &FeedConfig) {
        let Some(distance) = distance else {
            self.misses = self.misses.saturating_add(1);
            self.misses_in_a_row = self.misses_in_a_row.saturating_add(1);
            self.good_in_a_row = 0;
            if self.misses_in_a_row == STALE_RUN {
                self.stale_runs = self.stale_runs.saturating_add(1);
            }
            return;
        };
        self.misses_in_a_row = 0;
        let kept = self
            .distance
            .saturating_sub(self.distance >> SMOOTHING_SHIFT);
        self.distance = kept.saturating_add(distance >> SMOOTHING_SHIFT);
        if distance > config.outlier_distance {
            self.outliers_in_a_row = self.outliers_in_a_row.saturating_add(1);
            self.good_in_a_row = 0;
        } else {
            self.outliers_in_a_row = 0;
            self.good_in_a_row = self.good_in_a_row.saturating_add(1);
        }
    }
}

#[cfg(test)]
mod tests;
