//! A portfolio drawn from a seed: eight assets, sizes over six orders of magnitude, most positions far from their limit.
//!
//! | what | drawn as | so that |
//! |---|---|---|
//! | debt | lognormal, median 3 000 dollars, spread 2.0 | heavy-tailed: the largest percent owes about two fifths |
//! | use of the limit | mean of two uniform draws x 0.96 | most stay well below; one in a hundred is within a tenth |
//! | collateral | one asset (7 of 10), two, or three | blocks of like positions and odd ones are both there |
//! | debt asset | USDC 7 of 10, USDT 2, another that is not held 1 | |

use ballast_policy::control::ReserveLimits;
use ballast_policy::preset;
use ballast_policy::unit::{Score, Timestamp};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use rand_distr::{Distribution, StandardNormal};

use super::json::base_units;
use super::{AccountSpec, AssetSpec, PortfolioError, Snapshot, SnapshotBuilder};
use crate::number::exp;

/// An asset of the synthetic portfolio.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SyntheticAsset {
    /// Its symbol.
    pub symbol: &'static str,
    /// Dollars.
    pub price: f64,
    /// Decimals of its token.
    pub decimals: u8,
    /// True: held to a dollar.
    pub is_stable: bool,
    /// How often it is chosen as collateral, relative to the others.
    pub popularity: u32,
    /// Annualised volatility.
    pub volatility: f64,
    /// How much of it is common to all, 0 to 1.
    pub correlation: f64,
    /// Dollars that move its price by one percent.
    pub depth_usd: f64,
}

/// The eight, stable ones first. Volatilities and depths are of the order of 2024's.
pub const ASSETS: [SyntheticAsset; 8] = [
    asset("USDC", 1.0, 6, true, (4, 0.02, 0.0, 5e7)),
    asset("USDT", 1.0, 6, true, (2, 0.02, 0.0, 5e7)),
    asset("BTC", 60_000.0, 8, false, (8, 0.5, 0.8, 3e7)),
    asset("ETH", 3_000.0, 8, false, (14, 0.65, 0.8, 2e7)),
    asset("SOL", 150.0, 9, false, (36, 0.8, 0.75, 1e7)),
    asset("JITOSOL", 165.0, 9, false, (24, 0.82, 0.75, 3e6)),
    asset("JUP", 0.9, 6, false, (7, 1.1, 0.6, 1e6)),
    asset("BONK", 2.5e-5, 5, false, (5, 1.3, 0.55, 8e5)),
];

const fn asset(
    symbol: &'static str,
    price: f64,
    decimals: u8,
    is_stable: bool,
    (popularity, volatility, correlation, depth_usd): (u32, f64, f64, f64),
) -> SyntheticAsset {
    SyntheticAsset {
        symbol,
        price,
        decimals,
        is_stable,
        popularity,
        volatility,
        correlation,
        depth_usd,
    }
}

/// How debts and leverage are drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Distributions {
    /// Median debt, dollars.
    pub debt_median_usd: f64,
    /// Standard deviation of its logarithm.
    pub debt_spread: f64,
}

impl Default for Distributions {
    fn default() -> Self {
        Self {
            debt_median_usd: 3_000.0,
            debt_spread: 2.0,
        }
    }
}

/// 2025-01-01.
const NOW: Timestamp = Timestamp(1_735_689_600);

/// Draws `positions` positions; the same seed draws the same.
///
/// # Errors
/// No position.
pub fn generate(
    positions: usize,
    seed: u64,
    distributions: &Distributions,
) -> Result<Snapshot, PortfolioError> {
    let mut builder = SnapshotBuilder::new(NOW, Score(0))?;
    let mut thresholds = Vec::new();
    for asset in &ASSETS {
        const CAP_USD: f64 = 1e9;
        let cap = base_units(CAP_USD / asset.price, asset.decimals);
        let config = if asset.is_stable {
            preset::stable(cap)
        } else {
            preset::volatile(cap)
        };
        thresholds.push(f64::from(config.liquidation_threshold_bps) / 10_000.0);
        builder.asset(&AssetSpec {
            symbol: asset.symbol.to_owned(),
            decimals: asset.decimals,
            price: asset.price,
            confidence: 0.0,
            config,
            limits: ReserveLimits::NONE,
        })?;
    }
    let generator = ChaCha8Rng::seed_from_u64(seed);
    let mut draw = Draw {
        generator,
        thresholds,
    };
    for number in 0..positions {
        let mut spec = draw.position(distributions);
        spec.owner = format!("account {number}");
        builder.account(&spec)?;
    }
    builder.finish(format!("{positions} synthetic positions of seed {seed}"))
}

struct Draw {
    generator: ChaCha8Rng,
    /// Liquidation thresholds, by asset.
    thresholds: Vec<f64>,
}

impl Draw {
    /// From 0 up to 1.
    fn uniform(&mut self) -> f64 {
        f64::from(self.generator.next_u32()) / 4_294_967_296.0
    }

    fn position(&mut self, distributions: &Distributions) -> AccountSpec {
        let normal: f64 = StandardNormal.sample(&mut self.generator);
        let debt_usd = distributions.debt_median_usd * exp(distributions.debt_spread * normal);
        let limit_use = self.limit_use();
        let held = self.collateral();
        let owed = self.debt_asset(&held);
        let cuts: Vec<f64> = held.iter().map(|_| 0.1 + self.uniform()).collect();
        let whole: f64 = cuts.iter().sum();
        let limit_usd = debt_usd / limit_use;
        let deposits = held.iter().zip(cuts).map(|(&index, cut)| {
            let worth = limit_usd * cut / whole / self.thresholds[index];
            (index, worth / ASSETS[index].price)
        });
        AccountSpec {
            owner: String::new(),
            deposits: deposits.collect(),
            borrows: vec![(owed, debt_usd / ASSETS[owed].price)],
            group: 0,
        }
    }

    /// The share of the liquidation limit that is owed.
    fn limit_use(&mut self) -> f64 {
        const MOST: f64 = 0.96;
        (MOST * f64::midpoint(self.uniform(), self.uniform())).max(0.01)
    }

    fn collateral(&mut self) -> Vec<usize> {
        let count = match self.uniform() {
            draw if draw < 0.7 => 1,
            draw if draw < 0.9 => 2,
            _ => 3,
        };
        let mut held = Vec::with_capacity(count);
        while held.len() < count {
            let index = self.popular();
            if !held.contains(&index) {
                held.push(index);
            }
        }
        held
    }

    fn popular(&mut self) -> usize {
        let whole: u32 = ASSETS.iter().map(|asset| asset.popularity).sum();
        let mut left = self.uniform() * f64::from(whole);
        for (index, asset) in ASSETS.iter().enumerate() {
            left -= f64::from(asset.popularity);
            if left < 0.0 {
                return index;
            }
        }
        0
    }

    fn debt_asset(&mut self, held: &[usize]) -> usize {
        let wanted = match self.uniform() {
            draw if draw < 0.7 => 0,
            draw if draw < 0.9 => 1,
            _ => self.popular(),
        };
        // Nobody owes what they hold: the next asset instead.
        (0..ASSETS.len())
            .map(|shift| (wanted + shift) % ASSETS.len())
            .find(|index| !held.contains(index))
            .unwrap_or(0)
    }
}
