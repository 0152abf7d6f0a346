//! Every formula of the Ballast lending market, written once.
//!
//! The program on chain, the simulator, the tests and the web page call this crate; none of them holds a
//! formula of its own. It is pure: integers in, integers out, no clock, no accounts, no allocation.
//!
//! Data flows one way:
//!
//! ```text
//! report -> consensus -> throttle, regime -> feed -> terms -+
//! oracle quote -> price -------------------------------------+-> health -> action (deposit, withdraw, borrow, repay, liquidate)
//! curve -> interest -> ledger -------------------------------+
//!
//! publisher: who is heard            mode: how far a feed is let go        change: what people may do, and after how long
//! limiter, fresh, breaker -> control: what passes, how much and whether, around each action
//! bounds: what nobody can change     ramp, deleverage, opening -> schedule: what governance sets in motion     view: all of it at a glance
//! ```
//!
//! # Numbers
//!
//! Binary fixed point, so that scaling is a shift and not a division: an index has 64 fractional bits, a price
//! 64, a USD value 20 (see [`mod@unit`]). What people configure is in basis points. Rounding is named in the function
//! and always against the user: debts up, deposits down.
#![no_std]
#![forbid(unsafe_code)]
#![allow(
    clippy::inline_always,
    reason = "on the chain's machine a call costs more than most of these bodies"
)]
#![deny(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::float_arithmetic
)]
#![cfg_attr(
    test,
    allow(
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        clippy::indexing_slicing,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::float_arithmetic
    )
)]

#[cfg(test)]
extern crate std;

pub mod action;
pub mod bounds;
pub mod breaker;
pub mod change;
pub mod config;
pub mod consensus;
pub mod control;
pub mod curve;
pub mod deleverage;
pub mod depth;
pub mod error;
pub mod feed;
pub mod feed_config;
#[cfg(test)]
mod fixture;
pub mod fresh;
pub mod group;
pub mod health;
pub mod index;
pub mod interest;
pub mod ledger;
pub mod limiter;
pub mod liquidation;
pub mod ltv;
pub mod market;
pub mod mode;
pub mod num;
pub mod opening;
pub mod outlook;
pub mod pause;
pub mod position;
pub mod position_view;
pub mod preset;
pub mod price;
pub mod publisher;
pub mod ramp;
pub mod regime;
pub mod report;
pub mod reward;
pub mod room;
pub mod schedule;
pub mod terms;
pub mod throttle;
pub mod token_fee;
pub mod unit;
pub mod view;

pub use error::{PolicyError, Result, Rule};
