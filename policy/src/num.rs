//! Integer arithmetic with the rounding in the name.
//!
//! On the chain's machine a 64-bit division costs one unit, a 128-bit product about forty and a 128-bit division
//! hundreds; hence shifts and 64-bit divisions wherever the formula allows.

use crate::error::{Result, Rule};

/// Ten thousand: one, in basis points.
pub const BPS_ONE: u64 = 10_000;

/// The low 64 bits.
#[expect(
    clippy::cast_possible_truncation,
    reason = "cutting to the low word is the function's purpose"
)]
#[inline(always)]
pub const fn low_word(value: u128) -> u64 {
    value as u64
}

/// The high 64 bits.
#[inline(always)]
pub const fn high_word(value: u128) -> u64 {
    low_word(value >> 64)
}

/// The full 128-bit product.
#[inline(always)]
#[expect(
    clippy::arithmetic_side_effects,
    reason = "a product of two 64-bit numbers fits 128 bits"
)]
pub fn widening_mul(left: u64, right: u64) -> u128 {
    u128::from(left) * u128::from(right)
}

/// The 128-bit number as 64 bits, or the error that it does not fit.
#[inline(always)]
pub fn narrow(value: u128) -> Result<u64> {
    if high_word(value) == 0 {
        Ok(low_word(value))
    } else {
        Err(Rule::ArithmeticOverflow.broken(low_word(value), u64::MAX))
    }
}

/// `left + right`, or the error.
#[inline(always)]
pub fn add(left: u64, right: u64) -> Result<u64> {
    match left.checked_add(right) {
        Some(sum) => Ok(sum),
        None => Err(Rule::ArithmeticOverflow.broken(left, right)),
    }
}

/// `left - right`, or the error.
#[inline(always)]
pub fn sub(left: u64, right: u64) -> Result<u64> {
    match left.checked_sub(right) {
        Some(difference) => Ok(difference),
        None => Err(Rule::ArithmeticOverflow.broken(left, right)),
    }
}

/// `floor(left * right / divisor)`; fails when the quotient exceeds 64 bits or `divisor` is zero.
pub fn mul_div_floor(left: u64, right: u64, divisor: u64) -> Result<u64> {
    match widening_mul(left, right).checked_div(u128::from(divisor)) {
        Some(quotient) => narrow(quotient),
        None => Err(Rule::ArithmeticOverflow.broken(left, divisor)),
    }
}

/// `ceil(left * right / divisor)`; fails when the quotient exceeds 64 bits or `divisor` is zero.
pub fn mul_div_ceil(left: u64, right: u64, divisor: u64) -> Result<u64> {
    let Some(last) = divisor.checked_sub(1) else {
        return Err(Rule::ArithmeticOverflow.broken(left, divisor));
    };
    // (2^64 - 1)^2 + 2^64 - 2 still fits 128 bits.
    let padded = widening_mul(left, right).saturating_add(u128::from(last));
    match padded.checked_div(u128::from(divisor)) {
        Some(quotient) => narrow(quotient),
        None => Err(Rule::ArithmeticOverflow.broken(left, divisor)),
    }
}

/// `floor(part x 10 000 / whole)`, saturating; zero of nothing. Never above the exact ratio; short of it by less than a
/// millionth where the numbers exceed 50 bits.
pub fn ratio_bps_floor(part: u64, whole: u64) -> u64 {
    let (mut part, mut whole) = (part, whole);
    while part >> 50 != 0 {
        part >>= 8;
        whole = whole.div_ceil(256);
    }
    part.wrapping_mul(BPS_ONE).checked_div(whole).unwrap_or(0)
}

/// Fractional bits of a [`fraction_ceil`].
const FRACTION_BITS: u32 = 32;

/// `part / whole` in 32 fractional bits, rounded up and at most one; `part` is at most `whole`. An empty whole: one.
///
/// Exact to a unit below 2^32, else to 24 bits, because both are shifted down to where a division of 64 bits does.
#[inline]
pub fn fraction_ceil(part: u64, whole: u64) -> u64 {
    let one = 1 << FRACTION_BITS;
    let (mut part, mut whole) = (part, whole);
    while whole >> FRACTION_BITS != 0 {
        part = part.div_ceil(256);
        whole >>= 8;
    }
    if part >= whole {
        return one;
    }
    // The part is below a whole of at most 32 bits, which is not zero.
    (part << FRACTION_BITS).div_ceil(whole)
}

/// `ceil(value * fraction / 2^32)` for a fraction of at most one, in 64 bits.
#[inline(always)]
pub fn fraction_of_ceil(value: u64, fraction: u64) -> u64 {
    let mask = (1u64 << FRACTION_BITS).wrapping_sub(1);
    let fraction = fraction.min(1 << FRACTION_BITS);
    // (2^32 - 1) x 2^32 + 2^32 - 1 is the largest that 64 bits hold.
    let high = (value >> FRACTION_BITS).wrapping_mul(fraction);
    let low = (value & mask).wrapping_mul(fraction).wrapping_add(mask);
    high.wrapping_add(low >> FRACTION_BITS)
}

