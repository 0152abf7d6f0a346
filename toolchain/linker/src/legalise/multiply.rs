//! Multiplication of more than 64 bits, word by word.
//!
//! Programs multiply 128 bits; the standard library also 256, where it prints a `u128`.

use anyhow::Result;

use super::wide::{join, split};
use crate::{
    builtins,
    llvm::{Builder, Predicate, Value},
};

/// The product of two values of `words` words, modulo their width.
pub(super) fn multiply<'c>(
    builder: &Builder<'_, 'c>,
    left: Value<'c>,
    right: Value<'c>,
    words: usize,
) -> Result<Value<'c>> {
    let (left, right) = (split(builder, left, words), split(builder, right, words));
    let mut product = vec![builder.word(0); words];
    for (left_index, left_word) in left.iter().enumerate() {
        for (right_index, right_word) in right[..words - left_index].iter().enumerate() {
            let place = left_index + right_index;
            if place + 1 == words {
                let low = builder.mul(*left_word, *right_word);
                add_at(builder, &mut product[place..], low);
            } else {
                let (low, high) = multiply_words(builder, *left_word, *right_word)?;
                add_at(builder, &mut product[place..], low);
                add_at(builder, &mut product[place + 1..], high);
            }
        }
    }
    Ok(join(builder, &product))
}

/// The whole product of two 64-bit values: low and high word.
pub(super) fn multiply_words<'c>(
    builder: &Builder<'_, 'c>,
    left: Value<'c>,
    right: Value<'c>,
) -> Result<(Value<'c>, Value<'c>)> {
    let is_zero = |value: Value<'c>| value.as_constant() == Some(0);
    if is_zero(left) || is_zero(right) {
        return Ok((builder.word(0), builder.word(0)));
    }
    let high = builder.call_named(builtins::MULTIPLY_HIGH, &[left, right])?;
    Ok((builder.mul(left, right), high))
}

/// Adds a word to a number of several, lowest first. What leaves the last word is lost.
fn add_at<'c>(builder: &Builder<'_, 'c>, number: &mut [Value<'c>], word: Value<'c>) {
    let Some((first, rest)) = number.split_first_mut() else {
        return;
    };
    if word.as_constant() == Some(0) {
        return;
    }
    if first.as_constant() == Some(0) {
        *first = word;
        return;
    }
    *first = builder.add(*first, word);
    if !rest.is_empty() {
        let carry = builder.compare(Predicate::LLVMIntULT, *first, word);
        add_at(builder, rest, builder.zero_extend(carry, 64));
    }
}
