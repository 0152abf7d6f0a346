//! What governance publishes for a reserve: the bounds between which its terms may move.

use crate::curve::BorrowCurve;
use crate::error::{Result, Rule};
use crate::group::GroupTerms;
use crate::liquidation::LiquidationRules;
use crate::ltv::LtvBounds;
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
    /// What it offers to positions of its group.
    pub group: GroupTerms,
    /// How its debts are liquidated, and with what bonus it is seized.
    pub liquidation: LiquidationRules,
    /// Share of its value at which this collateral stops covering debt, basis points. No score moves it.
    pub liquidation_threshold_bps: u16,
    /// The protocol's share of interest, basis points.
    pub fee_share_bps: u16,
    /// What a debt in this asset weighs when it is opened, basis points, 10 000 to 50 000. It touches no open position's
    /// liquidation.
    pub borrow_weight_bps: u16,
    /// What a borrower pays on top of a new debt, basis points of it, at most 1 000.
    pub origination_fee_bps: u16,
    /// The part of all fees that is set aside for bad debt, basis points.
    pub insurance_share_bps: u16,
    /// The most of the deposit cap that one position may hold, basis points, from 1; 10 000: all of it.
    pub account_deposit_share_bps: u16,
    /// The most of the borrow cap of the present regime that one position may owe, basis points, from 1; 10 000: all.
    pub account_borrow_share_bps: u16,
    /// What a flash loan costs in calm, transition and stress, basis points of it, at most 1 000 and rising;
    /// [`NO_FLASH_LOANS`]: there are none.
    pub flash_fees_bps: [u16; 3],
    /// [`ISOLATED_COLLATERAL`] and [`ISOLATED_DEBT`], added; zero: neither.
    pub isolation: u16,
    /// The part of the origination fee that goes to the host of a borrow, where one is named, basis points.
    pub host_share_bps: u16,
    /// Zero.
    pub padding: [u16; 2],
}

impl ReserveConfig {
    /// Checks the relations that keep the reserve safe in every regime.
    ///
    /// 1. Each curve is valid; a stricter regime never charges less; the stress curve is convex.
    /// 2. Caps fall from calm to stress.
    /// 3. Opening LTV in stress <= in calm < liquidation threshold, and the score range is not empty.
    /// 4. Threshold x (1 + the most bonus) <= 1, so that a liquidation at the threshold leaves no bad debt.
    /// 5. Bonus, close factor, fees, weight and price rules are within their bounds.
    pub fn validate(&self) -> Result<()> {
        self.validate_curves()?;
        self.validate_caps()?;
        self.validate_ltv()?;
        self.liquidation.validate(self.liquidation_threshold_bps)?;
        self.group.validate(
            self.opening_ltv,
            self.liquidation_threshold_bps,
            &self.liquidation,
        )?;
        self.validate_fees()?;
        self.price.validate()
    }

    /// True when it backs debt only where it is the only thing that a position holds.
    #[inline(always)]
    pub const fn is_isolated_collateral(&self) -> bool {
        self.isolation & ISOLATED_COLLATERAL != 0
    }

    /// True when it may be the only thing that a position owes.
    #[inline(always)]
    pub const fn is_isolated_debt(&self) -> bool {
        self.isolation & ISOLATED_DEBT != 0
    }

    /// True when deposits of it may back debt, if only of positions of its group.
    #[inline(always)]
    pub const fn is_collateral(&self) -> bool {
        self.opening_ltv.calm_bps != 0 || self.group.opening_ltv.calm_bps != 0
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

    fn validate_fees(&self) -> Result<()> {
        let (least, most) = BORROW_WEIGHTS_BPS;
        let checks = [
            (self.fee_share_bps, 0, 10_000),
            (self.insurance_share_bps, 0, 10_000),
            (self.host_share_bps, 0, 10_000),
            (self.origination_fee_bps, 0, MAX_ORIGINATION_FEE_BPS),
            (self.borrow_weight_bps, least, most),
            (self.account_deposit_share_bps, 1, 10_000),
            (self.account_borrow_share_bps, 1, 10_000),
            (self.isolation, 0, ISOLATED_COLLATERAL | ISOLATED_DEBT),
        ];
        for (given, least, most) in checks {
            if given < least || given > most {
                return Err(Rule::SettingOutOfRange.broken(u64::from(given), u64::from(most)));
            }
        }
        let [calm, transition, stress] = self.flash_fees_bps;
        for (mild, strict) in [(calm, transition), (transition, stress)] {
            if strict < mild {
                return Err(Rule::FlashFeeNotRising.broken(u64::from(mild), u64::from(strict)));
            }
        }
        for fee in self.flash_fees_bps {
            if fee > MAX_FLASH_FEE_BPS && fee != NO_FLASH_LOANS {
                let most = u64::from(MAX_FLASH_FEE_BPS);
                return Err(Rule::SettingOutOfRange.broken(u64::from(fee), most));
            }
        }
        Ok(())
    }
}

/// It backs debt only where it is the only thing that a position holds.
pub const ISOLATED_COLLATERAL: u16 = 1;
/// It may be the only thing that a position owes.
pub const ISOLATED_DEBT: u16 = 2;

/// The fee that stands for "no flash loans".
pub const NO_FLASH_LOANS: u16 = u16::MAX;
/// The most that a flash loan costs, basis points.
pub const MAX_FLASH_FEE_BPS: u16 = 1_000;

/// The least and the most that a debt weighs, basis points.
pub const BORROW_WEIGHTS_BPS: (u16, u16) = (10_000, 50_000);
/// The most that a borrower pays on top of a new debt, basis points.
pub const MAX_ORIGINATION_FEE_BPS: u16 = 1_000;

#[cfg(test)]
mod tests;
