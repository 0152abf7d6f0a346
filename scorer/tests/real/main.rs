//! What real exchange data say, where that folder is there.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "../support/mod.rs"]
mod support;

mod agents;
mod drift;
mod scores;
mod series;
