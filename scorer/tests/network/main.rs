//! The recorder against servers of 127.0.0.1 that disconnect, refuse, babble and fall silent: every
//! fault is a gap in the store and a number in the counts, and recording goes on.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "../support/server.rs"]
mod server;

mod faults;
mod live;
mod recorder;
mod requests;
