//! What stands on a local network: tokens, the market by its migration, prices, first reports, people.

mod people;
mod token;

use crate::error::LocalnetError;
use crate::network::{Network, repository_root};
use crate::player::{Player, chain_time};
use crate::session::{FeedSession, ReserveSession, Session};
use crate::tape::Tape;
use ballast_bridge::{feed_id_for, keypair_for};
use ballast_client::instruction::ReportArguments;
use ballast_client::layout::RiskFeed;
use ballast_client::oracle::{PRICE_UPDATE_LENGTH, PYTH_RECEIVER, PriceUpdate, price_write};
use ballast_client::{address, instruction};
use ballast_migrations::{Chain, Config, Journal, MigrateError, Migration, Plan, Work};
use solana_keypair::Keypair;
use solana_signer::Signer as _;
use solana_system_interface::instruction::create_account;
use std::collections::BTreeMap;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

/// An asset of the market.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    /// Its symbol.
    pub symbol: &'static str,
    /// Decimals of its token.
    pub decimals: u8,
}

/// The assets, by reserve, as `migrations/localnet.toml` has them.
pub const ASSETS: [Asset; 4] = [
    Asset {
        symbol: "USDC",
        decimals: 6,
    },
    Asset {
        symbol: "SOL",
        decimals: 9,
    },
    Asset {
        symbol: "ETH",
        decimals: 8,
    },
    Asset {
        symbol: "BTC",
        decimals: 8,
    },
];

/// Whom a person who looks at the market may be: the key holds some of everything and no position.
const VISITOR: &str = "visitor";
/// The score that publishers report first: 20 points, where the feeds' first consensus departs from.
const CALM: u16 = 2_000;
/// What publishers, crank and liquidators are given for fees, lamports.
const PURSE: u64 = 100_000_000_000;

/// What is to stand.
#[derive(Clone, Debug)]
pub struct Scene {
    /// The market's settings; `migrations/localnet.toml` of this repository by default.
    pub settings: PathBuf,
    /// Lenders, who deposit dollars.
    pub lenders: usize,
    /// Borrowers, who deposit a collateral and borrow dollars.
    pub borrowers: usize,
    /// Liquidators, who hold dollars.
    pub liquidators: usize,
    /// Where keys, the journal and the session are written.
    pub out: PathBuf,
}

impl Scene {
    /// Five lenders, twenty borrowers and two liquidators, written to `out`.
    pub fn new(out: &Path) -> Self {
        Self {
            settings: repository_root().join("migrations/localnet.toml"),
            lenders: 5,
            borrowers: 20,
            liquidators: 2,
            out: out.to_owned(),
        }
    }

    /// The plan of the migration on `network`.
    pub fn plan(&self, network: &Network) -> Result<Plan, MigrateError> {
        let mut config = Config::read(&self.settings)?;
        network.rpc_url().clone_into(&mut config.rpc.url);
        let plan = Plan::of(&config)?;
        plan.check_risks(&config.allow)?;
        Ok(plan)
    }

    /// Brings about whatever is not there yet, with prices of the beginning of `tape`. It can be repeated.
    pub fn set_up(&self, network: &Network, tape: &Tape) -> Result<Session, LocalnetError> {
        let chain = network.chain();
        token::create_mints(&chain)?;
        let plan = self.plan(network)?;
        network.fill_buffer(&plan, 0)?;
        let migration = Migration::connect(plan)?;
        let journal = Journal::open(&self.out.join("journal"), migration.plan().cluster.name());
        migration.run(Some(&journal), |progress| {
            tracing::info!(?progress, "migration");
        })?;
        let plan = migration.plan();
        let session = self.session(network, plan)?;
        let helpers = session
            .keys
            .keys()
            .filter(|name| !name.starts_with("borrower"));
        let helpers = helpers.map(|name| keypair_for(name).pubkey());
        let mut poor = Vec::new();
        for helper in helpers {
            if chain.lamports(&helper)? < PURSE / 2 {
                poor.push(helper);
            }
        }
        network.fund(&poor, PURSE)?;
        create_price_accounts(&chain)?;
        let mut player = Player::new(network, plan.market.address, tape.clone(), 0.0);
        player.tick()?;
        player.crank()?;
        report_calm(&chain, plan)?;
        people::Crowd {
            chain: &chain,
            market: plan.market.address,
            tape,
        }
        .arrive(self)?;
        session.write(&self.out)?;
        Ok(session)
    }

