//! Networks: one in the process, a validator as a child, or one that runs already.

mod port;
mod surfpool;
mod validator;

use crate::error::LocalnetError;
use ballast_bridge::keypair_for;
use ballast_client::oracle::PYTH_RECEIVER;
use ballast_migrations::{Chain, Plan};
use solana_address::Address;
use solana_client::rpc_request::RpcRequest;
use solana_commitment_config::CommitmentConfig;
use solana_keypair::Keypair;
use solana_signer::Signer as _;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

pub use surfpool::SurfpoolOptions;
pub use validator::ValidatorOptions;

/// Which network [`Network::chosen`] takes: `surfpool`, `validator`, or the URL of one that runs.
const CHOICE: &str = "BALLAST_NETWORK";

/// What the payer is given on a network that has a tap, lamports.
const TAP: u64 = 500_000_000_000;

/// A running network.
#[derive(Debug)]
pub struct Network {
    rpc_url: String,
    ws_url: String,
    host: Host,
}

/// What runs it.
#[derive(Debug)]
enum Host {
    Surfpool(surfpool::Running),
    Validator(validator::Running),
    Elsewhere,
}

/// The repository's root, seen from the crate that cargo runs; the present folder where cargo runs nothing.
pub fn repository_root() -> PathBuf {
    std::env::var_os("CARGO_MANIFEST_DIR")
        .and_then(|folder| Some(Path::new(&folder).parent()?.to_owned()))
        .unwrap_or_default()
}

/// What to do where it is not there.
const STAND_INS: &str = ": build it with `make stand-ins`";

/// The stand-in for the oracle's receiver.
fn price_program() -> PathBuf {
    repository_root().join("target/deploy/price.so")
}

impl Network {
    /// The one that the variable `BALLAST_NETWORK` names: `surfpool`, one in this process with these options (by default);
    /// `validator`, Agave's as a child process; or the URL of one that runs, whose websocket is on the next port.
    pub fn chosen(options: &SurfpoolOptions) -> Result<Self, LocalnetError> {
        match std::env::var(CHOICE).as_deref().unwrap_or("surfpool") {
            "surfpool" => Self::surfpool_with(options),
            "validator" => Self::validator(),
            url if url.contains("://") => {
                let websocket = next_port(url).ok_or_else(|| LocalnetError::Choice(url.into()))?;
                Self::connect(url, &websocket)
            }
            other => Err(LocalnetError::Choice(other.into())),
        }
    }

    /// One in this process, on free ports.
    pub fn surfpool() -> Result<Self, LocalnetError> {
        Self::surfpool_with(&SurfpoolOptions::default())
    }

    /// One in this process.
    pub fn surfpool_with(options: &SurfpoolOptions) -> Result<Self, LocalnetError> {
        let running = surfpool::Running::start(options)?;
        let network = Self {
            rpc_url: running.rpc_url().to_owned(),
            ws_url: running.ws_url().to_owned(),
            host: Host::Surfpool(running),
        };
        network.wait_until_healthy(Duration::from_secs(30))?;
        Ok(network)
    }

    /// A `solana-test-validator` as a child process, on free ports.
    pub fn validator() -> Result<Self, LocalnetError> {
        Self::validator_with(&ValidatorOptions::default())
    }

    /// A `solana-test-validator` as a child process.
    pub fn validator_with(options: &ValidatorOptions) -> Result<Self, LocalnetError> {
        let running = validator::Running::start(options)?;
        let network = Self {
            rpc_url: running.rpc_url(),
            ws_url: running.ws_url(),
            host: Host::Validator(running),
        };
        network.wait_until_healthy(Duration::from_mins(2))?;
        network.fund_payer()?;
        Ok(network)
    }

    /// One that runs already at `rpc_url`, with the price program on it and a tap for lamports.
    pub fn connect(rpc_url: &str, ws_url: &str) -> Result<Self, LocalnetError> {
        let network = Self {
            rpc_url: rpc_url.to_owned(),
            ws_url: ws_url.to_owned(),
            host: Host::Elsewhere,
        };
        network.wait_until_healthy(Duration::from_secs(10))?;
        if network.chain().account(&PYTH_RECEIVER)?.is_none() {
            return Err(LocalnetError::PriceProgramMissing(
                PYTH_RECEIVER.to_string(),
            ));
        }
        network.fund_payer()?;
        Ok(network)
    }

    /// Where JSON-RPC is served.
    pub fn rpc_url(&self) -> &str {
        &self.rpc_url
    }

    /// Where the websocket is served.
    pub fn ws_url(&self) -> &str {
        &self.ws_url
    }

