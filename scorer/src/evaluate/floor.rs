//! What decided the model's score, and what came after it.
//!
//! A floor by evidence asks another question than the forecast ([`crate::evidence`]): whether the price will stand a shock
//! below where it was before the fall. So each cause's hours are counted apart, against the price at the decision and
//! against the high of the 24 hours before it.

use serde::{Deserialize, Serialize};

use super::forecaster::MODEL;
use super::row::Row;
use super::table::Table;
use crate::data::{AssetHistory, Bar, Dataset, HourlyGrid};
use crate::evidence::Cause;
use crate::model::{ModelError, score_map};
use crate::number::count;
use crate::time::Timestamp;

/// Hours whose high a fall in progress is counted from.
const HIGH_HOURS: i64 = 24;

/// The hours whose score one cause decided.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FloorReport {
    /// What decided: `forecast`, `fall`, `depth` or `funding`.
    pub cause: String,
    /// Hours, of all assets, with a known outcome.
    pub hours: usize,
    /// Share of all such hours.
    pub share: f64,
    /// Mean of the published score less the forecast's, in points; None without hours.
    pub raised_points: Option<f64>,
    /// Mean frequency that the published score promises.
    pub promised: Option<f64>,
    /// Share followed within 24 hours by a price a shock below the price then.
    pub below_price: Option<f64>,
    /// Share followed within 24 hours by a price a shock below the high of the 24 hours before.
    pub below_high: Option<f64>,
}

/// One hour: points raised, promised frequency, and whether each fall came.
struct Hour {
    raised_points: f64,
    promised: f64,
    below_price: bool,
    below_high: bool,
}

/// Counts the hours of each cause.
pub(super) fn floors(dataset: &Dataset, table: &Table) -> Result<Vec<FloorReport>, ModelError> {
    const CAUSES: [Cause; 5] = [
        Cause::Forecast,
        Cause::Fall,
        Cause::Depth,
        Cause::Funding,
        Cause::Pools,
    ];
    let mut hours: [Vec<Hour>; CAUSES.len()] = Default::default();
    for (asset, (symbol, &shock)) in table.shocks.iter().enumerate() {
        let history = dataset.asset(symbol)?;
        for row in table.rows.iter().filter(|row| row.asset == asset) {
            if let Some((cause, hour)) = hour(row, history, shock) {
                let place = CAUSES.iter().position(|other| *other == cause);
                hours[place.unwrap_or(0)].push(hour);
            }
        }
    }
    let all = count(hours.iter().map(Vec::len).sum::<usize>().max(1));
    let reports = CAUSES.iter().zip(&hours);
    Ok(reports
        .map(|(cause, hours)| report(*cause, hours, all))
        .collect())
}

fn report(cause: Cause, hours: &[Hour], all: f64) -> FloorReport {
    let mean = |value: fn(&Hour) -> f64| {
        (!hours.is_empty()).then(|| hours.iter().map(value).sum::<f64>() / count(hours.len()))
    };
    FloorReport {
        cause: cause.to_string(),
        hours: hours.len(),
        share: count(hours.len()) / all,
        raised_points: mean(|hour| hour.raised_points),
        promised: mean(|hour| hour.promised),
        below_price: mean(|hour| f64::from(u8::from(hour.below_price))),
        below_high: mean(|hour| f64::from(u8::from(hour.below_high))),
    }
}

/// What decided a row's score and what came; None where either is unknown.
fn hour(row: &Row, history: &AssetHistory, shock: f64) -> Option<(Cause, Hour)> {
    let (outcome, forecast) = (row.outcome?, row.forecasts[MODEL]?);
    let high = high_before(history.bars(), row.time).unwrap_or(row.price);
    let lowest = row.price * (1.0 - outcome.worst_fall);
    let raised = forecast
        .score_hundredths
        .saturating_sub(forecast.forecast_hundredths());
    let hour = Hour {
        raised_points: f64::from(raised) / 100.0,
        promised: score_map::probability(forecast.score_hundredths),
        below_price: outcome.event(),
        below_high: lowest <= high * (1.0 - shock),
    };
    Some((forecast.cause, hour))
}

/// Highest price of the 24 bars before `time`; None without a bar.
pub(super) fn high_before(bars: &HourlyGrid<Bar>, time: Timestamp) -> Option<f64> {
    (1..=HIGH_HOURS)
        .filter_map(|ago| bars.get(time.plus_hours(-ago)))
        .map(|bar| bar.high)
        .reduce(f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_and_means_are_of_the_causes_own_hours() {
        let hour = |below_price: bool, below_high: bool| Hour {
            raised_points: 20.0,
            promised: 0.3,
            below_price,
            below_high,
        };

        let report = report(Cause::Fall, &[hour(false, true), hour(true, true)], 8.0);

        assert_eq!((report.cause.as_str(), report.hours), ("fall", 2));
        assert!((report.share - 0.25).abs() < 1e-12);
        assert_eq!(report.raised_points, Some(20.0));
        assert_eq!(
            (report.below_price, report.below_high),
            (Some(0.5), Some(1.0))
        );
    }

    #[test]
    fn cause_that_never_decided_has_no_means() {
        let report = report(Cause::Depth, &[], 8.0);

        assert_eq!(
            (report.hours, report.promised, report.below_high),
            (0, None, None)
        );
    }
}
