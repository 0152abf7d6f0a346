//! `scorer audit`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use ballast_client::layout::RiskFeed;
use ballast_scorer::node::audit::AuditStore;
use ballast_scorer::node::config::NodeConfig;
use ballast_scorer::node::inquiry::{Change, HistoryRequest, Witness, changes, history, witness};
use ballast_scorer::rpc::Endpoints;
use ballast_scorer::time::Timestamp;
use clap::Args;
use serde_json::{Value, json};
use solana_address::Address;

use super::node::{ConfigArgs, block_on};

/// Features that are shown of each asset.
const TOP: usize = 3;
/// Transactions that are read before the first one of interest, so that the reports behind it are known: seconds.
const LEAD_SECONDS: i64 = 3_600;

/// Say why a feed's terms changed: the reports behind each change, and the inputs behind each report
///
/// Reads the feed's transactions from the chain, and the publishers' inputs from the databases that are given. What a database
/// holds is checked against the hashes on chain. Exit code 1 when a change has a report that no database explains, or one
/// that does not match.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  scorer audit --config node.toml --from 2026-01-31T14:00:00Z --until 2026-01-31T15:00:00Z\n  \
    scorer audit --config node.toml --database mine.sqlite --database theirs.sqlite --signature 5VER..."
)]
pub(super) struct AuditArgs {
    #[command(flatten)]
    config: ConfigArgs,
    /// A publisher's database; may be repeated [default: the configuration's]
    #[arg(long, value_name = "FILE")]
    database: Vec<PathBuf>,
    /// Name or address of the feed [default: the configuration's first]
    #[arg(long)]
    feed: Option<String>,
    /// Only what this transaction changed
    #[arg(long, conflicts_with_all = ["slot", "from", "until"])]
    signature: Option<String>,
    /// Only what was changed in this slot
    #[arg(long, conflicts_with_all = ["from", "until"])]
    slot: Option<u64>,
    /// Only what was changed from this time on
    #[arg(long, value_name = "TIME")]
    from: Option<Timestamp>,
    /// Only what was changed up to this time
    #[arg(long, value_name = "TIME")]
    until: Option<Timestamp>,
    /// Transactions that are read at most, the latest
    #[arg(long, default_value = "20000")]
    most: usize,
    /// Also rounds that changed nothing
    #[arg(long)]
    all: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// A change and what the databases say of each of its reports.
struct Explained {
    change: Change,
    witnesses: Vec<Option<(PathBuf, Witness)>>,
}

pub(super) fn run(args: &AuditArgs) -> anyhow::Result<()> {
    let config = args.config.load()?;
    let (name, feed) = feed_of(&config, args.feed.as_deref())?;
    let files = if args.database.is_empty() {
        vec![PathBuf::from(&config.audit.database)]
    } else {
        args.database.clone()
    };
    let stores = files
        .iter()
        .map(|file| Ok((file.clone(), AuditStore::open_read_only(file)?)));
    let stores: BTreeMap<PathBuf, AuditStore> = stores.collect::<anyhow::Result<_>>()?;
    let found = block_on(read_changes(&config, &feed, args))?;
    let found = found.into_iter().filter(|change| args.wants(change));
    let mut explained = Vec::new();
    for change in found {
        let reports = change.reports.iter();
        let reports = reports.map(|spoken| first_witness(&stores, &feed, spoken));
        let witnesses = reports.collect::<anyhow::Result<Vec<_>>>()?;
        explained.push(Explained { change, witnesses });
    }
    if args.json {
        let changes: Vec<Value> = explained.iter().map(as_json).collect();
        println!(
            "{}",
            json!({"feed": feed.to_string(), "name": name, "changes": changes})
        );
    } else {
        explained.iter().for_each(print);
        if explained.is_empty() {
            eprintln!(
                "note: nothing changed the terms of {name} there; see --all, --from and --most"
            );
        }
    }
    let open = explained.iter().flat_map(|explained| &explained.witnesses);
    let is_open = |found: &&Option<(PathBuf, Witness)>| {
        found
            .as_ref()
            .is_none_or(|(_, found)| !(found.inputs_match && found.score_matches))
    };
    match open.filter(is_open).count() {
        0 => Ok(()),
        open => bail!("{open} reports are not explained: give the databases of their publishers"),
    }
}

impl AuditArgs {
    fn wants(&self, change: &Change) -> bool {
        let millis = change
            .time
            .map(|time| Timestamp::from_millis(time.saturating_mul(1_000)));
        (change.is_change || self.all || self.signature.is_some() || self.slot.is_some())
            && self
                .signature
                .as_ref()
                .is_none_or(|wanted| *wanted == change.signature)
            && self.slot.is_none_or(|wanted| wanted == change.slot)
            && self
                .from
                .zip(millis)
                .is_none_or(|(from, time)| from <= time)
            && self
                .until
                .zip(millis)
                .is_none_or(|(until, time)| time <= until)
    }
}

fn feed_of(config: &NodeConfig, wanted: Option<&str>) -> anyhow::Result<(String, Address)> {
    let feeds = config.feeds()?;
    let Some(wanted) = wanted else {
        let first = feeds.first().context("no feed is configured")?;
        return Ok((first.name.clone(), first.address));
    };
    if let Some(feed) = feeds.iter().find(|feed| feed.name == wanted) {
        return Ok((feed.name.clone(), feed.address));
    }
    let names: Vec<&str> = feeds.iter().map(|feed| feed.name.as_str()).collect();
    let address = wanted.parse().map_err(|_| {
        anyhow::anyhow!(
            "--feed {wanted:?} is no address and none of {}",
            names.join(", ")
        )
    })?;
    Ok((wanted.to_owned(), address))
}

async fn read_changes(
    config: &NodeConfig,
    feed: &Address,
    args: &AuditArgs,
) -> anyhow::Result<Vec<Change>> {
    let endpoints = Endpoints::new(&config.rpc)?;
    let account: RiskFeed = endpoints.account(feed).await?;
    let request = HistoryRequest {
        from: args.from.map(|from| from.seconds_floor() - LEAD_SECONDS),
        until: args.until.map(|until| until.seconds_floor() + 1),
        most: args.most,
    };
    let seen = history(&endpoints, feed, &request).await?;
    Ok(changes(&seen, feed, account.config.max_report_age))
}

/// What the first database that knows the report says; one that matches goes before one that does not.
fn first_witness(
    stores: &BTreeMap<PathBuf, AuditStore>,
    feed: &Address,
    spoken: &ballast_scorer::node::inquiry::Spoken,
) -> anyhow::Result<Option<(PathBuf, Witness)>> {
    let mut found = Vec::new();
    for (file, store) in stores {
        if let Some(witness) = witness(store, &feed.to_string(), spoken)? {
            found.push((file.clone(), witness));
        }
    }
    found.sort_by_key(|(_, found)| {
        (
            !(found.inputs_match && found.score_matches),
            found.publication.is_none(),
        )
    });
    Ok(found.into_iter().next())
}

fn points(hundredths: u16) -> f64 {
    f64::from(hundredths) / 100.0
}

fn as_json(explained: &Explained) -> Value {
    let change = &explained.change;
    let reports = change.reports.iter().zip(&explained.witnesses);
    let reports: Vec<Value> = reports
        .map(|(spoken, found)| {
            json!({
                "publisher": spoken.publisher.to_string(),
                "sequence": spoken.said.sequence,
                "signature": spoken.signature,
                "slot": spoken.slot,
                "observed_at": spoken.said.observed_at,
                "score": points(spoken.said.score),
                "half_width": points(spoken.said.half_width),
                "depth_bps": spoken.said.depth_bps,
                "witness": found.as_ref().map(|(file, found)| json!({
                    "database": file,
                    "inputs_match": found.inputs_match,
                    "score_matches": found.score_matches,
                    "trigger": found.publication.as_ref().map(|sent| &sent.publication.cause),
                    "data_time": found.tick.record.data_time,
                    "detail": found.tick.record.detail,
                })),
            })
        })
        .collect();
    json!({
        "signature": change.signature,
        "slot": change.slot,
        "time": change.time,
        "what": change.what,
        "is_change": change.is_change,
        "reports": reports,
    })
}

fn print(explained: &Explained) {
    let change = &explained.change;
    let time = change.time.map_or_else(String::new, |time| {
        format!(" at {}", Timestamp::from_millis(time.saturating_mul(1_000)))
    });
    println!("slot {}{time}: {}", change.slot, change.what);
    println!("  transaction {}", change.signature);
    for (spoken, found) in change.reports.iter().zip(&explained.witnesses) {
        let said = &spoken.said;
        println!(
            "  {} said {:.2} +- {:.2} (sequence {}, observed {})",
            spoken.publisher,
            points(said.score),
            points(said.half_width),
            said.sequence,
            Timestamp::from_millis(said.observed_at.cast_signed().saturating_mul(1_000)),
        );
        match found {
            None => println!("    no database here knows it"),
            Some((file, found)) => print_witness(file, found),
        }
    }
    println!();
}

fn print_witness(file: &Path, found: &Witness) {
    let verdict = match (found.inputs_match, found.score_matches) {
        (true, true) => "matches the chain",
        (false, _) => "DOES NOT MATCH: the inputs have another hash than the report states",
        (true, false) => "DOES NOT MATCH: another score or model than the report states",
    };
    let trigger = found
        .publication
        .as_ref()
        .map(|sent| sent.publication.cause.as_str());
    let because = trigger.map_or_else(String::new, |trigger| format!(", due by {trigger}"));
    println!("    {}: {verdict}{because}", file.display());
    for asset in &found.tick.record.detail.assets {
        let (name, score, width) = (&asset.asset, points(asset.score), points(asset.half_width));
        let (price, time) = (asset.price, asset.time);
        println!(
            "    {name} {score:.2} +- {width:.2} at {price} ({time}), by {} of the {}",
            asset.cause, asset.forecaster
        );
        let top = asset.explanation.top(TOP).into_iter();
        let top: Vec<String> = top
            .map(|feature| format!("{} {:+.2}", feature.name, feature.points))
            .collect();
        let base = asset.explanation.base_points;
        println!("      base {base:.2}, {}", top.join(", "));
        let stale = asset.inputs.iter();
        let stale = stale.filter(|input| !matches!(input.state.as_str(), "fresh" | "absent"));
        for input in stale {
            println!("      {} was {}", input.name, input.state);
        }
    }
}
