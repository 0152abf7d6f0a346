//! How much of an unhealthy position may be repaid, and what whoever repays it earns.
//!
//! ```text
//! gap   = (debt - liquidation limit) / collateral
//! bonus = least + gap + minutes since the mark x per minute           at most the most of the regime
//! ```
//!
//! The bonus starts small and grows with how far past its threshold the position is and with how long it has been known to
//! be (Kamino's ten thousand liquidations of October 2025 cost a median of 0.07 %). Where the collateral no longer covers
//! debt and bonus, the bonus shrinks to what it does cover, so that the liquidation itself makes no bad debt; it never
//! falls under the least, or nobody would come.

use crate::error::{Result, Rule};
use crate::num::{BPS_ONE, ratio_bps_floor, share_ceil};
use crate::regime::Regime;
use crate::unit::{Timestamp, Usd};

/// How long a mark that a position is unhealthy lets the bonus grow, seconds: after it the clock starts anew, because the
/// position may have been healthy in between.
pub const MARK_SECONDS: u64 = 3_600;

/// What governance publishes for the liquidations of a reserve: the bonus as collateral, the rest as debt.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LiquidationRules {
    /// A debt of at most so many dollars is repaid whole, and none is left that small; at most 10 000.
    pub dust_dollars: u32,
    /// The least bonus, basis points of what is repaid.
    pub least_bonus_bps: u16,
    /// The most bonus in calm, transition and stress, basis points; rising, at most 10 000.
    pub most_bonus_bps: [u16; 3],
    /// What the bonus grows by in a minute, basis points.
    pub minute_bonus_bps: u16,
    /// The protocol's share of the bonus, basis points.
    pub protocol_share_bps: u16,
    /// Share of a debt that one liquidation may repay, basis points, 1 to 10 000.
    pub close_factor_bps: u16,
    /// Debt in basis points of the collateral from which on everything may be repaid at once.
    pub full_close_ltv_bps: u16,
}

/// What a position owes and what stands behind it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exposure {
    /// What all debts are worth.
    pub debt: Usd,
    /// What all deposits are worth.
    pub collateral: Usd,
    /// The debt past which it is liquidated.
    pub limit: Usd,
}

impl LiquidationRules {
    /// Checks the ranges in the fields' docs, and that the most bonus at `threshold_bps` still leaves no bad debt.
    pub fn validate(&self, threshold_bps: u16) -> Result<()> {
        let [calm, transition, stress] = self.most_bonus_bps;
        for (mild, strict) in [
            (self.least_bonus_bps, calm),
            (calm, transition),
            (transition, stress),
        ] {
            if mild > strict {
                return Err(Rule::BonusNotRising.broken(u64::from(mild), u64::from(strict)));
            }
        }
        let shares = [
            stress,
            self.minute_bonus_bps,
            self.protocol_share_bps,
            self.close_factor_bps,
            self.full_close_ltv_bps,
        ];
        for share in shares.map(u64::from) {
            if share > BPS_ONE {
                return Err(Rule::SettingOutOfRange.broken(share, BPS_ONE));
            }
        }
        if self.close_factor_bps == 0 || self.dust_dollars > 10_000 {
            let given = u64::from(self.close_factor_bps).max(u64::from(self.dust_dollars));
            return Err(Rule::SettingOutOfRange.broken(given, BPS_ONE));
        }
        let threshold = u64::from(threshold_bps);
        let paid = threshold.saturating_mul(BPS_ONE.saturating_add(u64::from(stress)));
        if paid > BPS_ONE.saturating_mul(BPS_ONE) {
            return Err(Rule::BonusTooLarge.broken(paid / BPS_ONE, BPS_ONE));
        }
        Ok(())
    }

    /// The bonus for a position of this health that has been known to be unhealthy for `seconds`, basis points.
    pub fn bonus_bps(&self, exposure: &Exposure, regime: Regime, seconds: u64) -> u16 {
        let past = exposure.debt.0.saturating_sub(exposure.limit.0);
        let gap = ratio_bps_floor(past, exposure.collateral.0);
        let minutes = seconds.checked_div(60).unwrap_or(0).min(BPS_ONE);
        let waited = minutes.saturating_mul(u64::from(self.minute_bonus_bps));
        let least = u64::from(self.least_bonus_bps);
        let grown = least.saturating_add(gap).saturating_add(waited);
        let over = exposure.collateral.0.saturating_sub(exposure.debt.0);
        let covered = ratio_bps_floor(over, exposure.debt.0);
        let bonus = grown
            .min(u64::from(regime.of(self.most_bonus_bps)))
            .min(covered)
            .max(least);
        u16::try_from(bonus).unwrap_or(u16::MAX)
    }

    /// The most of a debt of `owed`, worth `value`, that one liquidation of a position of this health may repay: the close
    /// factor's share, or all of it where it is dust, where it would leave dust, or where the position is far past its
    /// threshold.
    pub fn allowed_repayment(&self, owed: u64, value: Usd, exposure: &Exposure) -> u64 {
        let dust = Usd::from_dollars(u64::from(self.dust_dollars));
        let share = share_ceil(owed, self.close_factor_bps);
        let left = share_ceil(value.0, complement(self.close_factor_bps));
        let limit = share_ceil(exposure.collateral.0, self.full_close_ltv_bps);
        if value <= dust || left < dust.0 || exposure.debt.0 >= limit {
            return owed;
        }
        share
    }
}

/// The rest to one, basis points.
fn complement(share_bps: u16) -> u16 {
    let rest = BPS_ONE.saturating_sub(u64::from(share_bps));
    u16::try_from(rest).unwrap_or(0)
}

/// When the present spell of bad health began: `since`, unless it was last noted (`noted_at`) too long ago to tell, then
/// `now`.
#[inline(always)]
pub fn unhealthy_since(since: Timestamp, noted_at: u32, now: Timestamp) -> Timestamp {
    let noted_at = Timestamp(u64::from(noted_at));
    if since.is_zero() || now.since(noted_at) > MARK_SECONDS || since > now {
        return now;
    }
    since
}

#[cfg(test)]
mod tests;
