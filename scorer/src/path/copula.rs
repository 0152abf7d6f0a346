//! Futures of Student's t copula with empirical margins, Pareto tails and jumps, driving every asset's variance from today's
//! volatility.
//!
//! A step draws correlated normals and one common mixing variable, whose root stretches all of them at once: that is what
//! makes assets extreme together. Each asset's value becomes a shock by its own margin. In a jump, of one asset or of
//! several, the shock is a jump's size instead; a common jump gives every participant the same sign and the same rank of
//! size. The others take their share of the first jump among them ([`super::Echo`]).
//!
//! Variance reduction: over scenarios, the mixing variable of each of the first 24 steps comes from a sequence that covers its
//! distribution evenly (`random`); with antithetic pairs, scenarios 2k and 2k+1 share the mixing variables and the times and
//! sizes of jumps, with opposite normals and opposite signs of jumps.

use std::fmt;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::RngCore;

use super::correlation::cholesky;
use super::gamma::chi_square_quantile;
use super::jump::Jumps;
use super::marginal::Marginal;
use super::random::{Scenarios, share_of, unit};
use super::student;
use super::table::{LineTable, QuantileTable};
use super::walk::{Recursions, Shocks};
use super::{PathError, PathModel, PathSource};

/// A quantile function that a table stands for.
type Quantile = Box<dyn Fn(f64) -> f64 + Send + Sync>;

/// Draws futures from fitted distributions.
pub struct CopulaPaths {
    assets: Vec<String>,
    steps: usize,
    step_seconds: u32,
    scenarios: Scenarios,
    antithetic: bool,
    recursions: Recursions,
    freedom: f64,
    /// The lower triangle of the correlation's root, row by row.
    root: Vec<f64>,
    normal: QuantileTable<Quantile>,
    /// The factor that stretches a step's normals.
    radius: QuantileTable<Quantile>,
    margins: Vec<(LineTable, Marginal)>,
    jumps: Jumps,
    /// Shares of 2^64 up to which a draw is a common jump, then a jump of the first asset alone, and so on.
    jumps_below: Vec<u64>,
}

impl fmt::Debug for CopulaPaths {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CopulaPaths")
            .field("assets", &self.assets)
            .field("steps", &self.steps)
            .field("antithetic", &self.antithetic)
            .finish_non_exhaustive()
    }
}

impl CopulaPaths {
    /// Scenarios of `steps` hours from the end of the model's window, in antithetic pairs or each by itself.
    ///
    /// # Errors
    /// [`PathError::StepsZero`]; [`PathError::FileMalformed`] for a correlation that is not positive definite.
    pub fn new(
        model: &PathModel,
        seed: u64,
        steps: usize,
        antithetic: bool,
    ) -> Result<Self, PathError> {
        if steps == 0 {
            return Err(PathError::StepsZero);
        }
        let root = cholesky(&model.copula.correlation).ok_or_else(|| PathError::FileMalformed {
            reason: "its correlation is not positive definite".to_owned(),
        })?;
        let freedom = model.copula.freedom;
        let normal: Quantile = Box::new(student::normal_quantile);
        let radius: Quantile = Box::new(move |probability| {
            (freedom / chi_square_quantile(probability, freedom)).sqrt()
        });
        let probabilities: Vec<f64> = LineTable::points()
            .map(|x| student::distribution(x, freedom))
            .collect();
        let margins = model.assets.iter().map(|asset| {
            let values = probabilities
                .iter()
                .map(|&probability| asset.margin.quantile(probability));
            (LineTable::of(values), asset.margin.clone())
        });
        let mut chance = model.jumps.common_per_hour;
        let mut jumps_below = vec![share_of(chance)];
        for asset in &model.jumps.assets {
            chance += asset.own_per_hour;
            jumps_below.push(share_of(chance));
        }
        Ok(Self {
            assets: model.symbols(),
            steps,
            step_seconds: model.step_seconds,
            scenarios: Scenarios::of(seed),
            antithetic,
            recursions: Recursions::of(model),
            freedom,
            root: root
                .iter()
                .enumerate()
                .flat_map(|(row, values)| values[..=row].to_vec())
                .collect(),
            normal: QuantileTable::of(normal),
            radius: QuantileTable::of(radius),
            margins: margins.collect(),
            jumps: model.jumps.clone(),
            jumps_below,
        })
    }

