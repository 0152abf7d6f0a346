//! A fall in progress.
//!
//! Over each look-back of 1 to 24 hours the price stands f below its high. An ordinary move over l hours is up to 1.5 s √l, s
//! the hourly volatility of the week before the last six hours (so that a crash does not make itself ordinary). The
//! abnormal fall is the largest f - 1.5 s √l, and the price has a distance left to fall of
//!
//! x = 1 - (1 - k) / (1 - a)
//!
//! to the shock k below where it would have been after an ordinary move. The forecast's odds grow with the distance as the
//! training rows say (`Forecaster::distance_slope`): log-odds + slope x ln( k / x ).

/// Hours over which a fall is measured.
pub const LOOK_BACKS_HOURS: [u16; 6] = [1, 2, 3, 6, 12, 24];

/// Standard deviations that are an ordinary move. Of 1, 1.5, 2 and 3 the smallest with which the regime changed less than
/// twice a week in 2023, the last year that the default model was trained on: 2.4, 1.9, 1.5 and 1.0 times a week (hourly
/// scores of BTC, ETH and SOL, falls of 8 %).
const ORDINARY_DEVIATIONS: f64 = 1.5;

/// Least distance, in shocks: below it the shock has come.
const DISTANCE_MIN: f64 = 0.05;

/// The largest abnormal fall seen so far; start with [`Default`] and [`Self::see`] each look-back.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct FallInProgress {
    abnormal: f64,
}

impl FallInProgress {
    /// Takes in a look-back: the present price, the highest price of the last `hours`, and the hourly volatility of a
    /// usual hour. What is not finite or not above zero is passed over.
    pub fn see(&mut self, price: f64, high: f64, hours: f64, hourly_volatility: f64) {
        let ordinary = ORDINARY_DEVIATIONS * hourly_volatility * hours.sqrt();
        let fall = 1.0 - price / high - ordinary;
        if fall.is_finite() && high.is_finite() && high > 0.0 {
            self.abnormal = self.abnormal.max(fall);
        }
    }

    /// The abnormal fall, a fraction of the price, from 0.
    pub fn abnormal(&self) -> f64 {
        self.abnormal
    }
}

/// The distance left to the `shock` after an abnormal fall, in shocks: from 0.05, the shock has come, to 1, nothing has.
pub fn remaining_distance(abnormal_fall: f64, shock: f64) -> f64 {
    if abnormal_fall >= shock {
        return DISTANCE_MIN;
    }
    let left = 1.0 - (1.0 - shock) / (1.0 - abnormal_fall.max(0.0));
    (left / shock).clamp(DISTANCE_MIN, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(looks: &[(f64, f64, f64)], volatility: f64) -> f64 {
        let mut fall = FallInProgress::default();
        for &(price, high, hours) in looks {
            fall.see(price, high, hours, volatility);
        }
        fall.abnormal()
    }

    #[test]
    fn ordinary_move_is_no_evidence() {
        // 1 % an hour: 6 % in 16 hours is one and a half standard deviations.
        assert!(seen(&[(94.1, 100.0, 16.0)], 0.01).abs() < 1e-12);
        assert!((seen(&[(90.0, 100.0, 16.0)], 0.01) - 0.04).abs() < 1e-12);
    }

    #[test]
    fn same_fall_counts_more_in_one_hour_than_in_a_day() {
        let hour = seen(&[(95.0, 100.0, 1.0)], 0.005);
        let day = seen(&[(95.0, 100.0, 24.0)], 0.005);

        assert!((hour - 0.0425).abs() < 1e-12 && day < 0.014);
        assert!((seen(&[(95.0, 100.0, 24.0), (95.0, 100.0, 1.0)], 0.005) - hour).abs() < 1e-12);
    }

    #[test]
    fn broken_feed_is_no_evidence() {
        for high in [f64::NAN, 0.0, -5.0, f64::INFINITY] {
            assert!(seen(&[(95.0, high, 1.0)], 0.005).abs() < 1e-12);
        }
        assert!(seen(&[(95.0, f64::NAN, 1.0), (95.0, 100.0, 1.0)], f64::NAN).abs() < 1e-12);
    }

    #[test]
    fn distance_shrinks_from_the_shock_to_nothing() {
        assert!((remaining_distance(0.0, 0.08) - 1.0).abs() < 1e-12);
        // After 5 %: from 95 to 92 is 3.16 % of 95.
        let expected = (1.0 - 0.92 / 0.95) / 0.08;
        assert!((remaining_distance(0.05, 0.08) - expected).abs() < 1e-12);
        for fall in [0.08, 0.079_9, 0.5, 2.0] {
            assert!(
                (remaining_distance(fall, 0.08) - 0.05).abs() < 1e-12,
                "{fall}"
            );
        }
    }
}
