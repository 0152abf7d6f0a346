//! Between `policy` and `client`: policy's values in the account layouts of the program, and back.
//!
//! Whoever sets a market up (the tests' machine, migrations, a local network) and whoever reads one uses the same
//! words. Keys that derive from a name stand here as well, so that a local network and the tests meet the same addresses.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod convert;
#[cfg(feature = "keys")]
mod key;

pub use convert::{
    layout_bounds, layout_config, layout_feed_config, layout_market_limits, layout_reserve_limits,
    ledger, policy_bounds, policy_feed, policy_holdings, policy_market, policy_reserve,
};
#[cfg(feature = "keys")]
pub use key::{feed_id_for, keypair_for, program_keypair};
