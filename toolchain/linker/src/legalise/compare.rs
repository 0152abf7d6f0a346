//! Comparisons of memory (`memcmp`, `bcmp`) of a small constant size, such as addresses and
//! discriminators, become loads and branches, by LLVM's own pass. As calls, each costs over twenty
//! units.

use std::ffi::CStr;

use anyhow::Result;

use crate::llvm::{Module, Opcode, TargetMachine, Value};

/// Comparisons up to this size are unrolled: sixteen loads and eight branches.
const UNROLLED_BYTES: u64 = 64;

const EXPAND: &CStr = c"function(expand-memcmp)";

/// rustc puts it on every function, and it stops the pass from knowing `memcmp`.
const NO_BUILTINS: &str = "no-builtins";

/// Unrolls small comparisons. To be run before the builtins are linked.
///
/// # Errors
/// When LLVM does not know the pass.
pub(crate) fn comparisons(module: &Module<'_>, machine: &TargetMachine) -> Result<()> {
    let functions = module.functions();
    let marked: Vec<_> = functions
        .iter()
        .filter(|function| function.remove_text_attribute(NO_BUILTINS))
        .collect();
    for function in &functions {
        for instruction in function.instructions() {
            if instruction.opcode() == Opcode::LLVMCall && !is_small(instruction) {
                instruction.mark_no_builtin(module.context());
            }
        }
    }
    machine.run_passes(module, EXPAND)?;
    for function in marked {
        function.add_text_attribute(NO_BUILTINS, module.context());
    }
    Ok(())
}

/// Whether a call is a comparison of a small constant size.
fn is_small(call: Value<'_>) -> bool {
    let name = call.callee().name();
    matches!(name.as_str(), "memcmp" | "bcmp")
        && call
            .operand(2)
            .as_constant()
            .is_some_and(|bytes| bytes <= UNROLLED_BYTES)
}
