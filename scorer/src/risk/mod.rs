//! What a market's positions could lose: thousands of futures, played against policy.
//!
//! [`legs`] takes every position apart by asking policy what its parts are worth; [`book`] sorts them so that most are
//! never looked at; a [`Simulation`] plays scenarios' prices against them, in one step or in many, on every core. Prices come
//! from a fitted model ([`FittedPaths`]) or, without one, from an assumption ([`StudentPaths`]). Same snapshot, paths and
//! settings: same result to the bit, at any number of threads.

mod assessment;
pub mod book;
mod engine;
mod error;
mod fitted;
mod impact;
pub mod legs;
mod lever;
mod liquidation;
mod many_steps;
mod one_step;
mod outcomes;
mod page;
mod paths;
mod plot;
mod recommendation;
mod simulation;
pub mod statistic;
mod words;

pub use assessment::{Assessment, AssetLosses, Contribution, Losses, Slipped, TAIL_LEVEL, assess};
pub use engine::Runs;
pub use error::RiskError;
pub use fitted::FittedPaths;
pub use impact::{Impact, ImpactForm};
pub use lever::Lever;
pub use many_steps::Liquidators;
pub use outcomes::{Outcomes, SLIPPAGES};
pub use page::Page;
pub use paths::{AssetMoves, StoredPaths, StudentPaths};
pub use recommendation::{Recommendation, Remedy, Trial, recommend};
pub use simulation::{Mode, Simulation};
pub use words::dollars;
