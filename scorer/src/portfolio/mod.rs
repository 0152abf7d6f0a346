//! Who holds and owes what, and the market that it is held in.
//!
//! A [`Snapshot`] is a market at one moment in policy's own types, so that whatever is asked of it is answered by policy.
//! It comes from a file that people write ([`read`]), from the accounts of a chain
//! ([`Snapshot::from_accounts`]), or from a seed ([`synthetic`]).

mod builder;
mod chain;
mod error;
mod file;
mod json;
pub mod synthetic;

use ballast_policy::feed::Effective;
use ballast_policy::health::{ReserveSource, ReserveView};
use ballast_policy::market::{Feed, Reserve};
use ballast_policy::position::Position;
use ballast_policy::unit::{ReserveIndex, Timestamp, TokenAmount, Usd};
use ballast_policy::{PolicyError, Rule};

pub use builder::{AccountSpec, AssetSpec, SnapshotBuilder};
pub use chain::{ChainAccount, ChainRequest, Node, fetch, parse_accounts, read_accounts};
pub use error::PortfolioError;
pub use file::{parse, read};

/// An asset of the market; its reserve has the same index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Its symbol.
    pub symbol: String,
    /// Decimals of its token.
    pub decimals: u8,
}

/// One position and who it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// A name or an address.
    pub owner: String,
    /// What it holds and owes.
    pub position: Position,
}

/// A market and its positions at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Where it comes from, for reports.
    pub origin: String,
    /// Assets by reserve.
    pub assets: Vec<Asset>,
    /// Reserves by index.
    pub reserves: Vec<Reserve>,
    /// Feeds that the reserves follow.
    pub feeds: Vec<Feed>,
    /// Positions, in the order of their source.
    pub accounts: Vec<Account>,
    /// The moment.
    pub now: Timestamp,
}

impl Snapshot {
    /// What the feed of reserve `index` says at the snapshot's moment; without a feed, the strictest.
    pub fn effective(&self, reserve: &Reserve) -> Effective {
        let feed = self.feeds.get(reserve.feed);
        feed.map_or(Effective::CONSERVATIVE, |feed| {
            feed.state.effective(&feed.config, self.now)
        })
    }

    /// Where the asset of this symbol stands.
    pub fn asset(&self, symbol: &str) -> Option<usize> {
        self.assets.iter().position(|asset| asset.symbol == symbol)
    }

    /// Whether asset `index` is one that is held to a dollar: priced within a twentieth of it, and accepted at a liquidation
    /// threshold of 85 % or more, as nothing volatile is.
    pub fn is_stablecoin(&self, index: usize) -> bool {
        const LEAST_THRESHOLD_BPS: u16 = 8_500;
        const TWENTIETH: u64 = Usd::from_dollars(1).0 / 20;
        let (Some(asset), Some(reserve)) = (self.assets.get(index), self.reserves.get(index))
        else {
            return false;
        };
        let token = 10_u64.checked_pow(u32::from(asset.decimals));
        let worth = token.map(|token| reserve.price.mid.value_floor(TokenAmount(token)));
        let is_near = matches!(worth, Some(Ok(worth)) if worth.0.abs_diff(Usd::from_dollars(1).0) <= TWENTIETH);
        is_near && reserve.config.liquidation_threshold_bps >= LEAST_THRESHOLD_BPS
    }

    /// The same market with every price shown at its moment: what a future begins with. A price that was never shown stays
    /// missing.
    #[must_use]
    pub fn with_prices_shown(mut self) -> Self {
        for reserve in &mut self.reserves {
            if !reserve.price.published_at.is_zero() {
                reserve.price.published_at = self.now;
            }
        }
        self
    }
}

impl ReserveSource for Snapshot {
    fn reserve(&self, index: ReserveIndex) -> Result<ReserveView<'_>, PolicyError> {
        let missing = Rule::ReserveMissing.broken(u64::from(index.0), self.reserves.len() as u64);
        let reserve = self.reserves.get(usize::from(index.0)).ok_or(missing)?;
        Ok(reserve.view(self.effective(reserve)))
    }
}