    /// Writes scenario `number` from the variances of the first step given, in place of today's.
    pub(super) fn fill_from(&self, variances: Option<&[f64]>, number: u64, relatives: &mut [f64]) {
        let mut draws = self.draws(number);
        self.recursions
            .walk(variances, &mut draws, relatives, |_| {});
    }

    fn draws(&self, number: u64) -> Draws<'_> {
        let (pair, is_mirrored) = if self.antithetic {
            (number / 2, number % 2 == 1)
        } else {
            (number, false)
        };
        Draws {
            paths: self,
            generator: self.scenarios.generator(pair),
            pair,
            is_mirrored,
            normals: vec![0.0; self.assets.len()],
            jumped: vec![false; self.assets.len()],
        }
    }

    fn shock(&self, asset: usize, x: f64) -> f64 {
        let (table, margin) = &self.margins[asset];
        table.at(x).unwrap_or_else(|| {
            let tail = student::distribution(-x.abs(), self.freedom).max(f64::MIN_POSITIVE);
            if x < 0.0 {
                margin.quantile(tail)
            } else {
                margin.upper.quantile(tail)
            }
        })
    }
}

impl PathSource for CopulaPaths {
    fn assets(&self) -> &[String] {
        &self.assets
    }

    fn steps(&self) -> usize {
        self.steps
    }

    fn step_seconds(&self) -> u32 {
        self.step_seconds
    }

    fn fill(&self, number: u64, relatives: &mut [f64]) {
        self.fill_from(None, number, relatives);
    }
}

/// The draws of one scenario.
struct Draws<'a> {
    paths: &'a CopulaPaths,
    generator: ChaCha8Rng,
    pair: u64,
    is_mirrored: bool,
    normals: Vec<f64>,
    jumped: Vec<bool>,
}

impl Draws<'_> {
    /// Overwrites `values` by a step's draws of the multivariate t distribution.
    #[inline]
    fn student(&mut self, step: usize, values: &mut [f64]) {
        let by_chance = self.generator.next_u64();
        let share = self
            .paths
            .scenarios
            .even(self.pair, step)
            .unwrap_or(by_chance);
        let radius = self.paths.radius.at(share);
        let stretch = if self.is_mirrored { -radius } else { radius };
        for normal in &mut self.normals {
            *normal = self.paths.normal.at(self.generator.next_u64());
        }
        let mut start = 0;
        for (asset, value) in values.iter_mut().enumerate() {
            let row = &self.paths.root[start..=start + asset];
            let sum: f64 = row
                .iter()
                .zip(&self.normals)
                .map(|(weight, normal)| weight * normal)
                .sum();
            *value = stretch * sum;
            start += asset + 1;
        }
    }

    /// Makes the step a jump: of several assets for event 0, of asset `event - 1` alone for others.
    fn jump(&mut self, event: usize, shocks: &mut [f64]) {
        let jumps = &self.paths.jumps;
        let (sign, rank) = (self.generator.next_u64(), unit(self.generator.next_u64()));
        let sign = unit(if self.is_mirrored { !sign } else { sign });
        let own = event.checked_sub(1);
        let down = own.map_or(jumps.common_down, |own| jumps.assets[own].own_down);
        let mut leader = None;
        self.jumped.fill(false);
        for (asset, one) in jumps.assets.iter().enumerate() {
            let draw = unit(self.generator.next_u64());
            let takes_part = own.map_or(draw < one.in_common, |own| own == asset);
            if let (true, Some(sizes)) = (takes_part, &one.sizes) {
                let size = sizes.quantile(rank);
                shocks[asset] = if sign < down { -size } else { size };
                self.jumped[asset] = true;
                leader = leader.or(Some(asset));
            }
        }
        let Some(leader) = leader else { return };
        let size = shocks[leader];
        let echoes = &jumps.assets[leader].echoes;
        for ((shock, jumped), echo) in shocks.iter_mut().zip(&self.jumped).zip(echoes) {
            if !jumped {
                *shock = echo.share * size + echo.rest * *shock;
            }
        }
    }
}

