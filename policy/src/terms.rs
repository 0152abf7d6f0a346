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
