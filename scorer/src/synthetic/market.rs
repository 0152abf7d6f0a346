//! The state that all assets share: regime, volatility, the common shock and common jumps.

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Exp1, StandardNormal, StudentT};

use super::crash::Crash;
use super::parameters::{
    CRASH_NOISE_SHARE, JUMP_DOWN_CHANCE, Regime, TAIL_FREEDOM, VOLATILITY_NOISE, VOLATILITY_PULL,
};
use crate::number::{exp, ln};
use crate::time::{Timestamp, Window};

/// One hour of the market.
#[derive(Clone, Copy, Debug)]
pub(super) struct MarketHour {
    /// Open of the hour.
    pub(super) time: Timestamp,
    /// Regime in force.
    pub(super) regime: Regime,
    /// Standard deviation of BTC's logarithmic return in this hour.
    pub(super) volatility: f64,
    /// Heavy-tailed shock that all assets share, of unit variance.
    pub(super) common: f64,
    /// Logarithmic return of BTC's jump; zero in most hours.
    pub(super) jump: f64,
    /// The crash that is under way, if one is.
    pub(super) crash: Option<Crash>,
}

/// A draw from Student's t, scaled to unit variance.
pub(super) fn heavy_tailed(generator: &mut ChaCha8Rng, shape: &StudentT<f64>) -> f64 {
    shape.sample(generator) / (TAIL_FREEDOM / (TAIL_FREEDOM - 2.0)).sqrt()
}

/// Walks the market through every hour of `window`.
pub(super) fn walk(
    window: Window,
    crashes: &[Crash],
    shape: &StudentT<f64>,
    generator: &mut ChaCha8Rng,
) -> Vec<MarketHour> {
    let mut regime = Regime::Calm;
    let mut log_volatility = ln(regime.parameters().volatility);
    let mut hours = Vec::new();
    for time in window.hours() {
        regime = step(regime, generator);
        let crash = crashes
            .iter()
            .find(|crash| crash.window().contains(time))
            .copied();
        if let Some(forced) = crash.and_then(|crash| crash.regime(time)) {
            regime = forced;
        }
        let parameters = regime.parameters();
        let is_falling = crash.is_some_and(|crash| crash.fall().contains(time));
        let share = if is_falling { CRASH_NOISE_SHARE } else { 1.0 };
        let noise: f64 = StandardNormal.sample(generator);
        log_volatility += VOLATILITY_PULL * (ln(share * parameters.volatility) - log_volatility)
            + VOLATILITY_NOISE * noise;
        hours.push(MarketHour {
            time,
            regime,
            volatility: exp(log_volatility),
            common: heavy_tailed(generator, shape),
            jump: jump(regime, generator),
            crash,
        });
    }
    hours
}

fn step(regime: Regime, generator: &mut ChaCha8Rng) -> Regime {
    let parameters = regime.parameters();
    let (leaves, target): (f64, f64) = (generator.random(), generator.random());
    if leaves >= parameters.leaves_per_hour {
        return regime;
    }
    let [(first, chance), (second, _)] = parameters.leaves_to;
    if target < chance { first } else { second }
}

fn jump(regime: Regime, generator: &mut ChaCha8Rng) -> f64 {
    let parameters = regime.parameters();
    let (happens, down): (f64, f64) = (generator.random(), generator.random());
    let size: f64 = Exp1.sample(generator);
    if happens >= parameters.jumps_per_hour {
        return 0.0;
    }
    let sign = if down < JUMP_DOWN_CHANCE { -1.0 } else { 1.0 };
    sign * size * parameters.jump_size
}
