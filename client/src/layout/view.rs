//! What `terms_view` returns. Meaning of each number: `ballast_policy::view`.

/// A reserve's terms at one moment, and what bounds them.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct TermsView {
    /// Earliest time at which the score may fall; 0 while it cannot. Unix seconds.
    pub score_loosens_from: u64,
    /// Earliest time at which the regime may be left; 0 in calm and while it cannot. Unix seconds.
    pub regime_loosens_from: u64,
    /// When silence begins to tighten; 0 where it does not. Unix seconds.
    pub silence_tightens_from: u64,
    /// The most that may be owed to the reserve, base units.
    pub borrow_cap: u64,
    /// What may still be borrowed: under the cap and the cash, base units.
    pub borrow_room: u64,
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
    /// How much of this collateral's value new debt may use, basis points.
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
}
