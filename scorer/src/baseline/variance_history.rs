//! Realised variances of an asset over any look-back, in constant time each.

use super::ewma;
use crate::data::AssetHistory;
use crate::number::count;
use crate::time::Timestamp;

/// Share of the hours of a look-back that must be known.
const COVERAGE_REQUIRED: f64 = 0.8;

/// Hourly variance below which a market counts as standing still: a tenth of a basis point, squared. Keeps logarithms finite.
pub(super) const HOURLY_VARIANCE_MIN: f64 = 1e-10;

/// Running sums over an asset's hourly returns. Each entry depends on earlier hours alone.
#[derive(Clone, Debug)]
pub struct VarianceHistory<'a> {
    history: &'a AssetHistory,
    /// Sum of the squared returns of the first i hours, those unknown left out.
    squares: Vec<f64>,
    /// Known returns among the first i hours.
    known: Vec<usize>,
    /// Hourly EWMA variance after i hours; None in its first weeks.
    ewma: Vec<Option<f64>>,
}

impl<'a> VarianceHistory<'a> {
    /// Sums up `history`.
    pub fn new(history: &'a AssetHistory) -> Self {
        let returns = history.log_returns();
        let (mut squares, mut known) = (vec![0.0], vec![0]);
        let (mut sum, mut number) = (0.0, 0);
        for change in returns {
            if !change.is_nan() {
                sum += change * change;
                number += 1;
            }
            squares.push(sum);
            known.push(number);
        }
        Self {
            history,
            squares,
            known,
            ewma: ewma::path(returns),
        }
    }

    /// The asset's history.
    pub fn history(&self) -> &'a AssetHistory {
        self.history
    }

    /// Mean squared hourly return of the last `hours` before `time`, not below a tenth of a basis point squared. None where
    /// fewer than 80 % of the hours are known, or the series ended before `time`.
    pub fn hourly_variance(&self, time: Timestamp, hours: usize) -> Option<f64> {
        let end = self.closed_by(time)?;
        let start = end.saturating_sub(hours);
        let known = count(self.known.get(end)? - self.known.get(start)?);
        if known < COVERAGE_REQUIRED * count(hours) || known <= 0.0 {
            return None;
        }
        let sum = self.squares.get(end)? - self.squares.get(start)?;
        Some((sum / known).max(HOURLY_VARIANCE_MIN))
    }

    /// The EWMA of the squared hourly returns before `time`. None in its first weeks, or where the series ended before `time`.
    pub fn ewma_hourly_variance(&self, time: Timestamp) -> Option<f64> {
        let variance = self.ewma.get(self.closed_by(time)?).copied().flatten()?;
        Some(variance.max(HOURLY_VARIANCE_MIN))
    }

    fn closed_by(&self, time: Timestamp) -> Option<usize> {
        let bars = self.history.bars();
        (time.hour_floor() <= bars.window().until).then(|| bars.closed_by(time))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Bar, HourlyGrid};

    fn history(closes: &[Option<f64>]) -> AssetHistory {
        let bar = |close: &Option<f64>| {
            close.map(|close| Bar {
                open: close,
                high: close,
                low: close,
                close,
                volume: 1.0,
            })
        };
        let grid = HourlyGrid::new(Timestamp::from_millis(0), closes.iter().map(bar).collect());
        AssetHistory::new(grid, Vec::new())
    }

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_millis(0).plus_hours(hour)
    }

    #[test]
    fn look_back_ends_at_the_decision_time() {
        let mut closes = vec![Some(100.0); 40];
        for close in &mut closes[20..] {
            *close = Some(110.0);
        }
        let history = history(&closes);
        let variances = VarianceHistory::new(&history);
        let step = crate::number::ln(1.1);

        let of = |hour| variances.hourly_variance(at(hour), 10).unwrap();

        assert!(
            (of(20) - HOURLY_VARIANCE_MIN).abs() < 1e-18,
            "hour 20 has not closed"
        );
        assert!((of(21) - step * step / 10.0).abs() < 1e-12);
        assert!((of(30) - step * step / 10.0).abs() < 1e-12);
        assert!(of(31) < 1e-9, "it has left the look-back");
    }

    #[test]
    fn too_many_holes_or_an_ended_series_give_nothing() {
        let mut closes = vec![Some(100.0); 40];
        closes[30] = None;
        let history = history(&closes);
        let variances = VarianceHistory::new(&history);

        assert!(
            variances.hourly_variance(at(35), 10).is_some(),
            "two of ten returns are unknown"
        );
        assert_eq!(variances.hourly_variance(at(35), 5), None);
        assert_eq!(
            variances.hourly_variance(at(5), 10),
            None,
            "the history is too short"
        );
        assert!(variances.hourly_variance(at(40), 5).is_some());
        assert_eq!(variances.hourly_variance(at(41), 5), None);
    }
}
