//! Kamino-like terms that a steward moves at Aave's pace towards what Ballast would have at once.

use super::fixed::opening;
use crate::agent::{MarketPlan, Opening, Signal, Steward};
use crate::peer::slow_steward::{SlowSteward, StewardTerms};
use ballast_policy::Result;
use ballast_policy::config::ReserveConfig;
use ballast_policy::ltv::{LtvBounds, bounded_ltv_floor};
use ballast_policy::market::Market;
use ballast_policy::preset;
use ballast_policy::regime::Regime;
use ballast_policy::unit::{ReserveIndex, Score, Timestamp, TokenAmount};

/// It looks once an hour; its waits are far longer.
const INTERVAL_SECONDS: u64 = 3_600;

/// A steward per reserve, with the score as its advice.
#[derive(Clone, Debug, Default)]
pub struct Slow {
    stewards: Vec<(SlowSteward, Wish)>,
}

/// What a reserve's terms should be at a score: its calm ones, falling and rising as Ballast's preset does.
#[derive(Clone, Copy, Debug)]
struct Wish {
    opening_ltv: LtvBounds,
    full_rate_bps: u32,
    borrow_cap: TokenAmount,
}

impl Wish {
    fn of(config: &ReserveConfig, preset: &ReserveConfig) -> Self {
        let [calm, ..] = config.curves;
        let [cap, ..] = config.borrow_caps;
        Self {
            opening_ltv: LtvBounds {
                calm_bps: config.opening_ltv.calm_bps,
                ..preset.opening_ltv
            },
            full_rate_bps: calm.corners().last().map_or(0, |corner| corner.rate_bps),
            borrow_cap: cap,
        }
    }

    /// Twice and four times the rate, three quarters and half of the cap: the preset's steps.
    fn at(&self, score: Score) -> StewardTerms {
        let (times, quarters) = match Regime::entered_at(score) {
            Regime::Calm => (1, 4),
            Regime::Transition => (2, 3),
            Regime::Stress => (4, 2),
        };
        StewardTerms {
            opening_ltv_bps: bounded_ltv_floor(&self.opening_ltv, score),
            full_rate_bps: self.full_rate_bps.saturating_mul(times),
            borrow_cap: TokenAmount((self.borrow_cap.0 / 4).saturating_mul(quarters)),
        }
    }
}

impl Steward for Slow {
    fn name(&self) -> &'static str {
        "aave-steward"
    }

    fn open(&mut self, plan: &MarketPlan) -> Result<Opening> {
        let mut opening = opening(plan)?;
        self.stewards.clear();
        for (plan, (config, _)) in plan.reserves.iter().zip(&mut opening.reserves) {
            let preset = if plan.is_lent {
                preset::stable(plan.cap)
            } else {
                preset::volatile(plan.cap)
            };
            let wish = Wish::of(config, &preset);
            let [curve, ..] = config.curves;
            let kink = curve.corners().iter().rev().nth(1);
            let kink = kink.map_or((5_000, 0), |corner| {
                (corner.utilization_bps, corner.rate_bps)
            });
            let steward = SlowSteward::new(*config, kink, wish.at(Score(0)));
            *config = steward.config()?;
            self.stewards.push((steward, wish));
        }
        Ok(opening)
    }

    fn interval_seconds(&self) -> Option<u64> {
        Some(INTERVAL_SECONDS)
    }

    fn act(&mut self, market: &mut Market<'_>, now: Timestamp, _signal: &Signal) -> Result<()> {
        for (index, (steward, wish)) in (0u16..).zip(&mut self.stewards) {
            let Some(reserve) = market.reserves.get_mut(usize::from(index)) else {
                continue;
            };
            let advice = market.feeds.get(reserve.feed).map(|feed| feed.state);
            let Some(advice) = advice.filter(|state| state.rounds != 0) else {
                continue;
            };
            if steward.advance(&wish.at(advice.raw), now) {
                reserve.config = steward.config()?;
                market.accrue(ReserveIndex(index), now)?;
            }
        }
        Ok(())
    }
}
