//! Morpho's adaptive curve: the whole curve drifts up while utilisation is above its target, and down while it is below.
//!
//! ```text
//! e(u) = (u - target) / (1 - target) above the target, (u - target) / target below it         in [-1, 1]
//! rate at target: d ln(r) / dt = speed x e(u), held between its bounds
//! rate(u) = r x (1 + (steepness - 1) x e)        above the target: up to 4 r
//!         = r x (1 + (1 - 1 / steepness) x e)    below it: down to r / 4
//! ```
//!
//! Target 90 %, steepness 4, speed 50 a year, 4 % at first, 0.1 % to 200 %: `AdaptiveCurveIrm`, `ConstantsLib.sol` (Morpho,
//! 2024 to 2026; docs.morpho.org, "Adaptive Curve IRM"). It has no loan-to-value, cap or limit of its own to adapt.

use crate::number::exp;
use ballast_policy::curve::BorrowCurve;
use ballast_policy::error::Result;

const TARGET: f64 = 0.90;
const TARGET_BPS: u16 = 9_000;
const STEEPNESS: f64 = 4.0;
const SPEED_PER_YEAR: f64 = 50.0;
const FIRST_RATE: f64 = 0.04;
const LEAST_RATE: f64 = 0.001;
const MOST_RATE: f64 = 2.0;
const SECONDS_PER_YEAR: f64 = 365.0 * 86_400.0;
const BPS: f64 = 10_000.0;

/// The state of one market's curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AdaptiveCurve {
    rate_at_target: f64,
}

impl Default for AdaptiveCurve {
    /// As a new market begins: 4 % a year at the target.
    fn default() -> Self {
        Self {
            rate_at_target: FIRST_RATE,
        }
    }
}

impl AdaptiveCurve {
    /// The annual rate at 90 % utilisation, as a fraction: 0.001 to 2.
    pub fn rate_at_target(&self) -> f64 {
        self.rate_at_target
    }

    /// Lets `seconds` pass at `utilization` (0 to 1; what lies outside counts as the nearer end).
    pub fn advance(&mut self, utilization: f64, seconds: f64) {
        let error = error(utilization.clamp(0.0, 1.0));
        let drift = SPEED_PER_YEAR * error * seconds.max(0.0) / SECONDS_PER_YEAR;
        // A gap of years would overflow the exponential and is at the bound long before.
        let factor = exp(drift.clamp(-20.0, 20.0));
        self.rate_at_target = (self.rate_at_target * factor).clamp(LEAST_RATE, MOST_RATE);
    }

    /// The curve now: exactly Morpho's, because that too is two straight lines; rates rounded to basis points.
    ///
    /// # Errors
    /// [`ballast_policy::PolicyError`] where policy refuses the curve; the bounds above rule it out.
    pub fn curve(&self) -> Result<BorrowCurve> {
        BorrowCurve::new(&[
            (0, bps(self.rate_at_target / STEEPNESS)),
            (TARGET_BPS, bps(self.rate_at_target)),
            (10_000, bps(self.rate_at_target * STEEPNESS)),
        ])
    }
}

/// Distance from the target, scaled to one at both ends.
fn error(utilization: f64) -> f64 {
    let room = if utilization > TARGET {
        1.0 - TARGET
    } else {
        TARGET
    };
    (utilization - TARGET) / room
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a rate of at most 800 %, not negative"
)]
fn bps(rate: f64) -> u32 {
    (rate * BPS).round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use ballast_policy::curve::Utilization;

    const DAY: f64 = 86_400.0;

    #[test]
    fn the_curve_at_target_is_the_rate_at_target_and_four_times_it_at_full_use() {
        let curve = AdaptiveCurve::default().curve().unwrap();

        let at = |bps| {
            curve
                .rate_floor(Utilization::from_bps_floor(bps))
                .to_bps_floor()
        };

        // Rates are stored rounded down, a basis point at most.
        for (utilization, rate) in [(0, 100), (9_000, 400), (10_000, 1_600)] {
            let found = at(utilization);
            assert!((rate - 1..=rate).contains(&found), "{utilization}: {found}");
        }
    }

    #[test]
    fn full_use_doubles_the_rate_in_five_days() {
        let mut curve = AdaptiveCurve::default();

        curve.advance(1.0, 5.06 * DAY);

        assert!((curve.rate_at_target() / FIRST_RATE - 2.0).abs() < 0.01);
    }

    #[test]
    fn at_the_target_nothing_moves_however_long() {
        let mut curve = AdaptiveCurve::default();

        curve.advance(TARGET, 400.0 * DAY);

        assert!((curve.rate_at_target() - FIRST_RATE).abs() < 1e-12);
    }

    #[test]
    fn the_rate_stays_inside_its_bounds_for_ever() {
        let mut up = AdaptiveCurve::default();
        let mut down = AdaptiveCurve::default();

        up.advance(1.0, 9e12);
        down.advance(0.0, 9e12);

        assert!((up.rate_at_target() - MOST_RATE).abs() < 1e-12);
        assert!((down.rate_at_target() - LEAST_RATE).abs() < 1e-12);
        up.curve().unwrap();
        down.curve().unwrap();
    }

    #[test]
    fn many_small_steps_are_one_large_step() {
        let (mut small, mut large) = (AdaptiveCurve::default(), AdaptiveCurve::default());

        for _ in 0..24 {
            small.advance(0.97, DAY / 24.0);
        }
        large.advance(0.97, DAY);

        assert!((small.rate_at_target() - large.rate_at_target()).abs() < 1e-12);
    }
}
