//! Every feature against values worked out by hand, and that none looks ahead.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "../support/mod.rs"]
mod support;

mod forecast;
mod forecast_derivatives;
mod futures;
mod liquidity;
mod look_ahead;
mod options;
mod prices;
mod range;
mod system;
