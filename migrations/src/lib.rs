//! Deploys and configures a cluster in declarative, repeatable steps.
//!
//! ```text
//! TOML -> Config -> Plan (values, addresses, keys) -> steps -> transactions -> chain
//!                    |                                 ^
//!                    +-> risks, refused unless allowed +-- what the chain says is done
//! ```
//!
//! A step reads from the chain whether it is done, so that a run can be repeated at any time and goes on where the last
//! one stopped. A transaction that wants a signature which no key at hand gives, such as a multisig's vault's, is
//! printed instead of sent. Every call blocks: in asynchronous code run it where blocking is allowed.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod chain;
mod cluster;
mod config;
mod error;
mod journal;
mod key;
mod plan;
mod print;
mod risk;
mod run;
mod step;

pub use chain::{Chain, Work};
pub use cluster::Cluster;
pub use config::Config;
pub use error::MigrateError;
pub use journal::{Entry, Journal, Stage};
pub use key::{Holder, Keyring};
pub use plan::{FeedPlan, MarketPlan, Plan, ProgramPlan, ReservePlan};
pub use print::Printed;
pub use risk::Risk;
pub use run::{Migration, Progress, StepReport};
pub use step::State;
