//! The real program as a process, a chain and a collector on this machine that say what a test wants: traces, and where a node
//! reports.
#![allow(clippy::unwrap_used, missing_docs)]

mod chain;
mod collector;
mod cost;
mod node;
mod public;
mod traces;
mod trouble;
