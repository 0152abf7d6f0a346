//! The real program in a real VM.
//!
//! | module | shows |
//! |---|---|
//! | `instructions` | each instruction, and each of its refusals, which leaves no trace |
//! | `stories` | what must hold over many steps |
//! | `invariants` | INV-1 to INV-17, one test each, over random histories (`PROPTEST_CASES=20000` for longer) |
//! | `parity` | that program and policy do the same, bit for bit (`PROPTEST_CASES=1000` for longer) |
//! | `idl`, `coverage`, `layers` | that client, interface, tests and imports are what they are said to be |
//! | `compute_units` | what each instruction costs |
//!
//! One binary, because each one links the VM anew. `BALLAST_SO=file` runs it on another build of the program.
#![allow(
    clippy::unwrap_used,
    reason = "a broken step ends the test with its message"
)]

mod compute_units;
mod coverage;
mod idl;
mod instructions;
mod invariants;
mod layers;
mod parity;
mod stories;
