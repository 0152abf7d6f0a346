//! The terms of a reserve at one moment: one function of its configuration and the feed's effective score and regime.

use crate::config::ReserveConfig;
use crate::curve::BorrowCurve;
use crate::feed::Effective;
use crate::ltv::bounded_ltv_floor;
use crate::regime::Regime;
use crate::unit::TokenAmount;

/// What a new borrower meets. Nothing here touches an open position's liquidation threshold (INV-26).
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// The borrow curve of the regime.
    pub curve: &'a BorrowCurve,
    /// How much of this collateral's value new debt may use, basis points.
    pub opening_ltv_bps: u16,
    /// The most that may be owed to the reserve, base units.
    pub borrow_cap: TokenAmount,
    /// The score and regime that these terms follow.
    pub effective: Effective,
}

impl<'a> Terms<'a> {
    /// The terms that `config` gives under `effective`.
    #[inline]
    pub fn new(config: &'a ReserveConfig, effective: Effective) -> Self {
        let [calm, transition, stress] = &config.curves;
        let [calm_cap, transition_cap, stress_cap] = config.borrow_caps;
        let (curve, borrow_cap) = match effective.regime {
            Regime::Calm => (calm, calm_cap),
            Regime::Transition => (transition, transition_cap),
            Regime::Stress => (stress, stress_cap),
        };
        Self {
            curve,
            opening_ltv_bps: bounded_ltv_floor(&config.opening_ltv, effective.score),
            borrow_cap,
            effective,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::FeedStatus;
    use crate::fixture::reserve_config;
    use crate::unit::Score;

    fn effective(score: u16, regime: Regime) -> Effective {
        Effective {
            score: Score(score),
            regime,
            status: FeedStatus::Held,
            score_jumped_at: crate::unit::Timestamp::ZERO,
            depth_bps: 10_000,
        }
    }

    #[test]
    fn each_regime_brings_its_curve_and_its_cap() {
        let config = reserve_config();
        for (position, regime) in Regime::ALL.into_iter().enumerate() {
            let terms = Terms::new(&config, effective(0, regime));
            assert_eq!(terms.curve, &config.curves[position]);
            assert_eq!(terms.borrow_cap, config.borrow_caps[position]);
        }
    }

    #[test]
    fn the_opening_ltv_follows_the_score_and_not_the_regime() {
        let config = reserve_config();
        for regime in Regime::ALL {
            for (score, ltv) in [(4_500, 7_500), (6_500, 5_750), (8_500, 4_000)] {
                let terms = Terms::new(&config, effective(score, regime));
                assert_eq!(terms.opening_ltv_bps, ltv);
            }
        }
    }

    #[test]
    fn a_dead_feed_brings_the_strictest_terms() {
        let config = reserve_config();
        let terms = Terms::new(&config, Effective::CONSERVATIVE);
        assert_eq!(terms.opening_ltv_bps, config.opening_ltv.stress_bps);
        assert_eq!(terms.borrow_cap, config.borrow_caps[2]);
        assert_eq!(terms.curve, &config.curves[2]);
    }
}
