//! Paths for when none were fitted: correlated Student t returns; and paths that are held in memory.
//!
//! Each step's log-returns share one chi-square draw, so that extremes come together:
//!
//! ```text
//! return[asset] = volatility x sqrt(step) x sqrt((nu - 2) / chi2) x (sqrt(rho) m + sqrt(1 - rho) e[asset])      nu = 4
//! ```
//!
//! with m and e standard normal. Four degrees of freedom make tails as heavy as a power of four; the variance is scaled to be
//! the volatility's. An assumption, not a fit: a fitted model takes its place where there is one.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use rand_distr::{Distribution, StandardNormal};

use crate::number::{exp, ln};
use crate::path::PathSource;

/// An asset's moves.
#[derive(Clone, Debug, PartialEq)]
pub struct AssetMoves {
    /// Its symbol.
    pub symbol: String,
    /// Annualised volatility of its log-returns, a fraction.
    pub volatility: f64,
    /// Correlation of any two assets through the common factor is the product of the roots of these; 0 to 1.
    pub correlation: f64,
}

/// Correlated Student t returns.
#[derive(Clone, Debug)]
pub struct StudentPaths {
    symbols: Vec<String>,
    /// Volatility of a step, root of the correlation, root of the rest; by asset.
    scales: Vec<(f64, f64, f64)>,
    steps: usize,
    step_seconds: u32,
    seed: u64,
}

impl StudentPaths {
    /// Paths of `steps` steps; the same seed draws the same.
    pub fn new(moves: &[AssetMoves], steps: usize, step_seconds: u32, seed: u64) -> Self {
        const YEAR_SECONDS: f64 = 31_536_000.0;
        let root_of_time = (f64::from(step_seconds) / YEAR_SECONDS).sqrt();
        let scales = moves.iter().map(|asset| {
            let common = asset.correlation.clamp(0.0, 1.0);
            let volatility = asset.volatility * root_of_time;
            (volatility, common.sqrt(), (1.0 - common).sqrt())
        });
        Self {
            symbols: moves.iter().map(|asset| asset.symbol.clone()).collect(),
            scales: scales.collect(),
            steps: steps.max(1),
            step_seconds,
            seed,
        }
    }
}

/// Degrees of freedom less the two that scale the variance to one.
const FREEDOM_LESS_TWO: f64 = 2.0;

/// A draw of chi-square with four degrees of freedom: the sum of two exponentials, twice.
fn chi_square_4(generator: &mut ChaCha8Rng) -> f64 {
    let mut uniform = || (f64::from(generator.next_u32()) + 0.5) / 4_294_967_296.0;
    -2.0 * ln(uniform() * uniform())
}

impl PathSource for StudentPaths {
    fn assets(&self) -> &[String] {
        &self.symbols
    }

    fn steps(&self) -> usize {
        self.steps
    }

    fn step_seconds(&self) -> u32 {
        self.step_seconds
    }

    fn fill(&self, number: u64, relatives: &mut [f64]) {
        let mut generator = ChaCha8Rng::seed_from_u64(self.seed);
        generator.set_stream(number);
        let mut draw = || -> f64 { StandardNormal.sample(&mut generator) };
        // All normals of the scenario first, so that the chi-squares can be drawn by the same generator.
        let width = self.symbols.len();
        let common: Vec<f64> = (0..self.steps).map(|_| draw()).collect();
        for own in relatives.iter_mut() {
            *own = draw();
        }
        let mut logs = vec![0.0; width];
        for (row, common) in relatives.chunks_exact_mut(width).zip(common) {
            let stretch = (FREEDOM_LESS_TWO / chi_square_4(&mut generator)).sqrt();
            let legs = row.iter_mut().zip(&self.scales).zip(&mut logs);
            for ((relative, (volatility, root, rest)), log) in legs {
                *log += volatility * stretch * (root * common + rest * *relative);
                // A price keeps to twelve orders of magnitude around today's.
                *relative = exp(log.clamp(-13.8, 13.8));
            }
        }
    }
}

/// Paths held in memory.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredPaths {
    symbols: Vec<String>,
    steps: usize,
    step_seconds: u32,
    /// `[scenario][step][asset]`.
    relatives: Vec<f64>,
}

impl StoredPaths {
    /// Holds `relatives` by scenario, step and asset; scenarios repeat from the first where more are asked for.
    pub fn new(symbols: &[&str], steps: usize, step_seconds: u32, relatives: Vec<f64>) -> Self {
        Self {
            symbols: symbols.iter().map(|&symbol| symbol.to_owned()).collect(),
            steps,
            step_seconds,
            relatives,
        }
    }

    /// Draws the first `scenarios` of `source` and holds them.
    pub fn drawn(source: &dyn PathSource, scenarios: usize) -> Self {
        let width = source.steps() * source.assets().len();
        let mut relatives = vec![0.0; scenarios * width];
        for (number, row) in (0u64..).zip(relatives.chunks_exact_mut(width)) {
            source.fill(number, row);
        }
        Self {
            symbols: source.assets().to_vec(),
            steps: source.steps(),
            step_seconds: source.step_seconds(),
            relatives,
        }
    }

    /// By scenario, step and asset.
    pub fn relatives(&self) -> &[f64] {
        &self.relatives
    }
}

impl PathSource for StoredPaths {
    fn assets(&self) -> &[String] {
        &self.symbols
    }

    fn steps(&self) -> usize {
        self.steps
    }

    fn step_seconds(&self) -> u32 {
        self.step_seconds
    }

    fn fill(&self, number: u64, relatives: &mut [f64]) {
        let scenarios = self.relatives.len() / relatives.len();
        let number = usize::try_from(number).unwrap_or(0) % scenarios.max(1);
        let begin = number * relatives.len();
        if let Some(held) = self.relatives.get(begin..begin + relatives.len()) {
            relatives.copy_from_slice(held);
        }
    }
}
