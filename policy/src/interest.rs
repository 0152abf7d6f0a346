//! Interest: an annual rate becomes a rate per second, and a rate per second over some seconds becomes growth.
//!
//! Compounding is continuous, `e^(rate x seconds)`: it exceeds compounding each second by a factor below
//! 1 + rate^2 x seconds / 2 (for 100 % a year: 1.6 x 10^-8 a year), and accruing twice equals accruing once
//! (INV-17). The exponential is a three-term Taylor series below 2^-10, and repeated squaring above.

use crate::index::Growth;
use crate::num::{low_word, widening_mul};

/// Seconds of a 365-day year.
pub const SECONDS_PER_YEAR: u64 = 31_536_000;

/// The highest annual rate that a curve may hold: 1 000 %, in basis points.
pub const MAX_ANNUAL_RATE_BPS: u32 = 100_000;

/// An annual rate, Q32: `2^32` is 100 % a year. At most ten times that.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct AnnualRate(pub u64);

impl AnnualRate {
    /// From basis points; above [`MAX_ANNUAL_RATE_BPS`] that bound.
    #[inline(always)]
    pub fn from_bps_floor(bps: u32) -> Self {
        let bps = if bps > MAX_ANNUAL_RATE_BPS {
            MAX_ANNUAL_RATE_BPS
        } else {
            bps
        };
        Self((u64::from(bps) << 32) / crate::num::BPS_ONE)
    }

    /// In basis points, rounded down: for people and events.
    #[inline(always)]
    pub fn to_bps_floor(self) -> u32 {
        let bps = self.0.saturating_mul(crate::num::BPS_ONE) >> 32;
        u32::try_from(bps).unwrap_or(u32::MAX)
    }

    /// Per second, rounded down.
    #[inline(always)]
    pub fn per_second_floor(self) -> RatePerSecond {
        // An annual rate is below 2^36: 28 more bits fit 64. The last four bits are then zero.
        RatePerSecond(((self.0 << 28) / SECONDS_PER_YEAR) << 4)
    }
}

/// A rate per second, Q64. 1 000 % a year is about 2^42.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct RatePerSecond(pub u64);

/// Below this exponent (2^-10) three terms of the series are exact to 2^-44.
const SERIES_BITS: u32 = 54;
/// `e^22` is the last power below [`Growth::MAX`] = 2^32; beyond it growth saturates.
const MAX_EXPONENT: u128 = 22 << 64;

/// Growth over `seconds` at `rate`, rounded down; saturates at 2^32. Within 2^-44 of its size up to an exponent of 2^-10, and
/// twice as much with each doubling of it: the squarings that undo the halvings double the error.
#[inline]
pub fn growth_floor(rate: RatePerSecond, seconds: u64) -> Growth {
    // Any rate that a curve may hold, for up to twelve days: the usual case needs no product beyond 64 bits.
    if rate.0 >> 43 == 0 && seconds >> 20 == 0 {
        let exponent = rate.0.wrapping_mul(seconds);
        if exponent >> SERIES_BITS == 0 {
            return small_exponential_floor(exponent);
        }
    }
    long_growth_floor(rate, seconds)
}

/// Growth by repeated squaring.
#[inline(never)]
fn long_growth_floor(rate: RatePerSecond, seconds: u64) -> Growth {
    let exponent = widening_mul(rate.0, seconds);
    if exponent > MAX_EXPONENT {
        return Growth::MAX;
    }
    // Shifts by one: a 128-bit shift by a variable is a call on the chain's machine, and mostly none is needed.
    let (mut reduced, mut halvings) = (exponent, 0u32);
    while reduced >> SERIES_BITS != 0 {
        reduced >>= 1;
        halvings = halvings.saturating_add(1);
    }
    let mut growth = small_exponential_floor(low_word(reduced));
    for _ in 0..halvings {
        growth = growth.times_floor(growth);
    }
    growth
}

