//! Whether lenders can still leave.

use super::PoolLevel;

/// max(0, u - 0.8) / 0.2, u the share of the reserve's deposits that is lent out.
///
/// Nothing up to the usual kink of borrow curves, 1 where no deposit can be withdrawn. Unit: fraction
/// from 0 to 1. Look-back: 3 hours; missing without a reading of the reserve within them.
pub const UTILIZATION_PRESSURE: PoolLevel = PoolLevel {
    name: "utilization_pressure",
    of: |pool| (pool.utilization - KINK).max(0.0) / (1.0 - KINK),
};

const KINK: f64 = 0.8;
