//! The pages that are written from a model, an evaluation and the policy.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "../support/mod.rs"]
mod support;

mod model;
mod policy;
