//! Units of what is not a price, and prices of one asset held against each other.

use std::collections::BTreeMap;

use super::finding::{Fault, Finding, Severity};
use super::prices::CLOSE;
use super::series::{Meaning, Series};
use crate::number::median;

/// Largest believable funding, as a fraction per 8 hours: exchanges cap it at or below 3 %.
const FUNDING_MOST: f64 = 0.03;
/// Half of all settlements lie below this in every market: a median above it is in percent.
const FUNDING_MEDIAN_MOST: f64 = 0.003;
/// An index of annualised volatility in percent never was below 5 or above 1,000.
const VOLATILITY_PERCENT: std::ops::Range<f64> = 5.0..1_000.0;
/// Two venues' prices of one asset stay this close together in the median of a month.
const AGREEMENT: std::ops::Range<f64> = 0.8..1.25;
/// Rows whose median is compared at once.
const BLOCK_ROWS: usize = 720;

/// Funding, volatility and open interest in their units.
pub(super) fn check(series: &Series, findings: &mut Vec<Finding>) {
    match series.kind.meaning {
        Meaning::Funding => funding(series, findings),
        Meaning::Volatility => volatility(series, findings),
        Meaning::OpenInterest => open_interest(series, findings),
        Meaning::Depth => jumps(series, 1, findings),
        Meaning::Price => {}
    }
}

fn funding(series: &Series, findings: &mut Vec<Finding>) {
    let rates = &series.columns[0];
    let typical = median(rates.iter().map(|rate| rate.abs()).collect()).unwrap_or(0.0);
    if typical > FUNDING_MEDIAN_MOST {
        let detail = format!(
            "half of the rates are beyond {typical}: they are in percent, expected fractions per 8 hours"
        );
        findings.push(series.other_unit_throughout(detail));
        return;
    }
    for (row, rate) in rates.iter().enumerate() {
        if rate.abs() > FUNDING_MOST {
            let detail = format!("rate {rate} is beyond +-{FUNDING_MOST} per 8 hours");
            findings.push(series.other_unit(row, detail));
        }
    }
}

fn volatility(series: &Series, findings: &mut Vec<Finding>) {
    let close = &series.columns[CLOSE];
    let typical = median(close.clone()).unwrap_or(0.0);
    if !VOLATILITY_PERCENT.contains(&typical) {
        let guess = if typical < VOLATILITY_PERCENT.start {
            "it is a fraction"
        } else {
            "it is in no known unit"
        };
        let detail = format!("its median is {typical}: {guess}, expected percent a year");
        findings.push(series.other_unit_throughout(detail));
        return;
    }
    let outside = close
        .iter()
        .position(|close| !VOLATILITY_PERCENT.contains(close));
    if let Some(row) = outside {
        let close = close[row];
        let detail = format!("close {close} is no volatility in percent a year");
        findings.push(series.other_unit(row, detail));
    }
}

fn open_interest(series: &Series, findings: &mut Vec<Finding>) {
    let interest = &series.columns[0];
    // More than half of all coins was never open: contracts or dollars were written.
    let supply = match series.asset.as_str() {
        "BTC" => 21e6,
        "ETH" => 130e6,
        "SOL" => 700e6,
        _ => f64::INFINITY,
    };
    let typical = median(interest.clone()).unwrap_or(0.0);
    if typical > supply / 2.0 {
        let detail = format!(
            "its median is {typical:.0}, of a supply of {supply:.0} {}: it is in contracts or dollars, expected coins",
            series.asset
        );
        findings.push(series.other_unit_throughout(detail));
    }
    for column in 0..series.columns.len() {
        jumps(series, column, findings);
    }
}

/// Values that jump by a power of ten from one row to the next.
fn jumps(series: &Series, column: usize, findings: &mut Vec<Finding>) {
    let name = series.kind.layout.columns[column];
    for step in series.steps(column, column) {
        findings.extend(step.power_of_ten().map(|power| {
            let detail = format!(
                "{name} goes from {} to {}, 10^{power} times: another unit",
                step.before, step.now
            );
            series.other_unit(step.row, detail)
        }));
    }
}

/// Holds every price of an asset against the asset's first series, month by month.
pub(super) fn check_agreement(all: &[Series], findings: &mut Vec<Finding>) {
    let mut by_asset: BTreeMap<&str, Vec<&Series>> = BTreeMap::new();
    for series in all {
        if series.price_column().is_some() {
            by_asset.entry(&series.asset).or_default().push(series);
        }
    }
    for group in by_asset.values() {
        let Some((first, others)) = group.split_first() else {
            continue;
        };
        let Some(known) = prices_by_time(first) else {
            continue;
        };
        for other in others {
            hold_against(first, &known, other, findings);
        }
    }
}

fn prices_by_time(series: &Series) -> Option<BTreeMap<i64, f64>> {
    let prices = series.price_column()?;
    let rows = prices.iter().enumerate();
    Some(
        rows.map(|(row, price)| (series.price_time(row), *price))
            .collect(),
    )
}

fn hold_against(
    first: &Series,
    known: &BTreeMap<i64, f64>,
    other: &Series,
    findings: &mut Vec<Finding>,
) {
    let Some(prices) = other.price_column() else {
        return;
    };
    let ratios: Vec<(usize, f64)> = prices
        .iter()
        .enumerate()
        .filter_map(|(row, price)| {
            let reference = known.get(&other.price_time(row))?;
            Some((row, price / reference))
        })
        .collect();
    let mut is_reported = false;
    for block in ratios.chunks(BLOCK_ROWS) {
        let typical = median(block.iter().map(|(_, ratio)| *ratio).collect()).unwrap_or(1.0);
        if AGREEMENT.contains(&typical) || is_reported {
            continue;
        }
        is_reported = true;
        let (start, end) = (block[0].0, block[block.len() - 1].0);
        let detail = format!(
            "is {typical:.6} times {} over {} rows: another unit or asset",
            first.name,
            block.len()
        );
        findings.push(Finding::span(
            Severity::Error,
            Fault::Unit,
            &other.name,
            (other.times[start], other.times[end]),
            detail,
        ));
    }
}
