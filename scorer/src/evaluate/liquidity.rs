//! Whether the score also foresees that the order book empties, where its depth was read.
//!
//! The score is no forecast of that ([`crate::evidence`] sees it once it has happened); lenders ask all the same, because a
//! liquidation needs the book. Label: [`liquidity_drop`] by [`DEPTH_DROP`] within 24 hours.

use serde::{Deserialize, Serialize};

use super::forecaster::{FORECASTERS, ForecasterKind};
use super::request::Depths;
use super::row::Row;
use super::table::Table;
use crate::label::{DEPTH_DROP, DepthPoint, HORIZON_HOURS, liquidity_drop};
use crate::metric::{Judged, area_under_curve};
use crate::number::count;

/// Hours between readings of the depth, as `depth_6h` has them.
const SPACING_HOURS: i64 = 6;

/// Drops of one asset's depth, and how well scores rank the hours before them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LiquidityReport {
    /// Symbol.
    pub asset: String,
    /// Hours with a known label at which every forecaster said something.
    pub hours: usize,
    /// Share of them that a drop followed, 0 to 1.
    pub base_rate: f64,
    /// Area under the ROC curve of each published score, in the order of [`FORECASTERS`]; None with one outcome alone.
    pub auc: Vec<(ForecasterKind, Option<f64>)>,
}

/// The report of each asset whose depth is known at some hour of `table`.
pub(super) fn liquidity(depths: &Depths, table: &Table) -> Vec<LiquidityReport> {
    let assets = table.shocks.keys().enumerate();
    let reports = assets.filter_map(|(asset, symbol)| {
        let points: Vec<DepthPoint> = depths
            .get(symbol)?
            .entries()
            .iter()
            .map(|&(time, depth)| DepthPoint {
                time,
                depth_usd: depth.within_50bps_usd,
            })
            .collect();
        let rows = table.rows.iter().filter(|row| row.asset == asset);
        let labelled: Vec<(&Row, bool)> = rows
            .filter(|row| row.forecasts.iter().all(Option::is_some))
            .filter_map(|row| Some((row, label(&points, row)?)))
            .collect();
        report(symbol, &labelled)
    });
    reports.collect()
}

fn label(points: &[DepthPoint], row: &Row) -> Option<bool> {
    liquidity_drop(points, row.time, HORIZON_HOURS, SPACING_HOURS, DEPTH_DROP)
}

fn report(symbol: &str, labelled: &[(&Row, bool)]) -> Option<LiquidityReport> {
    let auc = |(place, forecaster): (usize, ForecasterKind)| {
        let judged = labelled.iter().filter_map(|&(row, event): &(&Row, bool)| {
            let forecast = f64::from(row.forecasts[place]?.score_hundredths);
            Some(Judged { forecast, event })
        });
        let judged: Vec<Judged> = judged.collect();
        (forecaster, area_under_curve(&judged))
    };
    let drops = labelled.iter().filter(|(_, drop)| *drop).count();
    (!labelled.is_empty()).then(|| LiquidityReport {
        asset: symbol.to_owned(),
        hours: labelled.len(),
        base_rate: count(drops) / count(labelled.len()),
        auc: FORECASTERS.into_iter().enumerate().map(auc).collect(),
    })
}

#[cfg(test)]
mod tests {
    use ballast_policy::regime::Regime;

    use super::*;
    use crate::data::{Depth, Readings};
    use crate::evaluate::Forecast;
    use crate::evidence::Cause;
    use crate::time::Timestamp;

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_millis(0).plus_hours(hours)
    }

    /// Readings every 6 hours over 40 days, halved from hour 600 on for a day.
    fn depths() -> Depths {
        let readings = (0..160).map(|index| {
            let hours = 6 * index;
            let within_50bps_usd = if (600..624).contains(&hours) {
                5e5
            } else {
                1e6
            };
            let mid = 100.0;
            (
                at(hours),
                Depth {
                    within_50bps_usd,
                    mid,
                },
            )
        });
        [("A".to_owned(), Readings::new(readings.collect()))].into()
    }

    fn row(hour: i64, score_hundredths: u16) -> Row {
        let forecast = Forecast {
            probability: 0.1,
            score_hundredths,
            cause: Cause::Forecast,
            half_width_hundredths: 0,
            variance: None,
            tails: None,
            regime: Regime::Calm,
        };
        Row {
            time: at(hour),
            asset: 0,
            price: 100.0,
            outcome: None,
            forecasts: [Some(forecast); FORECASTERS.len()],
        }
    }

    fn table(rows: Vec<Row>) -> Table {
        Table {
            shocks: [("A".to_owned(), 0.08), ("B".to_owned(), 0.08)].into(),
            rows,
            folds: Vec::new(),
            is_hindsight: false,
        }
    }

    #[test]
    fn score_that_rises_a_day_before_the_book_empties_ranks_perfectly() {
        // Drops follow within 24 hours of hours 576 to 617 alone.
        let score = |hour| {
            if (576..618).contains(&hour) {
                6_000
            } else {
                2_000
            }
        };
        let rows = (500..700).map(|hour| row(hour, score(hour))).collect();

        let reports = liquidity(&depths(), &table(rows));

        let [report] = reports.as_slice() else {
            panic!("{reports:?}")
        };
        assert_eq!((&*report.asset, report.hours), ("A", 200));
        assert!((report.base_rate - 42.0 / 200.0).abs() < 1e-12);
        assert!(report.auc.iter().all(|(_, auc)| *auc == Some(1.0)));
    }

    #[test]
    fn hours_without_a_reading_or_a_forecast_are_not_judged() {
        let mut silent = row(600, 1);
        silent.forecasts[1] = None;

        let nothing = liquidity(&depths(), &table(vec![silent, row(5_000, 1)]));

        assert_eq!(nothing, []);
        assert_eq!(liquidity(&Depths::new(), &table(vec![row(600, 1)])), []);
    }
}
