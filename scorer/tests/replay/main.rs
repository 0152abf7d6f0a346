//! A market week through the compiled program.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "../support/mod.rs"]
mod support;

mod reasons;
mod run;
