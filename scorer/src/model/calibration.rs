//! Isotonic calibration: from the raw forecast of logit plus booster to an honest probability.
//!
//! Fitted on a later fold than the one the trees saw. Rows are sorted by raw forecast and cut into
//! bins of equal size; neighbouring bins that do not rise are pooled (pool adjacent violators, Ayer
//! et al., 1955). Each block becomes a knot at its mean raw forecast; between knots the map is
//! linear, outside them it continues in log-odds with the slope of the identity. So it rises
//! strictly everywhere, and ranks forecasts exactly as the raw ones.

use serde::{Deserialize, Serialize};

use crate::number::{count, logit, sigmoid};

/// Bins that the calibration rows are cut into, when there are enough rows.
const BINS_MAX: usize = 20;
/// Fewest rows in a bin.
const BIN_ROWS_MIN: usize = 50;
/// Independent rows that vouch, in every bin, for the raw forecast itself: the fold holds few
/// events, and a bin should not read a frequency out of two of them.
const PRIOR_ROWS: f64 = 10.0;
/// Probabilities are kept this far from 0 and 1: no day is certain.
const PROBABILITY_MIN: f64 = 0.000_1;

/// One point of the map.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalibrationKnot {
    /// Mean raw forecast of the block; may lie outside 0 to 1.
    pub raw: f64,
    /// Share of events in the block, from 0 to 1, after ten independent rows of the raw forecast in each bin.
    pub probability: f64,
    /// Standard error of that share, over rows that count as independent, at least 0. The model card shows it; how sure a
    /// score is comes from [`super::Interval`].
    pub standard_error: f64,
}

/// A map from raw forecasts to probabilities.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// Ascending, strictly, in `raw` and in `probability`.
    pub knots: Vec<CalibrationKnot>,
}

struct Block {
    /// Rows that were seen.
    observed: f64,
    /// Rows seen and rows of the prior.
    rows: f64,
    /// Events among those rows, in part expected ones.
    events: f64,
    /// Sum of the rows' raw forecasts.
    raw_sum: f64,
}

impl Block {
    fn probability(&self) -> f64 {
        self.events / self.rows
    }
}

impl Calibration {
    /// Fits the map on raw forecasts and outcomes. `overlap` is how many rows share one stretch of
    /// time, so that `rows / overlap` of them count as independent. None without rows.
    pub fn fit(raw: &[f64], events: &[bool], overlap: f64) -> Option<Self> {
        let mut rows: Vec<(f64, bool)> = raw.iter().copied().zip(events.iter().copied()).collect();
        rows.sort_by(|a, b| a.0.total_cmp(&b.0));
        let bin_rows = rows.len().div_ceil(BINS_MAX).max(BIN_ROWS_MIN);
        let knots = pool(bins(&rows, bin_rows, overlap.max(1.0) * PRIOR_ROWS))
            .iter()
            .map(|block| {
                let probability = block.probability();
                let independent = (block.observed / overlap.max(1.0)).max(1.0);
                CalibrationKnot {
                    raw: block.raw_sum / block.rows,
                    probability,
                    standard_error: (probability * (1.0 - probability) / independent).sqrt(),
                }
            })
            .collect::<Vec<_>>();
        (!knots.is_empty()).then_some(Self { knots })
    }

    /// Whether the knots rise strictly and stay inside 0 to 1.
    pub fn is_sound(&self) -> bool {
        let inside = |knot: &CalibrationKnot| {
            knot.raw.is_finite()
                && (0.0 < knot.probability && knot.probability < 1.0)
                && knot.standard_error >= 0.0
        };
        let rises = |pair: &[CalibrationKnot]| {
            pair[0].raw < pair[1].raw && pair[0].probability < pair[1].probability
        };
        !self.knots.is_empty() && self.knots.iter().all(inside) && self.knots.windows(2).all(rises)
    }

    /// The probability that belongs to a raw forecast, from 0.0001 to 0.9999: no day is certain.
    pub fn apply(&self, raw: f64) -> f64 {
        let after = self.knots.partition_point(|knot| knot.raw <= raw);
        let before = after
            .checked_sub(1)
            .and_then(|before| self.knots.get(before));
        let probability = match (before, self.knots.get(after)) {
            (Some(low), Some(high)) => {
                let share = (raw - low.raw) / (high.raw - low.raw);
                low.probability + (high.probability - low.probability) * share
            }
            (Some(end), None) | (None, Some(end)) => {
                let slope = 1.0 / (end.probability * (1.0 - end.probability));
                sigmoid(logit(end.probability) + slope * (raw - end.raw))
            }
            (None, None) => 0.5,
        };
        probability.clamp(PROBABILITY_MIN, 1.0 - PROBABILITY_MIN)
    }
}

