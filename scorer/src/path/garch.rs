//! How volatility clusters: GJR-GARCH(1,1) (Glosten, Jagannathan and Runkle, Journal of Finance 48, 1993) with bounded news.
//!
//! h(t+1) = w + (a + g [r(t) < 0]) min(r(t)^2, 9 h(t)) + b h(t), with h the variance of the hour's logarithmic return r. A
//! return beyond three standard deviations is no more news than three (Muler and Yohai, Journal of Statistical Planning and
//! Inference 138, 2008): jumps do not make volatility what the square of them would, and on three years of hours of BTC, ETH
//! and SOL the bound raises the likelihood of each. The long-run variance v is the sample's own (variance targeting, Engle
//! and Mezrich 1996), so that w = v (1 - a m - g k - b), m being the mean of bounded squared residuals and k the falls' part
//! of it. The rest maximises the Gaussian quasi-likelihood, which needs no distribution of the residuals. Over missing hours
//! the forecast variance is carried forward.

use serde::{Deserialize, Serialize};

use super::simplex::minimise;
use crate::number::{count, ln, power, sigmoid};

/// Squared residual beyond which a return is no more news.
const NEWS_MAX: f64 = 9.0;

/// Persistence that no fit exceeds: a shock's half-life of 72 days.
const PERSISTENCE_MAX: f64 = 0.999_6;

/// No variance exceeds this many times the highest of the window: recursions of heavy-tailed shocks have no bound of
/// their own.
const VARIANCE_MAX_TIMES: f64 = 4.0;

/// No variance falls below this share of the long-run variance.
const VARIANCE_MIN_SHARE: f64 = 1e-3;

/// Fits, each with the moments of the residuals of the one before.
const FITS: usize = 4;

/// The recursion of one asset's variance.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Garch {
    /// Long-run variance v of an hour's logarithmic return.
    pub variance: f64,
    /// Weight a of the last return's bounded square.
    pub alpha: f64,
    /// Further weight g when that return was a fall; may be below zero.
    pub gamma: f64,
    /// Weight b of the last variance.
    pub beta: f64,
    /// Mean m of bounded squared residuals, from 0 to 1.
    pub news: f64,
    /// The part k of it that falls bring.
    pub news_of_falls: f64,
    /// Bound on the variance.
    pub variance_max: f64,
}

impl Garch {
    /// a m + g k + b: the share of a deviation from the long-run variance that an hour leaves; below 1.
    pub fn persistence(&self) -> f64 {
        self.alpha * self.news + self.gamma * self.news_of_falls + self.beta
    }

    /// Hours after which half of a deviation from the long-run variance is left.
    pub fn half_life_hours(&self) -> f64 {
        ln(0.5) / ln(self.persistence().clamp(1e-9, 1.0 - 1e-12))
    }

    /// The variance of the hour after one with this variance and this logarithmic return.
    #[inline]
    pub fn next(&self, variance: f64, log_return: f64) -> f64 {
        let weight = self.alpha + if log_return < 0.0 { self.gamma } else { 0.0 };
        let square = (log_return * log_return).min(NEWS_MAX * variance);
        let floor = VARIANCE_MIN_SHARE * self.variance;
        let base = (1.0 - self.persistence()) * self.variance;
        (base + weight * square + self.beta * variance).clamp(floor, self.variance_max)
    }

    /// Fits the recursion to `returns`, of which at least one is not zero; `missing` hours lie before each.
    pub(super) fn fit(returns: &[f64], missing: &[i64]) -> Self {
        let squares: f64 = returns.iter().map(|value| value * value).sum();
        let mut fitted = Self {
            variance: squares / count(returns.len()),
            alpha: 0.0,
            gamma: 0.0,
            beta: 0.0,
            news: 0.9,
            news_of_falls: 0.45,
            variance_max: f64::INFINITY,
        };
        for _ in 0..FITS {
            let loss = |point: &[f64]| fitted.at(point).loss(returns, missing);
            let found = STARTS
                .iter()
                .map(|start| minimise(loss, start, 0.5))
                .min_by(|one, other| one.1.total_cmp(&other.1));
            fitted = found.map_or(fitted, |(point, _)| fitted.at(&point));
            fitted = fitted.with_news_of(returns, missing);
        }
        let highest = fitted
            .filter(returns, missing)
            .into_iter()
            .fold(0.0, f64::max);
        Self {
            variance_max: VARIANCE_MAX_TIMES * highest,
            ..fitted
        }
    }

