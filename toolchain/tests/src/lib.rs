//! Builds the test program with the toolchain and runs it in `solana-sbpf`, the virtual machine of
//! Solana's validators, next to the same operations on the host.

mod build;
mod context;
mod inputs;
mod machine;
mod syscalls;

pub use self::{
    build::{Built, linker, results_program, scratch, test_program, toolchain},
    inputs::Inputs,
    machine::{Machine, Outcome},
};
