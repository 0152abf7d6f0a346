//! The `sret` attribute, which marks a pointer to where a result goes. The back end refuses it,
//! although the pointer is an ordinary argument.

use crate::llvm::{Module, Opcode};

const STRUCT_RETURN: &str = "sret";

/// Removes `sret` from every function and call.
pub(crate) fn struct_return_attributes(module: &Module<'_>) {
    for function in module.functions() {
        function.remove_parameter_attribute(STRUCT_RETURN);
        for instruction in function.instructions() {
            if instruction.opcode() == Opcode::LLVMCall {
                instruction.remove_argument_attribute(STRUCT_RETURN);
            }
        }
    }
}
