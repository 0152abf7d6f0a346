//! Operations that need every rewrite of the linker.
//!
//! The same source is compiled for the host, where the tests call [`OPERATIONS`] directly, and for
//! Solana, where [`entrypoint`] does. An operation maps sixteen words to sixteen words; whatever it
//! does in between has to come out the same on both. Functions are not inlined, so that their
//! signatures reach the back end.
#![cfg_attr(target_os = "solana", no_std)]

pub mod arithmetic;
pub mod cost;
pub mod formatting;
pub mod memory;
pub mod signatures;
pub mod wide;

use signatures::{direct, indirect};

/// What an operation takes and gives.
pub type Words = [u64; 16];

/// One named operation.
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    /// For messages.
    pub name: &'static str,
    /// The operation.
    pub run: fn(&Words) -> Words,
}

/// Names an operation after its function.
macro_rules! operations {
    ($($module:ident :: $name:ident),* $(,)?) => {
        &[$(Operation { name: stringify!($name), run: $module::$name }),*]
    };
}

/// Every operation; the test program's first input word is an index into this.
pub static OPERATIONS: &[Operation] = operations![
    arithmetic::multiply,
    arithmetic::divide_unsigned,
    arithmetic::divide_by_constants,
    arithmetic::divide_signed_wide,
    arithmetic::divide_signed_narrow,
    arithmetic::multiply_overflowing_unsigned,
    arithmetic::multiply_overflowing_signed,
    arithmetic::add_and_subtract,
    arithmetic::multiply_then_divide,
    arithmetic::shift_and_count,
    arithmetic::fixed_point_power,
    memory::copy_constant_sizes,
    memory::copy_dynamic_sizes,
    memory::move_overlapping,
    memory::fill,
    memory::compare,
    direct::mixed_arguments,
    direct::aggregates_by_value,
    direct::large_results,
    direct::calls_inside_calls,
    indirect::pointers_from_a_table,
    indirect::methods_of_trait_objects,
    indirect::c_function_pointers,
    indirect::closures,
    direct::recursion,
    formatting::numbers_as_text,
    cost::word,
    cost::wide,
    cost::multiply_words,
    cost::multiply_wide,
    cost::multiply_words_checked,
    cost::multiply_wide_checked,
    cost::divide,
    cost::panic_when_zero,
];

/// What the virtual machine's input region holds.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exchange {
    /// Index into [`OPERATIONS`].
    pub operation: u64,
    /// What the operation takes.
    pub input: Words,
    /// Where its result goes.
    pub output: Words,
}

/// Returned for an index outside [`OPERATIONS`].
pub const NO_SUCH_OPERATION: u64 = 1;

/// Runs one operation.
///
/// # Safety
/// `exchange` points to an [`Exchange`] that nothing else uses.
#[cfg_attr(target_os = "solana", unsafe(no_mangle))]
pub unsafe extern "C" fn entrypoint(exchange: *mut Exchange) -> u64 {
    // SAFETY: the caller's promise.
    let exchange = unsafe { &mut *exchange };
    let index = usize::try_from(exchange.operation).unwrap_or(usize::MAX);
    let Some(operation) = OPERATIONS.get(index) else {
        return NO_SUCH_OPERATION;
    };
    exchange.output = (operation.run)(&exchange.input);
    0
}

#[cfg(target_os = "solana")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}
