//! Adds the builtins (128-bit arithmetic, `memcpy` and its kin) to the program's module.

use anyhow::{Context as _, Result};

use crate::llvm::{Context, Module};

/// The memory functions that std may define itself, byte by byte. Ours call the virtual machine's.
const MEMORY_FUNCTIONS: [&str; 5] = ["memcpy", "memmove", "memset", "memcmp", "bcmp"];

/// High 64 bits of a 64 x 64 bit product: `(left, right) -> high`.
pub(crate) const MULTIPLY_HIGH: &str = "__sbpf_mulhu";

/// Leading zeros of a word: `(value) -> count`, 64 of zero.
pub(crate) const LEADING_ZEROS: &str = "__sbpf_clz";

/// 128-bit product: `(out, left0, left1, right0, right1) -> overflowed`, writes two words to `out`.
pub(crate) const MULTIPLY_OVERFLOWING: &str = "__sbpf_umulo";

/// 128-bit quotient: `(high, dividend0, dividend1, divisor0, divisor1) -> low`.
pub(crate) const DIVIDE: &str = "__sbpf_udiv";

/// 128-bit remainder, as [`DIVIDE`].
pub(crate) const REMAINDER: &str = "__sbpf_urem";

/// Links the builtins' `bitcode` into `program`, in the place of std's memory functions.
///
/// # Errors
/// When the bitcode cannot be read or its symbols clash with the program's.
pub(crate) fn link<'c>(context: &'c Context, program: &Module<'c>, bitcode: &[u8]) -> Result<()> {
    let builtins = Module::parse(context, bitcode, "builtins")?;
    builtins.copy_target(program);
    for name in MEMORY_FUNCTIONS {
        if let Some(function) = program.function(name) {
            function.make_external_declaration();
        }
    }
    program
        .link_in(builtins)
        .context("cannot link the builtins into the program")?;
    // A call costs a fifth more than the function, and programs multiply often.
    for name in [MULTIPLY_HIGH, LEADING_ZEROS] {
        if let Some(function) = program.function(name) {
            function.make_always_inline(context);
        }
    }
    Ok(())
}
