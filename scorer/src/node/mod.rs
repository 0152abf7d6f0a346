//! The publisher's node: it looks at the market, scores it, and reports to the chain what has changed.
//!
//! `source -> tick (features, model, evidence) -> trigger -> stagger -> sequence -> audit -> transaction -> audit`. The state
//! machines (`trigger`, `stagger`, `sequence`, `permission`) know no network and no clock. docs/node.md is for operators.

pub mod audit;
pub mod chain;
pub mod config;
mod desk;
pub mod doctor;
mod drift;
mod error;
#[cfg(test)]
mod fixture;
pub mod health;
pub mod inquiry;
mod links;
pub mod permission;
mod publish;
pub mod rotation;
mod run;
pub mod sequence;
mod settle;
pub mod shadow;
pub mod source;
pub mod stagger;
pub mod start;
pub mod tick;
pub mod trigger;
mod turns;

pub use error::NodeError;
pub use run::run;
