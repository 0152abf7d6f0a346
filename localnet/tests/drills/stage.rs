//! A funded market on a network, publishers on it, and what the chain and the audits say of them.

use super::room::Room;
use ballast_bridge::{keypair_for, policy_feed};
use ballast_client::layout::{Report, RiskFeed};
use ballast_localnet::fleet::{Process, Program, await_some};
use ballast_localnet::proxy::Proxy;
use ballast_localnet::{
    Network, Replay, Scene, Session, SurfpoolOptions, Tape, TapeSource, repository_root,
};
use ballast_policy::feed::Effective;
use ballast_policy::unit::Timestamp;
use solana_address::Address;
use solana_signer::Signer as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How long anything may take that is waited for.
pub(crate) const PATIENCE: Duration = Duration::from_secs(150);
/// The feed that the drills report to.
pub(crate) const FEED: &str = "SOL";
/// As on a cluster: the migration signs anew by a cluster's pace, and what is never sent expires in a minute.
const SLOT_MILLIS: u64 = 400;

/// One network at a time: two cores carry no more, and what is measured is not disturbed.
static TURN: Mutex<()> = Mutex::new(());
/// The network that most drills share.
static SHARED: Mutex<Option<Stage>> = Mutex::new(None);

pub(crate) struct Stage {
    pub(crate) network: Network,
    pub(crate) session: Session,
    pub(crate) feed: Address,
    /// In cargo's folder for tests, so that what failed can be looked at.
    folder: PathBuf,
}

/// The shared stage, while it is this drill's turn.
pub(crate) struct Shared {
    stage: MutexGuard<'static, Option<Stage>>,
    _turn: MutexGuard<'static, ()>,
}

impl std::ops::Deref for Shared {
    type Target = Stage;

    fn deref(&self) -> &Stage {
        self.stage.as_ref().unwrap()
    }
}

/// A stage of a drill's own, while it is its turn.
pub(crate) struct Own {
    stage: Stage,
    _turn: MutexGuard<'static, ()>,
}

impl std::ops::Deref for Own {
    type Target = Stage;

    fn deref(&self) -> &Stage {
        &self.stage
    }
}

fn turn<T>(mutex: &'static Mutex<T>) -> MutexGuard<'static, T> {
    // A drill that failed leaves nothing half done that the next one would not see through.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The stage that drills share.
pub(crate) fn shared() -> Shared {
    let (turn, mut stage) = (turn(&TURN), turn(&SHARED));
    if stage.is_none() {
        *stage = Some(Stage::new("shared", ""));
    }
    Shared { stage, _turn: turn }
}

/// One of the drill `name`, whose feed has `rules` beside its published ones, as lines of TOML.
pub(crate) fn own(name: &str, rules: &str) -> Own {
    let turn = turn(&TURN);
    Own {
        stage: Stage::new(name, rules),
        _turn: turn,
    }
}

/// What one publisher has on chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) report: Report,
    /// Reports that ever had an effect.
    pub(crate) posts: u32,
}

impl Stage {
    fn new(name: &str, rules: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("drills-{name}"));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let options = SurfpoolOptions {
            slot_millis: SLOT_MILLIS,
            ..SurfpoolOptions::default()
        };
        let network = Network::chosen(&options).unwrap();
        let scene = Scene {
            lenders: 1,
            borrowers: 1,
            liquidators: 0,
            settings: settings(&folder, rules),
            ..Scene::new(&folder)
        };
        let from = "2022-11-08".parse().unwrap();
        let tape = Tape::read(&TapeSource::Synthetic(7), from, 24).unwrap();
        let mut session = scene.set_up(&network, &tape).unwrap();
        session.feeds.retain(|feed| feed.name == FEED);
        session.replay = Some(Replay {
            epoch_millis: now_millis(),
            from_millis: tape.window.from.millis(),
            until_millis: tape.window.until.millis(),
            speed: 1.0,
            source: tape.source.clone(),
            data: PathBuf::new(),
        });
        let feed = session.feeds[0].address.parse().unwrap();
        Self {
            network,
            session,
            feed,
            folder,
        }
    }

    /// A folder for one drill's databases and settings.
    pub(crate) fn room(&self, drill: &str) -> Room<'_> {
        let folder = self.folder.join(drill);
        std::fs::create_dir_all(&folder).unwrap();
        let mut session = self.session.clone();
        let replay = session.replay.as_mut().unwrap();
        replay.epoch_millis = now_millis();
        Room {
            stage: self,
            session,
            folder,
            program: Program::scorer().unwrap(),
        }
    }

    pub(crate) fn risk_feed(&self) -> RiskFeed {
        self.network
            .chain()
            .read::<RiskFeed>(&self.feed)
            .unwrap()
            .unwrap()
    }

    /// What terms follow now.
    pub(crate) fn effective(&self) -> (RiskFeed, Effective) {
        let (feed, time) = (self.risk_feed(), self.network.time().unwrap());
        let told = policy_feed(&feed);
        let time = Timestamp(u64::try_from(time).unwrap());
        (feed, told.state.effective(&told.config, time))
    }

    pub(crate) fn standing(&self, publisher: usize) -> Standing {
        let feed = self.risk_feed();
        let key = keypair_for(&format!("publisher {publisher}")).pubkey();
        let slot = feed
            .publishers
            .iter()
            .position(|held| held.key == key)
            .unwrap();
        Standing {
            report: feed.reports[slot],
            posts: feed.records[slot].posts,
        }
    }

    pub(crate) fn sequence(&self, publisher: usize) -> u64 {
        self.standing(publisher).report.sequence
    }
}

