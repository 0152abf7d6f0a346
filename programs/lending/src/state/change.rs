//! A change that waits for its delay.

use super::config::ReserveConfig;
use super::limit::ReserveLimits;
use anchor_lang::prelude::*;

/// Bytes of a payload: those of a reserve's settings, the longest there is.
pub const PAYLOAD: usize = size_of::<ReserveConfig>();

/// What is changed, and how its payload is read; the bytes past it are zero.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// A reserve's settings. Target: the reserve. Payload: `ReserveConfig`.
    Reserve = 0,
    /// A feed's settings. Target: the feed. Payload: `FeedConfig`.
    Feed = 1,
    /// A feed's mode. Target: the feed. Payload: the mode's byte.
    Mode = 2,
    /// A new publisher. Target: the feed. Payload: its key.
    PublisherAdd = 3,
    /// A reserve's flow limits and breakers. Target: the reserve. Payload: `ReserveLimits`.
    ReserveLimits = 4,
    /// The market's flow limits. Target: the market. Payload: `MarketLimits`.
    MarketLimits = 5,
    /// A reserve's price sources. Target: the reserve. Payload: `OracleSources`.
    OracleSources = 6,
    /// A lower liquidation threshold. Target: the reserve. Payload: `RampRequest`.
    ThresholdRamp = 7,
    /// Less debt of an asset. Target: the reserve. Payload: `DeleverageRequest`.
    Deleverage = 8,
}

/// The oracle's ids of a reserve's prices.
#[repr(C)]
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
pub struct OracleSources {
    /// Of the price itself.
    pub first: [u8; 32],
    /// Of the second source; all zero for none.
    pub second: [u8; 32],
    /// Of the rate that the second's price is multiplied by, such as how much SOL a token of staked SOL redeems; all zero
    /// where the second says what the token is worth by itself.
    pub rate: [u8; 32],
}

impl ChangeKind {
    /// From its byte.
    pub const fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            0 => Some(Self::Reserve),
            1 => Some(Self::Feed),
            2 => Some(Self::Mode),
            3 => Some(Self::PublisherAdd),
            4 => Some(Self::ReserveLimits),
            5 => Some(Self::MarketLimits),
            6 => Some(Self::OracleSources),
            7 => Some(Self::ThresholdRamp),
            8 => Some(Self::Deleverage),
            _ => None,
        }
    }
}

/// A proposed change. Address: `["change", market, number as u64 little-endian]`. It stays for the record.
#[account]
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

/// Not executed and not cancelled.
pub const PENDING: u8 = 0;
/// Done.
pub const EXECUTED: u8 = 1;
/// Given up.
pub const CANCELLED: u8 = 2;

const _: () = assert!(size_of::<ReserveLimits>() <= PAYLOAD);
const _: () = assert!(size_of::<PendingChange>() == 3 * 32 + 2 * 8 + 8 + PAYLOAD);

impl PendingChange {
    /// The payload as the value it holds, or none when it is of another length than the payload.
    pub fn read<T: bytemuck::AnyBitPattern>(payload: &[u8; PAYLOAD]) -> Option<T> {
        let bytes = payload.get(..size_of::<T>())?;
        Some(bytemuck::pod_read_unaligned(bytes))
    }
}
