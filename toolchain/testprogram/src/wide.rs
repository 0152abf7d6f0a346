//! 128-bit values in pairs of words.

use crate::Words;

/// The value in words `index` (low) and `index + 1` (high).
#[inline(always)]
pub fn take(words: &Words, index: usize) -> u128 {
    u128::from(words[index]) | u128::from(words[index + 1]) << 64
}

/// As [`take`], signed.
#[inline(always)]
pub fn take_signed(words: &Words, index: usize) -> i128 {
    take(words, index) as i128
}

/// Appends values to a result.
#[derive(Debug, Default)]
pub struct Output {
    words: Words,
    length: usize,
}

impl Output {
    /// Appends a word. What exceeds sixteen is folded into the first words.
    #[inline(always)]
    pub fn word(mut self, value: u64) -> Self {
        let slot = &mut self.words[self.length % 16];
        *slot = slot.rotate_left(7) ^ value;
        self.length += 1;
        self
    }

    /// Appends a wide value: low word, high word.
    #[inline(always)]
    pub fn wide(self, value: u128) -> Self {
        self.word(value as u64).word((value >> 64) as u64)
    }

    /// As [`Output::wide`], signed.
    #[inline(always)]
    pub fn signed(self, value: i128) -> Self {
        self.wide(value as u128)
    }

    /// The result.
    #[inline(always)]
    pub fn finish(self) -> Words {
        self.words
    }
}
