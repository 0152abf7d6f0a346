//! Jumps: hours whose return no local volatility explains (Lee and Mykland, Review of Financial Studies 21, 2008).
//!
//! An hour jumps when |r| / s exceeds the bound that a market without jumps would break in one of a hundred such windows;
//! s^2 is the mean of (pi/2) |r(i)| |r(i-1)| over the 96 hours before, which jumps barely enter. An hour in which two or more
//! assets jump is a common jump.

use serde::{Deserialize, Serialize};

use super::echo::Echo;
use super::marginal::Marginal;
use crate::number::{count, ln};

/// Hours of the local volatility: about the square root of a year's, as the source advises.
const LOCAL_HOURS: usize = 96;

/// The Gumbel distribution's quantile at 99 %: -ln(-ln 0.99).
const GUMBEL_99: f64 = 4.600_149;

/// Fewer jumps than this give no distribution of their sizes: the asset then counts as one that does not jump.
const JUMPS_MIN: usize = 40;

/// Share of the sizes in their Pareto tail.
const SIZE_TAIL: f64 = 0.25;

/// How often assets jump, together or alone, and how far. Sizes are in standard deviations of the hour's forecast
/// volatility.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Jumps {
    /// Chance per hour that two or more assets jump.
    pub common_per_hour: f64,
    /// Chance that a common jump is a fall.
    pub common_down: f64,
    /// By asset.
    pub assets: Vec<AssetJumps>,
}

/// One asset's jumps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssetJumps {
    /// Chance per hour that it jumps alone.
    pub own_per_hour: f64,
    /// Chance that a jump of its own is a fall.
    pub own_down: f64,
    /// Chance that it takes part in a common jump.
    pub in_common: f64,
    /// Sizes; None where it does not jump.
    pub sizes: Option<Marginal>,
    /// What the others do, by asset.
    pub echoes: Vec<Echo>,
}

/// Which hours are jumps, by asset then hour; an asset with few of them has none.
pub(super) struct Flags(pub(super) Vec<Vec<bool>>);

impl Flags {
    /// Judges the hours of every asset's returns; `missing` hours lie before each.
    pub(super) fn of(columns: &[Vec<f64>], missing: &[i64]) -> Self {
        let flags = columns.iter().map(|returns| {
            let flags = detect(returns, missing);
            let jumps = flags.iter().filter(|flag| **flag).count();
            if jumps < JUMPS_MIN {
                vec![false; flags.len()]
            } else {
                flags
            }
        });
        Self(flags.collect())
    }

    /// Assets that jump in the hour.
    pub(super) fn jumping(&self, hour: usize) -> usize {
        self.0.iter().filter(|flags| flags[hour]).count()
    }
}

impl Jumps {
    /// Counts the jumps of `flags` in standardised `residuals`, by asset then hour.
    pub(super) fn of(flags: &Flags, residuals: &[Vec<f64>]) -> Self {
        let hours = residuals.first().map_or(0, Vec::len);
        let is_common = |hour: usize| flags.jumping(hour) >= 2;
        let common: Vec<usize> = (0..hours).filter(|&hour| is_common(hour)).collect();
        let share = |part: usize, whole: usize| count(part) / count(whole.max(1));
        let falls = common.iter().filter(|&&hour| {
            let sum: f64 = residuals
                .iter()
                .zip(&flags.0)
                .filter(|(_, flags)| flags[hour])
                .map(|(one, _)| one[hour])
                .sum();
            sum < 0.0
        });
        let common_falls = falls.count();
        let assets = residuals
            .iter()
            .zip(&flags.0)
            .map(|(own_residuals, own_flags)| {
                let jumps: Vec<usize> = (0..hours).filter(|&hour| own_flags[hour]).collect();
                let (shared, own): (Vec<usize>, Vec<usize>) =
                    jumps.iter().partition(|hour| is_common(**hour));
                let sizes: Vec<f64> = jumps
                    .iter()
                    .map(|&hour| own_residuals[hour].abs())
                    .collect();
                let own_falls = own.iter().filter(|&&hour| own_residuals[hour] < 0.0);
                let echoes = residuals
                    .iter()
                    .zip(&flags.0)
                    .map(|(follower, follower_flags)| {
                        let hours = jumps.iter().filter(|&&hour| !follower_flags[hour]);
                        Echo::fit(
                            &hours
                                .map(|&hour| (own_residuals[hour], follower[hour]))
                                .collect::<Vec<_>>(),
                        )
                    });
                let sizes = Marginal::one_sided(&sizes, SIZE_TAIL);
                let if_sized = |rate: f64| if sizes.is_some() { rate } else { 0.0 };
                AssetJumps {
                    own_per_hour: if_sized(share(own.len(), hours)),
                    own_down: share(own_falls.count(), own.len()),
                    in_common: if_sized(share(shared.len(), common.len())),
                    sizes,
                    echoes: echoes.collect(),
                }
            });
        Self {
            common_per_hour: share(common.len(), hours),
            common_down: share(common_falls, common.len()),
            assets: assets.collect(),
        }
    }

    /// Chance per hour that the asset jumps, alone or with others.
    pub fn per_hour(&self, asset: &AssetJumps) -> f64 {
        asset.own_per_hour + asset.in_common * self.common_per_hour
    }

