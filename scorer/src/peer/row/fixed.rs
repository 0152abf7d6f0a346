//! Kamino-like terms that nothing moves.

use crate::agent::{MarketPlan, Opening, Steward};
use crate::peer::kamino::{kamino_stable, kamino_volatile};
use ballast_policy::Result;
use ballast_policy::config::ReserveConfig;
use ballast_policy::control::{MarketLimits, ReserveLimits};
use ballast_policy::mode::Mode;
use ballast_policy::preset;
use ballast_policy::unit::Score;

/// Fixed terms, without breakers or limits of flow.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fixed;

impl Steward for Fixed {
    fn name(&self) -> &'static str {
        "kamino"
    }

    fn open(&mut self, plan: &MarketPlan) -> Result<Opening> {
        opening(plan)
    }
}

/// A market on Kamino's terms. Feeds are heard, so that who wants to can read them, and not followed.
pub(super) fn opening(plan: &MarketPlan) -> Result<Opening> {
    let reserves = plan.reserves.iter().map(|reserve| {
        let config = if reserve.is_lent {
            kamino_stable(reserve.cap)
        } else {
            kamino_volatile(reserve.cap)
        };
        Ok((config?, ReserveLimits::NONE))
    });
    Ok(Opening {
        reserves: reserves.collect::<Result<Vec<(ReserveConfig, ReserveLimits)>>>()?,
        feed: preset::feed(),
        mode: Mode::Monitoring,
        score: Score(0),
        limits: MarketLimits::NONE,
    })
}
