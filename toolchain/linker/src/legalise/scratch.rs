//! The stack slot through which builtins return a second word.

use std::cell::OnceCell;

use crate::llvm::{Builder, Function, Value};

/// Bytes of the slot: two words.
const BYTES: u64 = 16;

/// One slot for a whole function, made when it is first needed. What a builtin writes to it is read
/// right after the call, so all calls can share it.
#[derive(Debug)]
pub(super) struct Scratch<'c> {
    function: Function<'c>,
    slot: OnceCell<Value<'c>>,
}

impl<'c> Scratch<'c> {
    pub(super) fn of(function: Function<'c>) -> Self {
        Self {
            function,
            slot: OnceCell::new(),
        }
    }

    /// The slot's address.
    pub(super) fn slot(&self, builder: &Builder<'_, 'c>) -> Value<'c> {
        *self.slot.get_or_init(|| builder.slot(self.function, BYTES))
    }
}
