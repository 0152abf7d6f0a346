//! What `terms_view` and `position_view` return. Meaning of each number: `ballast_policy::view`, `::position_view`.

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
    /// What may still be seized of it by liquidations: what its book takes, base units; the largest number without a limit.
    pub liquidation_room: u64,
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
    /// How much of the measured depth the books have, by the feed, basis points.
    pub depth_bps: u16,
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
    pub padding: [u8; 3],
}

/// One deposit or one debt. All zero: none.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct AssetView {
    /// What is held or owed, base units.
    pub amount: u64,
    /// What it counts for, USD (2^-20).
    pub value: u64,
    /// The price that it counts at, 2^-64 dollars per base unit.
    pub price: u64,
    /// The reserve's index.
    pub reserve: u16,
    /// As collateral: how much of its value new debt may use; as debt: what it weighs. Basis points.
    pub opening_bps: u16,
    /// As collateral: its liquidation threshold, basis points.
    pub threshold_bps: u16,
    /// Why it counts as it does, added: 1 price unusable, 2 reduced and 4 halted by a breaker, 8 partly fresh, 16 isolated
    /// and not alone, 32 no collateral, 64 of the position's group, 128 deleveraged.
    pub reasons: u16,
}

/// A position at one moment.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct PositionView {
    /// All deposits at their low prices, USD (2^-20).
    pub collateral: u64,
    /// What new debt may reach on present terms, USD (2^-20).
    pub borrow_limit: u64,
    /// The part of it that seasoned collateral gives, USD (2^-20).
    pub seasoned_limit: u64,
    /// The debt past which it is liquidated, USD (2^-20).
    pub liquidation_limit: u64,
    /// All debts at their high prices, USD (2^-20).
    pub debt: u64,
    /// The same, each times its asset's weight, USD (2^-20).
    pub weighted_debt: u64,
    /// Exactly what may be borrowed now of the named reserve, base units.
    pub borrow_room: u64,
    /// Exactly what may be withdrawn now from it, base units.
    pub withdraw_room: u64,
    /// When the present spell of bad health was first noted, Unix seconds; zero: there is none.
    pub unhealthy_since: u64,
    /// How far all collateral may lose value together before it can be liquidated, basis points; 10 000 without debt.
    pub distance_bps: u16,
    /// The group whose terms it is judged on; zero: none.
    pub group: u16,
    /// How many of `assets` are deposits; they come first.
    pub deposits: u16,
    /// How many of them are debts.
    pub borrows: u16,
    /// Deposits, then debts.
    pub assets: [AssetView; 13],
}
