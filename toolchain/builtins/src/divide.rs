//! Division of 128-bit integers.
//!
//! The cheaper the operands, the cheaper the path: one word by one word, two words by a divisor below
//! 2^32 or 2^48 (schoolbook division by digits of 32 or 16 bits, each a 64-bit division), two words
//! by one (Knuth's algorithm D), and two by two, whose quotient fits one word.

use core::num::NonZero;

use crate::{LOW_HALF, leading_zeros, multiply::__sbpf_mulhu};

/// A quotient and its remainder, low and high word of each.
struct Division {
    quotient: [u64; 2],
    remainder: [u64; 2],
}

/// The quotient of a 128-bit division: returns its low word and writes its high word to `high`. A
/// divisor of zero gives zero; Rust checks for it before it divides.
#[unsafe(no_mangle)]
#[inline(never)]
pub extern "C" fn __sbpf_udiv(
    high: &mut u64,
    dividend_low: u64,
    dividend_high: u64,
    divisor_low: u64,
    divisor_high: u64,
) -> u64 {
    let [low, quotient_high] =
        divide([dividend_low, dividend_high], [divisor_low, divisor_high]).quotient;
    *high = quotient_high;
    low
}

/// The remainder of a 128-bit division, as [`__sbpf_udiv`].
#[unsafe(no_mangle)]
#[inline(never)]
pub extern "C" fn __sbpf_urem(
    high: &mut u64,
    dividend_low: u64,
    dividend_high: u64,
    divisor_low: u64,
    divisor_high: u64,
) -> u64 {
    let [low, remainder_high] =
        divide([dividend_low, dividend_high], [divisor_low, divisor_high]).remainder;
    *high = remainder_high;
    low
}

#[inline(always)]
fn divide(dividend: [u64; 2], divisor: [u64; 2]) -> Division {
    let [low, high] = dividend;
    if let Some(divisor_high) = NonZero::new(divisor[1]) {
        return by_two_words(low, high, divisor[0], divisor_high);
    }
    let Some(divisor) = NonZero::new(divisor[0]) else {
        return Division {
            quotient: [0; 2],
            remainder: [0; 2],
        };
    };
    if high == 0 {
        return Division {
            quotient: [low / divisor, 0],
            remainder: [low % divisor, 0],
        };
    }
    // Leaves a high word below the divisor, so that the rest of the quotient is one word.
    let (quotient_high, high) = if high < divisor.get() {
        (0, high)
    } else {
        (high / divisor, high % divisor)
    };
    let (quotient_low, remainder) = if divisor.get() >> 32 == 0 {
        by_digits::<32>(low, high, divisor)
    } else if divisor.get() >> 48 == 0 {
        by_digits::<16>(low, high, divisor)
    } else {
        let shift = leading_zeros::of_long(divisor.get());
        let (high, low) = (shift_left(low, high, shift), low << shift);
        let (quotient, remainder) = by_normalised(low, high, divisor.get() << shift);
        (quotient, remainder >> shift)
    };
    Division {
        quotient: [quotient_low, quotient_high],
        remainder: [remainder, 0],
    }
}

/// The high word of two words shifted left. In two steps, since shifting by all 64 bits, which
/// `shift` zero would ask for, is not defined.
#[inline(always)]
fn shift_left(low: u64, high: u64, shift: u32) -> u64 {
    (high << shift) | ((low >> 1) >> (63 - shift))
}

/// Schoolbook division by digits of `BITS`, for a divisor below 2^(64 - BITS) and above `high`.
#[inline(always)]
fn by_digits<const BITS: u32>(low: u64, high: u64, divisor: NonZero<u64>) -> (u64, u64) {
    let (mut quotient, mut rest, mut shift) = (0, high, 64);
    while shift > 0 {
        shift -= BITS;
        let digit = (low >> shift) & (u64::MAX >> (64 - BITS));
        let dividend = (rest << BITS) | digit;
        quotient = (quotient << BITS) | (dividend / divisor);
        rest = dividend % divisor;
    }
    (quotient, rest)
}

/// The divisor is at least 2^64, so the quotient is below 2^64 and is estimated from the upper
/// words, at most one too large (Warren, Hacker's Delight, `udivdi3` one size up).
#[inline(always)]
fn by_two_words(low: u64, high: u64, divisor_low: u64, divisor_high: NonZero<u64>) -> Division {
    let divisor_high = divisor_high.get();
    if high < divisor_high || (high == divisor_high && low < divisor_low) {
        return Division {
            quotient: [0; 2],
            remainder: [low, high],
        };
    }
    let shift = leading_zeros::of_any(divisor_high);
    let upper_divisor = shift_left(divisor_low, divisor_high, shift);
    let (estimate, _) = by_normalised((high << 63) | (low >> 1), high >> 1, upper_divisor);
    let mut quotient = (estimate >> (63 - shift)).saturating_sub(1);
    let product_high =
        __sbpf_mulhu(quotient, divisor_low).wrapping_add(quotient.wrapping_mul(divisor_high));
    let (mut rest_low, borrow) = low.overflowing_sub(quotient.wrapping_mul(divisor_low));
    let mut rest_high = high
        .wrapping_sub(product_high)
        .wrapping_sub(u64::from(borrow));
    if rest_high > divisor_high || (rest_high == divisor_high && rest_low >= divisor_low) {
        quotient = quotient.wrapping_add(1);
        let (next_low, borrow) = rest_low.overflowing_sub(divisor_low);
        rest_high = rest_high
            .wrapping_sub(divisor_high)
            .wrapping_sub(u64::from(borrow));
        rest_low = next_low;
    }
    Division {
        quotient: [quotient, 0],
        remainder: [rest_low, rest_high],
    }
}

/// Quotient and remainder of two words by one whose top bit is set, where `high < divisor`:
/// Knuth's algorithm D on 32-bit digits.
#[inline(always)]
fn by_normalised(low: u64, high: u64, divisor: u64) -> (u64, u64) {
    let upper = quotient_digit(high, low >> 32, divisor);
    let rest = (high << 32)
        .wrapping_add(low >> 32)
        .wrapping_sub(upper.wrapping_mul(divisor));
    let lower = quotient_digit(rest, low & LOW_HALF, divisor);
    let rest = (rest << 32)
        .wrapping_add(low & LOW_HALF)
        .wrapping_sub(lower.wrapping_mul(divisor));
    ((upper << 32).wrapping_add(lower), rest)
}

/// One 32-bit digit: `(high * 2^32 + next) / divisor`, where `high < divisor`. The estimate from the
/// divisor's upper half is at most two too large.
#[inline(always)]
fn quotient_digit(high: u64, next: u64, divisor: u64) -> u64 {
    let Some(divisor_upper) = NonZero::new(divisor >> 32) else {
        return 0;
    };
    let divisor_lower = divisor & LOW_HALF;
    let mut digit = high / divisor_upper;
    let mut rest = high.wrapping_sub(digit.wrapping_mul(divisor_upper.get()));
    while digit >> 32 != 0 || digit.wrapping_mul(divisor_lower) > (rest << 32 | next) {
        digit = digit.wrapping_sub(1);
        rest = rest.wrapping_add(divisor_upper.get());
        if rest >> 32 != 0 {
            break;
        }
    }
    digit
}
