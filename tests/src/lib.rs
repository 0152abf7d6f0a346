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
mod books;
mod cases;
mod edit;
mod loan;
mod plan;
mod refusal;
mod repository;
mod snapshot;
mod stage;
mod tamper;
mod vault;

pub use actor::{Actor, PURSE};
pub use cases::cases;
pub use loan::{COLLATERAL, LENT, LOAN, Loan};
pub use plan::{CAP, GUARDED_CAPS, guarded_plan, plan, reserve};
pub use refusal::{
    Failure, LendingError, Refusal, assert_refused, operands, refused_and_unchanged,
};
pub use repository::{sources, text};
pub use snapshot::Snapshot;
pub use stage::{
    ETH, MARKET_FEED, PUBLISHERS, SOL, STABLE_FEED, START, Stage, USDC, second_account,
    second_feed_id,
};
pub use tamper::{
    Kind, every_account_is_checked, every_account_is_checked_before,
    every_account_is_checked_up_to, with_accounts,
};
pub use vault::Vault;
