//! The market: who may do what.

use super::limit::{Bounds, MarketFlows, MarketLimits};
use anchor_lang::prelude::*;
use ballast_policy::change::Delays;
use ballast_policy::pause::Pause;
use ballast_policy::unit::Timestamp;

/// Keys that hold a role. Each is an ordinary signer; in production a multisig's vault.
#[repr(C)]
#[derive(
    Clone, Copy, bytemuck::Pod, bytemuck::Zeroable, IdlType, AnchorSerialize, AnchorDeserialize,
)]
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

/// How many roles there are.
pub const ROLE_COUNT: usize = 4;

/// The number of the guardian's role.
pub const GUARDIAN_ROLE: u8 = 2;

/// A role's transfer that was proposed and not yet accepted; empty address for none.
#[repr(C)]
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable, IdlType)]
pub struct PendingRole {
    /// Who may accept.
    pub holder: Address,
    /// From when on, Unix seconds.
    pub not_before: u64,
}

impl Roles {
    /// The holder of the role of this number: 0 governance, 1 risk admin, 2 guardian, 3 publisher admin.
    pub fn holder_mut(&mut self, role: u8) -> Option<&mut Address> {
        match role {
            0 => Some(&mut self.governance),
            1 => Some(&mut self.risk_admin),
            2 => Some(&mut self.guardian),
            3 => Some(&mut self.publisher_admin),
            _ => None,
        }
    }
}

/// A market. Address: `["market", governance at creation, index]`.
#[account]
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
    pub pending_roles: [PendingRole; ROLE_COUNT],
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

const _: () = assert!(size_of::<Market>() == 4 * 32 + 3 * 8 + ROLE_COUNT * 40 + 40 + 96 + 56 + 8);

impl Market {
    /// How long changes wait now.
    pub fn delays(&self) -> Delays {
        Delays::in_force(self.bounds.policy(), Timestamp(self.launched_at))
    }

    /// The guardian's last pause.
    #[inline(always)]
    pub const fn pause(&self) -> Pause {
        Pause {
            until: Timestamp(self.paused_until),
        }
    }

    /// False while the market is being set up.
    #[inline(always)]
    pub fn is_launched(&self) -> bool {
        self.launched_at != 0
    }
}
