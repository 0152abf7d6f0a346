//! A funded market, prices and reports on command, and keepers' settings for it.

use ballast_bridge::{feed_id_for, keypair_for};
use ballast_client::instruction::{self, ReportArguments};
use ballast_client::layout::{Position, Reserve, RiskFeed};
use ballast_client::oracle::{PriceUpdate, price_write};
use ballast_client::{address, layout};
use ballast_localnet::{
    ASSETS, Network, Player, Scene, Session, SurfpoolOptions, Tape, TapeSource, oracle_key,
    price_account_key,
};
use ballast_migrations::Chain;
use ballast_scorer::keeper::{MarketConfig, OracleConfig};
use ballast_scorer::key::KeyConfig;
use ballast_scorer::rpc::EndpointsConfig;
use ballast_scorer::send::ConfirmConfig;
use ballast_scorer::settings::Secret;
use solana_address::Address;
use solana_commitment_config::CommitmentConfig;
use solana_keypair::Keypair;
use solana_signer::Signer as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const CLOCK: Address = Address::from_str_const("SysvarC1ock11111111111111111111111111111111");

/// A market with a lender, three borrowers and two liquidators.
pub(crate) struct Town {
    network: Network,
    pub(crate) chain: Chain,
    pub(crate) session: Session,
    pub(crate) market: Address,
    tape: Tape,
    sequence: AtomicU64,
    _out: TempDir,
}

/// The one town, for one test at a time: it takes a while to stand. Whoever comes first finds prices as they were, and no
/// test relies on what another has left.
pub(crate) fn town() -> MutexGuard<'static, Town> {
    static TOWN: OnceLock<Mutex<Town>> = OnceLock::new();
    let town = TOWN.get_or_init(|| Mutex::new(Town::new()));
    let town = town.lock().unwrap_or_else(PoisonError::into_inner);
    town.post(SAME);
    town.load();
    town
}

impl Town {
    fn new() -> Self {
        let network = Network::chosen(&SurfpoolOptions::default()).unwrap();
        let out = tempfile::tempdir().unwrap();
        let scene = Scene {
            lenders: 1,
            borrowers: 3,
            liquidators: 2,
            ..Scene::new(out.path())
        };
        let source = TapeSource::Synthetic(7);
        let tape = Tape::read(&source, "2022-11-08".parse().unwrap(), 24).unwrap();
        let session = scene.set_up(&network, &tape).unwrap();
        Self {
            chain: network.chain(),
            market: session.market.parse().unwrap(),
            network,
            session,
            tape,
            sequence: AtomicU64::new(2),
            _out: out,
        }
    }

    /// Unix seconds of the chain.
    pub(crate) fn now(&self) -> i64 {
        let (_, data) = self.chain.account(&CLOCK).unwrap().unwrap();
        i64::from_le_bytes(data[32..40].try_into().unwrap())
    }

