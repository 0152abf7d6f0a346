//! The sections of the file, each with its defaults. What the keys mean stands in the sample.

use serde::Deserialize;

use super::live::LiveSection;
use crate::settings::SettingsError;
use crate::time::Timestamp;

/// Declares a section whose defaults stand beside its keys.
macro_rules! sections {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty = $default:expr,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, PartialEq, Deserialize)]
            #[serde(default, deny_unknown_fields)]
            pub struct $name {
                $($(#[$field_doc])* pub $field: $type,)*
            }

            impl Default for $name {
                fn default() -> Self {
                    Self { $($field: $default,)* }
                }
            }
        )*
    };
}

sections! {
    /// What the node is.
    NodeSection {
        /// Its name in logs, metrics and the audit.
        name: String = "publisher".to_owned(),
        /// Time between two looks at the market, milliseconds.
        tick_ms: u64 = 1_000,
        /// Do everything but send.
        dry_run: bool = false,
        /// Whether a report brings `terms_advance` along.
        advances: bool = true,
        /// A file whose appearance asks for a report; it is removed.
        request_file: String = String::new(),
        /// How long a start waits for what an earlier run left in flight, seconds.
        settle_seconds: u64 = 20,
        /// How long a stop waits for what is in flight, seconds.
        stop_seconds: u64 = 20,
    }

    /// What the node expects of the chain.
    ChainSection {
        /// Time between two looks at the feeds on chain, milliseconds.
        refresh_ms: u64 = 400,
        /// A look older than this is no base for a report, seconds.
        state_age_most_seconds: u64 = 15,
        /// How far this machine's clock may stand from the chain's, seconds.
        skew_most_seconds: u64 = 30,
        /// A balance below this is warned of, lamports.
        balance_least_lamports: u64 = 100_000_000,
    }

    /// Which model scores.
    ModelSection {
        /// A model file; empty: the model inside the program.
        file: String = String::new(),
        /// The hash that it must have, in hex; empty: any.
        hash: String = String::new(),
    }

    /// Which model is on trial: it scores beside the one that reports, and reports nothing.
    ShadowSection {
        /// Its model file; empty: none.
        file: String = String::new(),
        /// The hash that it must have, in hex; empty: any.
        hash: String = String::new(),
    }

    /// Market data that were stored, played again.
    ReplaySection {
        /// A folder in the documented format; empty: a synthetic market.
        folder: String = String::new(),
        /// Seed of the synthetic market.
        synthetic_seed: u64 = 7,
        /// Data time at the epoch.
        from: String = "2022-11-07T00:00:00Z".to_owned(),
        /// End of the data that are read.
        until: String = "2022-11-15T00:00:00Z".to_owned(),
        /// The moment at which data time is `from`; empty: the node's start.
        epoch: String = String::new(),
        /// Seconds of data time in a second.
        speed: f64 = 1.0,
        /// Report it also where others act on it: on a public cluster.
        reports_on_public_cluster: bool = false,
    }

    /// When the model is set aside.
    DriftSection {
        /// Days of the latest data that are judged.
        days: u32 = 30,
        /// Hours of data time between two judgements.
        every_hours: u32 = 6,
        /// Whether drift is watched at all.
        enabled: bool = true,
    }

    /// When a report is due.
    TriggerSection {
        /// Score or half-width moved by this much since the last report, hundredths of a point.
        deviation_hundredths: u16 = 50,
        /// Depth moved by this much, basis points.
        depth_deviation_bps: u16 = 500,
        /// The last report is as old as this, seconds; never more than half of what the feed accepts.
        max_age_seconds: u64 = 60,
        /// Two reports are at least this far apart, seconds.
        min_interval_seconds: u64 = 1,
    }

    /// Which of several nodes with one key this is.
    StaggerSection {
        /// 0: the primary; the others wait.
        replica_id: u32 = 0,
        /// How many nodes have this key.
        total_replicas: u32 = 1,
        /// How much longer each replica waits than the one before, seconds.
        backup_delay_seconds: u64 = 15,
    }

    /// Where everything is written down.
    AuditSection {
        /// The database; made where it is not there.
        database: String = "audit.sqlite".to_owned(),
        /// Ticks that no report stood on are kept so long, days.
        keep_days: u32 = 400,
        /// How long a locked database is waited for, milliseconds.
        busy_ms: u64 = 2_000,
    }
}

/// Where market data come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// Venues, as they speak.
    #[default]
    Live,
    /// Those of another time, stored or made up, played again.
    Replay,
}

/// Where market data come from.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SourceSection {
    /// Which kind.
    pub kind: SourceKind,
    /// Older than this, a five-minute bar widens the half-width, seconds of data time.
    pub bar_max_age_seconds: u64,
    /// Five-minute bars without any movement in a row that count as a frozen feed.
    pub frozen_bars: u32,
    /// How much wider a late or frozen input makes a report, hundredths of a point.
    pub widening_hundredths: u16,
    /// Stored data.
    pub replay: ReplaySection,
    /// Live venues.
    pub live: LiveSection,
}

impl Default for SourceSection {
    fn default() -> Self {
        Self {
            kind: SourceKind::default(),
            bar_max_age_seconds: 900,
            frozen_bars: 6,
            widening_hundredths: 1_000,
            replay: ReplaySection::default(),
            live: LiveSection::default(),
        }
    }
}

impl SourceSection {
    pub(super) fn check(&self) -> Result<(), SettingsError> {
        match self.kind {
            SourceKind::Replay => {
                let (from, until) = (self.replay.from()?, self.replay.until()?);
                if until <= from {
                    let value = &self.replay.until;
                    let expected = "a time after source.replay.from";
                    return Err(SettingsError::value("source.replay.until", value, expected));
                }
                self.replay.epoch().map(drop)
            }
            SourceKind::Live => self.live.check(),
        }
    }
}

impl ShadowSection {
    pub(super) fn check(&self) -> Result<(), SettingsError> {
        if self.file.is_empty() && !self.hash.is_empty() {
            let expected =
                "nothing while shadow.file is empty: name the model's file there, or empty both";
            return Err(SettingsError::value("shadow.hash", &self.hash, expected));
        }
        Ok(())
    }
}

impl ReplaySection {
    /// Data time at the epoch.
    pub fn from(&self) -> Result<Timestamp, SettingsError> {
        time("source.replay.from", &self.from)
    }

    /// End of the data.
    pub fn until(&self) -> Result<Timestamp, SettingsError> {
        time("source.replay.until", &self.until)
    }

    /// The moment at which data time is `from`; None: the node's start.
    pub fn epoch(&self) -> Result<Option<Timestamp>, SettingsError> {
        if self.epoch.is_empty() {
            return Ok(None);
        }
        time("source.replay.epoch", &self.epoch).map(Some)
    }
}

fn time(key: &str, text: &str) -> Result<Timestamp, SettingsError> {
    text.parse()
        .map_err(|_| SettingsError::value(key, text, "a time such as 2022-11-07T00:00:00Z"))
}