    fn session(&self, network: &Network, plan: &Plan) -> Result<Session, LocalnetError> {
        let market = plan.market.address;
        let feeds = (0..).zip(&plan.feeds).map(|(index, feed)| FeedSession {
            name: feed.name.clone(),
            index,
            address: address::feed(&market, index).0.to_string(),
            publishers: feed.publishers.iter().map(ToString::to_string).collect(),
        });
        let reserves = (0..)
            .zip(&plan.reserves)
            .map(|(index, reserve)| ReserveSession {
                asset: reserve.asset.clone(),
                index,
                address: address::reserve(&market, index).0.to_string(),
                feed: address::feed(&market, reserve.feed).0.to_string(),
                mint: reserve.mint.to_string(),
                decimals: reserve.decimals,
                token_program: reserve.token_program.to_string(),
                price_account: price_account_key(&reserve.asset).pubkey().to_string(),
                oracle_feed_id: hex::encode(reserve.oracle),
            });
        Ok(Session {
            network: network.kind().into(),
            rpc_url: network.rpc_url().into(),
            ws_url: network.ws_url().into(),
            program: plan.program.id.to_string(),
            market: market.to_string(),
            feeds: feeds.collect(),
            reserves: reserves.collect(),
            keys: self.write_keys(plan)?,
            replay: None,
        })
    }

    /// Writes a keypair file for everyone, and returns where.
    fn write_keys(&self, plan: &Plan) -> Result<BTreeMap<String, PathBuf>, LocalnetError> {
        let mut names: Vec<String> = ["payer", "governance", "guardian", "risk admin", "crank"]
            .map(str::to_owned)
            .to_vec();
        names.push("publisher admin".into());
        names.push(VISITOR.into());
        let publishers = plan.feeds.iter().map(|feed| feed.publishers.len()).max();
        for (role, count) in [
            ("publisher", publishers.unwrap_or(0)),
            ("liquidator", self.liquidators),
            ("lender", self.lenders),
            ("borrower", self.borrowers),
        ] {
            names.extend((0..count).map(|number| format!("{role} {number}")));
        }
        let folder = self.out.join("keys");
        let mut keys = BTreeMap::new();
        for name in names {
            let path = folder.join(format!("{}.json", name.replace(' ', "-")));
            let bytes = keypair_for(&name).to_bytes().to_vec();
            let written = std::fs::create_dir_all(&folder)
                .and_then(|()| std::fs::write(&path, format!("{bytes:?}\n")))
                // A node refuses a key that others may read.
                .and_then(|()| std::fs::set_permissions(&path, Permissions::from_mode(0o600)));
            written.map_err(LocalnetError::file(&path))?;
            keys.insert(name, path);
        }
        Ok(keys)
    }
}

/// Who posts prices.
pub fn oracle_key() -> Keypair {
    keypair_for("oracle")
}

/// The account that the price of `asset` is posted to.
pub fn price_account_key(asset: &str) -> Keypair {
    keypair_for(&format!("price of {asset}"))
}

fn create_price_accounts(chain: &Chain) -> Result<(), LocalnetError> {
    let (payer, oracle) = (chain.payer(), oracle_key());
    let rent = chain.rent(PRICE_UPDATE_LENGTH)?;
    let mut work = Vec::new();
    for asset in ASSETS {
        let key = price_account_key(asset.symbol);
        if chain.account(&key.pubkey())?.is_some() {
            continue;
        }
        let space = PRICE_UPDATE_LENGTH as u64;
        let create = create_account(&payer, &key.pubkey(), rent, space, &PYTH_RECEIVER);
        // It names its authority with its first update, which is worth nothing yet.
        let nothing = PriceUpdate {
            feed_id: feed_id_for(asset.symbol),
            price: 0,
            confidence: 0,
            exponent: -8,
            published_at: 0,
            posted_slot: 0,
            average: 0,
        };
        let claim = price_write(&key.pubkey(), &oracle.pubkey(), &nothing, true);
        work.push(Work {
            instructions: vec![create, claim],
            signers: vec![key, oracle.insecure_clone()],
        });
    }
    chain.send_all(&work)?;
    Ok(())
}

/// Has every publisher report a calm market once, so that terms are not the degraded ones.
fn report_calm(chain: &Chain, plan: &Plan) -> Result<(), LocalnetError> {
    let observed_at = u64::try_from(chain_time(chain)?).unwrap_or(0);
    let mut reports = Vec::new();
    let mut rounds = Vec::new();
    for (index, feed) in (0..).zip(&plan.feeds) {
        let address = address::feed(&plan.market.address, index).0;
        let stored = chain.read::<RiskFeed>(&address)?;
        if stored.is_some_and(|stored| stored.state.consensus_at != 0) {
            continue;
        }
        rounds.push(instruction::terms_advance(&address));
        for publisher in &feed.publishers {
            let report = ReportArguments {
                sequence: 1,
                observed_at,
                score: CALM,
                half_width: 300,
                depth_bps: 10_000,
                model_hash: [0; 32],
                input_hash: [0; 32],
            };
            if let Some(key) = plan.keyring.get(publisher) {
                reports.push(Work {
                    instructions: vec![instruction::report_submit(publisher, &address, &report)],
                    signers: vec![key.insecure_clone()],
                });
            }
        }
    }
    chain.send_all(&reports)?;
    if !rounds.is_empty() {
        chain.send(&rounds, &[])?;
    }
    Ok(())
}
