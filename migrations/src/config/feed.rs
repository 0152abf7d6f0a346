//! A feed: who publishes, and how it listens.

use super::replace;
use ballast_policy::feed::FeedConfig;
use ballast_policy::preset;
use serde::Deserialize;

/// A feed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeedSettings {
    /// What reserves call it in this file.
    pub name: String,
    /// Where its first consensus departs from, hundredths of a point.
    pub start: u16,
    /// Its publishers' addresses (or `name:NAME`).
    pub publishers: Vec<String>,
    /// The quorum is at least this.
    pub min_publishers: Option<u8>,
    /// A report older than this does not count, seconds.
    pub max_report_age: Option<u32>,
    /// How far a publisher's clock may run ahead, seconds.
    pub max_report_ahead: Option<u32>,
    /// How long the last consensus is held, seconds.
    pub hold_seconds: Option<u32>,
    /// When the conservative terms are reached, seconds after the last consensus.
    pub conservative_seconds: Option<u32>,
    /// How long a regime lasts at least before a milder one, seconds.
    pub min_dwell_seconds: Option<u32>,
    /// Rounds closer together than this count once towards loosening, seconds.
    pub round_seconds: Option<u32>,
    /// Loosenings are at least this far apart, seconds.
    pub loosen_interval_seconds: Option<u32>,
    /// The most that one epoch may tighten, hundredths of a point.
    pub tighten_step: Option<u16>,
    /// The most that one round may loosen, hundredths of a point.
    pub loosen_step: Option<u16>,
    /// The most that any 24 hours may loosen, hundredths of a point.
    pub day_budget: Option<u16>,
    /// Counted rounds that must lie lower before the score falls.
    pub confirmations: Option<u8>,
}

impl FeedSettings {
    /// The published preset with what the file replaces.
    pub fn config(&self) -> FeedConfig {
        let mut config = preset::feed();
        replace(&mut config.min_publishers, self.min_publishers);
        replace(&mut config.max_report_age, self.max_report_age);
        replace(&mut config.max_report_ahead, self.max_report_ahead);
        replace(&mut config.hold_seconds, self.hold_seconds);
        replace(&mut config.conservative_seconds, self.conservative_seconds);
        replace(&mut config.min_dwell_seconds, self.min_dwell_seconds);
        replace(&mut config.round_seconds, self.round_seconds);
        let interval = self.loosen_interval_seconds;
        replace(&mut config.loosen_interval_seconds, interval);
        replace(&mut config.tighten_step, self.tighten_step);
        replace(&mut config.loosen_step, self.loosen_step);
        replace(&mut config.day_budget, self.day_budget);
        replace(&mut config.confirmations, self.confirmations);
        config
    }
}
