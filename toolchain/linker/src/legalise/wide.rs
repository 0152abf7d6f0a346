//! Wide integers as 64-bit words, lowest first.

use anyhow::{Result, bail};

use crate::llvm::{Builder, Predicate, Value};

/// Bits of a word.
const WORD: usize = 64;

/// The widest integer that is taken apart, in words.
const MOST_WORDS: usize = 4;

/// How many words an integer of `bits` takes; one means that it is legal as it is.
///
/// # Errors
/// When it is wider than 256 bits: neither Rust nor its standard library has such integers.
pub(super) fn words_of(bits: u32) -> Result<usize> {
    let words = (bits as usize).div_ceil(WORD);
    if words > MOST_WORDS {
        bail!("integers of {bits} bits are not supported");
    }
    Ok(words)
}

/// Bits of that many words.
pub(super) fn bits_of(words: usize) -> u32 {
    u32::try_from(words * WORD).unwrap_or(u32::MAX)
}

/// Takes a value of `words` whole words apart.
pub(super) fn split<'c>(
    builder: &Builder<'_, 'c>,
    value: Value<'c>,
    words: usize,
) -> Vec<Value<'c>> {
    (0..words)
        .map(|index| {
            let distance = value.ty().constant((index * WORD) as u64);
            builder.truncate(builder.shift_right(value, distance), 64)
        })
        .collect()
}

/// Takes a 128-bit value apart: low and high word.
pub(super) fn split_pair<'c>(
    builder: &Builder<'_, 'c>,
    value: Value<'c>,
) -> (Value<'c>, Value<'c>) {
    let words = split(builder, value, 2);
    (words[0], words[1])
}

/// Puts a value together.
pub(super) fn join<'c>(builder: &Builder<'_, 'c>, words: &[Value<'c>]) -> Value<'c> {
    let bits = bits_of(words.len());
    let ty = builder.integer(bits);
    words
        .iter()
        .enumerate()
        .fold(ty.constant(0), |value, (index, word)| {
            let distance = ty.constant((index * WORD) as u64);
            let placed = builder.shift_left(builder.zero_extend(*word, bits), distance);
            builder.or(value, placed)
        })
}

/// The magnitude of a signed value, and whether it was negative.
pub(super) fn magnitude<'c>(builder: &Builder<'_, 'c>, value: Value<'c>) -> (Value<'c>, Value<'c>) {
    let zero = value.ty().constant(0);
    let is_negative = builder.compare(Predicate::LLVMIntSLT, value, zero);
    (negate_if(builder, value, is_negative), is_negative)
}

/// `-value` where `condition` holds, else `value`.
pub(super) fn negate_if<'c>(
    builder: &Builder<'_, 'c>,
    value: Value<'c>,
    condition: Value<'c>,
) -> Value<'c> {
    let negated = builder.sub(value.ty().constant(0), value);
    builder.select(condition, negated, value)
}

/// Whether `value` differs from zero.
pub(super) fn is_nonzero<'c>(builder: &Builder<'_, 'c>, value: Value<'c>) -> Value<'c> {
    builder.compare(Predicate::LLVMIntNE, value, value.ty().constant(0))
}