/// True when `part / whole` is at least `share_bps / 10 000`; never of nothing. Exact.
#[inline(always)]
pub fn is_share_at_least(part: u64, whole: u64, share_bps: u64) -> bool {
    /// Below it both products fit 64 bits, for shares up to one and a half wholes: a billion USDC, a million SOL.
    const SMALL: u64 = 1 << 50;
    if whole == 0 {
        return false;
    }
    if part < SMALL && whole < SMALL && share_bps < 1 << 14 {
        return part.wrapping_mul(BPS_ONE) >= whole.wrapping_mul(share_bps);
    }
    widening_mul(part, BPS_ONE) >= widening_mul(whole, share_bps)
}

/// `floor(value * share / 10 000)` for a share of at most one, without leaving 64 bits.
///
/// `share_bps` above 10 000 is taken as 10 000.
#[inline(always)]
pub fn share_floor(value: u64, share_bps: u16) -> u64 {
    let share = u64::from(share_bps).min(BPS_ONE);
    let (whole, rest) = (value / BPS_ONE, value % BPS_ONE);
    // whole * share <= value and rest * share < 10^8: neither can overflow, nor can the sum exceed `value`.
    whole
        .wrapping_mul(share)
        .wrapping_add(rest.wrapping_mul(share) / BPS_ONE)
}

/// `ceil(value * share / 10 000)` for a share of at most one, without leaving 64 bits.
#[inline(always)]
pub fn share_ceil(value: u64, share_bps: u16) -> u64 {
    let rest = BPS_ONE.saturating_sub(u64::from(share_bps));
    let rest = u16::try_from(rest).unwrap_or(0);
    value.wrapping_sub(share_floor(value, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::cases;
    use proptest::prelude::*;

    #[test]
    fn mul_div_by_zero_fails() {
        assert_eq!(
            mul_div_floor(1, 1, 0).unwrap_err().rule,
            Rule::ArithmeticOverflow
        );
        assert_eq!(
            mul_div_ceil(1, 1, 0).unwrap_err().rule,
            Rule::ArithmeticOverflow
        );
    }

    #[test]
    fn mul_div_over_64_bits_fails() {
        assert_eq!(
            mul_div_floor(u64::MAX, 3, 2).unwrap_err().rule,
            Rule::ArithmeticOverflow
        );
    }

    proptest! {
        #![proptest_config(cases())]
        #[test]
        fn prop_a_ratio_is_never_above_the_exact_one(part: u64, whole in 1u64.., shift in 0u32..64) {
            let (part, whole) = (part >> shift, (whole >> shift).max(1));
            let exact = u128::from(part) * 10_000 / u128::from(whole);
            let found = u128::from(ratio_bps_floor(part, whole));
            prop_assert!(found <= exact);
            if exact < 1 << 20 {
                prop_assert!(found + 2 >= exact, "{found} {exact}");
            }
        }

        #[test]
        fn prop_a_share_is_compared_exactly(part: u64, whole: u64, shift in 0u32..64, share in 0u64..2_000_000) {
            let (part, whole) = (part >> shift, whole >> shift);
            let exact = u128::from(part) * 10_000 >= u128::from(whole) * u128::from(share);
            prop_assert_eq!(is_share_at_least(part, whole, share), whole != 0 && exact);
        }

        #[test]
        fn prop_a_fraction_brackets_the_exact_one_from_above(whole in 1u64.., share in 0u64..=1_000_000, value: u64) {
            let part = u64::try_from(u128::from(whole) * u128::from(share) / 1_000_000).unwrap();
            let fraction = fraction_ceil(part, whole);
            prop_assert!(fraction <= 1 << 32);
            let exact = (u128::from(part) << 32).div_ceil(u128::from(whole));
            let slack = if whole >> 32 == 0 { 0 } else { 1 << 9 };
            prop_assert!(u128::from(fraction) >= exact && u128::from(fraction) <= exact + slack);
            let found = u128::from(fraction_of_ceil(value, fraction));
            prop_assert_eq!(found, (u128::from(value) * u128::from(fraction)).div_ceil(1 << 32));
        }

        #[test]
        fn prop_mul_div_brackets_the_exact_quotient(a: u64, b: u64, d in 1u64..) {
            let exact = u128::from(a) * u128::from(b);
            if let (Ok(floor), Ok(ceil)) = (mul_div_floor(a, b, d), mul_div_ceil(a, b, d)) {
                prop_assert!(u128::from(floor) * u128::from(d) <= exact);
                prop_assert!(u128::from(ceil) * u128::from(d) >= exact);
                prop_assert!(ceil - floor <= 1);
            }
        }

        #[test]
        fn prop_share_is_the_exact_share(value: u64, bps in 0u16..=10_000) {
            let exact = u128::from(value) * u128::from(bps);
            prop_assert_eq!(u128::from(share_floor(value, bps)), exact / 10_000);
            prop_assert_eq!(u128::from(share_ceil(value, bps)), exact.div_ceil(10_000));
        }
    }
}
