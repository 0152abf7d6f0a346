//! What training looked like, small enough for the model file: for each feature the shares of its
//! values between its twentieths, how often it was missing, and how long it stood still.

use serde::{Deserialize, Serialize};

use super::independence::correlation_hours;
use super::rows::{by_asset, check_widths, hours_spanned, independent_rows};
use super::stillness;
use super::{DriftError, Observation};
use crate::number::count;

/// Parts that each feature's values are cut into; fewer where values repeat.
const PARTS: usize = 20;

/// One feature over the training rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// The feature's name.
    pub feature: String,
    /// Hours that say what one independent row would.
    pub correlation_hours: f64,
    /// Values that part the known ones, strictly ascending; each begins the part above it.
    pub edges: Vec<f64>,
    /// Share of the known values in each part, one more than edges; empty when none was known.
    pub shares: Vec<f64>,
    /// Share of the rows in which it was missing.
    pub missing_share: f64,
    /// Known rows that count as independent: hours spanned over `correlation_hours`.
    pub independent_rows: f64,
    /// Longest time, in hours, that an asset's value did not change.
    pub still_hours_longest: i64,
}

/// Every feature over the training rows, in the schema's order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct References(pub Vec<Reference>);

impl References {
    /// Describes `rows`, each asset's ascending in time, assets in any order between each other.
    ///
    /// Assets fall together, so that several count as one: the hours that they span together are
    /// the independent rows.
    ///
    /// # Errors
    /// [`DriftError::RowsAbsent`], [`DriftError::WidthsDiffer`], [`DriftError::RowsUnsorted`].
    pub fn fit(names: &[&str], rows: &[Observation<'_>]) -> Result<Self, DriftError> {
        check_widths(names.len(), rows)?;
        let assets = by_asset(rows)?;
        let hours = hours_spanned(rows);
        let reference = |(place, name): (usize, &&str)| {
            let known: Vec<f64> = rows.iter().filter_map(|row| row.value(place)).collect();
            let known_share = count(known.len()) / count(rows.len());
            let correlation_hours = assets
                .iter()
                .filter_map(|rows| correlation_hours(rows, place))
                .fold(1.0, f64::max);
            let edges = edges(known.clone());
            Reference {
                feature: (*name).to_owned(),
                correlation_hours,
                shares: shares(&edges, &known),
                edges,
                missing_share: 1.0 - known_share,
                independent_rows: independent_rows(hours, known_share, correlation_hours),
                still_hours_longest: assets
                    .iter()
                    .map(|rows| stillness::longest(rows, place))
                    .max()
                    .unwrap_or(0),
            }
        };
        Ok(Self(names.iter().enumerate().map(reference).collect()))
    }
}

/// The distinct values at the twentieths, without the smallest, below which nothing lies.
fn edges(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    let mut edges: Vec<f64> = (1..PARTS)
        .filter_map(|part| values.get(part * values.len() / PARTS).copied())
        .filter(|edge| values.first().is_some_and(|first| first < edge))
        .collect();
    edges.dedup_by(|edge, before| *edge <= *before);
    edges
}

/// The share of `values` in each part; empty for none.
pub(super) fn shares(edges: &[f64], values: &[f64]) -> Vec<f64> {
    if values.is_empty() {
        return Vec::new();
    }
    let mut counts = vec![0_usize; edges.len() + 1];
    for value in values {
        counts[edges.partition_point(|edge| edge <= value)] += 1;
    }
    let total = count(values.len());
    counts.into_iter().map(|rows| count(rows) / total).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Feed, HOUR, NAMES};
    use super::*;
    use crate::time::Timestamp;

    #[test]
    fn parts_hold_a_twentieth_each() {
        let feed = Feed::calm(1, 4_000);

        let references = References::fit(&NAMES, &feed.rows()).unwrap();

        let reference = &references.0[0];
        assert_eq!(reference.shares.len(), PARTS);
        assert!(
            reference
                .shares
                .iter()
                .all(|share| (share - 0.05).abs() < 1e-3)
        );
        assert!((2_500.0..=4_000.0).contains(&reference.independent_rows));
        assert_eq!(references.check(), Ok(()));
    }

    #[test]
    fn value_that_repeats_is_one_part_and_its_stillness_is_known() {
        let mut feed = Feed::calm(1, 100);
        feed.set(0, 10..60, Some(0.0));
        feed.set(1, 0..100, None);

        let references = References::fit(&NAMES, &feed.rows()).unwrap();

        assert_eq!(references.0[0].still_hours_longest, 49);
        let sum = references.0[0].shares.iter().sum::<f64>();
        assert!((sum - 1.0).abs() < 1e-12);
        assert!(references.0[1].shares.is_empty() && references.0[1].missing_share > 0.999);
        assert_eq!(references.check(), Ok(()));
    }

    #[test]
    fn json_round_trip_is_the_same_and_damage_is_refused() {
        let references = References::fit(&NAMES, &Feed::calm(2, 500).rows()).unwrap();
        let json = serde_json::to_string(&references).unwrap();

        let read: References = serde_json::from_str(&json).unwrap();
        assert_eq!(read, references);

        let damages: [fn(&mut Reference); 5] = [
            |reference| reference.edges.swap(0, 1),
            |reference| reference.edges.truncate(1),
            |reference| reference.shares[0] += 0.01,
            |reference| reference.missing_share = f64::NAN,
            |reference| reference.independent_rows = -1.0,
        ];
        for damage in damages {
            let mut damaged = references.clone();
            damage(&mut damaged.0[0]);
            let error = damaged.check().unwrap_err();
            assert!(
                matches!(error, DriftError::ReferenceUnsound { .. }),
                "{error}"
            );
        }
    }

    #[test]
    fn rows_that_are_absent_ragged_or_unsorted_are_refused() {
        let feed = Feed::calm(3, 10);
        let mut rows = feed.rows();
        let fit = |rows: &[Observation<'_>]| References::fit(&NAMES, rows).unwrap_err();

        assert_eq!(fit(&[]), DriftError::RowsAbsent);
        rows.swap(3, 4);
        assert!(matches!(fit(&rows), DriftError::RowsUnsorted { .. }));
        rows.swap(3, 4);
        rows[5].values = &rows[5].values[1..];
        let error = fit(&rows);
        assert!(matches!(
            error,
            DriftError::WidthsDiffer {
                found: 1,
                expected: 2,
                ..
            }
        ));
        assert!(
            error
                .to_string()
                .contains(&Timestamp::from_millis(5 * HOUR).to_string())
        );
    }
}
