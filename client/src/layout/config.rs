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
    /// How far from its own average a liquidation may trade at it, basis points; zero: any distance.
    pub max_liquidation_distance_bps: u16,
    /// Zero.
    pub padding: u16,
}

/// What a reserve offers to positions of its group. All zero: it is of none.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct GroupTerms {
    /// Which group; zero: none.
    pub group: u16,
    /// Share of its value at which it stops covering debt, basis points.
    pub threshold_bps: u16,
    /// The most that a liquidator earns on top, basis points.
    pub most_bonus_bps: u16,
    /// Zero.
    pub padding: u16,
    /// Between which opening LTVs the score moves.
    pub opening_ltv: LtvBounds,
    /// The most that positions of the group may owe of it, base units.
    pub borrow_cap: u64,
}

/// How far a liquidation may go, and what it earns.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct LiquidationRules {
    /// A debt of at most so many dollars is repaid whole, and none is left that small.
    pub dust_dollars: u32,
    /// The least bonus, basis points of what is repaid.
    pub least_bonus_bps: u16,
    /// The most bonus in calm, transition and stress, basis points.
    pub most_bonus_bps: [u16; 3],
    /// What the bonus grows by in a minute, basis points.
    pub minute_bonus_bps: u16,
    /// The protocol's share of the bonus, basis points.
    pub protocol_share_bps: u16,
    /// Share of a debt that one liquidation may repay, basis points.
    pub close_factor_bps: u16,
    /// Debt in basis points of the collateral from which on everything may be repaid at once.
    pub full_close_ltv_bps: u16,
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
    /// What it offers to positions of its group.
    pub group: GroupTerms,
    /// How its debts are liquidated, and with what bonus it is seized.
    pub liquidation: LiquidationRules,
    /// Share of its value at which this collateral stops covering debt, basis points.
    pub liquidation_threshold_bps: u16,
    /// The protocol's share of interest, basis points.
    pub fee_share_bps: u16,
    /// What a debt in this asset weighs when it is opened, basis points.
    pub borrow_weight_bps: u16,
    /// What a borrower pays on top of a new debt, basis points of it.
    pub origination_fee_bps: u16,
    /// The part of all fees that is set aside for bad debt, basis points.
    pub insurance_share_bps: u16,
    /// The most of the deposit cap that one position may hold, basis points.
    pub account_deposit_share_bps: u16,
    /// The most of the present borrow cap that one position may owe, basis points.
    pub account_borrow_share_bps: u16,
    /// What a flash loan costs in calm, transition and stress, basis points; 65 535: there are none.
    pub flash_fees_bps: [u16; 3],
    /// 1: as collateral it backs debt only where it is all that a position holds; 2: as debt it is owed alone; 3: both.
    pub isolation: u16,
    /// The part of the origination fee that goes to the host of a borrow, where one is named, basis points.
    pub host_share_bps: u16,
    /// Zero.
    pub padding: [u16; 2],
}
