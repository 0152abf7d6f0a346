//! Division and remainder: unsigned of 128 bits, signed of any width.

use anyhow::{Result, bail};

use super::{
    scratch::Scratch,
    wide::{join, magnitude, negate_if, split_pair, words_of},
};
use crate::{
    builtins,
    llvm::{Builder, Value},
};

/// Which part of a division is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Quotient,
    Remainder,
}

/// Unsigned division of two values of up to 128 bits.
pub(super) fn unsigned<'c>(
    builder: &Builder<'_, 'c>,
    scratch: &Scratch<'c>,
    part: Part,
    dividend: Value<'c>,
    divisor: Value<'c>,
) -> Result<Value<'c>> {
    let bits = dividend.ty().integer_bits().unwrap_or(0);
    match (words_of(bits)?, part) {
        (1, Part::Quotient) => Ok(builder.divide_unsigned(dividend, divisor)),
        (1, Part::Remainder) => Ok(builder.remainder_unsigned(dividend, divisor)),
        (2, _) => wide(builder, scratch, part, dividend, divisor),
        _ => bail!("division of {bits} bits is not supported"),
    }
}

/// Signed division, by magnitudes. The quotient is rounded towards zero and the remainder has the
/// dividend's sign.
pub(super) fn signed<'c>(
    builder: &Builder<'_, 'c>,
    scratch: &Scratch<'c>,
    part: Part,
    dividend: Value<'c>,
    divisor: Value<'c>,
) -> Result<Value<'c>> {
    let (dividend, dividend_negative) = magnitude(builder, dividend);
    let (divisor, divisor_negative) = magnitude(builder, divisor);
    let result = unsigned(builder, scratch, part, dividend, divisor)?;
    let negative = match part {
        Part::Quotient => builder.xor(dividend_negative, divisor_negative),
        Part::Remainder => dividend_negative,
    };
    Ok(negate_if(builder, result, negative))
}

/// Calls the builtin, which returns the low word and writes the high one to the scratch slot.
fn wide<'c>(
    builder: &Builder<'_, 'c>,
    scratch: &Scratch<'c>,
    part: Part,
    dividend: Value<'c>,
    divisor: Value<'c>,
) -> Result<Value<'c>> {
    let (dividend_low, dividend_high) = split_pair(builder, dividend);
    let (divisor_low, divisor_high) = split_pair(builder, divisor);
    let out = scratch.slot(builder);
    let arguments = [out, dividend_low, dividend_high, divisor_low, divisor_high];
    let builtin = match part {
        Part::Quotient => builtins::DIVIDE,
        Part::Remainder => builtins::REMAINDER,
    };
    let low = builder.call_named(builtin, &arguments)?;
    let high = builder.load(builder.integer(64), out);
    Ok(join(builder, &[low, high]))
}
