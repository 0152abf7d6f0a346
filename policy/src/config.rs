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
mod tests {
    use super::*;
    use crate::fixture::reserve_config;

    fn curve(corners: &[(u16, u32)]) -> BorrowCurve {
        BorrowCurve::new(corners).unwrap()
    }

    /// The rule that the good configuration breaks after `change`.
    fn broken_by(change: impl FnOnce(&mut ReserveConfig)) -> Rule {
        let mut config = reserve_config();
        change(&mut config);
        config.validate().unwrap_err().rule
    }

    #[test]
    fn a_sound_configuration_is_accepted() {
        assert_eq!(reserve_config().validate(), Ok(()));
    }

    #[test]
    fn each_regimes_curve_is_checked() {
        for regime in 0..3 {
            assert_eq!(
                broken_by(|config| config.curves[regime].length = 1),
                Rule::CurveLength
            );
            assert_eq!(
                broken_by(|config| config.curves[regime].points[0].utilization_bps = 1),
                Rule::CurveEnds
            );
            assert_eq!(
                broken_by(|config| config.curves[regime].points[0].rate_bps = 90_000),
                Rule::CurveNotMonotone
            );
            assert_eq!(
                broken_by(|config| config.curves[regime].points[2].rate_bps = 100_001),
                Rule::RateOutOfRange
            );
        }
    }

    #[test]
    fn a_stricter_regime_that_charges_less_is_refused() {
        let cheap = curve(&[(0, 0), (8_000, 400), (10_000, 5_999)]);
        let cheap_in_stress = curve(&[(0, 99), (7_000, 1_500), (10_000, 30_000)]);
        assert_eq!(
            broken_by(|config| config.curves[1] = cheap),
            Rule::CurveNotStricter
        );
        assert_eq!(
            broken_by(|config| config.curves[2] = cheap_in_stress),
            Rule::CurveNotStricter
        );
    }

    #[test]
    fn a_concave_curve_is_refused_in_stress_only() {
        let concave = curve(&[(0, 200), (5_000, 20_000), (10_000, 30_000)]);
        assert_eq!(
            broken_by(|config| config.curves[2] = concave),
            Rule::CurveNotConvex
        );
        let mut config = reserve_config();
        config.curves[1] = curve(&[(0, 100), (5_000, 700), (8_000, 800), (10_000, 10_000)]);
        assert_eq!(config.validate(), Ok(()));
    }

    #[test]
    fn a_stricter_regime_with_the_larger_cap_is_refused() {
        for regime in 0..2 {
            let rule = broken_by(|config| config.borrow_caps[regime + 1].0 = 3_000_001);
            assert_eq!(rule, Rule::CapNotStricter);
        }
    }

    #[test]
    fn opening_ltvs_out_of_order_are_refused() {
        let ltv = |calm_bps, stress_bps| {
            broken_by(|config| {
                config.opening_ltv.calm_bps = calm_bps;
                config.opening_ltv.stress_bps = stress_bps;
            })
        };
        assert_eq!(ltv(4_000, 4_001), Rule::LtvNotStricter);
        assert_eq!(ltv(8_000, 4_000), Rule::LtvAboveThreshold);
        assert_eq!(ltv(u16::MAX, 4_000), Rule::LtvAboveThreshold);
    }

    #[test]
    fn an_asset_that_is_no_collateral_is_accepted() {
        let mut config = reserve_config();
        config.opening_ltv.calm_bps = 0;
        config.opening_ltv.stress_bps = 0;
        config.liquidation_threshold_bps = 0;
        assert_eq!(config.validate(), Ok(()));
    }

    #[test]
    fn a_score_range_that_is_empty_or_past_the_end_is_refused() {
        for start in [8_500, 8_501] {
            assert_eq!(
                broken_by(|config| config.opening_ltv.fall_start = Score(start)),
                Rule::LtvRangeEmpty
            );
        }
        assert_eq!(
            broken_by(|config| config.opening_ltv.fall_end = Score(10_001)),
            Rule::ScoreOutOfRange
        );
    }

    #[test]
    fn a_bonus_that_the_collateral_cannot_pay_is_refused() {
        let mut config = reserve_config();
        config.liquidation_bonus_bps = 2_500;
        assert_eq!(config.validate(), Ok(()));
        assert_eq!(
            broken_by(|config| config.liquidation_bonus_bps = 2_501),
            Rule::BonusTooLarge
        );
        assert_eq!(
            broken_by(|config| {
                config.liquidation_threshold_bps = 10_001;
                config.liquidation_bonus_bps = 0;
            }),
            Rule::BonusTooLarge
        );
    }

    #[test]
    fn settings_outside_their_bounds_are_refused_by_name() {
        let breaks: [fn(&mut ReserveConfig); 10] = [
            |config| config.fee_share_bps = 10_001,
            |config| config.close_factor_bps = 0,
            |config| config.close_factor_bps = 10_001,
            |config| config.liquidation_bonus_bps = 10_001,
            |config| config.price.max_age = 0,
            |config| config.price.max_age = 3_601,
            |config| config.price.max_ahead = 61,
            |config| config.price.max_confidence_bps = 0,
            |config| config.price.max_confidence_bps = 1_001,
            |config| config.price.confidence_multiple = 11,
        ];
        for (position, break_it) in breaks.iter().enumerate() {
            let rule = broken_by(break_it);
            assert_eq!(rule, Rule::SettingOutOfRange, "case {position}");
        }
    }
}
