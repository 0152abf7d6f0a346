//! The market: who may do what.

use super::{Account, Bounds, MarketFlows, MarketLimits};
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

/// A role, by its number in the program.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// See [`Roles::governance`].
    Governance = 0,
    /// See [`Roles::risk_admin`].
    RiskAdmin = 1,
    /// See [`Roles::guardian`].
    Guardian = 2,
    /// See [`Roles::publisher_admin`].
    PublisherAdmin = 3,
}

/// A role's transfer that was proposed and not yet accepted; empty address for none.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct PendingRole {
    /// Who may accept.
    pub holder: Address,
    /// From when on, Unix seconds.
    pub not_before: u64,
}

/// A market. Address: `["market", governance at creation, index]`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct Market {
    /// Who may do what.
    pub roles: Roles,
    /// When governance launched the market, Unix seconds; 0 while it is being set up.
    pub launched_at: u64,
    /// Changes so far; also the next change's number.
    pub change_count: u64,
    /// Until when borrows, and withdrawals with debt, are refused, Unix seconds; 0 for never paused.
    pub paused_until: u64,
    /// Transfers that wait for their new holder, by the number of the role.
    pub pending_roles: [PendingRole; 4],
    /// What no setting ever exceeds, and how long changes wait: fixed at the creation.
    pub bounds: Bounds,
    /// Limits over all reserves, USD.
    pub limits: MarketLimits,
    /// What flowed through all reserves, USD.
    pub flows: MarketFlows,
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
