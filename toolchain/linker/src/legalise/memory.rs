//! Memory intrinsics: `llvm.{memcpy,memmove,memset}`.
//!
//! The back end unrolls those of a small constant size into loads and stores. The others become the
//! virtual machine's syscalls, which cost ten compute units and one for each 250 bytes.

use anyhow::Result;

use crate::llvm::{Builder, Value};

/// Copies up to this size are unrolled: eight loads and eight stores.
const UNROLLED_COPY_BYTES: u64 = 64;

/// Fills up to this size are unrolled: twelve stores.
const UNROLLED_FILL_BYTES: u64 = 96;

/// The call to a syscall that `intrinsic` becomes, unless it is left to the back end.
pub(super) fn rewrite<'c>(
    builder: &Builder<'_, 'c>,
    intrinsic: &str,
    call: Value<'c>,
) -> Result<Option<Value<'c>>> {
    let (syscall, unrolled_bytes) = match intrinsic.split('.').nth(1) {
        Some("memcpy") => ("sol_memcpy_", UNROLLED_COPY_BYTES),
        Some("memmove") => ("sol_memmove_", UNROLLED_COPY_BYTES),
        Some("memset") => ("sol_memset_", UNROLLED_FILL_BYTES),
        _ => return Ok(None),
    };
    let [target, source, size] = [0, 1, 2].map(|index| call.operand(index));
    if size
        .as_constant()
        .is_some_and(|bytes| bytes <= unrolled_bytes)
    {
        return Ok(None);
    }
    builder
        .call_named(syscall, &[target, source, size])
        .map(Some)
}
