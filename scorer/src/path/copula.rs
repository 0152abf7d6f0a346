//! Futures of Student's t copula with empirical margins, Pareto tails and jumps, driving every asset's variance from today's
//! volatility.
//!
//! A step draws correlated normals and one common mixing variable, whose root stretches all of them at once: that is what
//! makes assets extreme together. Each asset's value becomes a shock by its own margin. In a jump, of one asset or of
//! several, the shock is a jump's size instead; a common jump gives every participant the same sign and the same rank of
//! size.
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

    fn jump(&mut self, event: usize, shocks: &mut [f64]) {
        let jumps = &self.paths.jumps;
        let (sign, rank) = (self.generator.next_u64(), unit(self.generator.next_u64()));
        let sign = unit(if self.is_mirrored { !sign } else { sign });
        let signed = |down: f64, size: f64| if sign < down { -size } else { size };
        let Some(own) = event.checked_sub(1) else {
            for (shock, asset) in shocks.iter_mut().zip(&jumps.assets) {
                let takes_part = unit(self.generator.next_u64()) < asset.in_common;
                if let (true, Some(sizes)) = (takes_part, &asset.sizes) {
                    *shock = signed(jumps.common_down, sizes.quantile(rank));
                }
            }
            return;
        };
        let asset = &jumps.assets[own];
        if let Some(sizes) = &asset.sizes {
            shocks[own] = signed(asset.own_down, sizes.quantile(rank));
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
