//! Refresh: an oracle's price into a reserve, and what its movement says to the breakers.

use crate::breaker::Breaker;
use crate::breaker::price::distance_bps_floor;
use crate::control::{ReserveFlows, ReserveLimits};
use crate::error::Result;
use crate::price::{CachedPrice, PriceRules, Quote};
use crate::unit::Timestamp;

/// Prices of two sources are compared when they were published within so many seconds of each other.
pub const SAME_MOMENT_SECONDS: u64 = 15;

/// The part of a reserve that a price changes.
#[derive(Debug)]
pub struct PriceMut<'a> {
    /// Its price.
    pub price: &'a mut CachedPrice,
    /// The price of its second source, where it has one.
    pub second: Option<&'a mut CachedPrice>,
    /// Its breakers, and what a jump is measured against.
    pub flows: &'a mut ReserveFlows,
    /// The breakers' rules.
    pub limits: &'a ReserveLimits,
    /// When a price is believed.
    pub rules: &'a PriceRules,
    /// Decimals of the token.
    pub decimals: u8,
}

/// Takes over `quote`, and `second_quote` where the reserve has a second source.
///
/// 1. The first quote keeps the rules of [`CachedPrice::update`].
/// 2. The second is taken over if it keeps them too; if not, its last price grows old, and once that is unusable it votes
///    by itself ([`crate::breaker::Signals`]). Whoever shows an old update of the second source thus changes nothing.
/// 3. Detectors: a jump from the reference of the last window, the distance from the oracle's own average, the distance
///    of two usable prices of the same moment. The price stands whatever they find.
pub fn refresh(
    reserve: &mut PriceMut<'_>,
    quote: &Quote,
    second_quote: Option<&Quote>,
    now: Timestamp,
) -> Result<()> {
    let (rules, limits) = (reserve.rules, &reserve.limits.breakers);
    reserve.price.update(quote, reserve.decimals, rules, now)?;
    let price = reserve.price.mid;
    let flows = &mut *reserve.flows;
    flows.breakers.sweep(limits, now);
    let window = reserve.limits.price_window_seconds;
    let is_held = flows.breakers.is_latched(Breaker::PriceJump);
    let before = flows.reference;
    let jump = flows.reference.observe(price, window, is_held, now);
    let breakers = &mut flows.breakers;
    if breakers.observe(Breaker::PriceJump, limits, jump, now) {
        // A jump at the edge of a window is measured against the price before it for as long as it is held.
        flows.reference = before;
    }
    flows.average_distance_bps = quote.average_distance_bps_floor();
    let distance = flows.average_distance_bps;
    flows
        .breakers
        .observe(Breaker::PriceAgainstAverage, limits, distance, now);
    if let Some(second) = reserve.second.as_deref_mut() {
        if let Some(quote) = second_quote {
            let _ = second.update(quote, reserve.decimals, rules, now);
        }
        // Two prices of different moments do not disagree: whoever shows an old update would else trip this.
        let apart = reserve.price.published_at.0.abs_diff(second.published_at.0);
        if second.check_usable(rules, now).is_ok() && apart <= SAME_MOMENT_SECONDS {
            let distance = distance_bps_floor(price, second.mid);
            flows
                .breakers
                .observe(Breaker::SourcesDisagree, limits, distance, now);
        }
    }
    Ok(())
}
