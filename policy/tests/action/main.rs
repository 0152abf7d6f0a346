//! Every action on a whole market: each numbered step of its documentation, and who can always leave.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../common/mod.rs"]
mod common;

mod accrue;
mod bad_debt;
mod borrow;
mod breaker;
mod deleverage;
mod deposit;
mod depth;
mod exit;
mod fee;
mod flash;
mod group;
mod limit;
mod liquidate;
mod liquidate_health;
mod liquidate_into;
mod liquidate_rules;
mod market;
mod outlook;
mod refresh;
mod release;
mod repay;
mod reward;
mod self_dealing;
mod trick;
mod view;
mod withdraw;
