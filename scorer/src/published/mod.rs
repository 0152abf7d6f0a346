//! The published policy: `docs/policy.md`, written from the formulas and the starting limits themselves.
//!
//! Every number on that page is computed here from `ballast-policy`; a test holds the committed page equal to
//! [`page`], so that it cannot drift from what the program does. One section a file.

pub(crate) mod bands;
mod breakers;
mod governance;
mod limits;
mod liquidation;
mod listening;
pub(crate) mod markdown;
mod prices;
mod publishers;
mod rounding;
mod throttle;

use ballast_policy::bounds::Bounds;
use ballast_policy::config::ReserveConfig;
use ballast_policy::control::{MarketLimits, ReserveLimits};
use ballast_policy::feed::FeedConfig;
use ballast_policy::preset;
use ballast_policy::unit::{TokenAmount, Usd};

/// What is published: one feed and the kinds of reserves that follow it.
#[derive(Clone, Debug)]
pub struct Published {
    /// How the feed listens, forgets and is throttled.
    pub feed: FeedConfig,
    /// Kinds of reserves by name.
    pub reserves: Vec<(&'static str, ReserveConfig)>,
    /// The calm borrow cap of each reserve, base units.
    pub cap: u64,
    /// Flow limits and breakers of a reserve of that cap.
    pub limits: ReserveLimits,
    /// What the market is made for.
    pub size: Usd,
    /// Flow limits of a market of that size.
    pub market: MarketLimits,
    /// What no setting ever exceeds.
    pub bounds: Bounds,
}

impl Default for Published {
    /// The starting limits of `ballast_policy::preset`.
    fn default() -> Self {
        // Amounts are published as shares of the calm cap, so the cap itself is any round number.
        let cap = TokenAmount(1_000_000_000_000);
        let size = Usd::from_dollars(1_000_000);
        Self {
            feed: preset::feed(),
            reserves: vec![
                ("volatile", preset::volatile(cap)),
                ("stable", preset::stable(cap)),
            ],
            cap: cap.0,
            limits: preset::reserve_limits(cap),
            size,
            market: preset::market_limits(size),
            bounds: Bounds::STANDARD,
        }
    }
}

const PREFACE: &str = "\
# The policy

What the program does with a score. The formulas live in [`policy/src`](../policy/src/lib.rs); this page is written from them and
from the starting limits of `preset.rs` by `make policy-page`, and a test holds the two equal. A market's own limits are on chain.
";

/// The page, in Markdown.
pub fn page(published: &Published) -> String {
    [
        PREFACE.to_owned(),
        listening::section(&published.feed),
        bands::section(published),
        throttle::section(published),
        limits::section(published),
        breakers::section(published),
        prices::section(),
        liquidation::section(published),
        publishers::section(&published.feed),
        governance::section(&published.bounds),
        rounding::section(),
    ]
    .join("\n")
}
