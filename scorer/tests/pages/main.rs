//! The pages that are written from a model, an evaluation and the policy, and the recipes that name a node's metrics.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "../support/mod.rs"]
mod support;

mod model;
mod policy;
mod recipes;