    /// The variance forecast for each hour from what came before it, and last the one for the hour after all.
    pub(super) fn filter(&self, returns: &[f64], missing: &[i64]) -> Vec<f64> {
        let mut variances = Vec::with_capacity(returns.len() + 1);
        let mut variance = self.variance;
        for (&log_return, &missing) in returns.iter().zip(missing) {
            if missing > 0 {
                variance = self.carried(variance, missing);
            }
            variances.push(variance);
            variance = self.next(variance, log_return);
        }
        variances.push(variance);
        variances
    }

    /// Whether the numbers are those of a fit.
    pub(super) fn is_sound(&self) -> bool {
        let all = [
            self.variance,
            self.alpha,
            self.gamma,
            self.beta,
            self.news,
            self.news_of_falls,
            self.variance_max,
        ];
        all.iter().all(|value| value.is_finite())
            && self.variance > 0.0
            && self.alpha >= 0.0
            && self.alpha + self.gamma >= 0.0
            && self.beta >= 0.0
            && (0.0..=1.0).contains(&self.news)
            && (0.0..=self.news).contains(&self.news_of_falls)
            && self.persistence() < 1.0
            && self.variance_max >= self.variance
    }

    fn carried(&self, variance: f64, hours: i64) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "hours of a gap")]
        let left = power(self.persistence(), hours as f64);
        self.variance + left * (variance - self.variance)
    }

    /// With the moments of this recursion's residuals, these scaled to variance one as those of a simulation are.
    fn with_news_of(self, returns: &[f64], missing: &[i64]) -> Self {
        let (mut all, mut bounded, mut falls) = (0.0, 0.0, 0.0);
        for (&log_return, variance) in returns.iter().zip(self.filter(returns, missing)) {
            let square = log_return * log_return / variance;
            all += square;
            bounded += square.min(NEWS_MAX);
            falls += if log_return < 0.0 {
                square.min(NEWS_MAX)
            } else {
                0.0
            };
        }
        Self {
            news: bounded / all,
            news_of_falls: falls / all,
            ..self
        }
    }

    /// The recursion at a point of free coordinates: log-odds of the persistence, of the news' share in it, and of the
    /// falls' part in that share.
    fn at(&self, point: &[f64]) -> Self {
        const PART_MIN: f64 = 1e-3;
        let persistence = PERSISTENCE_MAX * sigmoid(point[0]);
        let share = persistence * sigmoid(point[1]);
        let lean = 2.0 * sigmoid(point[2]) - 1.0;
        // Rises weigh a, falls a + g; each with its part of the news, they give `share`.
        let of_falls = self.news_of_falls.max(PART_MIN);
        let of_rises = (self.news - self.news_of_falls).max(PART_MIN);
        let even = share / (of_falls + of_rises);
        let (rise, fall) = if lean >= 0.0 {
            let rise = even * (1.0 - lean);
            (rise, (share - rise * of_rises) / of_falls)
        } else {
            let fall = even * (1.0 + lean);
            ((share - fall * of_falls) / of_rises, fall)
        };
        Self {
            alpha: rise,
            gamma: fall - rise,
            beta: persistence - share,
            ..*self
        }
    }

    /// Mean of ln h + r^2 / h.
    fn loss(&self, returns: &[f64], missing: &[i64]) -> f64 {
        /// Factors whose product is taken before its logarithm.
        const BATCH: u32 = 16;
        let (mut sum, mut product, mut factors) = (0.0, 1.0, 0);
        let mut variance = self.variance;
        for (&log_return, &missing) in returns.iter().zip(missing) {
            if missing > 0 {
                variance = self.carried(variance, missing);
            }
            product *= variance / self.variance;
            factors += 1;
            if factors == BATCH {
                sum += ln(product);
                (product, factors) = (1.0, 0);
            }
            sum += log_return * log_return / variance;
            variance = self.next(variance, log_return);
        }
        (sum + ln(product)) / count(returns.len())
    }
}

