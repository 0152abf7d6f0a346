//! Whether one borrower is the market.

use super::PoolLevel;

/// Share of the reserve's debt that its largest borrower owes, when it was last read.
///
/// One position that large is sold at once or not at all. Unit: fraction from 0 to 1. Look-back: 3
/// hours; missing without a reading of the reserve within them.
pub const POOL_CONCENTRATION: PoolLevel = PoolLevel {
    name: "top_borrower_share",
    of: |pool| pool.top_borrower_share,
};
