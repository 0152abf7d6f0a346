//! Every venue's parser on messages of the documented form: units, times, sides, and what is refused.
#![allow(clippy::unwrap_used, missing_docs)]

mod binance;
mod coinbase;
mod deribit_and_pyth;
mod messages;
mod okx;
mod solana;
