//! Sums of words and whether they overflow: `llvm.{uadd,usub}.sat.i64`, and a sum that is compared with what was added.
//!
//! The back end selects these, but it makes a number of the comparison and branches on that: seven instructions where
//! four do. Programs with checked arithmetic consist of them.

use crate::llvm::{Builder, Module, Opcode, Predicate, Value};

/// Rewrites them in the whole module. To be run last: the optimiser undoes it.
pub(crate) fn sums(module: &Module<'_>) {
    let builder = Builder::new(module);
    for function in module.functions() {
        for instruction in function.instructions() {
            builder.position_before(instruction);
            let rewritten = match instruction.opcode() {
                Opcode::LLVMCall => saturate(&builder, instruction),
                Opcode::LLVMICmp => compare(&builder, instruction),
                _ => None,
            };
            if let Some(new) = rewritten {
                instruction.replace_and_erase(new);
            }
        }
    }
}

fn saturate<'c>(builder: &Builder<'_, 'c>, call: Value<'c>) -> Option<Value<'c>> {
    let name = call.intrinsic()?;
    let operands = || (call.operand(0), call.operand(1));
    match name.as_str() {
        "llvm.uadd.sat.i64" => {
            let (left, right) = operands();
            let sum = builder.add(left, right);
            let overflows =
                builder.compare(Predicate::LLVMIntULT, separate(builder, left, right), left);
            Some(builder.select(overflows, builder.word(u64::MAX), sum))
        }
        "llvm.usub.sat.i64" => {
            let (left, right) = operands();
            let difference = builder.sub(left, right);
            let overflows = builder.compare(Predicate::LLVMIntULT, left, right);
            Some(builder.select(overflows, builder.word(0), difference))
        }
        _ => None,
    }
}

/// A comparison of a sum with one of its terms.
fn compare<'c>(builder: &Builder<'_, 'c>, comparison: Value<'c>) -> Option<Value<'c>> {
    let (left, right) = (comparison.operand(0), comparison.operand(1));
    let (predicate, sum, term) = match comparison.predicate() {
        Predicate::LLVMIntULT => (Predicate::LLVMIntULT, left, right),
        Predicate::LLVMIntUGT => (Predicate::LLVMIntULT, right, left),
        _ => return None,
    };
    let sum = sum
        .as_instruction()
        .filter(|sum| sum.opcode() == Opcode::LLVMAdd)?;
    let terms = (sum.operand(0), sum.operand(1));
    (terms.0 == term || terms.1 == term)
        .then(|| builder.compare(predicate, separate(builder, terms.0, terms.1), term))
}

/// A sum for the comparison alone. The back end makes one intrinsic of a sum that is also used and its comparison; two
/// equal sums it only joins.
fn separate<'c>(builder: &Builder<'_, 'c>, left: Value<'c>, right: Value<'c>) -> Value<'c> {
    builder.add(left, right)
}
