//! What the tests have in common: a market on a real VM, actors with tokens, and one line per action.
//!
//! The market has two feeds of five publishers and three reserves: SOL and ETH follow feed 0, USDC feed 1. Prices
//! start at 100, 2 000 and 1 dollar; both feeds start calm.
#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "test support: a broken set-up ends the test with its message"
)]

mod actor;
mod stage;
mod verdict;

pub use actor::Actor;
pub use stage::{ETH, MARKET_FEED, SOL, STABLE_FEED, START, Stage, USDC};
pub use verdict::{assert_code, assert_failed, assert_refused, code_of};
