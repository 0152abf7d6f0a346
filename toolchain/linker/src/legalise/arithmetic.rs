//! Walks every instruction and rewrites arithmetic and memory intrinsics.

use anyhow::{Context as _, Result, bail};

use super::{
    divide::{self, Part},
    memory,
    multiply::multiply,
    overflow,
    scratch::Scratch,
    shift::{self, Direction},
    wide::{bits_of, words_of},
};
use crate::{
    builtins,
    diagnostics::readable,
    llvm::{Builder, Module, Opcode, Value},
};

/// Rewrites wide and signed arithmetic and large memory operations of the whole module.
///
/// # Errors
/// When an integer is wider than 256 bits, is divided at more than 128, or the builtins lack a
/// function.
pub(crate) fn arithmetic(module: &Module<'_>) -> Result<()> {
    let builder = Builder::new(module);
    for function in module.functions() {
        let scratch = Scratch::of(function);
        for instruction in function.instructions() {
            let rewritten = rewrite(&builder, &scratch, instruction)
                .with_context(|| format!("in function `{}`", readable(&function.name())))?;
            if let Some(new) = rewritten {
                instruction.replace_and_erase(new);
            }
        }
    }
    Ok(())
}

/// What takes the place of `instruction`, if something has to.
fn rewrite<'c>(
    builder: &Builder<'_, 'c>,
    scratch: &Scratch<'c>,
    instruction: Value<'c>,
) -> Result<Option<Value<'c>>> {
    let opcode = instruction.opcode();
    if opcode == Opcode::LLVMCall {
        return rewrite_intrinsic(builder, scratch, instruction);
    }
    let Some(operation) = Operation::of(opcode) else {
        return Ok(None);
    };
    let bits = instruction
        .ty()
        .integer_bits()
        .context("vectors are not supported")?;
    let words = words_of(bits)?;
    let (left, right) = (instruction.operand(0), instruction.operand(1));
    if operation.is_legal(words, right) {
        return Ok(None);
    }
    builder.position_before(instruction);
    let whole = bits_of(words);
    if words == 1 || bits == whole {
        return operation
            .build(builder, scratch, left, right, words)
            .map(Some);
    }
    // The optimiser also makes integers of, say, 96 bits.
    let left = operation.widen(builder, left, whole);
    let right = operation.widen(builder, right, whole);
    let result = operation.build(builder, scratch, left, right, words)?;
    Ok(Some(builder.truncate(result, bits)))
}

fn rewrite_intrinsic<'c>(
    builder: &Builder<'_, 'c>,
    scratch: &Scratch<'c>,
    call: Value<'c>,
) -> Result<Option<Value<'c>>> {
    let Some(name) = call.intrinsic() else {
        return Ok(None);
    };
    builder.position_before(call);
    if name.contains("mul.with.overflow") {
        let (left, right) = (call.operand(0), call.operand(1));
        return overflow::rewrite(builder, scratch, &name, left, right);
    }
    if name == "llvm.ctlz.i64" {
        let count = builder.call_named(builtins::LEADING_ZEROS, &[call.operand(0)])?;
        return Ok(Some(count));
    }
    if name.starts_with("llvm.fsh") && !call.operand(2).is_constant() {
        let operands = [0, 1, 2].map(|index| call.operand(index));
        return Ok(shift::rewrite_funnel(builder, &name, operands));
    }
    memory::rewrite(builder, &name, call)
}

/// An operation that may need a rewrite, by its width.
#[derive(Debug, Clone, Copy)]
enum Operation {
    Multiply,
    DivideUnsigned(Part),
    DivideSigned(Part),
    Shift(Direction),
}

impl Operation {
    fn of(opcode: Opcode) -> Option<Self> {
        Some(match opcode {
            Opcode::LLVMMul => Self::Multiply,
            Opcode::LLVMUDiv => Self::DivideUnsigned(Part::Quotient),
            Opcode::LLVMURem => Self::DivideUnsigned(Part::Remainder),
            Opcode::LLVMSDiv => Self::DivideSigned(Part::Quotient),
            Opcode::LLVMSRem => Self::DivideSigned(Part::Remainder),
            _ => Self::Shift(Direction::of(opcode)?),
        })
    }

    /// Whether the back end does it, on values of so many words with this second operand.
    fn is_legal(self, words: usize, right: Value<'_>) -> bool {
        match self {
            Self::Multiply | Self::DivideUnsigned(_) => words == 1,
            Self::DivideSigned(_) => false,
            Self::Shift(_) => words == 1 || right.is_constant(),
        }
    }

    fn widen<'c>(self, builder: &Builder<'_, 'c>, operand: Value<'c>, bits: u32) -> Value<'c> {
        if matches!(
            self,
            Self::DivideSigned(_) | Self::Shift(Direction::RightSigned)
        ) {
            builder.sign_extend(operand, bits)
        } else {
            builder.zero_extend(operand, bits)
        }
    }

    fn build<'c>(
        self,
        builder: &Builder<'_, 'c>,
        scratch: &Scratch<'c>,
        left: Value<'c>,
        right: Value<'c>,
        words: usize,
    ) -> Result<Value<'c>> {
        match self {
            Self::Multiply => multiply(builder, left, right, words),
            Self::DivideUnsigned(part) => divide::unsigned(builder, scratch, part, left, right),
            Self::DivideSigned(part) => divide::signed(builder, scratch, part, left, right),
            Self::Shift(_) if words > 2 => bail!("shifts of over 128 bits are not supported"),
            Self::Shift(direction) => Ok(shift::shift(builder, direction, left, right)),
        }
    }
}