/// Waits for `holds`; otherwise fails with `what` and the ends of the nodes' logs.
#[track_caller]
pub(crate) fn until(what: &str, nodes: &[&Process], mut holds: impl FnMut() -> bool) {
    if await_some(PATIENCE, || holds().then_some(())).is_none() {
        for node in nodes {
            eprintln!("{}; ready: {:?}", node.complain(what), node.readiness());
        }
        panic!("waited in vain: {what}");
    }
}

pub(crate) fn is_ready(node: &Process) -> bool {
    node.readiness().is_ok_and(|readiness| readiness.is_ready)
}

/// Whether something whose name begins with `part` is wrong.
pub(crate) fn is_red(node: &Process, part: &str) -> bool {
    let is_it = |readiness: ballast_localnet::fleet::Readiness| {
        readiness.wrong.keys().any(|name| name.starts_with(part))
    };
    node.readiness().is_ok_and(is_it)
}

/// Waits until `node` has looked at the market so many times more.
#[track_caller]
pub(crate) fn ticks(node: &Process, count: f64) {
    let ticks = || node.metric("ticks_total", "").unwrap();
    let from = ticks();
    until("it ticks", &[node], || ticks() >= from + count);
}

/// A proxy in front of the network.
pub(crate) fn proxy(network: &Network) -> Proxy {
    block_on(Proxy::start(network.rpc_url())).unwrap()
}

pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(future)
}

pub(crate) fn urls(urls: &[String]) -> (&'static str, String) {
    ("RPC__URLS", serde_json::to_string(urls).unwrap())
}

/// The local market's settings with `rules` for the feed.
fn settings(folder: &Path, rules: &str) -> PathBuf {
    let root = repository_root();
    let text = std::fs::read_to_string(root.join("migrations/localnet.toml")).unwrap();
    let program = root.join("target/deploy/lending.so").display().to_string();
    let name = format!("name = \"{FEED}\"\n");
    assert!(text.contains(&name) && text.contains("../target/deploy/lending.so"));
    let text = text.replace("../target/deploy/lending.so", &program);
    let text = text.replace(&name, &format!("{name}{rules}"));
    let path = folder.join("settings.toml");
    std::fs::write(&path, text).unwrap();
    path
}

pub(crate) fn now_millis() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(since.as_millis()).unwrap()
}
