//! What derivatives print in the synthetic market: funding follows the last day's return, implied
//! volatility follows realised volatility with a premium and a lag.

use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use super::market::MarketHour;
use super::parameters::{
    FUNDING_BASE, FUNDING_CAP, FUNDING_NOISE, FUNDING_PER_RETURN, IMPLIED_NOISE, IMPLIED_PREMIUM,
    IMPLIED_PULL, IMPLIED_RANGE,
};
use crate::data::{Bar, FundingRate, ImpliedVolatility};
use crate::number::{exp, ln};
use crate::time::Timestamp;

const HOURS_PER_YEAR: f64 = 8_760.0;
const FUNDING_INTERVAL_HOURS: i64 = 8;
const FUNDING_LOOK_BACK_HOURS: usize = 24;

/// Settlements at 00:00, 08:00 and 16:00 UTC, from bars that closed by then.
pub(super) fn funding(
    first: Timestamp,
    bars: &[Bar],
    generator: &mut ChaCha8Rng,
) -> Vec<FundingRate> {
    let mut rates = Vec::new();
    for closed in FUNDING_LOOK_BACK_HOURS + 1..=bars.len() {
        let time = first.plus_hours(i64::try_from(closed).unwrap_or(i64::MAX));
        let hour = time.hours_since_floor(Timestamp::from_millis(0));
        if hour.rem_euclid(FUNDING_INTERVAL_HOURS) != 0 {
            continue;
        }
        let (now, before) = (
            bars[closed - 1].close,
            bars[closed - 1 - FUNDING_LOOK_BACK_HOURS].close,
        );
        let noise: f64 = StandardNormal.sample(generator);
        let rate = FUNDING_BASE + FUNDING_PER_RETURN * ln(now / before) + FUNDING_NOISE * noise;
        rates.push(FundingRate {
            time,
            rate: rate.clamp(-FUNDING_CAP, FUNDING_CAP),
        });
    }
    rates
}

/// One value for every hour of the market.
pub(super) fn implied_volatility(
    market: &[MarketHour],
    generator: &mut ChaCha8Rng,
) -> Vec<ImpliedVolatility> {
    let target = |hour: &MarketHour| {
        let annualised = 100.0 * hour.volatility * HOURS_PER_YEAR.sqrt();
        ln((IMPLIED_PREMIUM * annualised).clamp(IMPLIED_RANGE.0, IMPLIED_RANGE.1))
    };
    let mut level = market.first().map_or(0.0, target);
    let mut values = Vec::with_capacity(market.len());
    for hour in market {
        let open = exp(level);
        let noise: f64 = StandardNormal.sample(generator);
        level += IMPLIED_PULL * (target(hour) - level) + IMPLIED_NOISE * noise;
        level = level.clamp(ln(IMPLIED_RANGE.0), ln(IMPLIED_RANGE.1));
        let close = exp(level);
        let wick: f64 = StandardNormal.sample(generator);
        let reach = exp(0.5 * IMPLIED_NOISE * wick.abs());
        let (high, low) = (open.max(close) * reach, open.min(close) / reach);
        values.push(ImpliedVolatility {
            open,
            high,
            low,
            close,
        });
    }
    values
}
