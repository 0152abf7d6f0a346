//! Crank, liquidator and monitor against a real network in the process, with a funded market.
#![allow(clippy::unwrap_used, missing_docs)]

mod crank;
mod expired;
mod liquidator;
mod live;
mod town;
mod watch;
