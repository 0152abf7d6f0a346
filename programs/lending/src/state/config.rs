//! A reserve's published bounds. Meaning of each number: `ballast_policy::config`.

use super::mirror::mirror;
use ballast_policy::{config, curve, group, liquidation, ltv, price};

mirror! {
    /// One corner of a borrow curve.
    CurvePoint = curve::CurvePoint {
        /// Annual rate, basis points, e.g. 350 = 3.5 %.
        rate_bps: u32,
        /// Utilisation, basis points, e.g. 8 000 = 80 %.
        utilization_bps: u16,
        /// Zero.
        padding: u16,
    }
}

mirror! {
    /// A rising piecewise-linear borrow curve.
    BorrowCurve = curve::BorrowCurve {
        /// Corners by rising utilisation; those past `length` are zero.
        points: [CurvePoint; 11],
        /// Corners in use, 2 to 11.
        length: u64,
    }
}

mirror! {
    /// Bounds of the opening LTV and the scores between which it falls.
    LtvBounds = ltv::LtvBounds {
        /// In calm, basis points.
        calm_bps: u16,
        /// At its lowest, basis points.
        stress_bps: u16,
        /// Score at which it begins to fall, hundredths of a point.
        fall_start: u16,
        /// Score at which it is lowest, hundredths of a point.
        fall_end: u16,
    }
}

mirror! {
    /// When a price is believed.
    PriceRules = price::PriceRules {
        /// Oldest accepted publish time, seconds.
        max_age: u32,
        /// How far the oracle's clock may run ahead, seconds.
        max_ahead: u32,
        /// Widest confidence interval, basis points of the price.
        max_confidence_bps: u16,
        /// How many confidence intervals are taken off collateral and added to debt.
        confidence_multiple: u16,
        /// How far from its own average a liquidation may trade at it, basis points; zero: any distance.
        max_liquidation_distance_bps: u16,
        /// Zero.
        padding: u16,
    }
}

mirror! {
    /// What a reserve offers to positions of its group. All zero: it is of none.
    GroupTerms = group::GroupTerms {
        /// Which group; zero: none.
        group: u16,
        /// Share of its value at which it stops covering debt, basis points.
        threshold_bps: u16,
        /// The most that a liquidator earns on top, basis points.
        most_bonus_bps: u16,
        /// Zero.
        padding: u16,
        /// Between which opening LTVs the score moves.
        opening_ltv: LtvBounds,
        /// The most that positions of the group may owe of it, base units.
        borrow_cap: u64,
    }
}

mirror! {
    /// How far a liquidation may go, and what it earns.
    LiquidationRules = liquidation::LiquidationRules {
        /// A debt of at most so many dollars is repaid whole, and none is left that small.
        dust_dollars: u32,
        /// The least bonus, basis points of what is repaid.
        least_bonus_bps: u16,
        /// The most bonus in calm, transition and stress, basis points.
        most_bonus_bps: [u16; 3],
        /// What the bonus grows by in a minute, basis points.
        minute_bonus_bps: u16,
        /// The protocol's share of the bonus, basis points.
        protocol_share_bps: u16,
        /// Share of a debt that one liquidation may repay, basis points.
        close_factor_bps: u16,
        /// Debt in basis points of the collateral from which on everything may be repaid at once.
        full_close_ltv_bps: u16,
    }
}

mirror! {
    /// What governance publishes for a reserve.
    ReserveConfig = config::ReserveConfig {
        /// Borrow curves in calm, transition and stress.
        curves: [BorrowCurve; 3],
        /// The most that may be owed in calm, transition and stress, base units.
        borrow_caps: [u64; 3],
        /// The most that depositors may hold, base units.
        deposit_cap: u64,
        /// When a price is believed.
        price: PriceRules,
        /// Between which opening LTVs the score moves.
        opening_ltv: LtvBounds,
        /// What it offers to positions of its group.
        group: GroupTerms,
        /// How its debts are liquidated, and with what bonus it is seized.
        liquidation: LiquidationRules,
        /// Share of its value at which this collateral stops covering debt, basis points.
        liquidation_threshold_bps: u16,
        /// The protocol's share of interest, basis points.
        fee_share_bps: u16,
        /// What a debt in this asset weighs when it is opened, basis points.
        borrow_weight_bps: u16,
        /// What a borrower pays on top of a new debt, basis points of it.
        origination_fee_bps: u16,
        /// The part of all fees that is set aside for bad debt, basis points.
        insurance_share_bps: u16,
        /// The most of the deposit cap that one position may hold, basis points.
        account_deposit_share_bps: u16,
        /// The most of the present borrow cap that one position may owe, basis points.
        account_borrow_share_bps: u16,
        /// What a flash loan costs in calm, transition and stress, basis points; 65 535: there are none.
        flash_fees_bps: [u16; 3],
        /// 1: as collateral it backs debt only where it is all that a position holds; 2: as debt it is owed alone; 3: both.
        isolation: u16,
        /// The part of the origination fee that goes to the host of a borrow, where one is named, basis points.
        host_share_bps: u16,
        /// Zero.
        padding: [u16; 2],
    }
}
