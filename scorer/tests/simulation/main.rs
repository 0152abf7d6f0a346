//! Futures and agents: paths, the market of people, and work in shares.
#![allow(clippy::unwrap_used, missing_docs, clippy::cast_precision_loss)]

#[path = "../support/mod.rs"]
mod support;

mod agents;
mod contagion;
mod futures;
mod paths;
mod program;
mod shards;
mod tuning;
