//! The evaluation, and the labels, metrics and baselines that it stands on.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "../support/mod.rs"]
mod support;

mod baselines;
mod judged;
mod judging;
mod labels;
mod look_ahead;
mod metrics;
mod real;
