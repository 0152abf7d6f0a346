//! Shifts of 128 bits by a distance that is not a constant, and the rotations made of them.
//!
//! LLVM leaves shifting by the whole width undefined, of words too, so distances are masked and a
//! shift by `64 - distance` is made in two steps.

use super::wide::{join, split_pair};
use crate::llvm::{Builder, Opcode, Predicate, Value};

/// Which way, and what comes in from the other end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Left,
    Right,
    RightSigned,
}

impl Direction {
    pub(super) fn of(opcode: Opcode) -> Option<Self> {
        Some(match opcode {
            Opcode::LLVMShl => Self::Left,
            Opcode::LLVMLShr => Self::Right,
            Opcode::LLVMAShr => Self::RightSigned,
            _ => return None,
        })
    }
}

/// Shifts a 128-bit value by a 128-bit distance below 128.
pub(super) fn shift<'c>(
    builder: &Builder<'_, 'c>,
    direction: Direction,
    value: Value<'c>,
    distance: Value<'c>,
) -> Value<'c> {
    let distance = builder.truncate(distance, 64);
    let (low, high) = split_pair(builder, value);
    let within = builder.and(distance, builder.word(63));
    let rest = builder.xor(within, builder.word(63));
    let is_short = builder.compare(Predicate::LLVMIntULT, distance, builder.word(64));
    let choose = |short, long| builder.select(is_short, short, long);
    if direction == Direction::Left {
        let crossing = builder.shift_right(builder.shift_right(low, builder.word(1)), rest);
        let low_shifted = builder.shift_left(low, within);
        let high_shifted = builder.or(builder.shift_left(high, within), crossing);
        let low = choose(low_shifted, builder.word(0));
        return join(builder, &[low, choose(high_shifted, low_shifted)]);
    }
    let (high_shifted, vacated) = match direction {
        Direction::RightSigned => (
            builder.shift_right_signed(high, within),
            builder.shift_right_signed(high, builder.word(63)),
        ),
        _ => (builder.shift_right(high, within), builder.word(0)),
    };
    let crossing = builder.shift_left(builder.shift_left(high, builder.word(1)), rest);
    let low_shifted = builder.or(builder.shift_right(low, within), crossing);
    join(
        builder,
        &[
            choose(low_shifted, high_shifted),
            choose(high_shifted, vacated),
        ],
    )
}

/// `llvm.fshl.i128` and `llvm.fshr.i128`: shifts two values end to end and takes the upper or lower
/// half. `None` for other intrinsics.
pub(super) fn rewrite_funnel<'c>(
    builder: &Builder<'_, 'c>,
    intrinsic: &str,
    [upper, lower, distance]: [Value<'c>; 3],
) -> Option<Value<'c>> {
    let constant = |value| builder.integer(128).constant(value);
    let distance = builder.and(distance, constant(127));
    let rest = builder.xor(distance, constant(127));
    let (left, right) = match intrinsic {
        "llvm.fshl.i128" => {
            let halved = builder.shift_right(lower, constant(1));
            (
                shift(builder, Direction::Left, upper, distance),
                shift(builder, Direction::Right, halved, rest),
            )
        }
        "llvm.fshr.i128" => {
            let doubled = builder.shift_left(upper, constant(1));
            (
                shift(builder, Direction::Left, doubled, rest),
                shift(builder, Direction::Right, lower, distance),
            )
        }
        _ => return None,
    };
    Some(builder.or(left, right))
}
