//! Brier score.

use super::Judged;
use crate::number::count;

/// Mean of (forecast - outcome)², the forecast a probability and the outcome 0 or 1 (Brier, 1950).
/// Lower is better; a forecast of the base rate b scores b (1 - b). None without rows.
pub fn brier_score(rows: &[Judged]) -> Option<f64> {
    let squares = rows.iter().map(|row| {
        let error = row.forecast - f64::from(u8::from(row.event));
        error * error
    });
    (!rows.is_empty()).then(|| squares.sum::<f64>() / count(rows.len()))
}

#[cfg(test)]
mod tests {
    use super::super::judged;
    use super::*;

    #[test]
    fn hand_computed_mean() {
        let score = brier_score(&judged(&[(0.8, true), (0.4, false)])).unwrap();

        assert!((score - 0.1).abs() < 1e-12);
        assert_eq!(brier_score(&[]), None);
    }
}
