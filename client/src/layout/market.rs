//! The market: who may do what.

use super::Account;
use solana_address::Address;

/// Keys that hold a role. Each is an ordinary signer; in production a multisig's vault.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct Roles {
    /// Adds reserves and feeds. CANNOT move a user's tokens.
    pub governance: Address,
    /// Proposes terms inside the published bounds.
    pub risk_admin: Address,
    /// May only tighten or pause. CANNOT loosen anything.
    pub guardian: Address,
    /// Adds and mutes publishers. CANNOT change a bound.
    pub publisher_admin: Address,
}

/// A market. Address: `["market", governance at creation, index]`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct Market {
    /// Who may do what.
    pub roles: Roles,
    /// Unix seconds of the launch; 0 while the market is being set up: no deposits, and no timelock.
    pub launched_at: u64,
    /// Unix seconds until which opening risk is paused.
    pub paused_until: u64,
    /// Reserves so far; also the next reserve's index.
    pub reserve_count: u16,
    /// Feeds so far; also the next feed's index.
    pub feed_count: u16,
    /// Chosen at creation, so that one key can govern several markets.
    pub index: u16,
    /// Bump of the address.
    pub bump: u8,
    /// How far feeds are let go: 0 autonomous, 1 advisory, 2 monitoring. Every feed carries it too.
    pub mode: u8,
}

impl Account for Market {
    const NAME: &'static str = "Market";
    const DISCRIMINATOR: [u8; 8] = [219, 190, 213, 55, 0, 227, 198, 154];
}
