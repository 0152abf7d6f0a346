//! Where a position stands between its limits, and which move of one price alone would have it liquidated.
//!
//! For whoever shows a position to people; the program needs none of it. A move is tried on the valuation itself, so that
//! there is no second formula to keep equal to the first.

use crate::error::Result;
use crate::health::{Health, Purpose, ReserveSource, ReserveView};
use crate::interest::AnnualRate;
use crate::num::{BPS_ONE, mul_div_ceil, mul_div_floor};
use crate::position::Position;
use crate::price::CachedPrice;
use crate::unit::{PricePerUnit, ReserveIndex, Timestamp, Usd};

/// What is owed where there is no limit at all, or what cannot be said: no share.
pub const NO_SHARE: u64 = u64::MAX;
/// The farthest rise of a debt's price that is tried, basis points: to ten times the present.
pub const FARTHEST_RISE_BPS: u64 = 90_000;

/// What a position uses of its two limits, basis points rounded up; 10 000 is all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Of what new debt may reach on present terms. [`NO_SHARE`] where a debt's price is unusable, or the limit zero.
    pub of_opening_bps: u64,
    /// Of the debt past which it is liquidated: above 10 000 it may be.
    pub of_liquidation_bps: u64,
    /// The valuation for liquidation.
    pub held: Health,
    /// What new debt may reach, zero where a debt's price is unusable.
    pub borrow_limit: Usd,
}

impl Standing {
    /// The standing of `position` at `now`.
    pub fn of(position: &Position, source: &impl ReserveSource, now: Timestamp) -> Result<Self> {
        let held = Health::assess(position, source, Purpose::Liquidating, now)?;
        let opens = Health::assess(position, source, Purpose::Opening, now);
        Ok(Self {
            of_opening_bps: opens.map_or(NO_SHARE, |opens| {
                used_bps_ceil(opens.weighted_debt, opens.borrow_limit)
            }),
            of_liquidation_bps: used_bps_ceil(held.judged_debt(), held.liquidation_limit),
            held,
            borrow_limit: opens.map_or(Usd::ZERO, |opens| opens.borrow_limit),
        })
    }
}

/// `ceil(used x 10 000 / limit)`; zero of nothing used.
fn used_bps_ceil(used: Usd, limit: Usd) -> u64 {
    if used.is_zero() {
        return 0;
    }
    if limit.is_zero() {
        return NO_SHARE;
    }
    mul_div_ceil(used.0, BPS_ONE, limit.0).unwrap_or(NO_SHARE)
}

/// The least move of the price of one asset alone, against the position, from which on it may be liquidated: a fall of what
/// it holds, a rise of what it owes, basis points of the present price. Zero: it may be now. Nothing: no fall, or no rise up to
/// [`FARTHEST_RISE_BPS`], does it.
pub fn reach_bps(
    position: &Position,
    source: &impl ReserveSource,
    index: ReserveIndex,
    now: Timestamp,
) -> Result<Option<u64>> {
    let present = source.reserve(index)?.price;
    let held = Health::assess(position, source, Purpose::Liquidating, now)?;
    if held.check_may_liquidate().is_ok() {
        return Ok(Some(0));
    }
    let (is_fall, farthest) = if !position.deposit_shares(index).is_zero() {
        (true, BPS_ONE)
    } else if !position.debt_shares(index).is_zero() {
        (false, FARTHEST_RISE_BPS)
    } else {
        return Ok(None);
    };
    let is_reached = |by: u64| {
        let to = if is_fall {
            BPS_ONE.saturating_sub(by)
        } else {
            BPS_ONE.saturating_add(by)
        };
        let moved = Moved {
            source,
            index,
            price: scaled(present, to),
        };
        let health = Health::assess(position, &moved, Purpose::Liquidating, now);
        // A debt that no number holds is past every limit.
        health.map_or(true, |health| health.check_may_liquidate().is_ok())
    };
    if !is_reached(farthest) {
        return Ok(None);
    }
    let (mut holds, mut reached) = (0, farthest);
    while reached.saturating_sub(holds) > 1 {
        let middle = holds.midpoint(reached);
        if is_reached(middle) {
            reached = middle;
        } else {
            holds = middle;
        }
    }
    Ok(Some(reached))
}

/// What `value` earns or costs in a year at `rate`, without interest on interest.
pub fn yearly_floor(value: Usd, rate: AnnualRate) -> Result<Usd> {
    mul_div_floor(value.0, rate.0, 1 << 32).map(Usd)
}

/// A market in which one price is another.
struct Moved<'a, S> {
    source: &'a S,
    index: ReserveIndex,
    price: CachedPrice,
}

impl<S: ReserveSource> ReserveSource for Moved<'_, S> {
    fn reserve(&self, index: ReserveIndex) -> Result<ReserveView<'_>> {
        let mut view = self.source.reserve(index)?;
        if index == self.index {
            view.price = &self.price;
        }
        Ok(view)
    }
}

/// A price at `to_bps` basis points of itself; at most the largest that there is.
fn scaled(price: &CachedPrice, to_bps: u64) -> CachedPrice {
    let scale = |price: PricePerUnit| {
        PricePerUnit(mul_div_floor(price.0, to_bps, BPS_ONE).unwrap_or(u64::MAX))
    };
    CachedPrice {
        low: scale(price.low),
        mid: scale(price.mid),
        high: scale(price.high),
        published_at: price.published_at,
    }
}
