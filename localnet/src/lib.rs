//! An offline Solana network.

#![forbid(unsafe_code)]

pub mod proxy;
