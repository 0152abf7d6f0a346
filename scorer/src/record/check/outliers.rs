//! Moves that nothing confirms.
//!
//! The spread of a series' moves is 1.4826 times the median of their absolute values, over the 720
//! rows of its block or over the 24 rows around it, whichever is wider: in a wild day a wild hour is
//! no surprise. A close is an outlier when its log return is beyond 20 spreads and 5 %, the next bar
//! takes back four fifths of it, and no other series of the asset moved by half as much the same way
//! in that hour. A wick is one when it reaches beyond both open and close by 25 spreads and 10 %, and
//! no other series of the asset reached half as far.

use std::collections::BTreeMap;

use super::finding::{Fault, Finding, Severity};
use super::prices::{CLOSE, HIGH, LOW, OPEN};
use super::series::{Meaning, Series};
use crate::number::{ln, median};

const BLOCK_ROWS: usize = 720;
const NEAR_ROWS: usize = 12;
const CLOSE_SPREADS: f64 = 20.0;
const CLOSE_LEAST: f64 = 0.05;
const WICK_SPREADS: f64 = 25.0;
const WICK_LEAST: f64 = 0.10;
const TAKEN_BACK: f64 = 0.8;
const HOUR_MILLIS: i64 = 3_600_000;

/// How far one bar moved, as logarithms: its close from the close before, and its wicks.
#[derive(Clone, Copy, Debug)]
struct Move {
    close: f64,
    up: f64,
    down: f64,
}

/// The largest rise and fall of each hour, by the hour's number since 1970.
pub(super) type Moves = BTreeMap<i64, (f64, f64)>;

/// The largest rise and fall of each hour from the close before it, for confirming other series.
pub(super) fn moves(series: &Series) -> Moves {
    let mut moves = Moves::new();
    if series.kind.meaning != Meaning::Price {
        return moves;
    }
    for row in 1..series.times.len() {
        let before = series.columns[CLOSE][row - 1];
        let rise = ln(series.columns[HIGH][row] / before).max(0.0);
        let fall = ln(series.columns[LOW][row] / before).min(0.0);
        let entry = moves.entry(hour_of(series, row)).or_insert((0.0, 0.0));
        entry.0 = f64::max(entry.0, rise);
        entry.1 = f64::min(entry.1, fall);
    }
    moves
}

fn hour_of(series: &Series, row: usize) -> i64 {
    series.times[row].millis().div_euclid(HOUR_MILLIS)
}

/// Outliers of a series of bars. `others` are the moves of the asset's other series.
pub(super) fn check(series: &Series, others: &[&Moves], findings: &mut Vec<Finding>) {
    let value = |column: usize, row: usize| series.columns[column][row];
    let moved: Vec<Option<Move>> = (0..series.times.len())
        .map(|row| {
            series.follows(row).then(|| Move {
                close: ln(value(CLOSE, row) / value(CLOSE, row - 1)),
                up: ln(value(HIGH, row) / value(OPEN, row).max(value(CLOSE, row))),
                down: ln(value(LOW, row) / value(OPEN, row).min(value(CLOSE, row))),
            })
        })
        .collect();
    let blocks: Vec<f64> = moved.chunks(BLOCK_ROWS).map(spread).collect();
    for (row, this) in moved.iter().enumerate() {
        let Some(this) = this else { continue };
        let block = blocks[row / BLOCK_ROWS];
        let largest = this.close.abs().max(this.up).max(-this.down);
        if largest <= (CLOSE_SPREADS * block).max(CLOSE_LEAST) {
            continue;
        }
        let near = row.saturating_sub(NEAR_ROWS)..(row + NEAR_ROWS + 1).min(moved.len());
        let look = Look {
            series,
            row,
            spread: block.max(spread(&moved[near])),
            others,
        };
        let next = moved.get(row + 1).copied().flatten();
        findings.extend(look.close(*this, next));
        findings.extend(look.wick("high", this.up));
        findings.extend(look.wick("low", this.down));
    }
}

fn spread(moved: &[Option<Move>]) -> f64 {
    const TO_DEVIATION: f64 = 1.4826;
    let sizes = moved.iter().flatten().map(|this| this.close.abs());
    median(sizes.collect()).unwrap_or(0.0) * TO_DEVIATION
}

/// One row with what it is judged by.
struct Look<'a> {
    series: &'a Series,
    row: usize,
    spread: f64,
    others: &'a [&'a Moves],
}

impl Look<'_> {
    fn close(&self, this: Move, next: Option<Move>) -> Option<Finding> {
        let bound = (CLOSE_SPREADS * self.spread).max(CLOSE_LEAST);
        let is_taken_back = next.is_some_and(|next| {
            next.close * this.close < 0.0 && next.close.abs() >= TAKEN_BACK * this.close.abs()
        });
        let is_outlier =
            this.close.abs() > bound && is_taken_back && !self.is_confirmed(this.close);
        is_outlier.then(|| {
            let percent = this.close * 100.0;
            self.finding(&format!("close moves by {percent:.1} % (log) and back"))
        })
    }

    fn wick(&self, name: &str, size: f64) -> Option<Finding> {
        let bound = (WICK_SPREADS * self.spread).max(WICK_LEAST);
        let is_outlier = size.abs() > bound && !self.is_confirmed(size);
        is_outlier.then(|| {
            let percent = size * 100.0;
            let what = format!("{name} lies {percent:.1} % (log) beyond open and close");
            self.finding(&what)
        })
    }

    /// Whether another series of the asset moved at least half as far, the same way, in that hour.
    fn is_confirmed(&self, size: f64) -> bool {
        let hour = hour_of(self.series, self.row);
        let half = size / 2.0;
        self.others.iter().any(|moves| {
            let reached = |&(rise, fall): &(f64, f64)| {
                if size > 0.0 {
                    rise >= half
                } else {
                    fall <= half
                }
            };
            moves.get(&hour).is_some_and(reached)
        })
    }

    fn finding(&self, what: &str) -> Finding {
        let series = self.series;
        let detail = format!(
            "{what}; spread of moves {:.2} %, nothing else of {} moved half as far",
            self.spread * 100.0,
            series.asset
        );
        let time = series.times[self.row];
        let (severity, fault) = (Severity::Warning, Fault::Outlier);
        Finding::at(severity, fault, &series.name, time, detail)
    }
}
