//! Traces: the real program as a process, a chain and a collector on this machine that say what a test wants.
#![allow(clippy::unwrap_used, missing_docs)]

mod chain;
mod collector;
mod cost;
mod node;
mod traces;
mod trouble;
