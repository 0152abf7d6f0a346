//! Says what is missing from a data folder and what is wrong with it.
//!
//! Works on the training form (`spot_1h/BTC.parquet`, ...) and on a recording
//! (`trade/coinbase/BTC-USD/2024-08-08.parquet`, ...). Nothing is mended and nothing stops at the
//! first fault. Holes, gaps that the recorder marked, and unconfirmed moves are warnings; what would
//! mislead a reader (unreadable, unsorted, twice, impossible, another unit) is an error.

mod finding;
mod order;
mod outliers;
mod prices;
mod recorded;
mod series;
mod units;
mod walk;

use std::path::Path;

use serde::Serialize;

pub use finding::{Fault, Finding, Severity};

use super::error::RecordError;

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CheckReport {
    /// Series looked at.
    pub series: usize,
    /// Rows looked at.
    pub rows: u64,
    /// Findings, by series, then time.
    pub findings: Vec<Finding>,
}

impl CheckReport {
    /// Findings of one severity.
    pub fn count(&self, severity: Severity) -> usize {
        let of = |finding: &&Finding| finding.severity == severity;
        self.findings.iter().filter(of).count()
    }
}

/// Checks `folder`; `on_series` hears each series' name before it is looked at.
///
/// # Errors
/// [`RecordError::FolderMalformed`] when nothing of either form is there.
pub fn check(folder: &Path, mut on_series: impl FnMut(&str)) -> Result<CheckReport, RecordError> {
    let mut report = CheckReport::default();
    let is_training = series::is_training_folder(folder);
    let is_recording = recorded::is_recording(folder);
    if is_training {
        check_training(folder, &mut report, &mut on_series);
    }
    if is_recording {
        recorded::check(folder, &mut report, &mut on_series);
    }
    if !is_training && !is_recording {
        return Err(RecordError::FolderMalformed {
            folder: folder.to_owned(),
            reason: "nor does it hold spot_1h or another folder of training data".to_owned(),
        });
    }
    report.findings.sort_by(|a, b| {
        let key = |finding: &Finding| (finding.series.clone(), finding.from, finding.fault);
        key(a).cmp(&key(b))
    });
    Ok(report)
}

fn check_training(folder: &Path, report: &mut CheckReport, on_series: &mut impl FnMut(&str)) {
    let findings = &mut report.findings;
    let mut all = series::read_all(folder, findings);
    report.series += all.len();
    report.rows += all
        .iter()
        .map(|series| u64::try_from(series.times.len()).unwrap_or(0))
        .sum::<u64>();
    // A series whose times or numbers make no sense would only confuse what follows.
    all.retain(|series| {
        on_series(&series.name);
        let is_timed = order::check(series, findings);
        let is_possible = prices::check_possible(series, findings);
        is_timed && is_possible
    });
    let moves: Vec<outliers::Moves> = all.iter().map(outliers::moves).collect();
    for (index, series) in all.iter().enumerate() {
        on_series(&series.name);
        if series.kind.meaning == series::Meaning::Price {
            let others: Vec<&outliers::Moves> = all
                .iter()
                .zip(&moves)
                .enumerate()
                .filter(|(other, (with, _))| *other != index && with.asset == series.asset)
                .map(|(_, (_, moves))| moves)
                .collect();
            prices::check_scale(series, findings);
            outliers::check(series, &others, findings);
        }
        units::check(series, findings);
    }
    units::check_agreement(&all, findings);
}
