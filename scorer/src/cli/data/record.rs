//! `scorer data record`.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{anyhow, bail};
use ballast_scorer::record::{Counters, RecordConfig, record};
use clap::Args;

use crate::cli::progress;

/// Listen to live venues and store what they say
///
/// Stops after --for, or on Ctrl-C, and then prints what was counted. Every fault is a gap in the
/// store and a number in the counts.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  scorer data record --config record.toml --out recording --for 10m"
)]
pub(in crate::cli) struct RecordArgs {
    /// What to listen to; scorer/config/record.toml explains every key
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Folder to store in; a recording that is there is continued
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// How long, such as 30s, 10m, 2h or 7d; without it, until Ctrl-C
    #[arg(long = "for", value_name = "TIME", value_parser = parse_duration)]
    how_long: Option<Duration>,
    /// Print the counts as JSON
    #[arg(long)]
    json: bool,
}

fn parse_duration(text: &str) -> Result<Duration, String> {
    let wrong = || format!("{text:?} is no time: write 30s, 10m, 2h or 7d");
    let unit = text.chars().last().ok_or_else(wrong)?;
    let seconds: u64 = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        _ => return Err(wrong()),
    };
    let number: u64 = text[..text.len() - 1].parse().map_err(|_| wrong())?;
    let all = number.checked_mul(seconds).filter(|all| *all > 0);
    all.map(Duration::from_secs).ok_or_else(wrong)
}

pub(super) fn run(args: &RecordArgs) -> anyhow::Result<()> {
    let config = RecordConfig::load(&args.config)?;
    let variable = |name: &str| std::env::var(name).ok();
    let connectors = config
        .connectors(variable)
        .map_err(|reason| anyhow!("{}: {reason}", args.config.display()))?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let spinner = progress::spinner("recording");
    let on_flush = |counters: &Counters| spinner.set_message(summary(counters));
    let stop = async {
        let over = async {
            match args.how_long {
                Some(how_long) => tokio::time::sleep(how_long).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = over => {}
            // Without a handler for Ctrl-C the process ends by it, and the store stays whole.
            Ok(()) = tokio::signal::ctrl_c() => {}
        }
    };
    let options = config.options();
    let recorded = runtime.block_on(record(connectors, &options, &args.out, stop, on_flush))?;
    spinner.finish_and_clear();
    if args.json {
        println!("{}", serde_json::to_string(&recorded.counters)?);
    } else {
        print(&recorded.counters);
    }
    if recorded.is_exhausted {
        bail!(
            "every feed was given up before the time was over; the gaps in {} say why",
            args.out.display()
        );
    }
    Ok(())
}

fn summary(counters: &Counters) -> String {
    let venues = counters.venues.values();
    let gaps: u64 = venues.clone().flat_map(|venue| venue.gaps.values()).sum();
    let messages: u64 = venues.map(|venue| venue.messages + venue.responses).sum();
    let rows = counters.rows_written;
    format!("recording: {messages} messages, {rows} rows on the disk, {gaps} gaps")
}

fn print(counters: &Counters) {
    for (venue, counts) in &counters.venues {
        println!(
            "{venue}: {} messages, {} answers, {} events; {} connections, {} lost, {} times rate limited, \
             {} requests failed, {} polls skipped, {} malformed, {} snapshots asked, {} ms waited",
            counts.messages,
            counts.responses,
            counts.events,
            counts.connections,
            counts.disconnects,
            counts.rate_limited,
            counts.requests_failed,
            counts.polls_skipped,
            counts.malformed,
            counts.snapshots_asked,
            counts.waited_millis,
        );
        for (reason, count) in &counts.gaps {
            println!("  gap {:<18} {count}", reason.name());
        }
    }
    println!(
        "{} rows in {} parts; {} flushes failed",
        counters.rows_written, counters.parts_written, counters.flushes_failed
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_with_their_unit() {
        assert_eq!(parse_duration("90s"), Ok(Duration::from_secs(90)));
        assert_eq!(parse_duration("2h"), Ok(Duration::from_hours(2)));
        for wrong in ["", "10", "m", "-1m", "0s", "1.5h", "5 m", "9€"] {
            assert!(parse_duration(wrong).is_err(), "{wrong}");
        }
    }
}