impl Shocks for Draws<'_> {
    #[inline]
    fn draw(&mut self, step: usize, shocks: &mut [f64]) {
        self.student(step, shocks);
        for (asset, shock) in shocks.iter_mut().enumerate() {
            *shock = self.paths.shock(asset, *shock);
        }
        let share = self.generator.next_u64();
        let jumps_below = &self.paths.jumps_below;
        if jumps_below.last().is_some_and(|last| share < *last) {
            let event = jumps_below.partition_point(|below| *below <= share);
            self.jump(event, shocks);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::testing::model;

    #[test]
    fn antithetic_scenarios_mirror_each_other() {
        let paths = CopulaPaths::new(&model(), 5, 6, true).unwrap();
        for pair in 0..50 {
            let (mut one, mut other) = (paths.draws(2 * pair), paths.draws(2 * pair + 1));
            for step in 0..paths.steps {
                let (mut of_one, mut of_other) = ([0.0; 3], [0.0; 3]);
                one.student(step, &mut of_one);
                other.student(step, &mut of_other);

                assert!(of_one.iter().any(|value| *value != 0.0));
                for (value, mirrored) in of_one.iter().zip(of_other) {
                    assert_eq!(
                        value.to_bits(),
                        (-mirrored).to_bits(),
                        "pair {pair}, step {step}"
                    );
                }
            }
        }
    }

    #[test]
    fn shocks_of_the_table_are_those_of_the_margin() {
        let paths = CopulaPaths::new(&model(), 5, 6, true).unwrap();
        for x in [-200.0, -31.0, -8.0, -1.3, 0.0, 0.4, 5.0, 12.0] {
            for asset in 0..3 {
                let probability = student::distribution(x, paths.freedom);
                let expected = paths.margins[asset].1.quantile(probability);
                let found = paths.shock(asset, x);
                assert!(
                    (found - expected).abs() < 0.01 * (1.0 + expected.abs()),
                    "{x}: {found} {expected}"
                );
            }
        }
    }

    #[test]
    fn jump_of_one_asset_leaves_the_others_to_echo_it() {
        let mut model = model();
        let sizes: Vec<f64> = (1..=400)
            .map(|size| 5.0 + f64::from(size) / 100.0)
            .collect();
        for asset in &mut model.jumps.assets {
            asset.sizes = Marginal::one_sided(&sizes, 0.25);
            asset.in_common = 1.0;
            asset.own_down = 1.0;
            for echo in &mut asset.echoes {
                (echo.share, echo.rest) = (0.5, 0.0);
            }
        }
        model.jumps.common_down = 0.0;
        let paths = CopulaPaths::new(&model, 5, 1, false).unwrap();
        let mut shocks = [0.1; 3];

        paths.draws(3).jump(2, &mut shocks);
        let alone = shocks;
        paths.draws(3).jump(0, &mut shocks);

        let are_near = |one: f64, other: f64| (one - other).abs() < 1e-12;
        assert!(alone[1] < -5.0, "{alone:?}");
        assert!(are_near(alone[0], 0.5 * alone[1]) && are_near(alone[0], alone[2]));
        assert!(shocks[0] > 5.0, "{shocks:?}");
        assert!(are_near(shocks[0], shocks[1]) && are_near(shocks[1], shocks[2]));
    }
}
