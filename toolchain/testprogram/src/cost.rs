//! Single operations, for the count of instructions; their cost is the difference to [`word`] or
//! [`wide`], by their result.

use crate::{
    Words,
    wide::{Output, take},
};

/// What surrounds an operation with one word as its result.
#[inline(never)]
pub fn word(words: &Words) -> Words {
    Output::default().word(words[0] ^ words[2]).finish()
}

/// What surrounds an operation with two words as its result.
#[inline(never)]
pub fn wide(words: &Words) -> Words {
    Output::default()
        .wide(take(words, 0) ^ take(words, 2))
        .finish()
}

/// 64 x 64 to 128 bits.
#[inline(never)]
pub fn multiply_words(words: &Words) -> Words {
    Output::default()
        .wide(u128::from(words[0]) * u128::from(words[2]))
        .finish()
}

/// 128 x 128 to 128 bits.
#[inline(never)]
pub fn multiply_wide(words: &Words) -> Words {
    Output::default()
        .wide(take(words, 0).wrapping_mul(take(words, 2)))
        .finish()
}

/// 64 x 64 to 64 bits, zero on overflow.
#[inline(never)]
pub fn multiply_words_checked(words: &Words) -> Words {
    Output::default()
        .word(words[0].checked_mul(words[2]).unwrap_or(0))
        .finish()
}

/// 128 x 128 to 128 bits, zero on overflow.
#[inline(never)]
pub fn multiply_wide_checked(words: &Words) -> Words {
    Output::default()
        .wide(take(words, 0).checked_mul(take(words, 2)).unwrap_or(0))
        .finish()
}

/// 128 / 128 bits.
#[inline(never)]
pub fn divide(words: &Words) -> Words {
    Output::default()
        .wide(take(words, 0).checked_div(take(words, 2)).unwrap_or(0))
        .finish()
}

/// Panics, so the program stops, when the first word is zero.
#[inline(never)]
pub fn panic_when_zero(words: &Words) -> Words {
    Output::default().word(100 / words[0]).finish()
}
