//! The markets that the tests set up.

use ballast_policy::bounds::Bounds;
use ballast_policy::config::ReserveConfig;
use ballast_policy::control::{MarketLimits, ReserveLimits};
use ballast_policy::preset;
use ballast_policy::unit::{TokenAmount, Usd};
use ballast_vm::{DeploymentPlan, ReservePlan};

/// What may be borrowed of every reserve in calm, base units; twice that may be deposited.
pub const CAP: u64 = 1 << 50;

/// What a guarded market is made for, by reserve in base units: 50 000 SOL, 5 million USDC, 2 500 ETH.
pub const GUARDED_CAPS: [u64; 3] = [50_000_000_000_000, 5_000_000_000_000, 250_000_000_000];

/// Two feeds, SOL, USDC and ETH, without limits and breakers: for tests of other rules.
pub fn plan(publishers: usize) -> DeploymentPlan {
    DeploymentPlan {
        feeds: vec![(preset::feed(), publishers), (preset::feed(), publishers)],
        reserves: vec![
            reserve("SOL", 9, preset::volatile(TokenAmount(CAP)), 0),
            reserve("USDC", 6, preset::stable(TokenAmount(CAP)), 1),
            reserve("ETH", 8, preset::volatile(TokenAmount(CAP)), 0),
        ],
        bounds: Bounds::STANDARD,
        limits: MarketLimits::NONE,
    }
}

/// The same with caps of millions of dollars, and the published limits and breakers that go with them.
pub fn guarded_plan(publishers: usize) -> DeploymentPlan {
    let mut plan = plan(publishers);
    for (reserve, cap) in plan.reserves.iter_mut().zip(GUARDED_CAPS) {
        let cap = TokenAmount(cap);
        reserve.config = match reserve.asset.as_str() {
            "USDC" => preset::stable(cap),
            _ => preset::volatile(cap),
        };
        reserve.limits = None;
    }
    plan.limits = preset::market_limits(Usd::from_dollars(20_000_000));
    plan
}

/// A reserve of `asset` that follows the feed of this index.
pub fn reserve(asset: &str, decimals: u8, config: ReserveConfig, feed: u16) -> ReservePlan {
    ReservePlan {
        asset: asset.into(),
        decimals,
        config,
        limits: Some(ReserveLimits::NONE),
        feed,
        extensions: None,
    }
}
