//! A quote as an oracle publishes it, and the product of two.

use crate::error::{Result, Rule};
use crate::num::{BPS_ONE, mul_div_floor};

/// `price x 10^exponent` dollars per whole token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quote {
    /// Price mantissa.
    pub price: i64,
    /// Confidence interval, same scale.
    pub confidence: u64,
    /// Decimal exponent, -18 to 0.
    pub exponent: i32,
    /// Unix seconds of publication.
    pub published_at: i64,
    /// The oracle's own moving average, mantissa of the same scale.
    pub average: i64,
}

impl Quote {
    /// How far the price lies from the oracle's average, basis points of the average, rounded down. An average that is
    /// not positive is as far as can be.
    pub fn average_distance_bps_floor(&self) -> u64 {
        match (u64::try_from(self.price), u64::try_from(self.average)) {
            (Ok(price), Ok(average @ 1..)) => {
                mul_div_floor(price.abs_diff(average), BPS_ONE, average).unwrap_or(u64::MAX)
            }
            _ => u64::MAX,
        }
    }

    /// What a token is worth of which one redeems `rate` of another, whose quote this is: for staked SOL, whose market is
    /// thin while its rate is on chain.
    ///
    /// ```text
    /// price      = price x rate
    /// confidence = price x rate's confidence + rate x confidence + both confidences' product
    /// ```
    ///
    /// Published when the older of the two was. Digits that do not fit are cut: price and average rounded down, confidence up.
    ///
    /// # Errors
    /// [`Rule::PriceNotPositive`] and [`Rule::ExponentOutOfRange`] of either.
    pub fn times_floor(&self, rate: &Self) -> Result<Self> {
        let (price, of_rate) = (positive(self.price)?, positive(rate.price)?);
        for exponent in [self.exponent, rate.exponent] {
            if !(LEAST_EXPONENT..=0).contains(&exponent) {
                let (given, bound) = (exponent.unsigned_abs(), LEAST_EXPONENT.unsigned_abs());
                return Err(Rule::ExponentOutOfRange.broken(given.into(), bound.into()));
            }
        }
        let (width, of_width) = (u128::from(self.confidence), u128::from(rate.confidence));
        // At most (2^63 + 2^64)^2: the sum is below 2^128 only if it saturates.
        let confidence = (price.saturating_mul(of_width))
            .saturating_add(of_rate.saturating_mul(width))
            .saturating_add(width.saturating_mul(of_width));
        let average = magnitude(self.average).saturating_mul(magnitude(rate.average));
        let product = price.saturating_mul(of_rate);
        let exponent = self.exponent.saturating_add(rate.exponent);
        let (cut, divisor) = digits_to_cut(product.max(average).max(confidence), exponent);
        let fits = |value: u128| i64::try_from(value).unwrap_or(i64::MAX);
        Ok(Self {
            price: fits(product.checked_div(divisor).unwrap_or(0)),
            confidence: fits(confidence.div_ceil(divisor)).unsigned_abs(),
            exponent: exponent.saturating_add(cut),
            published_at: self.published_at.min(rate.published_at),
            average: fits(average.checked_div(divisor).unwrap_or(0)),
        })
    }
}

/// The finest scale of a quote.
const LEAST_EXPONENT: i32 = -18;
/// The largest mantissa.
const MOST_MANTISSA: u128 = i64::MAX.unsigned_abs() as u128;

fn positive(mantissa: i64) -> Result<u128> {
    match u128::try_from(mantissa) {
        Ok(price @ 1..) => Ok(price),
        _ => Err(Rule::PriceNotPositive.broken(mantissa.unsigned_abs(), 0)),
    }
}

/// Zero for what is not positive, which is then as far from the price as can be.
fn magnitude(mantissa: i64) -> u128 {
    u128::try_from(mantissa).unwrap_or(0)
}

/// How many decimal digits `value` has too many for 63 bits, or its scale for [`LEAST_EXPONENT`], and ten to that power.
fn digits_to_cut(value: u128, exponent: i32) -> (i32, u128) {
    let (mut cut, mut divisor) = (0i32, 1u128);
    let is_too_fine = |cut: i32| exponent.saturating_add(cut) < LEAST_EXPONENT;
    let is_too_long = |divisor| value.checked_div(divisor).unwrap_or(0) > MOST_MANTISSA;
    while is_too_fine(cut) || is_too_long(divisor) {
        cut = cut.saturating_add(1);
        divisor = divisor.saturating_mul(10);
    }
    (cut, divisor)
}

#[cfg(test)]
mod tests;
