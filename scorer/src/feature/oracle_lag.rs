//! Whether the pool's price is behind.

use super::PoolLevel;

/// Age of the oracle price that the asset's reserve used when it was last read.
///
/// While it grows, liquidations wait and losses do not. Unit: seconds. Look-back: 3 hours; missing
/// without a reading of the reserve within them.
pub const ORACLE_LAG: PoolLevel = PoolLevel {
    name: "oracle_lag_seconds",
    of: |pool| pool.oracle_age_seconds,
};
