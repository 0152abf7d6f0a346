//! Recordings: the store, and what `data check` says about folders.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "../support/mod.rs"]
mod support;

mod check;
mod check_recording;
mod checking;
mod recording;
mod round_trip;
mod store;