fn bins(rows: &[(f64, bool)], bin_rows: usize, prior: f64) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut start = 0;
    while start < rows.len() {
        let mut end = (start + bin_rows).min(rows.len());
        // Equal forecasts stay together; a short rest joins the last bin.
        while end < rows.len() && rows[end].0.total_cmp(&rows[end - 1].0).is_eq() {
            end += 1;
        }
        if rows.len() - end < bin_rows {
            end = rows.len();
        }
        let bin = &rows[start..end];
        let n = count(bin.len());
        let events = count(bin.iter().filter(|row| row.1).count());
        let mean = bin.iter().map(|row| row.0).sum::<f64>() / n;
        let expected = prior * mean.clamp(PROBABILITY_MIN, 1.0 - PROBABILITY_MIN);
        let rows = n + prior;
        blocks.push(Block {
            observed: n,
            rows,
            events: events + expected,
            raw_sum: mean * rows,
        });
        start = end;
    }
    blocks
}

fn pool(bins: Vec<Block>) -> Vec<Block> {
    let mut pooled: Vec<Block> = Vec::with_capacity(bins.len());
    for mut block in bins {
        while let Some(last) = pooled.pop_if(|last| last.probability() >= block.probability()) {
            block = Block {
                observed: last.observed + block.observed,
                rows: last.rows + block.rows,
                events: last.events + block.events,
                raw_sum: last.raw_sum + block.raw_sum,
            };
        }
        pooled.push(block);
    }
    pooled
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn pooled_violators_share_one_frequency() {
        let block = |events: f64, raw: f64| Block {
            observed: 10.0,
            rows: 10.0,
            events,
            raw_sum: 10.0 * raw,
        };

        let pooled = pool(vec![
            block(1.0, 0.1),
            block(4.0, 0.2),
            block(2.0, 0.3),
            block(8.0, 0.4),
        ]);

        let shares: Vec<f64> = pooled.iter().map(Block::probability).collect();
        assert_eq!(shares, vec![0.1, 0.3, 0.8]);
        assert!((pooled[1].raw_sum / pooled[1].rows - 0.25).abs() < 1e-12);
    }

    #[test]
    fn calibrated_frequency_matches_what_happened() {
        // Raw forecasts twice too high: events happen at half the raw forecast.
        let raw: Vec<f64> = (0..4_000).map(|i| f64::from(i) / 4_000.0).collect();
        let events: Vec<bool> = (0..4_000)
            .zip(&raw)
            .map(|(i, raw)| f64::from(i * 37 % 101) / 101.0 < raw / 2.0)
            .collect();

        let calibration = Calibration::fit(&raw, &events, 1.0).unwrap();

        for raw in [0.2, 0.5, 0.8] {
            let probability = calibration.apply(raw);
            assert!(
                (probability - raw / 2.0).abs() < 0.06,
                "{raw} became {probability}"
            );
        }
    }

    #[test]
    fn overlapping_rows_widen_the_standard_error() {
        let raw = vec![0.1; 100];
        let events: Vec<bool> = (0..100).map(|i| i % 10 == 0).collect();

        let standard_error =
            |overlap| Calibration::fit(&raw, &events, overlap).unwrap().knots[0].standard_error;

        assert!((standard_error(4.0) / standard_error(1.0) - 2.0).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn prop_map_never_falls_and_stays_a_probability(
            rows in prop::collection::vec((-0.5_f64..1.5, any::<bool>()), 1..600),
            mut probes in prop::collection::vec(-2.0_f64..3.0, 2..50),
        ) {
            let (raw, events): (Vec<f64>, Vec<bool>) = rows.into_iter().unzip();
            let calibration = Calibration::fit(&raw, &events, 6.0).unwrap();
            prop_assert!(calibration.is_sound());
            probes.sort_by(f64::total_cmp);
            let mapped: Vec<f64> =
                probes.iter().map(|&probe| calibration.apply(probe)).collect();
            prop_assert!(mapped.windows(2).all(|pair| pair[0] <= pair[1]), "{mapped:?}");
            prop_assert!(mapped.iter().all(|p| *p > 0.0 && *p < 1.0));
        }
    }
}