/// Where the search begins: persistence, share of news and lean as log-odds.
const STARTS: [[f64; 3]; 2] = [[4.0, -2.0, 0.0], [1.5, -1.0, 0.0]];

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::SeedableRng;
    use rand_distr::{Distribution, StandardNormal};

    const TRUE: Garch = Garch {
        variance: 1e-4,
        alpha: 0.05,
        gamma: 0.06,
        beta: 0.88,
        news: 0.995,
        news_of_falls: 0.497_5,
        variance_max: 1.0,
    };

    fn drawn(seed: u64, hours: usize) -> Vec<f64> {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        let mut variance = TRUE.variance;
        let mut returns = Vec::with_capacity(hours);
        for _ in 0..hours {
            let shock: f64 = StandardNormal.sample(&mut generator);
            let log_return = variance.sqrt() * shock;
            variance = TRUE.next(variance, log_return);
            returns.push(log_return);
        }
        returns
    }

    #[test]
    fn known_recursion_is_recovered() {
        for seed in [1, 2] {
            let returns = drawn(seed, 30_000);

            let fitted = Garch::fit(&returns, &vec![0; returns.len()]);

            assert!(
                (fitted.alpha - TRUE.alpha).abs() < 0.015,
                "seed {seed}: {fitted:?}"
            );
            assert!(
                (fitted.gamma - TRUE.gamma).abs() < 0.025,
                "seed {seed}: {fitted:?}"
            );
            assert!(
                (fitted.beta - TRUE.beta).abs() < 0.025,
                "seed {seed}: {fitted:?}"
            );
            assert!(
                (fitted.variance / TRUE.variance - 1.0).abs() < 0.1,
                "seed {seed}: {fitted:?}"
            );
            assert!(fitted.is_sound());
        }
    }

    #[test]
    fn fitted_variances_leave_residuals_without_clusters() {
        let returns = drawn(3, 20_000);
        let missing = vec![0; returns.len()];
        let squares = |values: &[f64]| {
            let mean = values.iter().map(|value| value * value).sum::<f64>() / count(values.len());
            let deviation = |value: f64| value * value - mean;
            let lagged: f64 = values
                .windows(2)
                .map(|pair| deviation(pair[0]) * deviation(pair[1]))
                .sum();
            lagged
                / values
                    .iter()
                    .map(|value| deviation(*value) * deviation(*value))
                    .sum::<f64>()
        };

        let fitted = Garch::fit(&returns, &missing);
        let variances = fitted.filter(&returns, &missing);
        let residuals: Vec<f64> = returns
            .iter()
            .zip(&variances)
            .map(|(value, variance)| value / variance.sqrt())
            .collect();

        let (before, after) = (squares(&returns), squares(&residuals));
        assert!(
            before > 0.05 && after.abs() < 0.03,
            "{before} {after} {fitted:?}"
        );
        assert_eq!(variances.len(), returns.len() + 1, "the last is tomorrow's");
    }

    #[test]
    fn long_gap_brings_the_variance_home() {
        let wild = TRUE.filter(&[-0.2, 0.0], &[0, 0])[1];
        let after = |missing| TRUE.filter(&[-0.2, 0.0], &[0, missing])[1];

        assert!(wild > 1.5 * TRUE.variance);
        assert!(after(10) < wild && after(10) > 1.1 * TRUE.variance);
        assert!((after(5_000) / TRUE.variance - 1.0).abs() < 1e-9);
    }
}
