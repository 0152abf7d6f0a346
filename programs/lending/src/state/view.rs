//! What `terms_view` returns. Meaning of each number: `ballast_policy::view`.

use super::mirror::mirror;
use ballast_policy::view;

mirror! {
    /// A reserve's terms at one moment, and what bounds them.
    TermsView = view::TermsView {
        /// Earliest time at which the score may fall; 0 while it cannot. Unix seconds.
        score_loosens_from: u64,
        /// Earliest time at which the regime may be left; 0 in calm and while it cannot. Unix seconds.
        regime_loosens_from: u64,
        /// When silence begins to tighten; 0 where it does not. Unix seconds.
        silence_tightens_from: u64,
        /// The most that may be owed to the reserve, base units.
        borrow_cap: u64,
        /// What may still be borrowed: under the cap and the cash, base units.
        borrow_room: u64,
        /// What may still be deposited under its cap, base units.
        deposit_room: u64,
        /// The rate that the curve asks at the present utilisation, 2^-64 per second.
        rate: u64,
        /// What may still be loosened now of the day's budget, hundredths of a point.
        budget_room: u16,
        /// The score that terms follow, hundredths of a point.
        score: u16,
        /// The last median, before the throttle, hundredths of a point.
        raw: u16,
        /// How much of this collateral's value new debt may use, basis points.
        opening_ltv_bps: u16,
        /// Where open positions may be liquidated, basis points.
        liquidation_threshold_bps: u16,
        /// Share of the reserve that is lent out, basis points.
        utilization_bps: u16,
        /// 0 calm, 1 transition, 2 stress.
        regime: u8,
        /// 0 held, 1 decaying, 2 conservative, 3 fixed by the mode.
        status: u8,
        /// 0 autonomous, 1 advisory, 2 monitoring.
        mode: u8,
        /// Which rule decided the last round: `ballast_policy::throttle::Bound`.
        bound_by: u8,
    }
}
