//! `scorer data book`.

use std::path::PathBuf;

use ballast_scorer::book::{BookReport, DEPTH_BPS, read_recording};
use ballast_scorer::time::Timestamp;
use clap::Args;
use serde_json::json;

use crate::cli::progress;

/// Rebuild an order book from a recorded Binance USD-M stream and judge it
///
/// A line of the file is a receipt time in nanoseconds, a space, and the message; gzip or plain.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  scorer data book btcusdt_20240808.gz")]
pub(in crate::cli) struct BookArgs {
    /// Recorded stream
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &BookArgs) -> anyhow::Result<()> {
    let spinner = progress::spinner("rebuilding the book");
    let report = read_recording(&args.file, |lines| {
        spinner.set_message(format!("rebuilding the book: {lines} messages"));
    })?;
    spinner.finish_and_clear();
    if args.json {
        let mut value = serde_json::to_value(&report)?;
        value["agreement"] = json!(report.agreement());
        println!("{value}");
    } else {
        print(&report);
    }
    Ok(())
}

fn print(report: &BookReport) {
    let line = |name: &str, value: String| println!("{name:<28} {value}");
    let time = |millis: i64| Timestamp::from_millis(millis).to_string();
    line("from", time(report.from_millis));
    line("until", time(report.until_millis));
    line(
        "messages",
        format!(
            "{} ({} differences, {} best bid and ask, {} trades, {} snapshots)",
            report.messages, report.diffs, report.tops, report.trades, report.snapshots
        ),
    );
    line("malformed", report.malformed.to_string());
    if let Some(first) = &report.first_malformed {
        line("first malformed", first.clone());
    }
    line("out of order", report.unsorted.to_string());
    line("sequence gaps", report.sequence_gaps.to_string());
    line("crossed", report.crossed.to_string());
    line(
        "started by",
        format!(
            "{} after {} differences",
            report.start, report.partial_diffs
        ),
    );
    let agreement = report.agreement().map_or_else(
        || "nothing to compare".to_owned(),
        |share| {
            format!(
                "{:.4} % of {} (prices), {} with their sizes",
                share * 100.0,
                report.tops_compared,
                report.tops_agreed_in_size
            )
        },
    );
    line("agrees with the venue's top", agreement);
    if let Some(spread) = &report.spread {
        line(
            "spread, bps",
            format!(
                "median {:.4}, mean {:.4}, 99 of 100 below {:.4}, largest {:.4}",
                spread.median_bps, spread.mean_bps, spread.percentile_99_bps, spread.maximum_bps
            ),
        );
    }
    for ((bps, bid), ask) in DEPTH_BPS.iter().zip(report.bid_usd).zip(report.ask_usd) {
        let name = format!("mean depth within {bps} bps");
        line(&name, format!("{bid:.0} USD bid, {ask:.0} USD ask"));
    }
    let known = report
        .known_bps
        .map_or_else(|| "everywhere".to_owned(), |bps| format!("{bps:.1} bps"));
    line("surely whole up to, at least", known);
}
