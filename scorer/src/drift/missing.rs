//! How often a feature is missing, against training.

use serde::{Deserialize, Serialize};

use super::{Level, Reference};

const WATCH: f64 = 0.10;
const ALARM: f64 = 0.50;

/// How often a feature is missing.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MissingDrift {
    /// Share of the recent rows without it.
    pub share: f64,
    /// That less the share in training, above .10 and .50. A feature that training never knew is
    /// not missed.
    pub level: Level,
}

impl MissingDrift {
    pub(super) fn of(reference: &Reference, share: f64) -> Self {
        Self {
            share,
            level: Level::of(share - reference.missing_share, WATCH, ALARM),
        }
    }
}