    /// What runs it: `surfpool`, `validator` or `elsewhere`.
    pub const fn kind(&self) -> &'static str {
        match self.host {
            Host::Surfpool(_) => "surfpool",
            Host::Validator(_) => "validator",
            Host::Elsewhere => "elsewhere",
        }
    }

    /// Who pays for the set-up; the same on every network.
    pub fn payer() -> Keypair {
        keypair_for("payer")
    }

    /// The chain, with transactions paid by the payer and waited for until they are processed.
    pub fn chain(&self) -> Chain {
        Chain::connect(&self.rpc_url, CommitmentConfig::processed(), &Self::payer())
    }

    /// The chain's own time, Unix seconds.
    pub fn time(&self) -> Result<i64, LocalnetError> {
        crate::player::chain_time(&self.chain())
    }

    /// Gives `lamports` to each address, out of the payer's.
    pub fn fund(&self, addresses: &[Address], lamports: u64) -> Result<(), LocalnetError> {
        use solana_system_interface::instruction::transfer;
        let payer = Self::payer().pubkey();
        let transfers = addresses.iter().map(|to| transfer(&payer, to, lamports));
        let transfers: Vec<_> = transfers.collect();
        let work = transfers.chunks(16).map(|some| ballast_migrations::Work {
            instructions: some.to_vec(),
            signers: vec![],
        });
        self.chain().send_all(&work.collect::<Vec<_>>())?;
        Ok(())
    }

    /// Gives the network in the process the migration's buffer of the program, all but its last `missing` bytes; the migration
    /// writes these and deploys from it. Other networks take every write as a transaction: nothing happens. Says whether the
    /// buffer is there.
    pub fn fill_buffer(&self, plan: &Plan, missing: usize) -> Result<bool, LocalnetError> {
        let Host::Surfpool(_) = self.host else {
            return Ok(false);
        };
        let chain = self.chain();
        let (address, owner, mut data) = plan.written_buffer();
        if chain.account(&address)?.is_some() || chain.account(&plan.program.id)?.is_some() {
            return Ok(false);
        }
        let written = data.len().saturating_sub(missing);
        data[written..].fill(0);
        let account = serde_json::json!([
            address.to_string(),
            {
                "lamports": chain.rent(data.len())?,
                "data": hex::encode(data),
                "owner": owner.to_string(),
            }
        ]);
        let request = RpcRequest::Custom {
            method: "surfnet_setAccount",
        };
        let set = chain.rpc().send::<serde_json::Value>(request, account);
        set.map_err(|error| chain.failed("set an account", &error))?;
        Ok(true)
    }

    /// Stops what this network runs, and waits for its end. Without it the same happens when it is dropped, unseen.
    pub fn stop(self) -> Result<(), LocalnetError> {
        match self.host {
            Host::Surfpool(running) => running.stop(),
            Host::Validator(running) => running.stop(),
            Host::Elsewhere => Ok(()),
        }
    }

    /// Asks the tap, until the payer has what it needs.
    fn fund_payer(&self) -> Result<(), LocalnetError> {
        let (chain, payer) = (self.chain(), Self::payer().pubkey());
        if chain.lamports(&payer)? >= TAP {
            return Ok(());
        }
        let asked = chain.rpc().request_airdrop(&payer, TAP);
        asked.map_err(|error| chain.failed("give lamports", &error))?;
        until(Duration::from_secs(30), || {
            chain.lamports(&payer).is_ok_and(|held| held >= TAP)
        })
        .ok_or_else(|| LocalnetError::Unhealthy(self.rpc_url.clone()))
    }

    fn wait_until_healthy(&self, patience: Duration) -> Result<(), LocalnetError> {
        let chain = self.chain();
        let is_healthy =
            || chain.rpc().get_health().is_ok() && chain.rpc().get_latest_blockhash().is_ok();
        until(patience, is_healthy).ok_or_else(|| LocalnetError::Unhealthy(self.rpc_url.clone()))
    }
}

/// The websocket of a node whose JSON-RPC is at `url`: the next port.
pub fn next_port(url: &str) -> Option<String> {
    let (scheme, rest) = url.trim_end_matches('/').split_once("://")?;
    let (host, port) = rest.rsplit_once(':')?;
    let port = port.parse::<u16>().ok()?.checked_add(1)?;
    let scheme = if scheme == "https" { "wss" } else { "ws" };
    Some(format!("{scheme}://{host}:{port}"))
}

/// Asks again and again until `holds`; nothing when `patience` is over.
fn until(patience: Duration, mut holds: impl FnMut() -> bool) -> Option<()> {
    /// Between two questions.
    const PAUSE: Duration = Duration::from_millis(20);
    let deadline = Instant::now() + patience;
    while Instant::now() < deadline {
        if holds() {
            return Some(());
        }
        sleep(PAUSE);
    }
    None
}
