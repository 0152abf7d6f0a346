//! `scorer seals`.

use std::path::{Path, PathBuf};

use anyhow::bail;
use ballast_scorer::node::audit::{AuditStore, Known, LogProof};
use ballast_scorer::node::config::NodeConfig;
use ballast_scorer::settings;
use clap::Args;
use serde_json::json;
use solana_address::Address;

/// Prove that a node's database says today what the node wrote down then
///
/// Holds every row against the seals that the reporting key signed: rows that were changed, taken out or put in are named. What
/// the key itself could have written anew is bound by a head that somebody else has a copy of: keep the newest one that this
/// prints, and give it with --head the next time. Asks no network; the node may run meanwhile. Exit code 1 when something does
/// not fit, or when there is no seal.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  scorer seals --database audit.sqlite --publisher 6attjWXsL1ySkPNzF7zsaAa3KqxCMnpwCoqWjXSaGUn1\n  \
    scorer seals --config node.toml --head 5f0c... --json"
)]
pub(super) struct SealsArgs {
    /// The database
    #[arg(long, value_name = "FILE", required_unless_present = "config")]
    database: Option<PathBuf>,
    /// The node's configuration, which names the database
    #[arg(long, value_name = "FILE", conflicts_with = "database")]
    config: Option<PathBuf>,
    /// A key that may have signed; may be repeated, for a key that was rotated [default: any, and all are listed]
    #[arg(long, value_name = "KEY")]
    publisher: Vec<Address>,
    /// A head of this log that was kept elsewhere, 64 hexadecimal digits: it must be in the log
    #[arg(long, value_name = "HEX", value_parser = parse_head)]
    head: Option<[u8; 32]>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

fn parse_head(digits: &str) -> Result<[u8; 32], String> {
    Known::head_of(digits).ok_or_else(|| "expected 64 hexadecimal digits".to_owned())
}

pub(super) fn run(args: &SealsArgs) -> anyhow::Result<()> {
    let file = match (&args.database, &args.config) {
        (Some(database), _) => database.clone(),
        (None, Some(config)) => {
            let config = NodeConfig::load(config, settings::environment())?;
            PathBuf::from(config.audit.database)
        }
        (None, None) => bail!("give --database FILE or --config FILE"),
    };
    let known = Known {
        publishers: args.publisher.clone(),
        head: args.head,
    };
    let proof = AuditStore::open_read_only(&file)?.prove_log(&known)?;
    if args.json {
        println!("{}", json!({"database": file, "log": proof}));
    } else {
        print(&file, &proof);
    }
    if proof.holds() {
        return Ok(());
    }
    let faults = proof.faults_untold + proof.faults.len() as u64;
    bail!(
        "{faults} faults: {} does not prove what it says",
        file.display()
    )
}

fn print(file: &Path, proof: &LogProof) {
    for fault in &proof.faults {
        println!("{}: {}", fault.row, fault.reason);
    }
    if proof.faults_untold > 0 {
        println!("... and {} more", proof.faults_untold);
    }
    let (ticks, publications) = (proof.ticks, proof.publications);
    println!(
        "{}: {ticks} ticks and {publications} publications say what they said when they were sealed",
        file.display()
    );
    let (ticks, publications) = (proof.ticks_unsealed, proof.publications_unsealed);
    println!("without a seal yet: {ticks} ticks, {publications} publications");
    println!(
        "dropped since, as a seal allows: {} ticks",
        proof.ticks_dropped
    );
    if let (Some(first), Some(newest)) = (proof.first_at, &proof.newest) {
        println!(
            "{} seals from {first} to {}, at most {} s apart",
            proof.seals, newest.at, proof.longest_pause_seconds
        );
    }
    for signed in &proof.signed {
        let (publisher, seals, from) = (&signed.publisher, signed.seals, signed.from_seal);
        println!("signed by {publisher}: {seals}, from seal {from} on");
    }
    if let Some(number) = proof.head_found {
        println!("the head that was given is that of seal {number}");
    }
    if let Some(newest) = &proof.newest {
        println!("keep elsewhere: head {}", newest.head);
    }
}
