//! Ballast as published: the preset's bounds, limits and breakers, its feeds live.

use super::{MarketPlan, Opening, Steward, preset_reserves};
use ballast_policy::Result;
use ballast_policy::mode::Mode;
use ballast_policy::preset;
use ballast_policy::unit::Score;

/// The published policy, following its feeds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ballast;

impl Steward for Ballast {
    fn name(&self) -> &'static str {
        "ballast"
    }

    fn open(&mut self, plan: &MarketPlan) -> Result<Opening> {
        Ok(Opening {
            reserves: preset_reserves(plan),
            feed: preset::feed(),
            mode: Mode::Autonomous,
            // The first round alone then says where terms stand.
            score: Score(0),
            limits: preset::market_limits(plan.size),
        })
    }
}
