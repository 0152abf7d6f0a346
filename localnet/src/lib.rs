//! A local Solana network with the lending program on it, a funded market and a market day that plays.
//!
//! ```text
//! Network (surfpool in the process | solana-test-validator | one that runs already)
//!   <- price program, mints, migration, prices, first reports, lenders and borrowers   Scene
//!   <- a market day, a tick at a time                                                   Tape, Player
//!   -> Session: everything that others need to join, in a file
//!   -> publisher nodes, crank, liquidator and monitor as processes                      Crew
//! ```
//!
//! Every call blocks: in asynchronous code run it where blocking is allowed.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod bulletin;
mod crew;
mod error;
pub mod fleet;
mod keeper;
mod network;
mod node;
mod player;
pub mod proxy;
mod scene;
mod session;
mod tape;

pub use bulletin::Bulletin;
pub use crew::Crew;
pub use error::LocalnetError;
pub use keeper::Keeper;
pub use network::{Network, SurfpoolOptions, ValidatorOptions, next_port, repository_root};
pub use player::Player;
pub use scene::{ASSETS, Asset, Scene, oracle_key, price_account_key};
pub use session::{FeedSession, Replay, ReserveSession, Session};
pub use tape::{Tape, TapeSource};
