//! Multiplication that reports overflow: `llvm.{u,s}mul.with.overflow.{i64,i128}`. Rust makes one of
//! every multiplication where overflow checks are on.
//!
//! The back end makes the narrower ones from 64-bit multiplication itself.

use anyhow::Result;

use super::{
    scratch::Scratch,
    wide::{is_nonzero, join, magnitude, negate_if, split_pair},
};
use crate::{
    builtins,
    llvm::{Builder, Predicate, Value},
};

/// A product and whether it overflowed.
type Checked<'c> = (Value<'c>, Value<'c>);

/// The product and whether it overflowed, for the intrinsics that this file knows.
pub(super) fn rewrite<'c>(
    builder: &Builder<'_, 'c>,
    scratch: &Scratch<'c>,
    intrinsic: &str,
    left: Value<'c>,
    right: Value<'c>,
) -> Result<Option<Value<'c>>> {
    let (product, overflow) = match intrinsic {
        "llvm.umul.with.overflow.i64" => word(builder, left, right),
        "llvm.umul.with.overflow.i128" => wide(builder, scratch, left, right)?,
        "llvm.smul.with.overflow.i64" => signed(builder, left, right, |left, right| {
            Ok(word(builder, left, right))
        })?,
        "llvm.smul.with.overflow.i128" => signed(builder, left, right, |left, right| {
            wide(builder, scratch, left, right)
        })?,
        _ => return Ok(None),
    };
    Ok(Some(builder.pair(product, overflow)))
}

/// A product fits one word when dividing it by one factor gives the other: a division costs one
/// instruction, the product's high word over twenty.
fn word<'c>(builder: &Builder<'_, 'c>, left: Value<'c>, right: Value<'c>) -> Checked<'c> {
    let product = builder.mul(left, right);
    if let Some(factor) = right.as_constant().filter(|factor| *factor != 0) {
        let largest = builder.word(u64::MAX / factor);
        return (
            product,
            builder.compare(Predicate::LLVMIntUGT, left, largest),
        );
    }
    let nonzero = is_nonzero(builder, right);
    let divisor = builder.select(nonzero, right, builder.word(1));
    let quotient = builder.divide_unsigned(product, divisor);
    let differs = builder.compare(Predicate::LLVMIntNE, quotient, left);
    (product, builder.and(nonzero, differs))
}

/// Calls the builtin, which writes the product to the scratch slot.
fn wide<'c>(
    builder: &Builder<'_, 'c>,
    scratch: &Scratch<'c>,
    left: Value<'c>,
    right: Value<'c>,
) -> Result<Checked<'c>> {
    let (left_low, left_high) = split_pair(builder, left);
    let (right_low, right_high) = split_pair(builder, right);
    let out = scratch.slot(builder);
    let arguments = [out, left_low, left_high, right_low, right_high];
    let overflow = builder.call_named(builtins::MULTIPLY_OVERFLOWING, &arguments)?;
    let word = |offset| builder.load(builder.integer(64), builder.offset(out, offset));
    Ok((join(builder, &[word(0), word(8)]), overflow))
}

/// By magnitudes; the product fits when that of the magnitudes does and its sign came out right.
fn signed<'c>(
    builder: &Builder<'_, 'c>,
    left: Value<'c>,
    right: Value<'c>,
    unsigned: impl FnOnce(Value<'c>, Value<'c>) -> Result<Checked<'c>>,
) -> Result<Checked<'c>> {
    let (left, left_negative) = magnitude(builder, left);
    let (right, right_negative) = magnitude(builder, right);
    let (product, exceeds) = unsigned(left, right)?;
    let expect_negative = builder.xor(left_negative, right_negative);
    let product = negate_if(builder, product, expect_negative);
    let zero = product.ty().constant(0);
    let is_negative = builder.compare(Predicate::LLVMIntSLT, product, zero);
    let wrong_sign = builder.xor(is_negative, expect_negative);
    let wrong_sign = builder.and(is_nonzero(builder, product), wrong_sign);
    Ok((product, builder.or(exceeds, wrong_sign)))
}
