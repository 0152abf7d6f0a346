//! Rewrites every call, direct or through a pointer, whose function type is not legal.
//!
//! All calls in a function share one slot for results and one for spilled arguments: a result is
//! read at once, and a callee reads its arguments before it does anything else.

use anyhow::{Result, bail};

use super::signature::{Signature, slot_bytes};
use crate::llvm::{Builder, Function, Module, Opcode, Value};

/// Rewrites the calls in `function`.
///
/// # Errors
/// When a call passes an argument by hidden copy.
pub(super) fn lower<'c>(module: &Module<'c>, function: Function<'c>) -> Result<()> {
    let calls = illegal_calls(module, function);
    if let Some((call, _)) = calls
        .iter()
        .find(|(call, _)| call.has_argument_attribute("byval"))
    {
        let callee = call.callee().name();
        bail!(
            "a call of `{callee}` in `{}` passes a hidden copy",
            function.name()
        );
    }
    let result_bytes = calls
        .iter()
        .filter_map(|(_, signature)| signature.hidden_result)
        .map(|ty| slot_bytes(module, ty))
        .max();
    let spilled_bytes = calls
        .iter()
        .filter(|(_, signature)| !signature.spilled.is_empty())
        .map(|(_, signature)| signature.spill_layout(module).1)
        .max();
    let builder = Builder::new(module);
    let slot = |bytes: Option<u64>| bytes.map(|bytes| builder.slot(function, bytes));
    let (result_slot, spill_slot) = (slot(result_bytes), slot(spilled_bytes));
    for (call, signature) in &calls {
        rewrite(&builder, *call, signature, result_slot, spill_slot);
    }
    Ok(())
}

fn illegal_calls<'c>(
    module: &Module<'c>,
    function: Function<'c>,
) -> Vec<(Value<'c>, Signature<'c>)> {
    function
        .instructions()
        .into_iter()
        .filter(|instruction| instruction.opcode() == Opcode::LLVMCall)
        .filter(|call| call.intrinsic().is_none() && !call.callee().is_inline_assembly())
        .filter_map(|call| Some((call, Signature::lower(module, call.callee_type())?)))
        .collect()
}

fn rewrite<'c>(
    builder: &Builder<'_, 'c>,
    call: Value<'c>,
    signature: &Signature<'c>,
    result_slot: Option<Value<'c>>,
    spill_slot: Option<Value<'c>>,
) {
    builder.position_before(call);
    let argument = |index: usize| call.operand(u32::try_from(index).unwrap_or(u32::MAX));
    let result = signature.hidden_result.zip(result_slot);
    let mut arguments: Vec<_> = result.map(|(_, slot)| slot).into_iter().collect();
    arguments.extend((0..signature.kept).map(argument));
    if let Some(slot) = spill_slot.filter(|_| !signature.spilled.is_empty()) {
        let (offsets, _) = signature.spill_layout(builder.module());
        for (index, offset) in offsets.into_iter().enumerate() {
            builder.store(
                argument(signature.kept + index),
                builder.offset(slot, offset),
            );
        }
        arguments.push(slot);
    }
    let new = builder.call(signature.ty, call.callee(), &arguments);
    new.copy_calling_convention(call);
    let value = match result {
        Some((ty, slot)) => builder.load(ty, slot),
        None => new,
    };
    call.replace_and_erase(value);
}