    /// Waits until the chain's clock has reached `moment`.
    pub(crate) fn wait_until(&self, moment: i64) {
        let begun = Instant::now();
        while self.now() < moment {
            assert!(begun.elapsed() < Duration::from_mins(1), "the clock stands");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Posts every price, newer than what is loaded, each times its factor; nothing loads them.
    pub(crate) fn post(&self, factors: [f64; 4]) -> i64 {
        let loaded = (0..4).map(|index| self.reserve(index).price.published_at);
        let loaded = i64::try_from(loaded.max().unwrap()).unwrap();
        self.wait_until(loaded + 1);
        let (published_at, oracle) = (self.now(), oracle_key());
        let start = self.tape.window.from.millis();
        let posts = ASSETS.iter().zip(factors).map(|(asset, factor)| {
            let dollars = self.tape.price(asset.symbol, start).unwrap() * factor;
            let price = mantissa(dollars);
            let update = PriceUpdate {
                feed_id: feed_id_for(asset.symbol),
                price,
                confidence: price.unsigned_abs() / 2_000,
                exponent: -8,
                published_at,
                posted_slot: 0,
                average: price,
            };
            let account = price_account_key(asset.symbol).pubkey();
            price_write(&account, &oracle.pubkey(), &update, false)
        });
        let posts: Vec<_> = posts.collect();
        self.chain.send(&posts, &[&oracle]).unwrap();
        self.settle();
        published_at
    }

    /// Has `publishers` report `score` to every feed.
    pub(crate) fn report(&self, publishers: &[usize], score: u16) {
        let sequence = self.sequence.fetch_add(1, Ordering::Relaxed);
        let observed_at = u64::try_from(self.now()).unwrap();
        for publisher in publishers {
            let key = keypair_for(&format!("publisher {publisher}"));
            let reports = self.session.feeds.iter().map(|feed| {
                let report = ReportArguments {
                    sequence,
                    observed_at,
                    score,
                    half_width: 300,
                    depth_bps: 10_000,
                    model_hash: [0; 32],
                    input_hash: [0; 32],
                };
                let feed = feed.address.parse().unwrap();
                instruction::report_submit(&key.pubkey(), &feed, &report)
            });
            self.chain
                .send(&reports.collect::<Vec<_>>(), &[&key])
                .unwrap();
        }
        self.settle();
    }

    /// Waits until what was executed here is confirmed, which is what keepers look at.
    fn settle(&self) {
        let executed = self.chain.rpc().get_slot().unwrap();
        let (url, confirmed) = (self.network.rpc_url(), CommitmentConfig::confirmed());
        let chain = Chain::connect(url, confirmed, &Network::payer());
        chain.wait_for_slot(executed).unwrap();
    }

    /// Has the market load what is posted.
    pub(crate) fn load(&self) {
        let player = Player::new(&self.network, self.market, self.tape.clone(), 0.0);
        player.crank().unwrap();
        self.settle();
    }

    pub(crate) fn reserve(&self, index: u16) -> Reserve {
        self.read(&address::reserve(&self.market, index).0)
    }

    pub(crate) fn feed(&self, index: u16) -> RiskFeed {
        self.read(&address::feed(&self.market, index).0)
    }

    pub(crate) fn position_of(&self, borrower: usize) -> Address {
        let owner = keypair_for(&format!("borrower {borrower}")).pubkey();
        address::position(&self.market, &owner, 0).0
    }

    pub(crate) fn position(&self, borrower: usize) -> Position {
        self.read(&self.position_of(borrower))
    }

    /// What `owner` holds of a reserve's token.
    pub(crate) fn tokens(&self, owner: &Keypair, reserve: usize) -> u64 {
        let reserve = &self.session.reserves[reserve];
        let (mint, program): (Address, Address) = (
            reserve.mint.parse().unwrap(),
            reserve.token_program.parse().unwrap(),
        );
        let (account, _) = address::associated_token_account(&owner.pubkey(), &mint, &program);
        let (_, data) = self.chain.account(&account).unwrap().unwrap();
        u64::from_le_bytes(data[64..72].try_into().unwrap())
    }

    pub(crate) fn lamports(&self, owner: &Keypair) -> u64 {
        self.chain.lamports(&owner.pubkey()).unwrap()
    }

    fn read<A: layout::Account>(&self, address: &Address) -> A {
        self.chain.read::<A>(address).unwrap().unwrap()
    }

    pub(crate) fn market_config(&self) -> MarketConfig {
        MarketConfig {
            address: self.session.market.clone(),
            ..MarketConfig::default()
        }
    }

    pub(crate) fn rpc(&self) -> EndpointsConfig {
        EndpointsConfig::of([self.session.rpc_url.as_str()]).unwrap()
    }

    pub(crate) fn oracle(&self) -> OracleConfig {
        let accounts = self.session.reserves.iter();
        OracleConfig {
            accounts: accounts.map(|one| one.price_account.clone()).collect(),
            shards: vec![],
        }
    }
}

/// The key of `name`, as settings hold it.
pub(crate) fn key(name: &str) -> KeyConfig {
    let bytes = keypair_for(name).to_bytes().to_vec();
    KeyConfig {
        value: Some(Secret::from(format!("{bytes:?}"))),
        ..KeyConfig::default()
    }
}

/// Status is asked for often, so that tests lose no time.
pub(crate) fn confirm() -> ConfirmConfig {
    ConfirmConfig {
        poll_every_ms: 50,
        ..ConfirmConfig::default()
    }
}

/// Runs `work` on a runtime.
pub(crate) fn block_on<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(work)
}

/// The same price at every reserve.
pub(crate) const SAME: [f64; 4] = [1.0; 4];

#[expect(clippy::cast_possible_truncation, reason = "prices in 10^-8 dollars")]
fn mantissa(dollars: f64) -> i64 {
    (dollars * 1e8).round() as i64
}
