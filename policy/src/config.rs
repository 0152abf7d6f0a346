//! What governance publishes for a reserve: the bounds between which its terms may move.

use crate::curve::BorrowCurve;
use crate::error::{Result, Rule};
use crate::ltv::LtvBounds;
use crate::num::BPS_ONE;
use crate::price::PriceRules;
use crate::unit::{Score, TokenAmount};

/// The published limits of one reserve.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReserveConfig {
    /// Borrow curves in calm, transition and stress; each charges at least what the milder one does.
    pub curves: [BorrowCurve; 3],
    /// The most that may be owed in calm, transition and stress, base units; falling.
    pub borrow_caps: [TokenAmount; 3],
    /// The most that depositors may hold, base units. Binds new deposits only.
    pub deposit_cap: TokenAmount,
    /// When a price is believed.
    pub price: PriceRules,
    /// Between which opening LTVs the score moves. Both zero: not accepted as collateral.
    pub opening_ltv: LtvBounds,
    /// Share of its value at which this collateral stops covering debt, basis points. No score moves it.
    pub liquidation_threshold_bps: u16,
    /// What a liquidator earns on top of the repaid value, basis points, e.g. 500 = 5 %; at most 10 000.
    pub liquidation_bonus_bps: u16,
    /// Share of a debt that one liquidation may repay, basis points, 1 to 10 000.
    pub close_factor_bps: u16,
    /// The protocol's share of interest, basis points.
    pub fee_share_bps: u16,
}

impl ReserveConfig {
    /// Checks the relations that keep the reserve safe in every regime.
    ///
    /// 1. Each curve is valid; a stricter regime never charges less; the stress curve is convex.
    /// 2. Caps fall from calm to stress.
    /// 3. Opening LTV in stress <= in calm < liquidation threshold, and the score range is not empty.
    /// 4. Threshold x (1 + bonus) <= 1, so that a liquidation at the threshold leaves no bad debt.
    /// 5. Bonus, close factor, fee share and price rules are within their bounds.
    pub fn validate(&self) -> Result<()> {
        self.validate_curves()?;
        self.validate_caps()?;
        self.validate_ltv()?;
        self.validate_liquidation()?;
        if u64::from(self.fee_share_bps) > BPS_ONE {
            return Err(Rule::SettingOutOfRange.broken(u64::from(self.fee_share_bps), BPS_ONE));
        }
        self.price.validate()
    }

    /// True when deposits of it may back debt.
    #[inline(always)]
    pub const fn is_collateral(&self) -> bool {
        self.opening_ltv.calm_bps != 0
    }

    /// True when nobody can deposit it, borrow it or borrow against it.
    pub fn is_closed(&self) -> bool {
        let caps_are_zero = self.borrow_caps.iter().all(|cap| cap.is_zero());
        self.deposit_cap.is_zero() && caps_are_zero && !self.is_collateral()
    }

    fn validate_curves(&self) -> Result<()> {
        let [calm, transition, stress] = &self.curves;
        calm.validate()?;
        transition.validate()?;
        stress.validate()?;
        transition.validate_stricter_than(calm)?;
        stress.validate_stricter_than(transition)?;
        stress.validate_convex()
    }

    fn validate_caps(&self) -> Result<()> {
        let [calm, transition, stress] = self.borrow_caps;
        for (strict, mild) in [(transition, calm), (stress, transition)] {
            if strict > mild {
                return Err(Rule::CapNotStricter.broken(strict.0, mild.0));
            }
        }
        Ok(())
    }

    fn validate_ltv(&self) -> Result<()> {
        let ltv = &self.opening_ltv;
        let (calm, stress) = (u64::from(ltv.calm_bps), u64::from(ltv.stress_bps));
        let threshold = u64::from(self.liquidation_threshold_bps);
        if stress > calm {
            return Err(Rule::LtvNotStricter.broken(stress, calm));
        }
        if calm >= threshold && calm != 0 {
            return Err(Rule::LtvAboveThreshold.broken(calm, threshold));
        }
        Score::new(ltv.fall_end.0)?;
        if ltv.fall_start >= ltv.fall_end {
            return Err(
                Rule::LtvRangeEmpty.broken(u64::from(ltv.fall_start.0), u64::from(ltv.fall_end.0))
            );
        }
        Ok(())
    }

    fn validate_liquidation(&self) -> Result<()> {
        let threshold = u64::from(self.liquidation_threshold_bps);
        let bonus = u64::from(self.liquidation_bonus_bps);
        if bonus > BPS_ONE {
            return Err(Rule::SettingOutOfRange.broken(bonus, BPS_ONE));
        }
        let paid = threshold.saturating_mul(BPS_ONE.saturating_add(bonus));
        if paid > BPS_ONE.saturating_mul(BPS_ONE) {
            return Err(Rule::BonusTooLarge.broken(paid / BPS_ONE, BPS_ONE));
        }
        let close_factor = u64::from(self.close_factor_bps);
        if close_factor == 0 || close_factor > BPS_ONE {
            return Err(Rule::SettingOutOfRange.broken(close_factor, BPS_ONE));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
