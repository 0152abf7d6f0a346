//! Do promises come true? Probabilities promised for hours whose labels are known by now, against
//! what happened.
//!
//! z = (Σ events - Σ p) / √(overlap Σ p (1 - p)): calibration in the large, in standard errors.
//! Labels look ahead by hours that neighbouring rows share, so that `overlap` of them count as one.
//! Above zero the model promised too little.

use serde::{Deserialize, Serialize};

use super::Level;
use crate::number::count;

const WATCH: f64 = 2.0;
const ALARM: f64 = 3.0;

/// A probability that was published, and what came of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Matured {
    /// Calibrated probability, from 0 to 1.
    pub promised: f64,
    /// Whether the price fell by the shock.
    pub event: bool,
}

/// How well promises came true.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalibrationDrift {
    /// Promises that were looked at.
    pub rows: usize,
    /// Mean probability promised.
    pub promised: f64,
    /// Share of events.
    pub realised: f64,
    /// Standard errors between them; above 0 where too little was promised.
    pub z: f64,
    /// |z| above 2 and 3.
    pub level: Level,
}

impl CalibrationDrift {
    /// Judges `matured`; `overlap` rows count as one. None without rows, or when every promise was
    /// certain.
    pub fn of(matured: &[Matured], overlap: f64) -> Option<Self> {
        let sum = |value: fn(&Matured) -> f64| matured.iter().map(value).sum::<f64>();
        let promised = sum(|row| row.promised);
        let realised = sum(|row| f64::from(u8::from(row.event)));
        let variance = overlap.max(1.0) * sum(|row| row.promised * (1.0 - row.promised));
        let rows = count(matured.len());
        (variance > 0.0).then(|| {
            let z = (realised - promised) / variance.sqrt();
            Self {
                rows: matured.len(),
                promised: promised / rows,
                realised: realised / rows,
                z,
                level: Level::of(z.abs(), WATCH, ALARM),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(promised: f64, of_100: u32, hundreds: u32) -> Vec<Matured> {
        (0..100 * hundreds)
            .map(|row| Matured {
                promised,
                event: row % 100 < of_100,
            })
            .collect()
    }

    #[test]
    fn promise_that_comes_true_is_none_and_half_of_the_truth_is_an_alarm() {
        let kept = CalibrationDrift::of(&rows(0.1, 10, 24), 24.0).unwrap();
        let broken = CalibrationDrift::of(&rows(0.1, 30, 24), 24.0).unwrap();
        let boasted = CalibrationDrift::of(&rows(0.6, 30, 24), 24.0).unwrap();

        assert!(kept.level == Level::None && kept.z.abs() < 1e-9);
        assert!(broken.level == Level::Alarm && broken.z > 3.0, "{broken:?}");
        assert!(
            boasted.level == Level::Alarm && boasted.z < -3.0,
            "{boasted:?}"
        );
    }

    #[test]
    fn hours_that_repeat_each_other_are_weaker_evidence() {
        let matured = rows(0.1, 20, 3);

        let apart = CalibrationDrift::of(&matured, 1.0).unwrap();
        let overlapping = CalibrationDrift::of(&matured, 24.0).unwrap();

        assert_eq!(
            (apart.level, overlapping.level),
            (Level::Alarm, Level::None)
        );
        assert!((apart.z / overlapping.z - 24.0_f64.sqrt()).abs() < 1e-9);
        assert_eq!(CalibrationDrift::of(&[], 1.0), None);
    }
}
