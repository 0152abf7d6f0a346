//! The syscalls that programs of this toolchain make, with the costs of agave 4.2.

use std::slice;

use solana_sbpf::{
    declare_builtin_function,
    elf::ElfError,
    memory_region::AccessType::{self, Load, Store},
    program::BuiltinProgram,
    vm::ContextObject as _,
};

use crate::context::Context;

type Fallible<T> = Result<T, Box<dyn std::error::Error>>;

/// Makes the syscalls known to programs.
pub(crate) fn register(loader: &mut BuiltinProgram<Context>) -> Result<(), ElfError> {
    loader.register_definition::<Copy>("sol_memcpy_")?;
    loader.register_definition::<Move>("sol_memmove_")?;
    loader.register_definition::<Fill>("sol_memset_")?;
    loader.register_definition::<Compare>("sol_memcmp_")?;
    loader.register_definition::<Abort>("abort")
}

/// Ten units, or one for each 250 bytes where that is more.
fn charge(context: &mut Context, bytes: u64) {
    context.consume((bytes / 250).max(10));
}

fn bytes(
    context: &Context,
    access: AccessType,
    address: u64,
    length: u64,
) -> Fallible<&'static mut [u8]> {
    if length == 0 {
        return Ok(&mut []);
    }
    let host = context.translate(access, address, length)?;
    // SAFETY: the mapping vouches for `length` bytes, which outlive the syscall; the callers take
    // care that no two writable slices overlap.
    Ok(unsafe { slice::from_raw_parts_mut(host, usize::try_from(length)?) })
}

declare_builtin_function!(
    /// `sol_memcpy_(target, source, length)`; like the validator's, refuses what overlaps.
    Copy,
    fn rust(
        context: &mut Context,
        target: u64,
        source: u64,
        length: u64,
        _four: u64,
        _five: u64,
    ) -> Result<u64, Box<dyn std::error::Error>> {
        charge(context, length);
        if source.abs_diff(target) < length {
            return Err("sol_memcpy_ with overlapping source and target".into());
        }
        let source = bytes(context, Load, source, length)?;
        bytes(context, Store, target, length)?.copy_from_slice(source);
        Ok(0)
    }
);

declare_builtin_function!(
    /// `sol_memmove_(target, source, length)`.
    Move,
    fn rust(
        context: &mut Context,
        target: u64,
        source: u64,
        length: u64,
        _four: u64,
        _five: u64,
    ) -> Result<u64, Box<dyn std::error::Error>> {
        charge(context, length);
        let source = bytes(context, Load, source, length)?.to_vec();
        bytes(context, Store, target, length)?.copy_from_slice(&source);
        Ok(0)
    }
);

declare_builtin_function!(
    /// `sol_memset_(target, value, length)`.
    Fill,
    fn rust(
        context: &mut Context,
        target: u64,
        value: u64,
        length: u64,
        _four: u64,
        _five: u64,
    ) -> Result<u64, Box<dyn std::error::Error>> {
        charge(context, length);
        bytes(context, Store, target, length)?.fill(value.to_le_bytes()[0]);
        Ok(0)
    }
);

declare_builtin_function!(
    /// `sol_memcmp_(left, right, length, order)`: writes the difference of the first bytes that
    /// differ.
    Compare,
    fn rust(
        context: &mut Context,
        left: u64,
        right: u64,
        length: u64,
        order: u64,
        _five: u64,
    ) -> Result<u64, Box<dyn std::error::Error>> {
        charge(context, length);
        let left = bytes(context, Load, left, length)?;
        let right = bytes(context, Load, right, length)?;
        let difference = left
            .iter()
            .zip(right.iter())
            .map(|(left, right)| i32::from(*left) - i32::from(*right))
            .find(|difference| *difference != 0)
            .unwrap_or(0);
        bytes(context, Store, order, 4)?.copy_from_slice(&difference.to_le_bytes());
        Ok(0)
    }
);

declare_builtin_function!(
    /// `abort()`: where a panic ends.
    Abort,
    fn rust(
        _context: &mut Context,
        _one: u64,
        _two: u64,
        _three: u64,
        _four: u64,
        _five: u64,
    ) -> Result<u64, Box<dyn std::error::Error>> {
        Err("the program aborted".into())
    }
);
