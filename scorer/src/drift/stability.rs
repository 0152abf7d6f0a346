//! Population stability index: how far a feature's distribution has moved.
//!
//! Σ (recent - reference) ln(recent / reference) over parts of at least a tenth of the reference.
//! By habit of credit scoring (Siddiqi, 2006) up to .10 is stable and above .25 is another
//! population. When nothing has moved, it still is (1/n + 1/m) χ² with one degree of freedom less
//! than parts (Yurdakul and Naranjo, Journal of Risk Model Validation 14(4), 2020): below that
//! distribution's 99 % point it counts as noise. n and m are independent rows.

use serde::{Deserialize, Serialize};

use super::{Level, Reference};
use crate::number::{count, ln};

const WATCH: f64 = 0.10;
const ALARM: f64 = 0.25;
/// Least share of the reference in a part.
const PART_SHARE_MIN: f64 = 0.1 - 1e-9;
/// 99 % points of χ² with 0, 1, ... 9 degrees of freedom.
const CHI_SQUARE_99: [f64; 10] = [
    0.0, 6.635, 9.210, 11.345, 13.277, 15.086, 16.812, 18.475, 20.090, 21.666,
];

/// How far a feature has moved.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stability {
    /// The index; 0 is the reference itself.
    pub index: f64,
    /// What it may reach by chance, in 99 of 100 cases.
    pub noise: f64,
    /// Against .10 and .25, none within the noise.
    pub level: Level,
}

impl Stability {
    /// Compares `recent` shares, in the reference's parts, of `independent_rows` rows.
    pub(super) fn of(reference: &Reference, recent: &[f64], independent_rows: f64) -> Self {
        let parts = parts(&reference.shares, recent);
        // Half a row in each part keeps an empty one finite.
        let rows = independent_rows.max(1.0);
        let smooth = |share: f64| (share * rows + 0.5) / (rows + 0.5 * count(parts.len()));
        let index = parts.iter().map(|(expected, found)| {
            let found = smooth(*found);
            (found - expected) * ln(found / expected)
        });
        let index = index.sum::<f64>();
        let freedom = parts.len().saturating_sub(1).min(CHI_SQUARE_99.len() - 1);
        let spread = 1.0 / rows + 1.0 / reference.independent_rows.max(1.0);
        let noise = CHI_SQUARE_99[freedom] * spread;
        let level = if index > noise {
            Level::of(index, WATCH, ALARM)
        } else {
            Level::None
        };
        Self {
            index,
            noise,
            level,
        }
    }
}

/// Neighbouring parts put together until each holds a tenth of the reference; a rest joins the last.
fn parts(reference: &[f64], recent: &[f64]) -> Vec<(f64, f64)> {
    let mut parts: Vec<(f64, f64)> = Vec::new();
    let mut open = (0.0, 0.0);
    for (expected, found) in reference.iter().zip(recent) {
        open = (open.0 + expected, open.1 + found);
        if open.0 >= PART_SHARE_MIN {
            parts.push(open);
            open = (0.0, 0.0);
        }
    }
    match parts.last_mut() {
        Some(last) => *last = (last.0 + open.0, last.1 + open.1),
        None => parts.push(open),
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_hold_a_tenth_at_least_and_lose_nothing() {
        let reference = [0.04, 0.04, 0.04, 0.5, 0.2, 0.1, 0.08];
        let recent = [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.4];

        let parts = parts(&reference, &recent);

        assert_eq!(parts.len(), 4);
        assert!(parts.iter().all(|part| part.0 >= PART_SHARE_MIN));
        let sum = |pick: fn(&(f64, f64)) -> f64| parts.iter().map(pick).sum::<f64>();
        assert!((sum(|part| part.0) - 1.0).abs() < 1e-12);
        assert!((sum(|part| part.1) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn index_of_two_halves_is_the_formula() {
        let reference = Reference {
            feature: "half".to_owned(),
            correlation_hours: 1.0,
            edges: vec![0.0],
            shares: vec![0.5, 0.5],
            missing_share: 0.0,
            independent_rows: 1e9,
            still_hours_longest: 0,
        };

        let moved = Stability::of(&reference, &[0.25, 0.75], 1e9);
        let noise = Stability::of(&reference, &[0.25, 0.75], 8.0);

        // (.25 - .5) ln .5 + (.75 - .5) ln 1.5
        assert!((moved.index - 0.274_653).abs() < 1e-5, "{moved:?}");
        assert_eq!(moved.level, Level::Alarm);
        assert_eq!(
            noise.level,
            Level::None,
            "six of eight is no evidence: {noise:?}"
        );
    }
}
