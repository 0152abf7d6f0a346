//! Wide, signed and overflowing arithmetic.

use crate::{
    Words,
    wide::{Output, take, take_signed},
};

/// Products of 128 bits, and of 64 bits extended with zeros and with signs.
#[inline(never)]
pub fn multiply(words: &Words) -> Words {
    let (a, b) = (take(words, 0), take(words, 2));
    let signed = |index: usize| i128::from(words[index] as i64);
    Output::default()
        .wide(a.wrapping_mul(b))
        .wide(u128::from(words[4]) * u128::from(words[5]))
        .signed(signed(4) * signed(5))
        .signed((a as i128).wrapping_mul(signed(6)))
        .wide(a.wrapping_mul(u128::from(words[7])))
        .wide(a.wrapping_mul(1_000_000_007))
        .finish()
}

/// Quotients and remainders of every combination of lengths.
#[inline(never)]
pub fn divide_unsigned(words: &Words) -> Words {
    let (a, b) = (take(words, 0), take(words, 2).max(1));
    let (word, half) = (
        u128::from(words[4].max(1)),
        u128::from((words[5] as u32).max(1)),
    );
    Output::default()
        .wide(a / b)
        .wide(a % b)
        .wide(a / word)
        .wide(a % word)
        .wide(a / half)
        .wide(a % half)
        .wide(u128::from(words[6]) / b)
        .wide(u128::from(words[6]) % word)
        .finish()
}

/// Divisors that the compiler knows.
#[inline(never)]
pub fn divide_by_constants(words: &Words) -> Words {
    let (a, b) = (take(words, 0), take_signed(words, 2));
    Output::default()
        .wide(a / 10)
        .wide(a % 1_000_000_000_000_000_000)
        .wide(a / (1 << 64))
        .wide(a / ((1 << 100) + 1))
        .signed(b / 1_000)
        .signed(b % -7)
        .signed(b / 1_024)
        .word((words[4] as i64 / 86_400) as u64)
        .word((words[5] as i64 % -60) as u64)
        .finish()
}

/// Signed 128-bit division, Rust's and Euclid's.
#[inline(never)]
pub fn divide_signed_wide(words: &Words) -> Words {
    let a = take_signed(words, 0);
    let b = match take_signed(words, 2) {
        0 => -1,
        b => b,
    };
    let small = i128::from(words[4] as i64 | 1);
    Output::default()
        .signed(a.wrapping_div(b))
        .signed(a.wrapping_rem(b))
        .signed(a.wrapping_div(small))
        .signed(a.wrapping_rem(small))
        .signed(a.wrapping_div_euclid(b))
        .signed(a.wrapping_rem_euclid(b))
        .finish()
}

/// Signed division of 64 bits and less.
#[inline(never)]
pub fn divide_signed_narrow(words: &Words) -> Words {
    let (a, b) = (words[0] as i64, words[1] as i64);
    let mut output = Output::default();
    if b != 0 {
        output = output
            .word(a.wrapping_div(b) as u64)
            .word(a.wrapping_rem(b) as u64);
    }
    if b as i32 != 0 {
        let (a, b) = (a as i32, b as i32);
        output = output
            .word(a.wrapping_div(b) as u64)
            .word(a.wrapping_rem(b) as u64);
    }
    if b as i16 != 0 {
        let (a, b) = (a as i16, b as i16);
        output = output
            .word(a.wrapping_div(b) as u64)
            .word(a.wrapping_rem(b) as u64);
    }
    if b as i8 != 0 {
        let (a, b) = (a as i8, b as i8);
        output = output
            .word(a.wrapping_div(b) as u64)
            .word(a.wrapping_rem_euclid(b) as u64);
    }
    output.finish()
}

/// Unsigned products with their overflow.
#[inline(never)]
pub fn multiply_overflowing_unsigned(words: &Words) -> Words {
    let wide = take(words, 0).overflowing_mul(take(words, 2));
    let mixed = take(words, 0).overflowing_mul(u128::from(words[4]));
    let word = words[5].overflowing_mul(words[6]);
    let half = (words[5] as u32).overflowing_mul(words[6] as u32);
    let byte = (words[5] as u8).overflowing_mul(words[6] as u8);
    let near = (u64::MAX / 10 - 1 + words[7] % 4).overflowing_mul(10);
    Output::default()
        .word(near.0)
        .word(u64::from(near.1))
        .wide(wide.0)
        .word(u64::from(wide.1))
        .wide(mixed.0)
        .word(u64::from(mixed.1))
        .word(word.0)
        .word(u64::from(word.1))
        .word(u64::from(half.0) ^ u64::from(half.1) << 32)
        .word(u64::from(byte.0) ^ u64::from(byte.1) << 32)
        .word(words[5].checked_mul(10).unwrap_or(1))
        .word(words[5].saturating_mul(words[6]))
        .wide(take(words, 0).saturating_mul(take(words, 2)))
        .finish()
}

