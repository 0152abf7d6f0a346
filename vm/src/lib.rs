//! The real lending program in an in-process Solana VM ([LiteSVM](https://docs.rs/litesvm)).
//!
//! What the tests and the replay have in common: a clock that is moved by hand, mints and token accounts, oracle
//! accounts written as their program would, transactions with their compute units and events, and a market set up
//! through the program's own instructions. Nothing of the program is mocked.
#![forbid(unsafe_code)]

mod error;
mod machine;
mod market;
mod table;
mod token;
mod trace;

pub use ballast_bridge::{
    feed_id_for, keypair_for, layout_bounds, layout_market_limits, layout_reserve_limits, ledger,
    policy_bounds, policy_feed, policy_holdings, policy_market, policy_reserve,
};
pub use error::{SendError, VmError};
pub use machine::{Image, Machine, Sent, Trial, program_path, repository_root};
pub use market::{CALM_START, Deployment, DeploymentPlan, FeedHandle, ReserveHandle, ReservePlan};
pub use token::{Extension, tokens_of, transfer_fee};
pub use trace::{CALL_UNITS, Trace, system_call_hash};
