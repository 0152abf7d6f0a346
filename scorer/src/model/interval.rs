//! How sure the calibrated probability is: an inductive Venn-Abers interval (Vovk and Petej, 2014).
//!
//! For a raw forecast x, the isotonic regression is fitted twice on the calibration rows, once with (x, no event) and once
//! with (x, event) added; the two values at x bracket the probability. For rows that are exchangeable the bracket is
//! calibrated whatever the model, so it is wide exactly where little was seen. Hours repeat each other, so only one
//! row in a label's horizon counts ([`Interval::fit`] is given those). Kept as knots at quantiles of the raw forecasts.

use serde::{Deserialize, Serialize};

use crate::number::{count, interpolate_by};

/// Knots at most.
const KNOTS_MAX: usize = 64;

/// One point of the interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IntervalKnot {
    /// Raw forecast.
    pub(super) raw: f64,
    /// Probability with one more quiet row at it.
    pub(super) low: f64,
    /// Probability with one more event at it.
    pub(super) high: f64,
}

/// Lower and upper probability by raw forecast.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Interval {
    knots: Vec<IntervalKnot>,
}

impl Interval {
    /// Fits the interval on raw forecasts and outcomes of rows that do not overlap. None without rows.
    pub fn fit(raw: &[f64], events: &[bool]) -> Option<Self> {
        // Of equal forecasts the events come first, so that they are pooled with the quiet rows.
        let mut rows: Vec<(f64, f64)> = raw
            .iter()
            .zip(events)
            .map(|(&raw, &event)| (raw, f64::from(u8::from(event))))
            .collect();
        rows.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.total_cmp(&a.1)));
        let last = rows.len().checked_sub(1)?;
        let knots_wanted = KNOTS_MAX.min(rows.len());
        let mut knots: Vec<IntervalKnot> = (0..knots_wanted)
            .map(|knot| rows[knot * last / (knots_wanted - 1).max(1)].0)
            .map(|at| IntervalKnot {
                raw: at,
                low: isotonic_at(&rows, at, 0.0),
                high: isotonic_at(&rows, at, 1.0),
            })
            .collect();
        knots.dedup_by(|later, earlier| later.raw <= earlier.raw);
        Some(Self { knots })
    }

    /// Lower and upper probability at a raw forecast.
    pub fn at(&self, raw: f64) -> (f64, f64) {
        (
            interpolate_by(&self.knots, |knot| (knot.raw, knot.low), raw),
            interpolate_by(&self.knots, |knot| (knot.raw, knot.high), raw),
        )
    }

    /// Whether the knots ascend and each lower end lies under its upper one, inside 0 to 1.
    pub fn is_sound(&self) -> bool {
        let inside = |knot: &IntervalKnot| {
            knot.raw.is_finite() && 0.0 <= knot.low && knot.low <= knot.high && knot.high <= 1.0
        };
        !self.knots.is_empty()
            && self.knots.iter().all(inside)
            && self.knots.windows(2).all(|pair| pair[0].raw < pair[1].raw)
    }
}

/// The isotonic regression of `rows` (ascending) and one more row (`at`, `outcome`), at `at`.
fn isotonic_at(rows: &[(f64, f64)], at: f64, outcome: f64) -> f64 {
    let place = rows.partition_point(|row| row.0 < at);
    // Blocks of pooled rows: sum of outcomes, rows, and whether the added row is inside.
    let mut blocks: Vec<(f64, f64, bool)> = Vec::new();
    let mut push = |outcome: f64, is_added: bool| {
        blocks.push((outcome, 1.0, is_added));
        while let [.., before, last] = blocks.as_mut_slice() {
            if before.0 / before.1 < last.0 / last.1 {
                break;
            }
            *before = (before.0 + last.0, before.1 + last.1, before.2 || last.2);
            blocks.pop();
        }
    };
    rows[..place].iter().for_each(|row| push(row.1, false));
    // Rows with the same forecast are one: their mean and the added row's.
    let ties = rows[place..].iter().take_while(|row| row.0 <= at);
    let (sum, n) = ties.fold((outcome, 1), |(sum, n), row| (sum + row.1, n + 1));
    let mean = sum / count(n);
    (0..n).for_each(|row| push(mean, row == 0));
    rows[place + n - 1..]
        .iter()
        .for_each(|row| push(row.1, false));
    let block = blocks.iter().find(|block| block.2);
    block.map_or(outcome, |block| block.0 / block.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows at 0.00, 0.01, ... whose share of events is their own number.
    fn honest(repeats: usize) -> (Vec<f64>, Vec<bool>) {
        let rows = (0..100_u32).flat_map(|percent| {
            (0..repeats).map(move |row| {
                let at = f64::from(percent) / 100.0;
                (at, count(row) < at * count(repeats))
            })
        });
        rows.unzip()
    }

    #[test]
    fn hand_computed_bracket_of_four_rows() {
        // 0.1 no, 0.2 yes, 0.3 no, 0.4 yes; asked at 0.2.
        let (raw, events) = ([0.1, 0.2, 0.3, 0.4], [false, true, false, true]);

        let (low, high) = Interval::fit(&raw, &events).unwrap().at(0.2);

        // With (0.2, no): {0}, {1/2, 1/2, 0} = 1/3, {1}. With (0.2, yes): {0}, {1, 1, 0} = 2/3, {1}.
        assert!((low - 1.0 / 3.0).abs() < 1e-12 && (high - 2.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn more_rows_make_it_narrower_and_it_holds_the_truth() {
        let width = |repeats| {
            let (raw, events) = honest(repeats);
            let (low, high) = Interval::fit(&raw, &events).unwrap().at(0.5);
            assert!(low <= 0.55 && high >= 0.45, "{low} {high}");
            high - low
        };

        assert!(width(400) < width(20) && width(20) < 0.2);
    }

    #[test]
    fn interval_rises_with_the_forecast() {
        let (raw, events) = honest(7);
        let interval = Interval::fit(&raw, &events).unwrap();

        let ends: Vec<(f64, f64)> = (0..100).map(|i| interval.at(f64::from(i) / 99.0)).collect();

        assert!(interval.is_sound());
        assert!(
            ends.windows(2)
                .all(|pair| pair[0].0 <= pair[1].0 && pair[0].1 <= pair[1].1)
        );
        assert_eq!(Interval::fit(&[], &[]), None);
    }
}
