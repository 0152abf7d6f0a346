//! A new collateral starts small: its deposit cap grows to what governance voted for within a week.
//!
//! ```text
//! cap(now) = a tenth + nine tenths x (now - opened) / 7 days
//! ```
//!
//! A token's first days as collateral are when its price, its oracle and its holders are known least: Mango's and Moonwell's
//! attackers brought a large amount of it at once. Nothing that is held is touched.

use crate::config::ReserveConfig;
use crate::num::{mul_div_floor, share_floor};
use crate::unit::{Timestamp, TokenAmount};

/// How long it takes: a week.
pub const OPENING_SECONDS: u64 = 604_800;
/// The part of the cap that is open at once, basis points.
pub const FIRST_SHARE_BPS: u16 = 1_000;

/// When a reserve was accepted as collateral in a running market; zero: before the launch, or never.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Opening(pub Timestamp);

impl Opening {
    /// The opening after a running market's reserve changed from `present` to `proposed` at `now`: it begins when the reserve
    /// becomes collateral, anew if it was before.
    #[must_use]
    pub fn after(self, present: &ReserveConfig, proposed: &ReserveConfig, now: Timestamp) -> Self {
        if !present.is_collateral() && proposed.is_collateral() {
            return Self(now);
        }
        self
    }

    /// What depositors may hold at `now` of a full cap of `cap`, rounded down.
    #[inline(always)]
    pub fn cap_floor(self, cap: TokenAmount, now: Timestamp) -> TokenAmount {
        let passed = now.since(self.0);
        if self.0.is_zero() || passed >= OPENING_SECONDS {
            return cap;
        }
        Self::part_floor(cap, passed)
    }

    #[cold]
    fn part_floor(cap: TokenAmount, passed: u64) -> TokenAmount {
        let first = share_floor(cap.0, FIRST_SHARE_BPS);
        let rest = cap.0.saturating_sub(first);
        let grown = mul_div_floor(rest, passed, OPENING_SECONDS).unwrap_or(0);
        TokenAmount(first.saturating_add(grown))
    }
}

#[cfg(test)]
mod tests;
