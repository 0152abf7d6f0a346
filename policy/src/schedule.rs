//! What governance has set in motion on a reserve, each part on a slope that everyone can see.

use crate::deleverage::Deleverage;
use crate::opening::Opening;
use crate::ramp::ThresholdRamp;

/// A reserve's slopes. All zero: none.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Schedule {
    /// Its liquidation threshold on the way down.
    pub threshold: ThresholdRamp,
    /// Its debts on the way to a target.
    pub deleverage: Deleverage,
    /// Its deposit cap on the way up, since it became collateral.
    pub opening: Opening,
}
