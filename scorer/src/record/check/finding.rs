//! What a check has to say.

use std::fmt;

use serde::Serialize;

use crate::time::Timestamp;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The data may be used with this in mind.
    Warning,
    /// The data would mislead whoever uses them.
    Error,
}

/// What kind of fault it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// The file cannot be read or lacks columns.
    Unreadable,
    /// Rows are not in the order of time.
    Unsorted,
    /// A time or a sequence number is there twice.
    Duplicate,
    /// A number that no market prints.
    Impossible,
    /// A number in another unit than its column's.
    Unit,
    /// Another asset, or another unit, after a hole.
    Scale,
    /// A move that nothing confirms.
    Outlier,
    /// Rows are missing.
    Hole,
    /// Rows are missing, and the recorder said so.
    MarkedGap,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// What it is.
    pub fault: Fault,
    /// The series, such as `spot_1h/BTC`.
    pub series: String,
    /// Where it begins.
    pub from: Option<Timestamp>,
    /// First point after it; None for a single row or the whole series.
    pub until: Option<Timestamp>,
    /// Hours from `from` to `until`.
    pub hours: Option<f64>,
    /// In words, with the operands.
    pub detail: String,
}

impl Finding {
    /// A finding about a whole series.
    pub(super) fn whole(severity: Severity, fault: Fault, series: &str, detail: String) -> Self {
        Self {
            severity,
            fault,
            series: series.to_owned(),
            from: None,
            until: None,
            hours: None,
            detail,
        }
    }

    /// A finding about one row.
    pub(super) fn at(
        severity: Severity,
        fault: Fault,
        series: &str,
        time: Timestamp,
        detail: String,
    ) -> Self {
        Self {
            from: Some(time),
            ..Self::whole(severity, fault, series, detail)
        }
    }

    /// A finding about a span of time.
    pub(super) fn span(
        severity: Severity,
        fault: Fault,
        series: &str,
        (from, until): (Timestamp, Timestamp),
        detail: String,
    ) -> Self {
        Self {
            from: Some(from),
            until: Some(until),
            hours: Some(hours_between(from, until)),
            ..Self::whole(severity, fault, series, detail)
        }
    }
}

/// Hours from `from` to `until`.
#[expect(
    clippy::cast_precision_loss,
    reason = "a span in milliseconds stays below 2^53"
)]
pub(super) fn hours_between(from: Timestamp, until: Timestamp) -> f64 {
    until.millis().saturating_sub(from.millis()) as f64 / 3_600_000.0
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error  ",
            Severity::Warning => "warning",
        };
        write!(formatter, "{severity} {}", self.series)?;
        match (self.from, self.until, self.hours) {
            (Some(from), Some(until), Some(hours)) => {
                write!(formatter, " {from} to {until} ({hours:.1} h)")?;
            }
            (Some(from), ..) => write!(formatter, " {from}")?,
            _ => {}
        }
        write!(formatter, ": {}", self.detail)
    }
}
