//! The real program as a process, a chain and a collector on this machine that say what a test wants: traces, and where a node
//! reports.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "../support/forge.rs"]
#[allow(dead_code)]
mod forge;

mod chain;
mod collector;
mod cost;
mod node;
mod public;
mod shadow;
mod traces;
mod trouble;
