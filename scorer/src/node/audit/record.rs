//! What is written down.

use ballast_policy::regime::Regime;
use ballast_policy::unit::Score;
use serde::{Deserialize, Serialize};

use crate::explain::Explanation;
use crate::send::Ticket;
use crate::time::Timestamp;

/// One look at the market, for one feed.
#[derive(Clone, Debug, PartialEq)]
pub struct TickRecord {
    /// The feed's account, in base 58.
    pub feed: String,
    /// When it was looked at, by this machine's clock.
    pub at: Timestamp,
    /// Of when the data are.
    pub data_time: Timestamp,
    /// SHA-256 of what the score rests on.
    pub input_hash: [u8; 32],
    /// SHA-256 of the model.
    pub model_hash: [u8; 32],
    /// Hundredths of a point.
    pub score: u16,
    /// Hundredths of a point.
    pub half_width: u16,
    /// Basis points.
    pub depth_bps: u16,
    /// Why it is so.
    pub detail: TickDetail,
}

/// Why a score is what it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TickDetail {
    /// The asset whose score is the feed's.
    pub decided_by: String,
    /// Every asset of the feed.
    pub assets: Vec<AssetRecord>,
}

impl TickDetail {
    /// Whether the volatility baseline forecast any asset.
    pub fn is_by_baseline(&self) -> bool {
        let mut assets = self.assets.iter();
        assets.any(|asset| asset.forecaster == "baseline")
    }
}

/// What a model on trial says of the same inputs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShadowRecord {
    /// SHA-256 of the model, in hex.
    pub model_hash: String,
    /// Hundredths of a point.
    pub score: u16,
    /// Hundredths of a point, late inputs and its own drift included.
    pub half_width: u16,
    /// Whether its own drift had its volatility baseline forecast any asset.
    pub is_by_baseline: bool,
}

impl ShadowRecord {
    /// The regime that its score would enter from below.
    pub fn regime(&self) -> Regime {
        Regime::entered_at(Score(self.score))
    }

    /// Whether it says another thing than `before`, as far as that is worth a tick of its own: another model or forecaster,
    /// another regime, or a move of score or half-width by `bound_hundredths`. Less is left out, or a score that trembles
    /// would write a tick at each look.
    pub(super) fn differs(&self, before: &Self, bound_hundredths: u16) -> bool {
        let score = self.score.abs_diff(before.score);
        let moved = score.max(self.half_width.abs_diff(before.half_width));
        self.model_hash != before.model_hash
            || self.is_by_baseline != before.is_by_baseline
            || self.regime() != before.regime()
            || moved >= bound_hundredths.max(1)
    }
}

/// One asset of a feed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AssetRecord {
    /// Its symbol.
    pub asset: String,
    /// Decision time: nothing after it was looked at.
    pub time: Timestamp,
    /// Its price, in USDT.
    pub price: f64,
    /// Hundredths of a point.
    pub score: u16,
    /// Hundredths of a point, drift and late inputs included.
    pub half_width: u16,
    /// Basis points.
    pub depth_bps: u16,
    /// SHA-256 of the features, in hex.
    pub features_hash: String,
    /// Who forecast: `model` or `baseline`.
    pub forecaster: String,
    /// What decided the score: `forecast`, `fall`, `depth`, `funding`.
    pub cause: String,
    /// Floors by what was just seen, hundredths of a point: fall, depth, funding.
    pub floors: [u16; 3],
    /// Every feature, its value and what it adds. Of the model, also while the baseline forecasts.
    pub explanation: Explanation,
    /// What it was seen by, and how fresh that was.
    pub inputs: Vec<InputRecord>,
    /// What drift said.
    pub drift: Vec<String>,
}

/// One input and its age.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InputRecord {
    /// Its name, such as `SOL spot_5m`.
    pub name: String,
    /// Seconds of data time since its last value; None where there is none.
    pub age_seconds: Option<i64>,
    /// `fresh`, `late`, `frozen`, `missing` or `absent`.
    pub state: String,
}

/// A report, before it is sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Publication {
    /// The tick it stands on.
    pub tick: i64,
    /// The feed's account, in base 58.
    pub feed: String,
    /// The key that signs it, in base 58.
    pub publisher: String,
    /// Its number.
    pub sequence: u64,
    /// Unix seconds that it states.
    pub observed_at: u64,
    /// Why it was due: a trigger's name.
    pub cause: String,
    /// When it was prepared.
    pub prepared_at: Timestamp,
    /// What tells whether the transaction landed.
    pub ticket: Option<Ticket>,
}

/// How a publication ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Not known yet.
    InFlight,
    /// The chain holds it.
    Landed,
    /// The chain holds the transaction, and the report said nothing new: another node with this key was first.
    Ignored,
    /// The program or the node refused it.
    Refused,
    /// Its time passed and it did not land.
    Expired,
    /// Everything was done but sending.
    DryRun,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 6] = [
        Self::InFlight,
        Self::Landed,
        Self::Ignored,
        Self::Refused,
        Self::Expired,
        Self::DryRun,
    ];

    /// In `snake_case`, as in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::InFlight => "in_flight",
            Self::Landed => "landed",
            Self::Ignored => "ignored",
            Self::Refused => "refused",
            Self::Expired => "expired",
            Self::DryRun => "dry_run",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.name() == name)
    }
}

/// A stored tick.
#[derive(Clone, Debug, PartialEq)]
pub struct TickRow {
    /// Its number.
    pub id: i64,
    /// When it was last seen unchanged.
    pub last_at: Timestamp,
    /// How often in a row it was seen unchanged after the first time.
    pub repeats: u64,
    /// What was seen.
    pub record: TickRecord,
    /// What a model on trial said of it: it comes later, maybe after the tick was sealed.
    pub shadow: Option<ShadowRecord>,
}

/// A stored publication.
#[derive(Clone, Debug, PartialEq)]
pub struct PublicationRow {
    /// Its number.
    pub id: i64,
    /// What was to be sent.
    pub publication: Publication,
    /// How it ended.
    pub outcome: Outcome,
    /// When that was known.
    pub settled_at: Option<Timestamp>,
    /// The slot it landed in.
    pub slot: Option<u64>,
    /// The class of the error.
    pub error_class: Option<String>,
    /// The error in words.
    pub error: Option<String>,
}
