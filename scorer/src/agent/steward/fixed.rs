//! Terms that nothing moves: the preset's at one score, feeds heard but not followed.

use super::{MarketPlan, Opening, Steward, preset_reserves};
use ballast_policy::Result;
use ballast_policy::control::{MarketLimits, ReserveLimits};
use ballast_policy::mode::Mode;
use ballast_policy::preset;
use ballast_policy::unit::Score;

/// The preset's terms at a fixed score.
#[derive(Clone, Copy, Debug)]
pub struct Static {
    score: Score,
    is_guarded: bool,
}

impl Static {
    /// Calm terms at all times, with neither breakers nor limits of flow: as most lending markets are.
    pub const CALM: Self = Self {
        score: Score(0),
        is_guarded: false,
    };

    /// The terms of `score`, with the preset's breakers and limits of flow where `is_guarded`.
    ///
    /// # Errors
    /// [`ballast_policy::Rule::ScoreOutOfRange`].
    pub fn new(score: Score, is_guarded: bool) -> Result<Self> {
        Ok(Self {
            score: Score::new(score.0)?,
            is_guarded,
        })
    }
}

impl Steward for Static {
    fn name(&self) -> &'static str {
        "static"
    }

    fn open(&mut self, plan: &MarketPlan) -> Result<Opening> {
        let mut reserves = preset_reserves(plan);
        if !self.is_guarded {
            for (_, limits) in &mut reserves {
                *limits = ReserveLimits::NONE;
            }
        }
        let limits = if self.is_guarded {
            preset::market_limits(plan.size)
        } else {
            MarketLimits::NONE
        };
        Ok(Opening {
            reserves,
            feed: preset::feed(),
            mode: Mode::Monitoring,
            score: self.score,
            limits,
        })
    }
}
