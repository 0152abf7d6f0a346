//! How much debt stands on how much collateral.

use super::PoolLevel;

/// Debt against collateral in the asset's reserve when it was last read, loans weighted by their debt.
///
/// The nearer to the liquidation threshold, the smaller the fall that starts liquidations. Unit:
/// fraction. Look-back: 3 hours; missing without a reading of the reserve within them.
pub const POOL_LEVERAGE: PoolLevel = PoolLevel {
    name: "debt_to_collateral",
    of: |pool| pool.debt_to_collateral,
};
