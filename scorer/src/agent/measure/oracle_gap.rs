//! Oracle-gap liquidations: at a price that the market did not pay, or of who was healthy at what it did pay.

use super::Mean;
use crate::agent::journal::LiquidationRecord;
use crate::number::count;
use serde::Serialize;

/// How far the oracle lies from the market before a liquidation counts: half a percent is what a trade across venues costs.
pub(super) const GAP: f64 = 0.005;

/// How many, and what was seized in them, dollars.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OracleGap {
    /// While the oracle was more than half a percent off the true price.
    pub off_market: f64,
    /// What was seized in them.
    pub seized_off_market: f64,
    /// Of positions that were healthy at the true price.
    pub of_the_healthy: f64,
    /// What was seized in them.
    pub seized_of_the_healthy: f64,
}

impl OracleGap {
    pub(super) fn of(records: &[LiquidationRecord]) -> Self {
        let off = || {
            records
                .iter()
                .filter(|record| record.oracle_gap.abs() > GAP)
        };
        let healthy = || {
            records
                .iter()
                .filter(|record| record.was_healthy_at_true_price)
        };
        Self {
            off_market: count(off().count()),
            seized_off_market: off()
                .map(|record| record.seized)
                .fold(0.0, |sum, value| sum + value),
            of_the_healthy: count(healthy().count()),
            seized_of_the_healthy: healthy()
                .map(|record| record.seized)
                .fold(0.0, |sum, value| sum + value),
        }
    }

    pub(super) fn mean(mean: &Mean<'_>) -> Self {
        Self {
            off_market: mean(&|outcome| outcome.oracle_gap.off_market),
            seized_off_market: mean(&|outcome| outcome.oracle_gap.seized_off_market),
            of_the_healthy: mean(&|outcome| outcome.oracle_gap.of_the_healthy),
            seized_of_the_healthy: mean(&|outcome| outcome.oracle_gap.seized_of_the_healthy),
        }
    }
}
