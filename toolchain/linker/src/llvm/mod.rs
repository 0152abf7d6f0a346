//! A thin layer over LLVM's C interface: all `unsafe` of the linker is here.
//!
//! [`Module`], [`Builder`] and [`TargetMachine`] own what they wrap. [`Value`], [`Function`],
//! [`Block`] and [`Type`] are handles, freely copied, that borrow the [`Context`]. The compiler does
//! not see one thing: a handle to an instruction dies when that instruction is erased. So every
//! rewrite collects the instructions first, then visits each once and erases it last.

mod block;
mod builder;
mod context;
mod function;
mod machine;
mod module;
mod types;
mod value;

use std::ffi::{CStr, c_char};

pub(crate) use self::{
    block::Block,
    builder::{Builder, Predicate},
    context::Context,
    function::Function,
    machine::TargetMachine,
    module::Module,
    types::Type,
    value::{Opcode, Value},
};

/// Takes over a message that LLVM allocated.
fn take_message(message: *mut c_char) -> String {
    if message.is_null() {
        return "no message".into();
    }
    // SAFETY: LLVM's messages end in a zero byte, and this one is ours to dispose of, once.
    unsafe {
        let text = CStr::from_ptr(message)
            .to_string_lossy()
            .trim_end()
            .to_owned();
        llvm_sys::core::LLVMDisposeMessage(message);
        text
    }
}
