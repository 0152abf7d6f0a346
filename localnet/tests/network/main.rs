//! A real network in the process: the market stands on it, and the migration can be repeated, resumed and printed.
#![allow(clippy::unwrap_used, missing_docs)]

mod binary;
mod market;
mod migration;
mod support;
