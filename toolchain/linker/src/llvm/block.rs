//! Blocks of instructions.

use std::{iter, marker::PhantomData};

use llvm_sys::{
    core::{LLVMGetFirstInstruction, LLVMGetNextInstruction, LLVMMoveBasicBlockAfter},
    prelude::LLVMBasicBlockRef,
};

use super::{Context, Value};

/// A block of instructions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Block<'c> {
    pub(super) raw: LLVMBasicBlockRef,
    context: PhantomData<&'c Context>,
}

impl<'c> Block<'c> {
    pub(super) fn from_raw(raw: LLVMBasicBlockRef) -> Self {
        debug_assert!(!raw.is_null());
        Self {
            raw,
            context: PhantomData,
        }
    }

    /// Every instruction, in order, as they are now.
    pub(crate) fn instructions(self) -> Vec<Value<'c>> {
        // SAFETY: the block is alive, and so is each instruction until the caller changes it.
        let next = |instruction: &_| unsafe { LLVMGetNextInstruction(*instruction) };
        // SAFETY: as above.
        let first = unsafe { LLVMGetFirstInstruction(self.raw) };
        chain(first, next)
            .into_iter()
            .map(Value::from_raw)
            .collect()
    }

    /// Moves the block behind `other`, into the function that `other` is in.
    pub(crate) fn move_after(self, other: Self) {
        // SAFETY: both blocks are alive.
        unsafe { LLVMMoveBasicBlockAfter(self.raw, other.raw) }
    }
}

/// Walks one of LLVM's linked lists to its null end.
pub(super) fn chain<T>(first: *mut T, next: impl Fn(&*mut T) -> *mut T) -> Vec<*mut T> {
    let present = |pointer: &*mut T| !pointer.is_null();
    iter::successors(Some(first).filter(present), |pointer| {
        Some(next(pointer)).filter(present)
    })
    .collect()
}
