//! The model: training, its file, its scores, explanations, drift and liars.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "../support/forge.rs"]
mod forge;
#[path = "../support/mod.rs"]
mod support;

mod determinism;
mod drift;
mod explanations;
mod file;
mod liar;
mod training;
mod within_hour;
