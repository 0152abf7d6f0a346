//! What the linker adds to a Solana program because LLVM's BPF back end and the processor lack it:
//! 128-bit arithmetic, and `memcpy` and its kin.
//!
//! The arithmetic is plain Rust, so the tests run the very same source natively against the host's
//! `u128`. Executed instructions are compute units, so it is written for few of those: SBPF v3 has
//! 64-bit multiply and divide, no 128-bit form, and no count of leading zeros.
//!
//! Nothing here may use `u128`: it would call itself. Compiled at `opt-level` 1, since higher levels
//! recognise a wide multiplication in [`multiply::__sbpf_mulhu`] and put a 128-bit one in its place.
#![no_std]
// Each builtin is one function, whose paths share what was computed before they part.
#![allow(clippy::inline_always)]

pub mod divide;
pub mod leading_zeros;
#[cfg(target_arch = "bpf")]
mod memory;
pub mod multiply;

/// The low half of a word.
const LOW_HALF: u64 = 0xffff_ffff;

#[cfg(target_arch = "bpf")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    // No function here panics; the compiler asks for a handler all the same.
    loop {}
}
