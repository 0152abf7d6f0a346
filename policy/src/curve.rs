//! The borrow curve: annual rate as a piecewise-linear, rising function of utilisation, 2 to 11 points.
//!
//! A reserve has one curve per regime. A stricter regime never charges less at any utilisation, and the stress curve
//! is convex: rates may only accelerate.

use crate::error::{Result, Rule};
use crate::interest::{AnnualRate, MAX_ANNUAL_RATE_BPS};
use crate::num::BPS_ONE;
use crate::unit::TokenAmount;

/// The most points of a curve (klend has the same number).
pub const MAX_POINTS: usize = 11;

/// Share of a reserve that is lent out, Q24: `2^24` is all of it.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Utilization(pub u32);

impl Utilization {
    /// Everything is lent out.
    pub const ONE: Self = Self(1 << 24);

    /// `debt / (cash + debt)`, within 2^-39 of its size; zero for an empty reserve.
    #[inline(always)]
    pub fn of(cash: TokenAmount, debt: TokenAmount) -> Self {
        let total = cash.0.saturating_add(debt.0);
        // Scaled so that the total's top bit is set: one 64-bit division then keeps all the precision needed.
        let shift = total.leading_zeros();
        let scaled_total = total.checked_shl(shift).unwrap_or(0) >> 24;
        let scaled_debt = debt.0.checked_shl(shift).unwrap_or(0);
        let ratio = scaled_debt.checked_div(scaled_total).unwrap_or(0);
        Self(u32::try_from(ratio).map_or(Self::ONE.0, |ratio| ratio.min(Self::ONE.0)))
    }

    /// From basis points; above 10 000 all of it.
    #[inline(always)]
    pub fn from_bps_floor(bps: u16) -> Self {
        let scaled = (u64::from(bps) << 24) / BPS_ONE;
        Self(u32::try_from(scaled).map_or(Self::ONE.0, |scaled| scaled.min(Self::ONE.0)))
    }

    /// In basis points, rounded down.
    pub fn to_bps_floor(self) -> u16 {
        let bps = u64::from(self.0).saturating_mul(BPS_ONE) >> 24;
        u16::try_from(bps).unwrap_or(u16::MAX)
    }
}

/// One corner of a curve.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CurvePoint {
    /// Annual borrow rate in basis points, e.g. 350 = 3.5 %. At most 100 000.
    pub rate_bps: u32,
    /// Utilisation in basis points, e.g. 8 000 = 80 %.
    pub utilization_bps: u16,
    /// Zero.
    pub padding: u16,
}

/// A rising piecewise-linear curve from utilisation 0 to 1.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BorrowCurve {
    /// The corners by rising utilisation; those past `length` are zero.
    pub points: [CurvePoint; MAX_POINTS],
    /// How many corners are in use, 2 to 11.
    pub length: u64,
}

impl BorrowCurve {
    /// A curve through `(utilisation, rate)` pairs in basis points, validated.
    pub fn new(corners: &[(u16, u32)]) -> Result<Self> {
        let mut points = [CurvePoint::default(); MAX_POINTS];
        for (point, &(utilization_bps, rate_bps)) in points.iter_mut().zip(corners) {
            *point = CurvePoint {
                rate_bps,
                utilization_bps,
                padding: 0,
            };
        }
        let length = u64::try_from(corners.len()).unwrap_or(u64::MAX);
        let curve = Self { points, length };
        curve.validate()?;
        Ok(curve)
    }

    /// The corners in use.
    #[inline(always)]
    pub fn corners(&self) -> &[CurvePoint] {
        let length = usize::try_from(self.length).unwrap_or(0);
        self.points.get(..length).unwrap_or(&[])
    }

    /// The annual rate at `utilization`, rounded down; between two corners on the straight line.
    #[inline]
    pub fn rate_floor(&self, utilization: Utilization) -> AnnualRate {
        let mut corners = self.corners().iter();
        let Some(mut low) = corners.next() else {
            return AnnualRate::default();
        };
        for high in corners {
            let high_utilization = Utilization::from_bps_floor(high.utilization_bps);
            if utilization <= high_utilization {
                return between_floor(low, high, high_utilization, utilization);
            }
            low = high;
        }
        AnnualRate::from_bps_floor(low.rate_bps)
    }

