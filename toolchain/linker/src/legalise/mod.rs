//! Rewrites what LLVM 22's BPF back end cannot select, or selects badly, in LLVM's own intermediate form.
//!
//! | file | rewrites | into |
//! | --- | --- | --- |
//! | [`multiply`] | multiplication of over 64 bits | 64-bit ones and the builtin `__sbpf_mulhu` |
//! | [`divide`] | 128-bit and every signed division and remainder | `__sbpf_udiv`, `__sbpf_urem`, unsigned division |
//! | [`overflow`] | multiplications that report overflow | division, the builtin `__sbpf_umulo` |
//! | [`arithmetic`] | the count of leading zeros | the builtin `__sbpf_clz` |
//! | [`shift`] | 128-bit shifts by a distance not known | 64-bit ones |
//! | [`memory`] | memory intrinsics over a size | the syscalls `sol_mem*_` |
//! | [`compare`] | memory comparisons up to a size | loads and branches |
//! | [`signature`], [`body`], [`call`] | more than five argument registers, results over 64 bits | a pointer to the caller's stack |
//! | [`sum`] | saturating and checked sums of words | comparisons that a branch can take |
//! | [`attributes`] | `sret` | nothing: the pointer is an ordinary argument |
//!
//! LLVM 23 and Solana's fork do in the back end what LLVM 22's cannot select.

mod arithmetic;
mod attributes;
mod body;
mod call;
mod compare;
mod divide;
mod memory;
mod multiply;
mod overflow;
mod scratch;
mod shift;
mod signature;
mod sum;
mod wide;

use anyhow::Result;

pub(crate) use self::{
    arithmetic::arithmetic, attributes::struct_return_attributes, compare::comparisons, sum::sums,
};
use crate::{ENTRYPOINT, llvm::Module};

/// Rewrites functions and calls whose type the back end cannot pass in registers.
///
/// # Errors
/// When such a function is external, has a second name, or takes an argument by hidden copy.
pub(crate) fn signatures(module: &Module<'_>) -> Result<()> {
    body::refuse_aliases(module)?;
    for function in module.functions() {
        body::lower(module, function)?;
    }
    for function in module.functions() {
        call::lower(module, function)?;
    }
    Ok(())
}

/// Hides every definition but the entry point, so that what nothing calls can be dropped.
pub(crate) fn internalise(module: &Module<'_>) {
    for function in module.functions() {
        if !function.is_declaration() && function.name() != ENTRYPOINT {
            function.make_internal();
        }
    }
}
