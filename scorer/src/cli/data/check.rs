//! `scorer data check`.

use std::path::PathBuf;

use ballast_scorer::record::check::{CheckReport, Severity, check};
use clap::Args;

use crate::cli::progress;

/// Report holes, outliers and unit errors of a data folder
///
/// Works on the training form (`spot_1h/BTC.parquet` and so on) and on a recording. Exit code 3 when
/// there are errors, 0 when there are warnings only.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  scorer data check --data data")]
pub(in crate::cli) struct CheckArgs {
    /// Training folder or recording
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// The folder holds what would mislead its readers.
#[derive(Debug, thiserror::Error)]
#[error("{folder}: {errors} errors; mend or leave out what they name")]
pub(in crate::cli) struct DataFaulty {
    folder: String,
    errors: usize,
}

pub(super) fn run(args: &CheckArgs) -> anyhow::Result<()> {
    let spinner = progress::spinner("checking");
    let report = check(&args.data, |series| {
        spinner.set_message(format!("checking {series}"));
    })?;
    spinner.finish_and_clear();
    if args.json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        print(&report);
    }
    let errors = report.count(Severity::Error);
    if errors > 0 {
        let folder = args.data.display().to_string();
        return Err(DataFaulty { folder, errors }.into());
    }
    Ok(())
}

fn print(report: &CheckReport) {
    for finding in &report.findings {
        println!("{finding}");
    }
    println!(
        "{} series, {} rows: {} errors, {} warnings",
        report.series,
        report.rows,
        report.count(Severity::Error),
        report.count(Severity::Warning)
    );
}
