//! Endpoints, sender and keys against a real network in the process, with nodes that fail on command.
#![allow(clippy::unwrap_used, missing_docs)]

mod cluster;
mod delivery;
mod expiry;
mod failover;
mod network;
mod signer;
