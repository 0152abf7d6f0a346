//! What the chain says now: its clock, our feeds, our balance; read again and again in one request.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use ballast_client::layout::{Account as _, RiskFeed};
use ballast_client::{PROGRAM_ID, PublicCluster};
use solana_address::Address;
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

use crate::rpc::{CLOCK, ChainClock, Endpoints, RpcError};

/// A clock that was read is taken further by this much at most.
const AHEAD_MOST: Duration = Duration::from_secs(2);

/// One look at the chain.
#[derive(Clone, Debug)]
pub struct ChainState {
    /// When it was taken.
    pub read_at: Instant,
    /// The network, where it is a public one.
    pub cluster: Option<PublicCluster>,
    /// The slot it was taken at.
    pub slot: u64,
    /// The chain's time then, Unix seconds.
    pub clock: u64,
    /// This machine's clock less the chain's, seconds.
    pub skew_seconds: i64,
    /// The keys' balances, lamports, in the order of the keys.
    pub balances: Vec<u64>,
    /// The feeds, in the order of the configuration; why one could not be read.
    pub feeds: Vec<Result<Box<RiskFeed>, String>>,
}

impl ChainState {
    /// The chain's time at `now`, Unix seconds: what was read, and what has passed since.
    pub fn time_at(&self, now: Instant) -> u64 {
        let since = now.saturating_duration_since(self.read_at);
        self.clock.saturating_add(since.min(AHEAD_MOST).as_secs())
    }

    /// How old it is.
    pub fn age(&self, now: Instant) -> Duration {
        now.saturating_duration_since(self.read_at)
    }
}

/// Reads the chain once.
///
/// # Errors
/// [`RpcError`]: no node answered, or there is no clock.
pub async fn look(
    endpoints: &Endpoints,
    keys: &[Address],
    feeds: &[Address],
) -> Result<ChainState, RpcError> {
    let addresses: Vec<Address> = [CLOCK].iter().chain(keys).chain(feeds).copied().collect();
    let (slot, accounts) = endpoints.raw_accounts(&addresses).await?;
    let mut accounts = accounts.into_iter();
    let missing = RpcError::AccountMissing { address: CLOCK };
    let clock = accounts.next().flatten().ok_or(missing)?;
    let clock = ChainClock::of(&clock.data)?.unix_seconds;
    let balances = accounts.by_ref().take(keys.len());
    let balances = balances.map(|account| account.map_or(0, |account| account.lamports));
    let balances = balances.collect();
    let feeds = accounts.map(|account| {
        let account = account.ok_or("there is no such account: check feeds.address")?;
        if account.owner != PROGRAM_ID {
            return Err(format!(
                "it belongs to {}, not to the lending program",
                account.owner
            ));
        }
        let feed = RiskFeed::decode(&account.data).map_err(|error| error.to_string())?;
        Ok(Box::new(feed))
    });
    let genesis = endpoints.genesis().map(|hash| hash.to_string());
    Ok(ChainState {
        read_at: Instant::now(),
        cluster: genesis.as_deref().and_then(PublicCluster::of),
        slot,
        clock: clock.max(0).cast_unsigned(),
        skew_seconds: unix_seconds().saturating_sub(clock),
        balances,
        feeds: feeds.collect(),
    })
}

/// Looks every `every`, and at once when `hurry` is rung, until `stop`; the last look stays in `told` when one fails.
pub(super) async fn watch(
    endpoints: Endpoints,
    (keys, feeds): (Vec<Address>, Vec<Address>),
    every: Duration,
    (told, hurry): (watch::Sender<Option<ChainState>>, &Notify),
    stop: CancellationToken,
) {
    loop {
        let looked = tokio::select! {
            () = stop.cancelled() => return,
            looked = look(&endpoints, &keys, &feeds) => looked,
        };
        match looked {
            Ok(state) => {
                told.send_replace(Some(state));
            }
            Err(error) => tracing::warn!(%error, "the chain cannot be read"),
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(every) => {}
            () = hurry.notified() => {}
        }
    }
}

/// This machine's clock, Unix seconds.
fn unix_seconds() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    })
}
