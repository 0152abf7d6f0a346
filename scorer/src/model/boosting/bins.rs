//! Quantile bins: each column's values replaced by the number of the bin they fall into.
//!
//! Trees split between bins only, as in the histogram methods of `XGBoost` and `LightGBM`. It
//! halves the time of exact greedy search, and no split hangs on the last digits of a value.

use crate::number::count;

/// Bins per column.
const BINS: usize = 64;

/// The lower edges of each column's bins, but the first.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bins {
    edges: Vec<Vec<f64>>,
}

impl Bins {
    /// Edges at the quantiles of each column; fewer where values repeat.
    pub(super) fn fit(rows: &[Vec<f64>]) -> Self {
        let width = rows.first().map_or(0, Vec::len);
        let edges = (0..width).map(|column| {
            let mut values: Vec<f64> = rows.iter().map(|row| row[column]).collect();
            values.sort_by(f64::total_cmp);
            let mut edges: Vec<f64> = (1..BINS)
                .map(|bin| values[bin * values.len() / BINS])
                .collect();
            edges.dedup_by(|a, b| a.total_cmp(b).is_eq());
            edges
        });
        Self {
            edges: edges.collect(),
        }
    }

    /// The value below which a number of the column's bins lies at or below `number`: the edge
    /// that begins the next bin. None when there is no next bin.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "numbers of bins lie between 0 and 64"
    )]
    pub(super) fn edge_above(&self, column: usize, number: f64) -> Option<f64> {
        self.edges
            .get(column)?
            .get(number.floor() as usize)
            .copied()
    }

    /// The number of the bin, from 0, of each value.
    pub(super) fn apply(&self, row: &[f64]) -> Vec<f64> {
        let bin =
            |(value, edges): (&f64, &Vec<f64>)| count(edges.partition_point(|edge| edge <= value));
        row.iter().zip(&self.edges).map(bin).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_hold_equal_shares_and_keep_the_order() {
        let rows: Vec<Vec<f64>> = (0..6_400).map(|i| vec![f64::from(i)]).collect();

        let bins = Bins::fit(&rows);

        assert_eq!(bins.apply(&[0.0]), vec![0.0]);
        assert_eq!(bins.apply(&[99.0]), vec![0.0]);
        assert_eq!(bins.apply(&[100.0]), vec![1.0]);
        assert_eq!(bins.apply(&[6_399.0]), vec![63.0]);
        assert_eq!(bins.apply(&[1e9]), vec![63.0]);
    }

    #[test]
    fn edge_above_a_number_parts_the_same_values() {
        let rows: Vec<Vec<f64>> = (0..6_400).map(|i| vec![f64::from(i)]).collect();
        let bins = Bins::fit(&rows);

        for number in [0.0, 0.5, 7.0, 61.5, 62.0] {
            let edge = bins.edge_above(0, number).unwrap();
            for row in &rows {
                assert_eq!(bins.apply(row)[0] <= number, row[0] < edge, "{number}");
            }
        }
        assert_eq!(bins.edge_above(0, 63.0), None);
    }

    #[test]
    fn constant_column_has_two_bins_at_most() {
        let rows = vec![vec![5.0]; 100];

        assert_eq!(Bins::fit(&rows).edges, vec![vec![5.0]]);
    }
}