/// `e^x` for `x` below 2^-10, Q64: `1 + x + x^2 / 2 + x^3 / 6`.
///
/// The square keeps the 32 leading bits of `x`, the cube those of the square: no product leaves 64 bits, and what is cut
/// off stays below the series' own error.
#[inline(always)]
fn small_exponential_floor(exponent: u64) -> Growth {
    let leading = exponent >> 22;
    let square = leading.wrapping_mul(leading) >> 20;
    let cube = (square >> 12).wrapping_mul(leading) >> 30;
    let excess = exponent
        .saturating_add(square >> 1)
        .saturating_add(cube / 6);
    Growth(Growth::NONE.0 | u128::from(excess))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::cases;
    use proptest::prelude::*;

    #[expect(
        clippy::cast_precision_loss,
        reason = "compared with a float reference"
    )]
    fn as_float(growth: Growth) -> f64 {
        growth.0 as f64 / 2f64.powi(64)
    }

    #[test]
    fn ten_percent_for_a_year_compounds_to_its_exponential() {
        let rate = AnnualRate::from_bps_floor(1_000).per_second_floor();
        let growth = as_float(growth_floor(rate, SECONDS_PER_YEAR));
        assert!((growth - 0.1f64.exp()).abs() < 1e-8, "{growth}");
    }

    #[test]
    fn basis_points_come_back_as_they_went_up_to_the_bound() {
        for bps in [0, 1, 350, 10_000, MAX_ANNUAL_RATE_BPS] {
            let back = AnnualRate::from_bps_floor(bps).to_bps_floor();
            assert!(back == bps || back + 1 == bps, "{bps} {back}");
        }
        let bound = AnnualRate::from_bps_floor(MAX_ANNUAL_RATE_BPS);
        assert_eq!(AnnualRate::from_bps_floor(u32::MAX), bound);
        assert_eq!(bound, AnnualRate(10 << 32));
    }

    #[test]
    fn growth_is_the_exponential_up_to_where_it_saturates() {
        // e^22 is 3 584 912 846.
        let last = as_float(growth_floor(RatePerSecond(1 << 63), 44));
        assert!((last / 3_584_912_846.131_59 - 1.0).abs() < 1e-8, "{last}");
        assert_eq!(growth_floor(RatePerSecond(1 << 63), 45), Growth::MAX);
    }

    #[test]
    fn a_thousand_years_at_the_highest_rate_saturates() {
        let rate = AnnualRate::from_bps_floor(MAX_ANNUAL_RATE_BPS).per_second_floor();
        assert_eq!(growth_floor(rate, 1_000 * SECONDS_PER_YEAR), Growth::MAX);
        assert_eq!(growth_floor(RatePerSecond(u64::MAX), u64::MAX), Growth::MAX);
    }

    #[test]
    fn inv_4_no_time_is_no_growth() {
        assert_eq!(growth_floor(RatePerSecond(u64::MAX), 0), Growth::NONE);
    }

    proptest! {
        #![proptest_config(cases())]
        #[test]
        fn prop_growth_equals_the_exponential(bps in 1u32..=100_000, seconds in 1u64..2 * SECONDS_PER_YEAR) {
            let rate = AnnualRate::from_bps_floor(bps).per_second_floor();
            #[expect(clippy::cast_precision_loss, reason = "compared with a float reference")]
            let expected = (rate.0 as f64 / 2f64.powi(64) * seconds as f64).exp();
            let growth = as_float(growth_floor(rate, seconds));
            prop_assert!((growth / expected - 1.0).abs() < 1e-8, "{growth} {expected}");
        }

        #[test]
        fn prop_inv_17_accruing_twice_equals_once(bps in 1u32..=100_000, a in 0u64..10_000_000, b in 0u64..10_000_000) {
            let rate = AnnualRate::from_bps_floor(bps).per_second_floor();
            let once = as_float(growth_floor(rate, a + b));
            let twice = as_float(growth_floor(rate, a).times_floor(growth_floor(rate, b)));
            prop_assert!((once / twice - 1.0).abs() < 1e-9, "{once} {twice}");
        }
    }
}
