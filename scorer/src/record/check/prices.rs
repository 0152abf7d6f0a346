//! What no market prints, and jumps of scale.
//!
//! Trading is continuous, so a bar opens near the close before it, however wild the hour. An open
//! that is 10, 100, ... times that close (within a tenth) is another unit; after a hole it may as well
//! be another asset.

use super::finding::{Fault, Finding, Severity};
use super::series::{Meaning, Series};

pub(super) const OPEN: usize = 0;
pub(super) const HIGH: usize = 1;
pub(super) const LOW: usize = 2;
pub(super) const CLOSE: usize = 3;

/// Whether every number could have been printed; the first row that could not is a finding.
pub(super) fn check_possible(series: &Series, findings: &mut Vec<Finding>) -> bool {
    let is_price = |column: usize| {
        matches!(series.kind.meaning, Meaning::Price | Meaning::Volatility) && column <= CLOSE
            || matches!(series.kind.meaning, Meaning::OpenInterest | Meaning::Depth) && column > 0
    };
    let wrong = (0..series.times.len()).find_map(|row| {
        let value = |column: usize| series.columns[column][row];
        let name = |column: usize| series.kind.layout.columns[column];
        for column in 0..series.columns.len() {
            let found = value(column);
            let is_signed = series.kind.meaning == Meaning::Funding;
            let is_bad = !found.is_finite()
                || (is_price(column) && found <= 0.0)
                || (!is_signed && found < 0.0);
            if is_bad {
                return Some((row, format!("{} is {found}", name(column))));
            }
        }
        let has_range = matches!(series.kind.meaning, Meaning::Price | Meaning::Volatility);
        if has_range {
            let (high, low) = (value(HIGH), value(LOW));
            for column in [OPEN, CLOSE] {
                if value(column) > high || value(column) < low {
                    let found = value(column);
                    let detail = format!("{} {found} lies outside {low} to {high}", name(column));
                    return Some((row, detail));
                }
            }
        }
        None
    });
    let Some((row, detail)) = wrong else {
        return true;
    };
    findings.push(Finding::at(
        Severity::Error,
        Fault::Impossible,
        &series.name,
        series.times[row],
        format!("row {}: {detail}", row + 1),
    ));
    false
}

/// Jumps of scale of a series of bars.
pub(super) fn check_scale(series: &Series, findings: &mut Vec<Finding>) {
    for row in 1..series.times.len() {
        let ratio = series.columns[OPEN][row] / series.columns[CLOSE][row - 1];
        scale(series, row, ratio, findings);
    }
}

/// Names the power of ten that `ratio` is within a tenth of; None for 1 and for anything else.
pub(super) fn power_of_ten(ratio: f64) -> Option<i32> {
    (-9_i32..=9).filter(|power| *power != 0).find(|power| {
        let whole = (0..power.unsigned_abs()).fold(1.0, |whole, _| whole * 10.0);
        let expected: f64 = if *power > 0 { whole } else { 1.0 / whole };
        (ratio / expected - 1.0).abs() < 0.1
    })
}

fn scale(series: &Series, row: usize, ratio: f64, findings: &mut Vec<Finding>) {
    /// After a hole prices may have moved; a change by more than this is not a move of one asset.
    const AFTER_HOLE: f64 = 5.0;
    let time = series.times[row];
    if series.follows(row) {
        if let Some(power) = power_of_ten(ratio) {
            let detail = format!("opens at 10^{power} times the close before: another unit");
            let fault = Fault::Unit;
            findings.push(Finding::at(
                Severity::Error,
                fault,
                &series.name,
                time,
                detail,
            ));
        }
    } else if series.times[row] > series.times[row - 1]
        && !(1.0 / AFTER_HOLE..AFTER_HOLE).contains(&ratio)
    {
        let detail = format!(
            "after the hole the price is {ratio:.4} times the one before: another asset or unit"
        );
        let fault = Fault::Scale;
        findings.push(Finding::at(
            Severity::Warning,
            fault,
            &series.name,
            time,
            detail,
        ));
    }
}