    /// What depositors earn a year at `utilization` while the protocol keeps `fee_share_bps` of the interest, rounded down: for
    /// people. What they really earn is what the books say.
    pub fn deposit_rate_floor(&self, utilization: Utilization, fee_share_bps: u16) -> AnnualRate {
        let kept = BPS_ONE.saturating_sub(u64::from(fee_share_bps));
        // A rate is below 2^36 and a utilisation at most 2^24: the product fits 64 bits, and so does the next.
        let paid = self
            .rate_floor(utilization)
            .0
            .saturating_mul(u64::from(utilization.0))
            >> 24;
        AnnualRate(paid.saturating_mul(kept) / BPS_ONE)
    }

    /// Checks the ends, the rise and the bounds. See [`Rule::CurveEnds`], [`Rule::CurveNotMonotone`].
    pub fn validate(&self) -> Result<()> {
        let corners = self.corners();
        let most = MAX_POINTS as u64;
        let (Some(first), Some(last), true) = (corners.first(), corners.last(), self.length >= 2)
        else {
            return Err(Rule::CurveLength.broken(self.length, most));
        };
        if first.utilization_bps != 0 {
            return Err(Rule::CurveEnds.broken(u64::from(first.utilization_bps), 0));
        }
        if u64::from(last.utilization_bps) != BPS_ONE {
            return Err(Rule::CurveEnds.broken(u64::from(last.utilization_bps), BPS_ONE));
        }
        if last.rate_bps > MAX_ANNUAL_RATE_BPS {
            let (rate, bound) = (u64::from(last.rate_bps), u64::from(MAX_ANNUAL_RATE_BPS));
            return Err(Rule::RateOutOfRange.broken(rate, bound));
        }
        for (position, (low, high)) in (1u64..).zip(corners.iter().zip(corners.iter().skip(1))) {
            if high.utilization_bps <= low.utilization_bps || high.rate_bps < low.rate_bps {
                return Err(Rule::CurveNotMonotone.broken(position, self.length));
            }
        }
        Ok(())
    }

    /// Checks that no slope is below the one before it.
    pub fn validate_convex(&self) -> Result<()> {
        let corners = self.corners();
        let (second, third) = (corners.iter().skip(1), corners.iter().skip(2));
        for (position, ((a, b), c)) in (2u64..).zip(corners.iter().zip(second).zip(third)) {
            let rise = |low: &CurvePoint, high: &CurvePoint| {
                (
                    u64::from(high.rate_bps.saturating_sub(low.rate_bps)),
                    u64::from(high.utilization_bps.saturating_sub(low.utilization_bps)),
                )
            };
            let ((rise_before, run_before), (rise_after, run_after)) = (rise(a, b), rise(b, c));
            if rise_after.saturating_mul(run_before) < rise_before.saturating_mul(run_after) {
                return Err(Rule::CurveNotConvex.broken(position, self.length));
            }
        }
        Ok(())
    }

    /// Checks that `self` charges at least as much as `milder` at every corner of either (and so everywhere between).
    pub fn validate_stricter_than(&self, milder: &Self) -> Result<()> {
        for corner in self.corners().iter().chain(milder.corners()) {
            let utilization = Utilization::from_bps_floor(corner.utilization_bps);
            let (strict, mild) = (self.rate_floor(utilization), milder.rate_floor(utilization));
            if strict < mild {
                let (strict, mild) = (strict.to_bps_floor(), mild.to_bps_floor());
                return Err(Rule::CurveNotStricter.broken(u64::from(strict), u64::from(mild)));
            }
        }
        Ok(())
    }
}

/// The straight line from `low` to `high` at `utilization`, which lies between them.
#[inline(always)]
fn between_floor(
    low: &CurvePoint,
    high: &CurvePoint,
    high_utilization: Utilization,
    utilization: Utilization,
) -> AnnualRate {
    let low_utilization = Utilization::from_bps_floor(low.utilization_bps);
    let low_rate = AnnualRate::from_bps_floor(low.rate_bps).0;
    let rise = AnnualRate::from_bps_floor(high.rate_bps)
        .0
        .saturating_sub(low_rate);
    let run = u64::from(high_utilization.0.saturating_sub(low_utilization.0));
    let along = u64::from(utilization.0.saturating_sub(low_utilization.0));
    // A rise is below 2^36 and a run at most 2^24: the product fits 64 bits.
    let gained = rise.saturating_mul(along).checked_div(run).unwrap_or(0);
    AnnualRate(low_rate.saturating_add(gained))
}

#[cfg(test)]
mod tests;
