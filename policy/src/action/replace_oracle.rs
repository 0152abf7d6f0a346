//! Replace a reserve's price sources: the new ones must agree with the old price and with each other.
//!
//! Moonwell's new oracle (February 2026) priced a token at a dollar that was worth thousands, and was obeyed at once. Here
//! a source takes over only with a quote in hand that lies in the band around the last price believed.

use super::PriceMut;
use crate::bounds::Bounds;
use crate::breaker::price::distance_bps_floor;
use crate::error::Result;
use crate::price::{CachedPrice, Quote};
use crate::unit::Timestamp;

/// Takes over the first quotes of new sources; `second_quote` is none where there shall be but one.
///
/// 1. The first source's quote keeps every rule of a price that is loaded for the first time.
/// 2. It lies in the band around the last price, which widens with that price's age. A reserve that never had a price
///    has no band.
/// 3. The second's quote keeps the rules too, and lies in the band around the first's.
pub fn replace_oracle(
    reserve: &mut PriceMut<'_>,
    quote: &Quote,
    second_quote: Option<&Quote>,
    bounds: &Bounds,
    now: Timestamp,
) -> Result<()> {
    let (rules, decimals) = (reserve.rules, reserve.decimals);
    let mut first = CachedPrice::default();
    first.update(quote, decimals, rules, now)?;
    let last = *reserve.price;
    if !last.published_at.is_zero() {
        let distance = distance_bps_floor(first.mid, last.mid);
        bounds.check_oracle(distance, now.since(last.published_at))?;
    }
    let mut second = CachedPrice::default();
    if let Some(quote) = second_quote {
        second.update(quote, decimals, rules, now)?;
        bounds.check_oracle(distance_bps_floor(second.mid, first.mid), 0)?;
    }
    *reserve.price = first;
    if let Some(cached) = reserve.second.as_deref_mut() {
        *cached = second;
    }
    Ok(())
}
