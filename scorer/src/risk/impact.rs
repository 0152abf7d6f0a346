//! What selling moves a price by, and how the price comes back.
//!
//! ```text
//! q     = dollars sold less dollars bought of late, decaying by half every `recovery_seconds`
//! I(q)  = 0.01 x (|q| / depth)^e        e = 1/2 square root, 1 linear
//! price = undisturbed price / (1 + I) after net sales, x (1 + I) after net purchases
//! ```
//!
//! `depth` is what moves the price by one percent. The square root of the traded amount is what metaorders move prices by
//! (Toth et al., Physical Review X 1, 2011; on Bitcoin: Donier and Bonart, Market Microstructure and Liquidity 1, 2015);
//! linear is Kyle's model (Econometrica 53, 1985), milder for less than `depth` and harsher for more. That impact decays is
//! measured too, over minutes for the book and hours for what the book does not show (Bouchaud, Farmer and Lillo 2009);
//! half an hour is the default's half-life.

use super::RiskError;
use crate::number::exp;

/// How impact grows with what is sold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ImpactForm {
    /// With the square root.
    #[default]
    SquareRoot,
    /// In proportion.
    Linear,
}

/// Impact of every asset.
#[derive(Clone, Debug, PartialEq)]
pub struct Impact {
    /// How it grows.
    pub form: ImpactForm,
    /// Dollars that move each asset's price by one percent; infinite: no amount moves it.
    pub depths_usd: Vec<f64>,
    /// Half-life, seconds, above zero.
    pub recovery_seconds: f64,
}

/// What selling as much as the depth moves a price by, a fraction.
const MOVED_BY_DEPTH: f64 = 0.01;

impl Impact {
    /// No amount moves any of `assets` prices.
    pub fn none(assets: usize) -> Self {
        Self {
            form: ImpactForm::SquareRoot,
            depths_usd: vec![f64::INFINITY; assets],
            recovery_seconds: 1_800.0,
        }
    }

    /// Checks the ranges in the fields' docs.
    ///
    /// # Errors
    /// A depth or a half-life that is not above zero.
    pub fn validate(&self) -> Result<(), RiskError> {
        let depths = self.depths_usd.iter().map(|depth| ("a depth", *depth));
        for (what, value) in depths.chain([("the recovery", self.recovery_seconds)]) {
            if value.is_nan() || value <= 0.0 {
                return Err(RiskError::SettingOutOfRange {
                    what,
                    value,
                    expected: "above zero",
                });
            }
        }
        Ok(())
    }

    /// What is left of `q` after `seconds`, a fraction.
    pub(super) fn decay(&self, seconds: u32) -> f64 {
        exp(-std::f64::consts::LN_2 * f64::from(seconds) / self.recovery_seconds)
    }

    /// What the undisturbed price of `asset` is multiplied by after net sales of `sold_usd`.
    pub(super) fn factor(&self, asset: usize, sold_usd: f64) -> f64 {
        let ratio = sold_usd.abs() / self.depths_usd[asset];
        if ratio == 0.0 {
            return 1.0;
        }
        let moved = MOVED_BY_DEPTH
            * match self.form {
                ImpactForm::SquareRoot => ratio.sqrt(),
                ImpactForm::Linear => ratio,
            };
        if sold_usd > 0.0 {
            1.0 / (1.0 + moved)
        } else {
            1.0 + moved
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn impact(form: ImpactForm) -> Impact {
        Impact {
            form,
            depths_usd: vec![1e6, f64::INFINITY],
            recovery_seconds: 3_600.0,
        }
    }

    #[test]
    fn depth_moves_one_percent_in_both_forms() {
        for form in [ImpactForm::SquareRoot, ImpactForm::Linear] {
            let impact = impact(form);

            assert!((impact.factor(0, 1e6) - 1.0 / 1.01).abs() < 1e-15);
            assert!((impact.factor(0, -1e6) - 1.01).abs() < 1e-15);
            assert_eq!(impact.factor(1, 1e12).to_bits(), 1.0f64.to_bits());
        }
        let four = 4e6;
        assert!((impact(ImpactForm::SquareRoot).factor(0, four) - 1.0 / 1.02).abs() < 1e-15);
        assert!((impact(ImpactForm::Linear).factor(0, four) - 1.0 / 1.04).abs() < 1e-15);
    }

    #[test]
    fn half_is_left_after_the_half_life() {
        let impact = impact(ImpactForm::Linear);

        assert!((impact.decay(3_600) - 0.5).abs() < 1e-15);
        assert!((impact.decay(7_200) - 0.25).abs() < 1e-15);
    }

    #[test]
    fn depth_of_zero_is_refused() {
        let mut impact = impact(ImpactForm::Linear);
        impact.depths_usd[0] = 0.0;

        assert!(matches!(
            impact.validate(),
            Err(RiskError::SettingOutOfRange { .. })
        ));
    }
}
