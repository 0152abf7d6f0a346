//! The binary: what it prints, writes and refuses, and its exit codes.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "../support/mod.rs"]
mod support;

mod audit_log;
mod data;
mod explain_drift;
mod fit;
mod keepers;
mod program;
mod risk;
mod rotate_key;
mod scores;
mod seals;
mod series;
mod shadow;
mod signer;
mod simulate;
mod study;
mod tune;