/// Signed products with their overflow.
#[inline(never)]
pub fn multiply_overflowing_signed(words: &Words) -> Words {
    let wide = take_signed(words, 0).overflowing_mul(take_signed(words, 2));
    let mixed = take_signed(words, 0).overflowing_mul(i128::from(words[4] as i64));
    let word = (words[5] as i64).overflowing_mul(words[6] as i64);
    let half = (words[5] as i32).overflowing_mul(words[6] as i32);
    Output::default()
        .signed(wide.0)
        .word(u64::from(wide.1))
        .signed(mixed.0)
        .word(u64::from(mixed.1))
        .word(word.0 as u64)
        .word(u64::from(word.1))
        .word(half.0 as u64)
        .word(u64::from(half.1))
        .word((words[5] as i64).saturating_mul(words[6] as i64) as u64)
        .signed(take_signed(words, 0).saturating_mul(take_signed(words, 2)))
        .finish()
}

/// Sums and differences that saturate, or whose overflow decides what is done.
#[inline(never)]
pub fn add_and_subtract(words: &Words) -> Words {
    let [a, b, c, d, ..] = *words;
    let (sum, carry) = a.overflowing_add(b);
    let (difference, borrow) = a.overflowing_sub(b);
    let both = a.checked_add(b).and_then(|sum| sum.checked_sub(c));
    let halves = (a as u32).saturating_add(b as u32);
    Output::default()
        .word(a.saturating_add(b))
        .word(a.saturating_sub(b))
        .word(c.saturating_add(1_000_000_007))
        .word(1_000_000_007_u64.saturating_sub(c))
        .word(sum ^ u64::from(carry))
        .word(difference ^ u64::from(borrow))
        .word(both.unwrap_or(d))
        .word(a.saturating_add(b).saturating_sub(c).saturating_add(d))
        .word(u64::from(halves))
        .word((a as i64).saturating_sub(b as i64) as u64)
        .finish()
}

/// `a * b / c`, rounded down and up: what programs do with shares and prices.
#[inline(never)]
pub fn multiply_then_divide(words: &Words) -> Words {
    let (a, b, c) = (
        u128::from(words[0]),
        u128::from(words[1]),
        u128::from(words[2].max(1)),
    );
    Output::default()
        .wide(a * b / c)
        .wide((a * b).div_ceil(c))
        .wide((a << 60) / (b + c))
        .wide(a * b % (c | 1 << 40))
        .finish()
}

/// Shifts by any distance, rotations, counts, byte order, comparisons.
#[inline(never)]
pub fn shift_and_count(words: &Words) -> Words {
    let (a, b) = (take(words, 0), take(words, 2));
    let by = (words[4] % 128) as u32;
    Output::default()
        .wide(a << by)
        .wide(a >> by)
        .signed(a as i128 >> by)
        .wide(a.rotate_left(by))
        .word(u64::from(a.leading_zeros()) ^ u64::from(b.trailing_zeros()) << 32)
        .word(u64::from(a.count_ones()) ^ u64::from(words[4].leading_zeros()) << 32)
        .wide(a.swap_bytes())
        .word(u64::from(a < b) | u64::from((a as i128) < b as i128) << 1)
        .wide(a.abs_diff(b))
        .wide(a.saturating_sub(b))
        .finish()
}

/// A power in binary fixed point (64 fractional bits) by repeated squaring: a chain of wide
/// products in a loop, where a wrong carry spreads.
#[inline(never)]
pub fn fixed_point_power(words: &Words) -> Words {
    let multiply = |a: u128, b: u128| (a >> 32) * (b >> 32);
    let mut base = 1 << 64 | u128::from(words[0] >> 8);
    let mut result: u128 = 1 << 64;
    let mut exponent = words[1] % 64;
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = multiply(result, base) >> 3;
        }
        base = multiply(base, base) >> 1;
        base &= u128::MAX >> 40;
        exponent >>= 1;
    }
    Output::default().wide(result).wide(base).finish()
}
