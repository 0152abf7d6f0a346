//! `scorer data replay`.

use std::io::{BufWriter, ErrorKind, Write, stdout};
use std::path::PathBuf;

use ballast_scorer::record::{Replay, Row};
use ballast_scorer::time::{Span, Timestamp};
use clap::Args;

/// Print a recording in the order in which it came
///
/// Venues and kinds are merged by receipt time; ties go by venue, then sequence, so the same
/// recording always prints the same lines.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  scorer data replay --data recording --from 2024-08-08 --to 2024-08-09 --json"
)]
pub(in crate::cli) struct ReplayArgs {
    /// Recording
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// First receipt time
    #[arg(long, value_name = "TIME")]
    from: Option<Timestamp>,
    /// End of the receipt times, not itself printed
    #[arg(long, value_name = "TIME")]
    to: Option<Timestamp>,
    /// Print a JSON object per line
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &ReplayArgs) -> anyhow::Result<()> {
    let span = Span {
        from: args.from,
        until: args.to,
    };
    let mut out = BufWriter::new(stdout().lock());
    for row in Replay::open(&args.data, span)? {
        let written = if args.json {
            writeln!(out, "{}", row?.to_json())
        } else {
            writeln!(out, "{}", line(&row?))
        };
        match written {
            // Whoever reads has seen enough, as `head` has.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(()),
            other => other?,
        }
    }
    match out.flush() {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

fn line(row: &Row) -> String {
    let fields: Vec<String> = row
        .fields()
        .into_iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    format!(
        "{:<24} {:<18} {:<16} {:<18} {}",
        row.received_at.to_string(),
        row.venue.name(),
        row.event.instrument,
        row.event.kind.folder(),
        fields.join(" ")
    )
}
