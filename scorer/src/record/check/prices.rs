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
    let detail = format!("row {}: {detail}", row + 1);
    findings.push(series.finding(Severity::Error, Fault::Impossible, row, detail));
    false
}

/// Jumps of scale of a series of bars.
pub(super) fn check_scale(series: &Series, findings: &mut Vec<Finding>) {
    /// After a hole prices may have moved; a change by more than this is not a move of one asset.
    const AFTER_HOLE: f64 = 5.0;
    for step in series.steps(CLOSE, OPEN) {
        let (row, ratio) = (step.row, step.now / step.before);
        if series.follows(row) {
            findings.extend(step.power_of_ten().map(|power| {
                let detail = format!("opens at 10^{power} times the close before: another unit");
                series.other_unit(row, detail)
            }));
        } else if series.times[row] > series.times[row - 1]
            && !(1.0 / AFTER_HOLE..AFTER_HOLE).contains(&ratio)
        {
            let detail = format!(
                "after the hole the price is {ratio:.4} times the one before: another asset or unit"
            );
            findings.push(series.finding(Severity::Warning, Fault::Scale, row, detail));
        }
    }
}
