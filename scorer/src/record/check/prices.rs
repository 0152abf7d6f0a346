//! Bars: what no market prints, jumps of scale, and moves that nothing confirms.
//!
//! **Scale.** Trading is continuous, so a bar opens near the close before it, however wild the hour.
//! An open that is 10, 100, ... times that close (within a tenth) is another unit; after a hole it
//! may as well be another asset.
//!
//! **Outlier.** The spread of an hour's moves is 1.4826 times the median of their absolute values
//! over the 720 rows around it. A close is an outlier when its log return is beyond 20 spreads and
//! 5 %, the next bar takes back four fifths of it, and no other series of the asset moved by half as
//! much the same way in that hour. A wick is one when it reaches beyond both open and close by 25
//! spreads and 10 % and no other series of the asset reached half as far.

use std::collections::BTreeMap;

use super::finding::{Fault, Finding, Severity};
use super::series::{Meaning, Series};
use crate::number::ln;

const OPEN: usize = 0;
const HIGH: usize = 1;
const LOW: usize = 2;
const CLOSE: usize = 3;

const BLOCK_ROWS: usize = 720;
const CLOSE_SPREADS: f64 = 20.0;
const CLOSE_LEAST: f64 = 0.05;
const WICK_SPREADS: f64 = 25.0;
const WICK_LEAST: f64 = 0.10;
const TAKEN_BACK: f64 = 0.8;

/// How far one bar moved, as logarithms: its close from the close before, and its wicks.
#[derive(Clone, Copy, Debug)]
struct Move {
    close: f64,
    up: f64,
    down: f64,
}

/// Moves of one series by the start of the hour; several bars of an hour give the largest.
pub(super) type Moves = BTreeMap<i64, (f64, f64)>;

/// The largest rise and fall of each hour from the close before it, for confirming other series.
pub(super) fn moves(series: &Series) -> Moves {
    const HOUR: i64 = 3_600_000;
    let mut moves = Moves::new();
    if series.kind.meaning != Meaning::Price {
        return moves;
    }
    let mut before: Option<f64> = None;
    for row in 0..series.times.len() {
        let value = |column: usize| series.columns[column][row];
        let hour = series.times[row].millis().div_euclid(HOUR);
        if let Some(before) = before {
            let rise = ln(value(HIGH) / before).max(0.0);
            let fall = ln(value(LOW) / before).min(0.0);
            let entry = moves.entry(hour).or_insert((0.0, 0.0));
            entry.0 = f64::max(entry.0, rise);
            entry.1 = f64::min(entry.1, fall);
        }
        before = Some(value(CLOSE));
    }
    moves
}

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

/// Jumps of scale and outliers of a series of bars. `others` are the moves of the asset's other
/// series.
pub(super) fn check(series: &Series, others: &[&Moves], findings: &mut Vec<Finding>) {
    let rows = series.times.len();
    let value = |column: usize, row: usize| series.columns[column][row];
    let follows: Vec<bool> = (0..rows)
        .map(|row| {
            let waited = |before: usize| series.times[row].millis() - series.times[before].millis();
            row > 0 && waited(row - 1) == series.kind.step_millis
        })
        .collect();
    let moved: Vec<Option<Move>> = (0..rows)
        .map(|row| {
            follows[row].then(|| Move {
                close: ln(value(CLOSE, row) / value(CLOSE, row - 1)),
                up: ln(value(HIGH, row) / value(OPEN, row).max(value(CLOSE, row))),
                down: ln(value(LOW, row) / value(OPEN, row).min(value(CLOSE, row))),
            })
        })
        .collect();
    for (row, follows) in follows.iter().enumerate().skip(1) {
        let ratio = value(OPEN, row) / value(CLOSE, row - 1);
        scale(series, row, ratio, *follows, findings);
    }
    let spreads = spreads(&moved);
    for (row, this) in moved.iter().enumerate() {
        let Some(this) = *this else { continue };
        let spread = spreads[row / BLOCK_ROWS];
        let hour = series.times[row].millis().div_euclid(3_600_000);
        let next = moved.get(row + 1).copied().flatten();
        close_outlier(series, row, this, next, spread, others, hour, findings);
        wick_outlier(series, row, this, spread, others, hour, findings);
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

fn scale(series: &Series, row: usize, ratio: f64, follows: bool, findings: &mut Vec<Finding>) {
    /// After a hole prices may have moved; a change by more than this is not a move of one asset.
    const AFTER_HOLE: f64 = 5.0;
    let time = series.times[row];
    if follows {
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

/// Spread of the closes' moves in each block of rows.
fn spreads(moved: &[Option<Move>]) -> Vec<f64> {
    const TO_DEVIATION: f64 = 1.4826;
    moved
        .chunks(BLOCK_ROWS)
        .map(|block| {
            let sizes = block
                .iter()
                .flatten()
                .map(|this| this.close.abs())
                .collect();
            crate::number::median(sizes).unwrap_or(0.0) * TO_DEVIATION
        })
        .collect()
}

#[expect(
    clippy::too_many_arguments,
    reason = "one row's view; a struct for two callers would say less"
)]
fn close_outlier(
    series: &Series,
    row: usize,
    this: Move,
    next: Option<Move>,
    spread: f64,
    others: &[&Moves],
    hour: i64,
    findings: &mut Vec<Finding>,
) {
    let bound = (CLOSE_SPREADS * spread).max(CLOSE_LEAST);
    let is_taken_back = next.is_some_and(|next| {
        next.close * this.close < 0.0 && next.close.abs() >= TAKEN_BACK * this.close.abs()
    });
    if this.close.abs() <= bound || !is_taken_back || is_confirmed(this.close, others, hour) {
        return;
    }
    let percent = this.close * 100.0;
    let detail = format!(
        "close moves by {percent:.1} % (log) and back; spread of moves {:.2} %, no other series of {} moved so",
        spread * 100.0,
        series.asset
    );
    let time = series.times[row];
    findings.push(Finding::at(
        Severity::Warning,
        Fault::Outlier,
        &series.name,
        time,
        detail,
    ));
}

fn wick_outlier(
    series: &Series,
    row: usize,
    this: Move,
    spread: f64,
    others: &[&Moves],
    hour: i64,
    findings: &mut Vec<Finding>,
) {
    let bound = (WICK_SPREADS * spread).max(WICK_LEAST);
    for (name, size) in [("high", this.up), ("low", this.down)] {
        if size.abs() <= bound || is_confirmed(size, others, hour) {
            continue;
        }
        let detail = format!(
            "{name} lies {:.1} % (log) beyond open and close; spread of moves {:.2} %, no other series of {} reached half as far",
            size * 100.0,
            spread * 100.0,
            series.asset
        );
        let time = series.times[row];
        findings.push(Finding::at(
            Severity::Warning,
            Fault::Outlier,
            &series.name,
            time,
            detail,
        ));
    }
}

/// Whether another series of the asset moved at least half as far, the same way, in that hour.
fn is_confirmed(size: f64, others: &[&Moves], hour: i64) -> bool {
    others.iter().any(|moves| {
        moves.get(&hour).is_some_and(|(rise, fall)| {
            if size > 0.0 {
                *rise >= size / 2.0
            } else {
                *fall <= size / 2.0
            }
        })
    })
}
