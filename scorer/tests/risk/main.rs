//! Positions under price futures: portfolios as people write them, and the engine against policy itself.
#![allow(clippy::unwrap_used, missing_docs, clippy::cast_precision_loss)]

mod engine;
mod portfolio;
