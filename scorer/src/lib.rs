//! From market data to a risk score.
//!
//! `data` (or `synthetic`) gives hourly bars; `feature` sees them up to a decision time; `label`
//! says what came after; `model` learns from both, calibrates and scores; `evidence` raises a score by
//! what has just been seen; `metric` and `evaluate` say how well. Everything here is deterministic: same input, same bytes.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod agent;
mod backoff;
pub mod baseline;
pub mod book;
pub mod card;
pub mod crank;
pub mod data;
pub mod drift;
mod durable;
pub mod evaluate;
pub mod evidence;
pub mod explain;
pub mod feature;
mod health;
mod html;
pub mod keeper;
pub mod key;
pub mod label;
pub mod liquidator;
pub mod metric;
pub mod model;
pub mod node;
mod normal;
mod number;
pub mod page;
pub mod path;
pub mod peer;
pub mod portfolio;
pub mod published;
pub mod record;
pub mod reference_shock;
pub mod replay;
pub mod risk;
pub mod rpc;
pub mod sample;
mod sealed;
pub mod send;
pub mod settings;
pub mod shard;
pub mod study;
pub mod synthetic;
pub mod telemetry;
pub mod time;
pub mod tune;
pub mod venue;
pub mod watch;
