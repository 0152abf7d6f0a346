//! How a model on trial would have differed from the one that reports.

use serde::Serialize;

use crate::time::Timestamp;

/// Two models on one feed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// The feed's account, in base 58.
    pub feed: String,
    /// SHA-256 of the model that reports, in hex.
    pub model_hash: String,
    /// SHA-256 of the one on trial, in hex.
    pub shadow_hash: String,
    /// When both first had a score.
    pub from: Timestamp,
    /// Up to when the last tick of both stood.
    pub until: Timestamp,
    /// Ticks that hold both.
    pub ticks: usize,
    /// How long these stood, hours.
    pub hours: f64,
    /// The shadow's score less the other's, points, by time.
    pub difference: Difference,
    /// Share of the time in each pair of regimes, from 0 to 1.
    pub regimes: Vec<RegimeShare>,
    /// Share of the time in which drift had a baseline forecast instead.
    pub by_baseline: Shares,
    /// How often the regimes began to differ.
    pub parted: usize,
    /// The first times that they did.
    pub partings: Vec<Parting>,
}

/// A difference in points, as it was over time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// Each as long as it stood.
    pub mean: f64,
    /// Below it for 5 % of the time.
    pub p5: f64,
    /// Below it for half of the time.
    pub p50: f64,
    /// Below it for 95 % of the time.
    pub p95: f64,
    /// The one furthest from zero.
    pub most: Most,
}

/// The difference furthest from zero.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Most {
    /// Points.
    pub points: f64,
    /// When it began.
    pub at: Timestamp,
}

/// How long a pair of regimes lasted. Each is the one that the score alone would enter, without the feed's dwell.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RegimeShare {
    /// By the model that reports.
    pub own: &'static str,
    /// By the one on trial.
    pub shadow: &'static str,
    /// Share of the time.
    pub share: f64,
}

/// The same of both models.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Shares {
    /// Of the model that reports.
    pub own: f64,
    /// Of the one on trial.
    pub shadow: f64,
}

/// A moment at which the regimes began to differ.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Parting {
    /// When.
    pub at: Timestamp,
    /// Points.
    pub own_score: f64,
    /// By the model that reports.
    pub own: &'static str,
    /// Points.
    pub shadow_score: f64,
    /// By the one on trial.
    pub shadow: &'static str,
}
