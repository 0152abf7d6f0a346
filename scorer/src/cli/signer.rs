//! `scorer signer`.

use std::path::PathBuf;

use anyhow::bail;
use ballast_client::PROGRAM_ID;
use ballast_scorer::key::{
    MOST_PER_MINUTE, Purpose, SignerOptions, SigningPolicy, read_key_file, serve,
};
use ballast_scorer::telemetry::{Settings, Telemetry};
use clap::{Args, ValueEnum};
use solana_address::Address;
use solana_signer::Signer as _;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing::level_filters::LevelFilter;

const EXAMPLE: &str = "\
Example, with the node's configuration naming the same socket (key.socket):
  scorer signer --key /etc/ballast/publisher.json --socket /run/ballast/signer.sock
  scorer signer --for liquidator --market ADDRESS --key liquidator.json --socket liquidator.sock --most-per-minute 20

It signs what the program that it is --for sends, where no other signature is needed, and nothing else: publisher_rotate,
which the publisher admin signs too, is signed with the key file itself (scorer rotate-key). For a publisher it also signs
the head of the score log, a text that can be no transaction. What it refuses is logged to standard error; with
RUST_LOG=info, what it signs too.

Ends on SIGINT or SIGTERM. What is spoken over the socket: the documentation of ballast_scorer::key::protocol.";

/// Which program is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Served {
    /// `scorer publish`: `report_submit`, `terms_advance`, and the head of its score log, which is no transaction
    Publisher,
    /// `scorer crank`: its duties
    Crank,
    /// `scorer liquidate`: `liquidate` in --market, paid out to the key's own token accounts, and `bad_debt_resolve`
    Liquidator,
}

#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct SignerArgs {
    /// Solana key file; refused when its group or others may read it
    #[arg(long)]
    key: PathBuf,
    /// Unix socket to serve, for its owner alone
    #[arg(long)]
    socket: PathBuf,
    /// Let the socket's group ask too
    #[arg(long)]
    share_with_group: bool,
    /// Whom the key is served to: its instructions are signed, and no others
    #[arg(
        long = "for",
        value_name = "PROGRAM",
        value_enum,
        default_value = "publisher"
    )]
    served: Served,
    /// The one market in which a liquidator liquidates
    #[arg(long, value_name = "ADDRESS", required_if_eq("served", "liquidator"))]
    market: Option<Address>,
    /// Program that instructions must go to, beside the compute budget's
    #[arg(long, default_value_t = PROGRAM_ID)]
    program: Address,
    /// Most that a transaction may offer as priority fee, lamports
    #[arg(long, default_value_t = 1_000_000)]
    priority_fee_most: u64,
    /// Most transactions that are signed in a minute, and a third of it at once; 0: any number
    #[arg(long, value_name = "N", default_value_t = MOST_PER_MINUTE)]
    most_per_minute: u32,
}

impl SignerArgs {
    fn purpose(&self) -> anyhow::Result<Purpose> {
        Ok(match (self.served, self.market) {
            (Served::Publisher, None) => Purpose::Publisher,
            (Served::Crank, None) => Purpose::Crank,
            (Served::Liquidator, Some(market)) => Purpose::Liquidator { market },
            (Served::Liquidator, None) => bail!("--for liquidator needs --market ADDRESS"),
            (_, Some(_)) => bail!("--market goes with --for liquidator alone: leave it out"),
        })
    }
}

pub(super) fn run(args: &SignerArgs) -> anyhow::Result<()> {
    let purpose = args.purpose()?;
    let key = read_key_file(&args.key)?;
    eprintln!(
        "signing for {} as {} at {}",
        key.pubkey(),
        purpose.name(),
        args.socket.display()
    );
    let options = SignerOptions {
        socket: args.socket.clone(),
        is_shared_with_group: args.share_with_group,
        policy: SigningPolicy {
            program: args.program,
            purpose,
            priority_fee_most: args.priority_fee_most,
        },
        most_per_minute: args.most_per_minute,
    };
    // It logs and sends no traces: who holds a key posts nothing.
    let logs = Settings {
        service: "ballast-signer",
        instance: None,
        is_json: false,
        level: LevelFilter::WARN,
        endpoint: None,
    };
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().build()?;
    runtime.block_on(async {
        Telemetry::start(&logs)?;
        let cancel = CancellationToken::new();
        let (mut terminated, mut interrupted) = (
            signal(SignalKind::terminate())?,
            signal(SignalKind::interrupt())?,
        );
        let stop = cancel.clone();
        tokio::spawn(async move {
            tokio::select! {
                _ = terminated.recv() => {}
                _ = interrupted.recv() => {}
            }
            stop.cancel();
        });
        serve(key, options, cancel).await?;
        Ok(())
    })
}
