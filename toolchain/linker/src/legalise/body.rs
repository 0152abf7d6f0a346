//! Moves the body of a function whose type is not legal into one whose type is.

use anyhow::{Result, bail};

use super::signature::Signature;
use crate::{
    ENTRYPOINT,
    diagnostics::readable,
    llvm::{Builder, Function, Module, Opcode},
};

/// Function attributes that stay true of the rewritten function.
const KEPT_ATTRIBUTES: [&str; 4] = ["noinline", "noreturn", "nounwind", "cold"];

/// Refuses second names for functions that would have to be rewritten. rustc makes none for BPF.
///
/// # Errors
/// When there is one.
pub(super) fn refuse_aliases(module: &Module<'_>) -> Result<()> {
    match module.aliases().first() {
        Some(alias) => bail!(
            "`{}` is a second name of another symbol, which is not supported",
            alias.name()
        ),
        None => Ok(()),
    }
}

/// Rewrites `function` if its type is not legal.
///
/// # Errors
/// When it is external, or takes an argument by hidden copy.
pub(super) fn lower<'c>(module: &Module<'c>, function: Function<'c>) -> Result<()> {
    if function.is_intrinsic() || function.name() == ENTRYPOINT {
        return Ok(());
    }
    let Some(signature) = Signature::lower(module, function.signature()) else {
        return Ok(());
    };
    if function.is_declaration() && function.is_used() {
        bail!(
            "the external function `{}` takes more than five registers or returns more than one, \
             which no syscall does",
            readable(&function.name())
        );
    }
    if function.has_parameter_attribute("byval") {
        bail!(
            "`{}` takes an argument by hidden copy, which is not supported",
            readable(&function.name())
        );
    }
    let lowered = module.add_function("", signature.ty)?;
    lowered.copy_properties(function, &KEPT_ATTRIBUTES);
    if !function.is_declaration() {
        move_body(module, function, lowered, &signature);
    }
    lowered.supersede(function);
    Ok(())
}

fn move_body<'c>(
    module: &Module<'c>,
    from: Function<'c>,
    to: Function<'c>,
    signature: &Signature<'c>,
) {
    let old_entry = from.entry();
    let entry = to.append_block(module.context());
    let mut last = entry;
    for block in from.blocks() {
        block.move_after(last);
        last = block;
    }
    let builder = Builder::new(module);
    builder.position_at_end(entry);
    read_parameters(&builder, from, to, signature);
    // Stack slots are static only in the first block.
    for instruction in old_entry.instructions() {
        if instruction.opcode() == Opcode::LLVMAlloca {
            instruction.detach();
            builder.insert(instruction);
        }
    }
    builder.branch(old_entry);
    if signature.hidden_result.is_some() {
        store_results(&builder, to);
    }
}

/// Gives each old parameter its value from a register or from the caller's stack.
fn read_parameters<'c>(
    builder: &Builder<'_, 'c>,
    from: Function<'c>,
    to: Function<'c>,
    signature: &Signature<'c>,
) {
    let hidden = signature.hidden_arguments();
    let parameter = |function: Function<'c>, index: usize| {
        function.parameter(u32::try_from(index).unwrap_or(u32::MAX))
    };
    for index in 0..signature.kept {
        parameter(from, index).replace_uses_with(parameter(to, hidden + index));
    }
    if signature.spilled.is_empty() {
        return;
    }
    let area = parameter(to, hidden + signature.kept);
    let (offsets, _) = signature.spill_layout(builder.module());
    for (index, (ty, offset)) in signature.spilled.iter().zip(offsets).enumerate() {
        let value = builder.load(*ty, builder.offset(area, offset));
        parameter(from, signature.kept + index).replace_uses_with(value);
    }
}

/// Turns each `return value` into a store to where the first argument points.
fn store_results<'c>(builder: &Builder<'_, 'c>, function: Function<'c>) {
    for instruction in function.instructions() {
        if instruction.opcode() == Opcode::LLVMRet {
            builder.position_before(instruction);
            builder.store(instruction.operand(0), function.parameter(0));
            builder.return_void();
            instruction.erase();
        }
    }
}