    /// Whether the numbers are those of a fit.
    pub(super) fn is_sound(&self) -> bool {
        let is_share = |value: &f64| (0.0..=1.0).contains(value);
        let own: f64 = self.assets.iter().map(|asset| asset.own_per_hour).sum();
        [
            self.common_per_hour,
            self.common_down,
            self.common_per_hour + own,
        ]
        .iter()
        .all(is_share)
            && self.assets.iter().all(|asset| {
                [asset.own_per_hour, asset.own_down, asset.in_common]
                    .iter()
                    .all(is_share)
                    && asset.sizes.as_ref().is_none_or(Marginal::is_sound)
                    && asset.echoes.len() == self.assets.len()
                    && asset.echoes.iter().all(Echo::is_sound)
                    && (asset.sizes.is_some() || asset.own_per_hour + asset.in_common <= 0.0)
            })
    }
}

/// Which of the returns are jumps. Hours without enough hours in a row before them are not.
pub(super) fn detect(returns: &[f64], missing: &[i64]) -> Vec<bool> {
    let bound = bound(count(returns.len()));
    let products: Vec<f64> = std::iter::once(0.0)
        .chain(returns.windows(2).map(|pair| (pair[0] * pair[1]).abs()))
        .collect();
    let mut flags = vec![false; returns.len()];
    let mut run = 0;
    let mut sum = 0.0;
    for hour in 0..returns.len() {
        if missing[hour] > 0 {
            (run, sum) = (0, 0.0);
        }
        // `run` hours lie before this one; the last LOCAL_HOURS - 1 products of neighbours among them are in `sum`.
        if run >= LOCAL_HOURS {
            let local = std::f64::consts::FRAC_PI_2 * sum / count(LOCAL_HOURS - 1);
            flags[hour] =
                returns[hour] * returns[hour] > bound * bound * local.max(0.0) && local > 0.0;
        }
        if run > 0 {
            sum += products[hour];
        }
        if run >= LOCAL_HOURS {
            sum -= products[hour + 1 - LOCAL_HOURS];
        }
        run += 1;
    }
    flags
}

/// The number of local standard deviations that the largest of `hours` normal draws exceeds with a chance of 1 %.
fn bound(hours: f64) -> f64 {
    let root = (2.0 * ln(hours.max(2.0))).sqrt();
    let centre = root - (ln(std::f64::consts::PI) + ln(ln(hours.max(3.0)))) / (2.0 * root);
    centre + GUMBEL_99 / root
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::SeedableRng;
    use rand_distr::{Distribution, StandardNormal};

    fn calm(hours: usize, seed: u64) -> Vec<f64> {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        (0..hours)
            .map(|_| {
                let draw: f64 = StandardNormal.sample(&mut generator);
                0.01 * draw
            })
            .collect()
    }

    #[test]
    fn large_moves_are_found_and_little_else() {
        let mut returns = calm(10_000, 3);
        for hour in (500..10_000).step_by(100) {
            returns[hour] = if hour % 200 == 0 { -0.09 } else { 0.08 };
        }

        let flags = detect(&returns, &vec![0; returns.len()]);

        let found = (0..10_000).filter(|&hour| flags[hour]).collect::<Vec<_>>();
        let placed = (500..10_000)
            .step_by(100)
            .filter(|hour| flags[*hour])
            .count();
        assert_eq!(placed, 95);
        assert!(
            found.len() <= 97,
            "{} hours, 95 of them placed",
            found.len()
        );
    }

    #[test]
    fn hours_after_a_gap_are_not_judged_by_what_lay_before_it() {
        let mut returns = calm(400, 4);
        returns[250] = 0.2;
        let mut missing = vec![0; 400];
        missing[200] = 7;

        assert!(!detect(&returns, &missing)[250]);
        assert!(detect(&returns, &[0; 400])[250]);
    }

    #[test]
    fn common_jumps_are_told_from_jumps_of_one_asset() {
        let mut columns = vec![calm(8_000, 5), calm(8_000, 6)];
        for hour in (200..8_000).step_by(50) {
            let size = 0.1 + 0.001 * count(hour % 37);
            columns[0][hour] = -size;
            if hour % 150 == 0 {
                columns[1][hour] = -size;
            }
        }
        let flags = Flags::of(&columns, &vec![0; 8_000]);

        let jumps = Jumps::of(&flags, &columns);

        assert!(
            (jumps.common_per_hour * 8_000.0 - 52.0).abs() < 1.5,
            "{jumps:?}"
        );
        assert!(
            (jumps.assets[0].own_per_hour * 8_000.0 - 104.0).abs() < 2.5,
            "{jumps:?}"
        );
        assert!(
            (jumps.per_hour(&jumps.assets[0]) * 8_000.0 - 156.0).abs() < 2.5,
            "{jumps:?}"
        );
        assert!(jumps.common_down > 0.99 && jumps.assets[0].in_common > 0.99);
        assert!(jumps.assets[0].echoes[1].share.abs() < 0.05, "{jumps:?}");
        assert!(jumps.is_sound());
    }

    #[test]
    fn asset_with_few_jumps_counts_as_one_without() {
        let mut columns = vec![calm(4_000, 7)];
        for hour in (200..4_000).step_by(100) {
            columns[0][hour] = 0.1;
        }

        let flags = Flags::of(&columns, &vec![0; 4_000]);
        let jumps = Jumps::of(&flags, &columns);

        assert_eq!(flags.jumping(200), 0, "38 jumps");
        assert!(jumps.assets[0].sizes.is_none() && jumps.per_hour(&jumps.assets[0]) <= 0.0);
        assert!(jumps.is_sound());
    }
}
