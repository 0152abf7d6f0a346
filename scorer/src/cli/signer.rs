//! `scorer signer`.

use std::path::PathBuf;

use ballast_client::PROGRAM_ID;
use ballast_scorer::key::{SignerOptions, SigningPolicy, read_key_file, serve};
use clap::Args;
use solana_address::Address;
use solana_signer::Signer as _;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

const EXAMPLE: &str = "\
Example, with the node's configuration naming the same socket (key.socket):
  scorer signer --key /etc/ballast/publisher.json --socket /run/ballast/signer.sock

Ends on SIGINT or SIGTERM. What is spoken over the socket: the documentation of ballast_scorer::key::protocol.";

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
    /// Program that instructions must go to, beside the compute budget's
    #[arg(long, default_value_t = PROGRAM_ID)]
    program: Address,
    /// Most that a transaction may offer as priority fee, lamports
    #[arg(long, default_value_t = 1_000_000)]
    priority_fee_most: u64,
}

pub(super) fn run(args: &SignerArgs) -> anyhow::Result<()> {
    let key = read_key_file(&args.key)?;
    eprintln!("signing for {} at {}", key.pubkey(), args.socket.display());
    let options = SignerOptions {
        socket: args.socket.clone(),
        is_shared_with_group: args.share_with_group,
        policy: SigningPolicy {
            program: args.program,
            priority_fee_most: args.priority_fee_most,
        },
    };
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().build()?;
    runtime.block_on(async {
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
