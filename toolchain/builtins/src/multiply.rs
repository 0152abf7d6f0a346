//! Multiplication.

use crate::LOW_HALF;

/// High 64 bits of `left * right`.
///
/// Four products of 32-bit halves (Warren, Hacker's Delight, `mulhu`): no intermediate sum exceeds
/// 64 bits, so the wrapping operations never wrap.
#[unsafe(no_mangle)]
pub extern "C" fn __sbpf_mulhu(left: u64, right: u64) -> u64 {
    let (left_low, left_high) = (left & LOW_HALF, left >> 32);
    let (right_low, right_high) = (right & LOW_HALF, right >> 32);
    let carry = left_low.wrapping_mul(right_low) >> 32;
    let middle = left_high.wrapping_mul(right_low).wrapping_add(carry);
    let carry = left_low
        .wrapping_mul(right_high)
        .wrapping_add(middle & LOW_HALF)
        >> 32;
    left_high
        .wrapping_mul(right_high)
        .wrapping_add(middle >> 32)
        .wrapping_add(carry)
}

/// The product of two 128-bit values, modulo 2^128: writes low and high word to `out` and returns
/// whether it overflowed.
///
/// Most operands fit one word, and then nothing can overflow. With one operand of two words there is
/// one cross product, with two the product overflows for certain.
#[unsafe(no_mangle)]
pub extern "C" fn __sbpf_umulo(
    out: &mut [u64; 2],
    left_low: u64,
    left_high: u64,
    right_low: u64,
    right_high: u64,
) -> bool {
    let carried = __sbpf_mulhu(left_low, right_low);
    out[0] = left_low.wrapping_mul(right_low);
    if left_high | right_high == 0 {
        out[1] = carried;
        return false;
    }
    let cross = left_low
        .wrapping_mul(right_high)
        .wrapping_add(left_high.wrapping_mul(right_low));
    let high = carried.wrapping_add(cross);
    out[1] = high;
    if left_high != 0 && right_high != 0 {
        return true;
    }
    let (long, short) = if left_high == 0 {
        (right_high, left_low)
    } else {
        (left_high, right_low)
    };
    high < carried || __sbpf_mulhu(long, short) != 0
}
