//! `scorer shadow`.

use std::path::PathBuf;

use anyhow::bail;
use ballast_scorer::node::audit::AuditStore;
use ballast_scorer::node::shadow::{Comparison, Comparisons, RegimeShare};
use ballast_scorer::time::{Span, Timestamp};
use clap::Args;

/// Regimes a row of the table has, and rows it has.
const REGIMES: usize = 3;

/// Say how a model on trial would have differed from the one that reports, by what a node wrote down of both
///
/// Reads the ticks in a publisher's database alone, also beside a node that runs. Each counts as long as it stood. Regimes are
/// those that each score alone would enter, at 45 and 65 points. Exit code 1 where no tick holds what a shadow said.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  scorer shadow --database audit.sqlite\n  \
    scorer shadow --database audit.sqlite --from 2026-01-31 --until 2026-02-07 --json")]
pub(super) struct ShadowArgs {
    /// The database of a node that has a model on trial
    #[arg(long, value_name = "FILE")]
    database: PathBuf,
    /// Only what stood from this time on
    #[arg(long, value_name = "TIME")]
    from: Option<Timestamp>,
    /// Only what stood before this time
    #[arg(long, value_name = "TIME")]
    until: Option<Timestamp>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &ShadowArgs) -> anyhow::Result<()> {
    let span = Span {
        from: args.from,
        until: args.until,
    };
    let store = AuditStore::open_read_only(&args.database)?;
    let mut comparisons = Comparisons::over(span);
    store.each_tick(span, |tick| comparisons.take(tick))?;
    let compared = comparisons.end();
    if compared.is_empty() {
        bail!(
            "{}: no tick of {span} holds what a shadow said: name a model in [shadow] and let the node run, or widen --from and \
             --until",
            args.database.display()
        );
    }
    if args.json {
        println!("{}", serde_json::to_string(&compared)?);
    } else {
        compared.iter().for_each(print);
    }
    Ok(())
}

fn print(of: &Comparison) {
    let (ticks, hours, baseline) = (of.ticks, of.hours, of.by_baseline);
    println!("feed {}", of.feed);
    println!(
        "  {ticks} ticks over {hours:.2} h, {} to {}",
        of.from, of.until
    );
    let by_baseline = |share: f64| format!("{:.1} % of the time by its baseline", 100.0 * share);
    println!("  model  {}, {}", of.model_hash, by_baseline(baseline.own));
    println!(
        "  shadow {}, {}",
        of.shadow_hash,
        by_baseline(baseline.shadow)
    );
    let difference = &of.difference;
    println!(
        "  shadow less model, points: mean {:+.2}, p5 {:+.2}, p50 {:+.2}, p95 {:+.2}, most {:+.2} at {}",
        difference.mean,
        difference.p5,
        difference.p50,
        difference.p95,
        difference.most.points,
        difference.most.at
    );
    println!("  regimes, % of the time");
    let mut rows = of.regimes.chunks(REGIMES).peekable();
    if let Some(first) = rows.peek() {
        let heads = first.iter().map(|share| {
            let head = format!("shadow {}", share.shadow);
            format!("{head:>18}")
        });
        println!("  {:<18}{}", "", heads.collect::<Vec<_>>().concat());
    }
    for row in rows {
        println!("{}", line(row));
    }
    println!("  regimes began to differ {} times", of.parted);
    for parting in &of.partings {
        println!(
            "    {}: model {:.2} {}, shadow {:.2} {}",
            parting.at, parting.own_score, parting.own, parting.shadow_score, parting.shadow
        );
    }
    println!();
}

/// How long the shadow was in each regime while the model was in one.
fn line(row: &[RegimeShare]) -> String {
    let own = row.first().map_or("", |share| share.own);
    let shares = row.iter();
    let shares = shares.map(|share| format!("{:>18.1}", 100.0 * share.share));
    let shares = shares.collect::<Vec<_>>().concat();
    let head = format!("model {own}");
    format!("  {head:<18}{shares}")
}
