//! The market's accounts, as the page read them.

use ballast_client::layout::{Account, Market, Reserve, RiskFeed};
use ballast_policy::change::Delays;
use ballast_policy::control::{MarketFlows, MarketLimits};
use ballast_policy::feed::Effective;
use ballast_policy::limiter::Limit;
use ballast_policy::market;
use ballast_policy::pause::Pause;
use ballast_policy::unit::Timestamp;

/// Bytes of a record before the account's data: its length, little-endian, and its address.
const HEAD: usize = 4 + ADDRESS;
const ADDRESS: usize = 32;

/// Why bytes are not a scene.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SceneError {
    /// A record is cut short, or its account is none of a market, a feed or a reserve.
    NotAnAccount,
    /// There is no market, a reserve's feed is not there, or the reserves' indices leave a gap.
    Missing,
}

/// A market with its feeds and reserves, as policy sees them.
#[derive(Debug)]
pub struct Scene {
    /// Reserves by index.
    pub reserves: Vec<market::Reserve>,
    /// Feeds in the order of the records.
    pub feeds: Vec<market::Feed>,
    /// The limits over all reserves.
    pub limits: MarketLimits,
    /// What flowed through all reserves.
    pub flows: MarketFlows,
    /// The guardian's last pause.
    pub pause: Pause,
    /// How long changes wait.
    pub delays: Delays,
    /// When the market was launched; zero while it is being set up.
    pub launched_at: Timestamp,
}

impl Default for Scene {
    /// A market without anything.
    fn default() -> Self {
        let limits = MarketLimits {
            outflow: Limit::NONE,
            inflow: Limit::NONE,
            fresh: Limit::NONE,
        };
        Self {
            reserves: Vec::new(),
            feeds: Vec::new(),
            limits,
            flows: MarketFlows::default(),
            pause: Pause::default(),
            delays: Delays::NONE,
            launched_at: Timestamp::default(),
        }
    }
}

impl Scene {
    /// Reads records `length: u32, address: [u8; 32], data: [u8; length]`: one market, feeds, reserves, in any order but that
    /// feeds keep theirs.
    pub fn read(mut bytes: &[u8]) -> Result<Self, SceneError> {
        let (mut market, mut feeds, mut reserves) = (None, Vec::new(), Vec::new());
        while !bytes.is_empty() {
            let (address, data, rest) = record(bytes).ok_or(SceneError::NotAnAccount)?;
            bytes = rest;
            if let Ok(found) = Market::decode(data) {
                market = Some(found);
            } else if let Ok(feed) = RiskFeed::decode(data) {
                feeds.push((address, ballast_bridge::policy_feed(&feed)));
            } else if let Ok(reserve) = Reserve::decode(data) {
                reserves.push(reserve);
            } else {
                return Err(SceneError::NotAnAccount);
            }
        }
        reserves.sort_by_key(|reserve| reserve.index);
        let market = market.ok_or(SceneError::Missing)?;
        let (limits, flows) = ballast_bridge::policy_market(&market);
        let reserves = (0u16..)
            .zip(&reserves)
            .map(|(index, reserve)| {
                let feed = feeds
                    .iter()
                    .position(|(address, _)| *address == reserve.feed.as_ref());
                let feed = feed.filter(|_| reserve.index == index);
                Ok(ballast_bridge::policy_reserve(
                    reserve,
                    feed.ok_or(SceneError::Missing)?,
                ))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            reserves,
            feeds: feeds.into_iter().map(|(_, feed)| feed).collect(),
            limits,
            flows,
            pause: Pause {
                until: Timestamp(market.paused_until),
            },
            delays: delays(&market),
            launched_at: Timestamp(market.launched_at),
        })
    }

    /// A reserve and what its feed says at `now`.
    pub fn reserve(
        &self,
        index: u32,
        now: Timestamp,
    ) -> Result<(&market::Reserve, Effective), SceneError> {
        let reserve = self
            .reserves
            .get(index as usize)
            .ok_or(SceneError::Missing)?;
        let feed = self.feeds.get(reserve.feed).ok_or(SceneError::Missing)?;
        Ok((reserve, feed.state.effective(&feed.config, now)))
    }

    /// A feed.
    pub fn feed(&self, index: u32) -> Result<&market::Feed, SceneError> {
        self.feeds.get(index as usize).ok_or(SceneError::Missing)
    }
}

/// How long a market's changes wait now.
pub(crate) fn delays(market: &Market) -> Delays {
    let bounds = ballast_bridge::policy_bounds(&market.bounds);
    Delays::in_force(&bounds, Timestamp(market.launched_at))
}

pub(crate) fn record(bytes: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let (head, rest) = bytes.split_at_checked(HEAD)?;
    let (length, address) = head.split_at(HEAD - ADDRESS);
    let length = u32::from_le_bytes(length.try_into().ok()?);
    let (data, rest) = rest.split_at_checked(length as usize)?;
    Some((address, data, rest))
}
