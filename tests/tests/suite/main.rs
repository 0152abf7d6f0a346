//! The real program in a real VM.
//!
//! One binary, because each one links the VM anew.
#![allow(
    clippy::unwrap_used,
    reason = "a broken step ends the test with its message"
)]

mod compute_units;
mod coverage;
mod idl;
mod instructions;
mod layers;
mod parity;
mod stories;
