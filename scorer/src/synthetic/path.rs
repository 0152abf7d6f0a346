//! One asset's bars, given the market it lives in.

use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal, StudentT};

use super::market::{MarketHour, heavy_tailed};
use super::parameters::{
    AssetParameters, PRICE_PULL, Regime, VOLUME_NOISE, VOLUME_POWER, WICK_SCALE,
};
use crate::data::Bar;
use crate::number::{exp, ln};

/// Bars for every hour of the market.
pub(super) fn bars(
    asset: &AssetParameters,
    market: &[MarketHour],
    shape: &StudentT<f64>,
    generator: &mut ChaCha8Rng,
) -> Vec<Bar> {
    let anchor = ln(asset.price);
    let mut log_price = anchor;
    let mut bars = Vec::with_capacity(market.len());
    for hour in market {
        let open = exp(log_price);
        log_price += log_return(
            asset,
            hour,
            anchor - log_price,
            heavy_tailed(generator, shape),
        );
        let close = exp(log_price);
        let mut wick = || {
            let size: f64 = StandardNormal.sample(generator);
            size.abs() * WICK_SCALE * asset.beta * hour.volatility
        };
        let high = open.max(close) * exp(wick());
        let low = open.min(close) * exp(-wick());
        let noise: f64 = StandardNormal.sample(generator);
        let usual = Regime::Calm.parameters().volatility;
        let activity = VOLUME_POWER * ln(hour.volatility / usual) + VOLUME_NOISE * noise;
        bars.push(Bar {
            open,
            high,
            low,
            close,
            volume: asset.volume * exp(activity),
        });
    }
    bars
}

fn log_return(asset: &AssetParameters, hour: &MarketHour, to_anchor: f64, own: f64) -> f64 {
    let correlation = hour.regime.parameters().correlation;
    let shock = correlation.sqrt() * hour.common + (1.0 - correlation).sqrt() * own;
    let fall = hour
        .crash
        .map_or(0.0, |crash| crash.log_return(hour.time, asset.crash_fall));
    asset.beta * (hour.volatility * shock + hour.jump) + fall + PRICE_PULL * to_anchor
}
