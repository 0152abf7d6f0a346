//! What `terms_view` returns. Meaning of each number: `ballast_policy::view`.

/// A reserve's terms at one moment, and what bounds them.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct TermsView {
    /// Earliest time at which the score may fall, if a round is held then and all else is in order; 0 while it cannot.
    pub score_loosens_from: u64,
    /// Earliest time at which the regime may be left; 0 in calm and while it cannot.
    pub regime_loosens_from: u64,
    /// When silence begins to tighten; 0 where it does not.
    pub silence_tightens_from: u64,
    /// When the liquidation threshold has come down its ramp; 0 where it is on none.
    pub threshold_falls_until: u64,
    /// Until when each breaker is in force, by number; 0 where it is not, the largest number while its cause lasts.
    pub breakers_until: [u64; 9],
    /// The most that may be owed to the reserve, base units; that of stress where a breaker reduces.
    pub borrow_cap: u64,
    /// What may still be borrowed: under the cap, the cash and the reserve's outflow limit, base units; 0 where a breaker
    /// halts.
    pub borrow_room: u64,
    /// Room in the reserve's outflow limit, base units; the largest number without one.
    pub outflow_room: u64,
    /// Room in the reserve's limit of collateral inflow, base units.
    pub inflow_room: u64,
    /// Room in the reserve's limit of borrowing against fresh collateral, base units.
    pub fresh_room: u64,
    /// Room in the market's outflow limit, USD (2^-20).
    pub market_outflow_room: u64,
    /// Room in the market's limit of collateral inflow, USD (2^-20).
    pub market_inflow_room: u64,
    /// Room in the market's limit of borrowing against fresh collateral, USD (2^-20).
    pub market_fresh_room: u64,
    /// What may still be deposited under its cap, base units.
    pub deposit_room: u64,
    /// The rate that the curve asks at the present utilisation, 2^-64 per second.
    pub rate: u64,
    /// What may still be loosened now of the day's budget, hundredths of a point.
    pub budget_room: u16,
    /// The score that terms follow, hundredths of a point.
    pub score: u16,
    /// The last median, before the throttle, hundredths of a point.
    pub raw: u16,
    /// How much of this collateral's value new debt may use, breakers included, basis points.
    pub opening_ltv_bps: u16,
    /// Where open positions may be liquidated, basis points.
    pub liquidation_threshold_bps: u16,
    /// Share of the reserve that is lent out, basis points.
    pub utilization_bps: u16,
    /// 0 calm, 1 transition, 2 stress.
    pub regime: u8,
    /// 0 held, 1 decaying, 2 conservative, 3 fixed by the mode.
    pub status: u8,
    /// 0 autonomous, 1 advisory, 2 monitoring.
    pub mode: u8,
    /// Which rule decided the last round: `ballast_policy::throttle::Bound`.
    pub bound_by: u8,
    /// How breakers vote on new debt, on it as backing, on withdrawals with debt: 0 allow, 1 reduce, 2 halt.
    pub verdicts: [u8; 3],
    /// Zero.
    pub padding: [u8; 5],
}
