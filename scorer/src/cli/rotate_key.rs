//! `scorer rotate-key`.

mod words;

use std::path::PathBuf;

use ballast_scorer::key::{SigningKey, read_key_file};
use ballast_scorer::node::config::NodeConfig;
use ballast_scorer::node::rotation::{Batch, Rotation, Sent, await_named, send, signers, simulate};
use ballast_scorer::rpc::Endpoints;
use ballast_scorer::send::Sender;
use clap::Args;

use super::node::{ConfigArgs, block_on};

const EXAMPLE: &str = "\
Example, with the new key under [successor]:
  scorer rotate-key --config node.toml --dry-run
  scorer rotate-key --config node.toml --admin publisher-admin.json
  scorer rotate-key --config node.toml --feed SOL --print > rotate.jsonl

The publisher admin and the present key sign together. A signing socket signs reports alone and this is none: where key.socket is
set, run it once with the key file, BALLAST__KEY__SOCKET= BALLAST__KEY__FILE=key.json. docs/node.md says what a multisig does.

Exit code 0 when the successor is named on every feed, or would be (--dry-run, --print); 1 otherwise, and an error before the
sending says so.";

/// Hand a publisher's slots to its next key: name [successor] on chain (`publisher_rotate`)
///
/// Reads who is listed and named, says what will change, simulates, sends, and looks whether the chain has it. The present key
/// stays good until the successor's first report. Run again, it sends only what is missing.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct RotateKeyArgs {
    #[command(flatten)]
    config: ConfigArgs,
    /// The feed, by its name in the configuration; `all` is every one
    #[arg(long, value_name = "NAME", default_value = "all")]
    feed: String,
    /// The publisher admin's key file, which signs beside the present key
    #[arg(long, value_name = "FILE")]
    admin: Option<PathBuf>,
    /// Print, as JSON lines, the transactions for a publisher admin who signs elsewhere; send nothing
    #[arg(long, conflicts_with_all = ["admin", "dry_run", "json"])]
    print: bool,
    /// Do everything but sign and send
    #[arg(long)]
    dry_run: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &RotateKeyArgs) -> anyhow::Result<()> {
    let config = args.config.load()?;
    block_on(hand_over(args, &config))
}

async fn hand_over(args: &RotateKeyArgs, config: &NodeConfig) -> anyhow::Result<()> {
    let admin = args.admin.as_deref().map(read_key_file).transpose()?;
    let admin = admin.map(SigningKey::from);
    let endpoints = Endpoints::new(&config.rpc)?;
    let (fee, confirm) = (config.fee.clone(), config.confirm.clone());
    let sender = Sender::new(endpoints.clone(), fee, confirm)?;
    let rotation = Rotation::look(config, &endpoints, &args.feed).await?;
    args.tell(&words::standing(
        &rotation,
        config.chain.balance_least_lamports,
    ));
    let batches = rotation.batches();
    if batches.is_empty() {
        return args.finish(&rotation, &[], &[]);
    }
    rotation.check_balances()?;
    let is_signed = admin.is_some() || !(args.print || args.dry_run);
    let keys = if is_signed {
        let present = SigningKey::load(&config.key).await?;
        signers(&batches, (present, &config.key), admin)?
    } else {
        Vec::new()
    };
    let units = simulate(&sender, &rotation, &batches).await?;
    args.tell(&words::simulated(&units));
    if args.print {
        return print(&rotation, &batches);
    }
    if args.dry_run {
        return args.finish(&rotation, &units, &[]);
    }
    let sent = send(&sender, &batches, &keys).await?;
    args.tell(&words::landed(&sent));
    let seen = await_named(config, &endpoints, &args.feed).await?;
    args.finish(&seen, &units, &sent)
}

impl RotateKeyArgs {
    /// Says it: to standard error where standard output is for programs.
    fn tell(&self, lines: &[String]) {
        for line in lines {
            if self.print || self.json {
                eprintln!("{line}");
            } else {
                println!("{line}");
            }
        }
    }

    /// What came of it, and what to do next.
    fn finish(&self, rotation: &Rotation, units: &[u64], sent: &[Sent]) -> anyhow::Result<()> {
        let next = words::next(rotation, self.dry_run);
        if self.json {
            let report = words::report(rotation, (units, sent), self.dry_run, &next);
            println!("{}", serde_json::to_string(&report)?);
        } else {
            self.tell(&[format!("next: {next}")]);
        }
        Ok(())
    }
}

/// Transactions on standard output, who signs them on standard error.
fn print(rotation: &Rotation, batches: &[Batch]) -> anyhow::Result<()> {
    for transaction in rotation.outside()? {
        println!("{}", serde_json::to_string(&transaction)?);
    }
    for line in words::outside(rotation, batches) {
        eprintln!("{line}");
    }
    Ok(())
}
