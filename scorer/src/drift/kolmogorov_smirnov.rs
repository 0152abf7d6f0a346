//! Two-sample Kolmogorov-Smirnov statistic: the largest distance between two distribution functions.
//!
//! Taken at the reference's edges, where its distribution function is known, so it is low by a
//! twentieth at most. By chance it exceeds c √(1/n + 1/m) in 1 % of cases for c = 1.628 and in .1 %
//! for c = 1.949 (Smirnov, 1948), n and m being independent rows.

use serde::{Deserialize, Serialize};

use super::{Level, Reference};

const WATCH: f64 = 1.628;
const ALARM: f64 = 1.949;

/// How sure it is that a feature has moved.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KolmogorovSmirnov {
    /// Largest distance between the distribution functions, from 0 to 1.
    pub distance: f64,
    /// The distance over √(1/n + 1/m).
    pub scaled: f64,
    /// Against 1.628 and 1.949.
    pub level: Level,
}

impl KolmogorovSmirnov {
    /// Compares `recent` shares, in the reference's parts, of `independent_rows` rows.
    pub(super) fn of(reference: &Reference, recent: &[f64], independent_rows: f64) -> Self {
        let (mut expected, mut found, mut distance) = (0.0, 0.0, 0.0_f64);
        for (reference, recent) in reference.shares.iter().zip(recent) {
            expected += reference;
            found += recent;
            distance = distance.max(f64::abs(found - expected));
        }
        let rows = |rows: f64| 1.0 / rows.max(1.0);
        let scaled = distance / (rows(independent_rows) + rows(reference.independent_rows)).sqrt();
        Self {
            distance,
            scaled,
            level: Level::of(scaled, WATCH, ALARM),
        }
    }
}
