//! A reserve's published bounds.
/// One corner of a borrow curve.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct CurvePoint {
    /// Annual rate, basis points, e.g. 350 = 3.5 %.
    pub rate_bps: u32,
    /// Utilisation, basis points, e.g. 8 000 = 80 %.
    pub utilization_bps: u16,
    /// Zero.
    pub padding: u16,
}

/// A rising piecewise-linear borrow curve.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct BorrowCurve {
    /// Corners by rising utilisation; those past `length` are zero.
    pub points: [CurvePoint; 11],
    /// Corners in use, 2 to 11.
    pub length: u64,
}

/// Bounds of the opening LTV and the scores between which it falls.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct LtvBounds {
    /// In calm, basis points.
    pub calm_bps: u16,
    /// At its lowest, basis points.
    pub stress_bps: u16,
    /// Score at which it begins to fall, hundredths of a point.
    pub fall_start: u16,
    /// Score at which it is lowest, hundredths of a point.
    pub fall_end: u16,
}

/// When a price is believed.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct PriceRules {
    /// Oldest accepted publish time, seconds.
    pub max_age: u32,
    /// How far the oracle's clock may run ahead, seconds.
    pub max_ahead: u32,
    /// Widest confidence interval, basis points of the price.
    pub max_confidence_bps: u16,
    /// How many confidence intervals are taken off collateral and added to debt.
    pub confidence_multiple: u16,
    /// Zero.
    pub padding: u32,
}

/// What governance publishes for a reserve.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct ReserveConfig {
    /// Borrow curves in calm, transition and stress.
    pub curves: [BorrowCurve; 3],
    /// The most that may be owed in calm, transition and stress, base units.
    pub borrow_caps: [u64; 3],
    /// The most that depositors may hold, base units.
    pub deposit_cap: u64,
    /// When a price is believed.
    pub price: PriceRules,
    /// Between which opening LTVs the score moves.
    pub opening_ltv: LtvBounds,
    /// Share of its value at which this collateral stops covering debt, basis points.
    pub liquidation_threshold_bps: u16,
    /// What a liquidator earns on top, basis points.
    pub liquidation_bonus_bps: u16,
    /// Share of a debt that one liquidation may repay, basis points.
    pub close_factor_bps: u16,
    /// The protocol's share of interest, basis points.
    pub fee_share_bps: u16,
}
