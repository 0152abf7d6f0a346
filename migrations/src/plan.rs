//! What the settings mean: values of policy, addresses and keys.

mod market;
mod reserve;

use crate::cluster::Cluster;
use crate::config::{Config, ProgramSettings};
use crate::error::MigrateError;
use crate::key::{Holder, Keyring};
use crate::risk::Risk;
use ballast_bridge::program_keypair;
use solana_address::Address;
use solana_commitment_config::CommitmentConfig;
use solana_keypair::Keypair;
use solana_signer::Signer as _;

pub use market::MarketPlan;
pub use reserve::{FeedPlan, ReservePlan};

/// What is to stand in the end.
#[derive(Debug)]
pub struct Plan {
    /// Which network it is for.
    pub cluster: Cluster,
    /// Where transactions go. It may hold a secret: shown by its host alone.
    pub(crate) rpc_url: String,
    /// How sure a transaction must be.
    pub commitment: CommitmentConfig,
    /// Who pays.
    pub payer: Keypair,
    /// The keys at hand.
    pub keyring: Keyring,
    /// The program.
    pub program: ProgramPlan,
    /// The market.
    pub market: MarketPlan,
    /// Its feeds, by index.
    pub feeds: Vec<FeedPlan>,
    /// Its reserves, by index.
    pub reserves: Vec<ReservePlan>,
    /// Whether a key that anyone can derive has a part in it.
    pub(crate) uses_public_keys: bool,
}

/// The program.
#[derive(Debug)]
pub struct ProgramPlan {
    /// Its address.
    pub id: Address,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The address's key, if it is at hand.
    pub key: Option<Keypair>,
    /// Whether other bytes are replaced.
    pub upgrade: bool,
    /// Bytes that it may grow to.
    pub capacity: usize,
    /// Who may upgrade it in the end; `None` for nobody.
    pub authority: Option<Address>,
}

impl Plan {
    /// Reads files and keys, and checks every relation that can be checked without the chain.
    pub fn of(config: &Config) -> Result<Self, MigrateError> {
        let read = |setting: &str, text: &str| Holder::read(setting, text, &config.folder);
        let mut keyring = Keyring::default();
        let payer = read("payer", &config.payer)?;
        let mut uses_public_keys = payer.is_public();
        let Some(payer) = payer.key().map(Keypair::insecure_clone) else {
            let reason = "the payer's key must be at hand: `file:PATH` or `env:VARIABLE`";
            return Err(MigrateError::setting("payer", reason));
        };
        keyring.add(&payer);
        let mut hold = |setting: &str, text: &str| -> Result<Address, MigrateError> {
            let holder = read(setting, text)?;
            uses_public_keys |= holder.is_public();
            if let Some(key) = holder.key() {
                keyring.add(key);
            }
            Ok(holder.address())
        };
        let market = MarketPlan::of(&config.market, &mut hold)?;
        let feeds = reserve::feeds(config, &market.bounds, &mut hold)?;
        let reserves = reserve::reserves(config, &market.bounds, &feeds)?;
        let governance = market.governance;
        let authority = |name: &str| match name {
            "governance" => Ok(Some(governance)),
            "payer" => Ok(Some(payer.pubkey())),
            "nobody" => Ok(None),
            other => hold("program.authority", other).map(Some),
        };
        let authority = authority_of(&config.program, authority)?;
        let commitment = config.rpc.commitment.parse().map_err(|_| {
            let reason = "give `processed`, `confirmed` or `finalized`";
            MigrateError::setting("rpc.commitment", reason)
        })?;
        Ok(Self {
            cluster: config.cluster,
            rpc_url: config.rpc.url.clone(),
            commitment,
            program: program(config, authority)?,
            payer,
            keyring,
            market,
            feeds,
            reserves,
            uses_public_keys,
        })
    }

    /// The error unless every risk of the plan is accepted by its name.
    pub fn check_risks(&self, allowed: &[String]) -> Result<(), MigrateError> {
        Risk::check(self, allowed)
    }
}

fn authority_of(
    settings: &ProgramSettings,
    mut read: impl FnMut(&str) -> Result<Option<Address>, MigrateError>,
) -> Result<Option<Address>, MigrateError> {
    read(&settings.authority)
}

fn program(config: &Config, authority: Option<Address>) -> Result<ProgramPlan, MigrateError> {
    let settings = &config.program;
    let setting =
        |name: &str, reason: String| MigrateError::setting(format!("program.{name}"), reason);
    let id: Address = settings
        .id
        .parse()
        .map_err(|_| setting("id", "not an address".into()))?;
    if id != ballast_client::PROGRAM_ID {
        let known = ballast_client::PROGRAM_ID;
        let reason =
            format!("this build knows the program at {known}: build with its declared address");
        return Err(setting("id", reason));
    }
    let path = config.folder.join(&settings.file);
    let bytes = std::fs::read(&path).map_err(|source| MigrateError::File { path, source })?;
    let key = match settings.key.as_deref() {
        None => None,
        Some("local") => Some(program_keypair()),
        Some(text) => {
            let holder = Holder::read("program.key", text, &config.folder)?;
            holder.key().map(Keypair::insecure_clone)
        }
    };
    if let Some(key) = key.as_ref().filter(|key| key.pubkey() != id) {
        let reason = format!("is the key of {}, not of {id}", key.pubkey());
        return Err(setting("key", reason));
    }
    let capacity = settings.capacity.unwrap_or(0).max(bytes.len());
    Ok(ProgramPlan {
        id,
        bytes,
        key,
        upgrade: settings.upgrade,
        capacity,
        authority,
    })
}
