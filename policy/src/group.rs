//! Groups of correlated assets: a position that owes nothing but assets of one group may borrow more against that group's.
//!
//! A stable coin against another, or staked SOL against SOL, moves by little; judged on the terms of its whole market it
//! would be lent too little against. A position joins one group while it owes nothing, and owes only assets of that group
//! from then on. What it holds of the group counts on the group's terms, everything else on its own. The group's opening
//! LTV follows the score between its own bounds; its threshold, like every threshold, follows nothing but a ramp.

use crate::error::{Result, Rule};
use crate::liquidation::LiquidationRules;
use crate::ltv::LtvBounds;
use crate::num::BPS_ONE;
use crate::unit::{Score, TokenAmount};

/// What a reserve offers to positions of its group. All zero: it is of none.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GroupTerms {
    /// Which group; zero: none.
    pub group: u16,
    /// Share of its value at which it stops covering debt, basis points; at least the reserve's own.
    pub threshold_bps: u16,
    /// The most that a liquidator earns on top, basis points; at least the reserve's least bonus.
    pub most_bonus_bps: u16,
    /// Zero.
    pub padding: u16,
    /// Between which opening LTVs the score moves; each at least the reserve's own.
    pub opening_ltv: LtvBounds,
    /// The most that positions of the group may owe of it, base units.
    pub borrow_cap: TokenAmount,
}

impl GroupTerms {
    /// True for a position of `group`, where it is one.
    #[inline(always)]
    pub const fn apply_to(&self, group: u16) -> bool {
        group != 0 && self.group == group
    }

    /// Checks the ranges in the fields' docs, given the reserve's own LTV, threshold and rules of liquidation.
    ///
    /// 1. Opening LTV in stress <= in calm < threshold, the score range is not empty.
    /// 2. None is under the reserve's own: whoever joins loses nothing by it.
    /// 3. Threshold x (1 + the most bonus) <= 1.
    pub fn validate(
        &self,
        own: LtvBounds,
        own_threshold_bps: u16,
        liquidation: &LiquidationRules,
    ) -> Result<()> {
        if self.group == 0 {
            return if *self == Self::default() {
                Ok(())
            } else {
                Err(Rule::GroupTermsInvalid.broken(0, 0))
            };
        }
        let ltv = &self.opening_ltv;
        let (calm, threshold) = (u64::from(ltv.calm_bps), u64::from(self.threshold_bps));
        if ltv.stress_bps > ltv.calm_bps {
            return Err(Rule::LtvNotStricter.broken(u64::from(ltv.stress_bps), calm));
        }
        if calm >= threshold {
            return Err(Rule::LtvAboveThreshold.broken(calm, threshold));
        }
        Score::new(ltv.fall_end.0)?;
        if ltv.fall_start >= ltv.fall_end {
            let ends = (u64::from(ltv.fall_start.0), u64::from(ltv.fall_end.0));
            return Err(Rule::LtvRangeEmpty.broken(ends.0, ends.1));
        }
        for (of_group, of_reserve) in [
            (ltv.calm_bps, own.calm_bps),
            (ltv.stress_bps, own.stress_bps),
            (ltv.fall_start.0, own.fall_start.0),
            (ltv.fall_end.0, own.fall_end.0),
            (self.threshold_bps, own_threshold_bps),
            (self.most_bonus_bps, liquidation.least_bonus_bps),
        ] {
            if of_group < of_reserve {
                let (given, least) = (u64::from(of_group), u64::from(of_reserve));
                return Err(Rule::GroupTermsInvalid.broken(given, least));
            }
        }
        self.check_bonus(self.threshold_bps)
    }

    /// The error when the most bonus at `threshold_bps`, the threshold in force, makes bad debt.
    pub fn check_bonus(&self, threshold_bps: u16) -> Result<()> {
        let factor = BPS_ONE.saturating_add(u64::from(self.most_bonus_bps));
        let paid = u64::from(threshold_bps).saturating_mul(factor);
        if paid > BPS_ONE.saturating_mul(BPS_ONE) {
            return Err(Rule::BonusTooLarge.broken(paid / BPS_ONE, BPS_ONE));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
