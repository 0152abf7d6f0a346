//! Positions under price futures: portfolios as people write them, and the engine against policy itself.
#![allow(clippy::unwrap_used, missing_docs, clippy::cast_precision_loss)]

#[path = "../support/server.rs"]
#[expect(dead_code, reason = "no sockets here")]
mod server;

mod chain;
mod engine;
mod portfolio;
