//! A change that waits for its delay.

use super::{Account, ReserveConfig};
use solana_address::Address;
use std::mem::size_of;

/// Bytes of a payload: those of a reserve's limits, the longest there is.
pub const PAYLOAD: usize = size_of::<ReserveConfig>();

/// What is changed, and how its payload is read; the bytes past it are zero.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// A reserve's limits. Target: the reserve. Payload: [`ReserveConfig`].
    Reserve = 0,
    /// A feed's settings. Target: the feed. Payload: [`super::FeedConfig`].
    Feed = 1,
    /// A feed's mode. Target: the feed. Payload: the mode's byte.
    Mode = 2,
    /// A new publisher. Target: the feed. Payload: its key.
    PublisherAdd = 3,
    /// A reserve's flow limits and breakers. Target: the reserve. Payload: [`super::ReserveLimits`].
    ReserveLimits = 4,
    /// The market's flow limits. Target: the market. Payload: [`super::MarketLimits`].
    MarketLimits = 5,
    /// A reserve's price sources. Target: the reserve. Payload: [`OracleSources`].
    OracleSources = 6,
    /// A lower liquidation threshold. Target: the reserve. Payload: [`super::RampRequest`].
    ThresholdRamp = 7,
    /// Less debt of an asset. Target: the reserve. Payload: [`DeleverageRequest`].
    Deleverage = 8,
}

/// The oracle's ids of a reserve's prices.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct OracleSources {
    /// Of the price itself.
    pub first: [u8; 32],
    /// Of the second source; all zero for none.
    pub second: [u8; 32],
    /// Of the rate that the second's price is multiplied by, such as how much SOL a token of staked SOL redeems; all zero
    /// where the second says what the token is worth by itself.
    pub rate: [u8; 32],
}

/// A proposed change. Address: `["change", market, number as u64 little-endian]`. It stays for the record.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct PendingChange {
    /// The market.
    pub market: Address,
    /// Who proposed it.
    pub proposer: Address,
    /// What it changes.
    pub target: Address,
    /// Unix seconds of the proposal.
    pub proposed_at: u64,
    /// Its number in the market.
    pub number: u64,
    /// See [`ChangeKind`].
    pub kind: u8,
    /// 0 pending, 1 executed, 2 cancelled.
    pub status: u8,
    /// Bump of the address.
    pub bump: u8,
    /// Zero.
    pub padding: [u8; 5],
    /// What it changes to.
    pub payload: [u8; PAYLOAD],
}

impl Account for PendingChange {
    const NAME: &'static str = "PendingChange";
    const DISCRIMINATOR: [u8; 8] = [232, 183, 176, 196, 15, 195, 115, 147];
}
