//! How a feed listens, forgets and is throttled.

use crate::consensus::ConsensusRules;
use crate::error::{Result, Rule};
use crate::limiter::{DAY, Limit};
use crate::report::ReportTimes;
use crate::unit::Score;

/// Under the width of the published range of the opening LTV, 45 points: two epochs are needed to cross it.
const MOST_TIGHTEN_STEP: u32 = 4_499;

/// How a feed listens, forgets and is throttled. Times in seconds, scores in hundredths of a point.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FeedConfig {
    /// A report older than this does not count; 1 to 3 600.
    pub max_report_age: u32,
    /// How far a publisher's clock may run ahead; at most 60.
    pub max_report_ahead: u32,
    /// T1: how long the last consensus is held; 1 to 86 400.
    pub hold_seconds: u32,
    /// T2: when the conservative terms are reached; above T1, at most 172 800.
    pub conservative_seconds: u32,
    /// How long a regime lasts at least before a milder one; at most 604 800.
    pub min_dwell_seconds: u32,
    /// Rounds closer together than this count once towards loosening; above what a report can live, `max_report_age`
    /// plus `max_report_ahead`, so that each counted round has reports of its own; at most 86 400.
    pub round_seconds: u32,
    /// Loosenings of the score are at least this far apart; `round_seconds` to 86 400.
    pub loosen_interval_seconds: u32,
    /// How long a recommendation can be accepted; 60 to 604 800.
    pub recommendation_seconds: u32,
    /// How long a publisher's successor has for its first report; 60 to 2 592 000.
    pub rotation_seconds: u32,
    /// Reports further apart than this forbid loosening.
    pub max_spread: u16,
    /// A report with a larger half-width does not vote for looser terms.
    pub max_half_width: u16,
    /// The most that one epoch may tighten; 1 to 4 499, under the width of the range over which the opening LTV falls.
    pub tighten_step: u16,
    /// The most that one round may loosen; 1 to `tighten_step`.
    pub loosen_step: u16,
    /// The most that any 24 hours may loosen; at least five steps.
    pub day_budget: u16,
    /// A median that rose by more than this since the last counted round forbids loosening.
    pub max_rise: u16,
    /// A median that rose by this or more since the last round is a jump; at least 1.
    pub score_jump: u16,
    /// A report farther than this from the median is an outlier; at most half of `max_spread`, so that whoever alone
    /// causes disagreement is one.
    pub outlier_distance: u16,
    /// The quorum is at least this; 1 to 16.
    pub min_publishers: u8,
    /// Counted rounds in a row that must lie lower before the score or the regime falls; 1 to 255.
    pub confirmations: u8,
    /// Counted rounds in a row as an outlier that mute a publisher; 1 to 255.
    pub outlier_rounds: u8,
    /// Counted rounds in a row that a new publisher is present and no outlier before it votes; 1 to 255.
    pub shadow_rounds: u8,
}

impl FeedConfig {
    /// Checks every field against the bounds in its doc.
    pub fn validate(&self) -> Result<()> {
        within(self.max_report_age, 1, 3_600)?;
        within(self.max_report_ahead, 0, 60)?;
        within(self.hold_seconds, 1, 86_400)?;
        within(
            self.conservative_seconds,
            self.hold_seconds.saturating_add(1),
            172_800,
        )?;
        within(self.min_dwell_seconds, 0, 604_800)?;
        // Closer rounds could count one and the same set of reports twice.
        let lifetime = self.max_report_age.saturating_add(self.max_report_ahead);
        within(self.round_seconds, lifetime.saturating_add(1), 86_400)?;
        within(self.recommendation_seconds, 60, 604_800)?;
        within(self.rotation_seconds, 60, 2_592_000)?;
        within(u32::from(self.max_spread), 0, u32::from(Score::MAX.0))?;
        within(u32::from(self.max_half_width), 0, u32::from(Score::MAX.0))?;
        within(
            u32::from(self.outlier_distance),
            0,
            u32::from(self.max_spread >> 1),
        )?;
        within(u32::from(self.min_publishers), 1, 16)?;
        within(u32::from(self.confirmations), 1, 255)?;
        within(u32::from(self.outlier_rounds), 1, 255)?;
        within(u32::from(self.shadow_rounds), 1, 255)?;
        self.validate_throttle()
    }

    fn validate_throttle(&self) -> Result<()> {
        let most = u32::from(Score::MAX.0);
        let (tighten, loosen) = (u32::from(self.tighten_step), u32::from(self.loosen_step));
        within(tighten, 1, MOST_TIGHTEN_STEP)?;
        within(loosen, 1, tighten)?;
        within(u32::from(self.day_budget), loosen.saturating_mul(5), most)?;
        within(self.loosen_interval_seconds, self.round_seconds, DAY)?;
        within(u32::from(self.max_rise), 0, most)?;
        within(u32::from(self.score_jump), 1, most)
    }

    /// The bucket of the day's loosening: it holds four steps, and the rest of the budget drains in a day, so that any 24
    /// hours together loosen by at most `day_budget` (INV-20).
    #[inline]
    pub(crate) fn loosening(&self) -> Limit {
        let capacity = u64::from(self.loosen_step).saturating_mul(4);
        let refill = self.refill();
        let window = u64::from(DAY).saturating_mul(capacity).div_ceil(refill);
        Limit {
            capacities: [capacity; 3],
            window_seconds: u32::try_from(window).unwrap_or(u32::MAX),
            padding: 0,
        }
    }

    /// What the bucket of the day's loosening regains in a day, hundredths of a point.
    #[inline]
    pub(crate) fn refill(&self) -> u64 {
        let capacity = u64::from(self.loosen_step).saturating_mul(4);
        u64::from(self.day_budget).saturating_sub(capacity).max(1)
    }

    /// When a report is believed.
    #[inline(always)]
    pub fn report_times(&self) -> ReportTimes {
        ReportTimes {
            max_age: u64::from(self.max_report_age),
            max_ahead: u64::from(self.max_report_ahead),
        }
    }

    pub(crate) fn consensus_rules(&self) -> ConsensusRules {
        ConsensusRules {
            min_publishers: self.min_publishers,
            max_age: u64::from(self.max_report_age),
            max_half_width: self.max_half_width,
        }
    }
}

fn within(given: u32, least: u32, most: u32) -> Result<()> {
    if given < least {
        return Err(Rule::SettingOutOfRange.broken(u64::from(given), u64::from(least)));
    }
    if given > most {
        return Err(Rule::SettingOutOfRange.broken(u64::from(given), u64::from(most)));
    }
    Ok(())
}
