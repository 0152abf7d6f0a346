//! When enough of a look-back is known, and the mean of what is.

use crate::number::count;

/// Share of the values of a look-back that must be known; with fewer the feature is missing.
pub const COVERAGE_REQUIRED: f64 = 0.8;

/// Whether `known` of a look-back's `expected` values are enough.
pub(in crate::feature) fn is_covered(known: usize, expected: usize) -> bool {
    count(known) >= COVERAGE_REQUIRED * count(expected)
}

/// The known (not NaN) ones of `values`, of which a look-back has `expected`; None when too few are known.
pub(in crate::feature) fn covered(
    values: impl IntoIterator<Item = f64>,
    expected: usize,
) -> Option<Vec<f64>> {
    let known: Vec<f64> = values.into_iter().filter(|value| !value.is_nan()).collect();
    (is_covered(known.len(), expected) && !known.is_empty()).then_some(known)
}

/// The mean of [`covered`] values.
pub(in crate::feature) fn covered_mean(
    values: impl IntoIterator<Item = f64>,
    expected: usize,
) -> Option<f64> {
    covered(values, expected).and_then(|known| mean(&known))
}

/// The mean; None without values.
pub(in crate::feature) fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / count(values.len()))
}

/// The root of the mean square; None without values. As a volatility it takes the mean return as zero.
pub(in crate::feature) fn root_mean_square(values: &[f64]) -> Option<f64> {
    let squares = values.iter().map(|value| value * value).sum::<f64>();
    (!values.is_empty()).then(|| (squares / count(values.len())).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_of_five_known_are_enough_and_three_are_not() {
        let values = |unknown: usize| (0..5).map(move |i| if i < unknown { f64::NAN } else { 2.0 });

        assert_eq!(covered(values(1), 5), Some(vec![2.0; 4]));
        assert_eq!(covered(values(2), 5), None);
        assert_eq!(covered_mean(values(1), 5), Some(2.0));
        assert_eq!(covered_mean([], 0), None, "nothing has no mean");
    }

    #[test]
    fn root_mean_square_keeps_no_sign() {
        assert_eq!(root_mean_square(&[3.0, -3.0, 3.0, -3.0]), Some(3.0));
        assert_eq!(root_mean_square(&[]), None);
    }
}
