//! From an oracle's quote to prices that value collateral low and debt high.
//!
//! ```text
//! low  = price - k x confidence        for collateral
//! high = price + k x confidence        for debt
//! ```
//!
//! A pull oracle lets the caller choose which recent update to show, hence the checks on age and on time going forward.

mod needs;
mod quote;

use crate::error::{Result, Rule};
use crate::num::{BPS_ONE, low_word, widening_mul};
use crate::unit::{PricePerUnit, Timestamp};

pub use needs::{PriceFlag, PriceNeeds};
pub use quote::Quote;

/// When a price is believed.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PriceRules {
    /// Oldest publish time that an action accepts, seconds, 1 to 3 600.
    pub max_age: u32,
    /// How far the oracle's clock may run ahead of the chain's, seconds, at most 60.
    pub max_ahead: u32,
    /// Widest confidence interval, basis points of the price, 1 to 1 000.
    pub max_confidence_bps: u16,
    /// k: how many confidence intervals are taken off or added, 0 to 10.
    pub confidence_multiple: u16,
    /// How far the price may lie from the oracle's own average for a liquidation to trade at it, basis points of the
    /// average; at least 1 000, or zero: any distance.
    pub max_liquidation_distance_bps: u16,
    /// Zero.
    pub padding: u16,
}

impl PriceRules {
    /// Checks every field against the bounds in its doc.
    pub fn validate(&self) -> Result<()> {
        let checks = [
            (self.max_age, 1, 3_600),
            (self.max_ahead, 0, 60),
            (u32::from(self.max_confidence_bps), 1, 1_000),
            (u32::from(self.confidence_multiple), 0, 10),
        ];
        for (given, least, most) in checks {
            if given < least || given > most {
                return Err(Rule::SettingOutOfRange.broken(u64::from(given), u64::from(most)));
            }
        }
        let distance = self.max_liquidation_distance_bps;
        if distance != 0 && distance < LEAST_LIQUIDATION_DISTANCE_BPS {
            let least = u64::from(LEAST_LIQUIDATION_DISTANCE_BPS);
            return Err(Rule::SettingOutOfRange.broken(u64::from(distance), least));
        }
        Ok(())
    }
}

/// A band narrower than a tenth would stop liquidations in every crash.
const LEAST_LIQUIDATION_DISTANCE_BPS: u16 = 1_000;

/// A believed price, per base unit. All zero: none yet.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CachedPrice {
    /// For collateral.
    pub low: PricePerUnit,
    /// The price itself: for the exchange between liquidator and borrower.
    pub mid: PricePerUnit,
    /// For debt.
    pub high: PricePerUnit,
    /// Unix seconds of publication.
    pub published_at: Timestamp,
}

impl CachedPrice {
    /// Takes over `quote` for a token of `decimals` decimals, or says which rule it broke and changes nothing.
    ///
    /// 1. Positive, and its exponent in range.
    /// 2. Neither from the future nor too old nor older than the present one.
    /// 3. Confidence interval within its bound.
    /// 4. Representable per base unit.
    pub fn update(
        &mut self,
        quote: &Quote,
        decimals: u8,
        rules: &PriceRules,
        now: Timestamp,
    ) -> Result<()> {
        let Ok(price @ 1..) = u64::try_from(quote.price) else {
            return Err(Rule::PriceNotPositive.broken(quote.price.unsigned_abs(), 0));
        };
        let published_at = check_time(quote.published_at, self.published_at, rules, now)?;
        let bound = u128::from(price).saturating_mul(u128::from(rules.max_confidence_bps));
        if widening_mul(quote.confidence, BPS_ONE) > bound {
            let width = widening_mul(quote.confidence, BPS_ONE).checked_div(u128::from(price));
            let width = low_word(width.unwrap_or(0));
            return Err(Rule::ConfidenceTooWide.broken(width, u64::from(rules.max_confidence_bps)));
        }
        let margin = quote
            .confidence
            .saturating_mul(u64::from(rules.confidence_multiple));
        let scale = Scale::new(quote.exponent, decimals)?;
        *self = Self {
            low: scale.per_unit_floor(price.saturating_sub(margin))?,
            mid: scale.per_unit_floor(price)?,
            high: scale.per_unit_ceil(price.saturating_add(margin))?,
            published_at,
        };
        Ok(())
    }

    /// The error if no price was loaded or it is older than `max_age` at `now`.
    #[inline(always)]
    pub fn check_usable(&self, rules: &PriceRules, now: Timestamp) -> Result<()> {
        self.check_present()?;
        self.check_recent(rules, now)
    }

    /// The error if no price was loaded.
    #[inline(always)]
    pub fn check_present(&self) -> Result<()> {
        if self.published_at.is_zero() {
            return Err(Rule::PriceMissing.broken(0, 0));
        }
        Ok(())
    }

    /// The error if it is older than `max_age` at `now`.
    #[inline(always)]
    pub fn check_recent(&self, rules: &PriceRules, now: Timestamp) -> Result<()> {
        let age = now.since(self.published_at);
        if age > u64::from(rules.max_age) {
            return Err(Rule::PriceTooOld.broken(age, u64::from(rules.max_age)));
        }
        Ok(())
    }
}

/// Not in the future beyond the tolerance, not too old, not before the present price.
fn check_time(
    published_at: i64,
    last: Timestamp,
    rules: &PriceRules,
    now: Timestamp,
) -> Result<Timestamp> {
    let published_at = Timestamp(u64::try_from(published_at).unwrap_or(0));
    let latest = now.0.saturating_add(u64::from(rules.max_ahead));
    if published_at.0 > latest {
        return Err(Rule::PriceFromFuture.broken(published_at.0, latest));
    }
    let age = now.since(published_at);
    if age > u64::from(rules.max_age) {
        return Err(Rule::PriceTooOld.broken(age, u64::from(rules.max_age)));
    }
    if published_at < last {
        return Err(Rule::PriceNotNewer.broken(published_at.0, last.0));
    }
    Ok(published_at)
}

/// `10^(decimals - exponent)`: by what a mantissa is divided to be dollars per base unit.
struct Scale(u128);

/// The largest power of ten below 2^128.
const LARGEST_POWER: u32 = 38;

impl Scale {
    fn new(exponent: i32, decimals: u8) -> Result<Self> {
        if !(-18..=0).contains(&exponent) {
            return Err(Rule::ExponentOutOfRange.broken(u64::from(exponent.unsigned_abs()), 18));
        }
        let power = exponent.unsigned_abs().saturating_add(u32::from(decimals));
        // Up to 10^38 fits 128 bits; a token with more decimals has no representable price.
        match 10u128.checked_pow(power) {
            Some(divisor) => Ok(Self(divisor)),
            None => Err(Rule::PriceOutOfRange.broken(u64::from(power), u64::from(LARGEST_POWER))),
        }
    }

    /// `floor(mantissa x 2^64 / divisor)`; zero is an error, for a price of nothing values nothing.
    fn per_unit_floor(&self, mantissa: u64) -> Result<PricePerUnit> {
        let quotient = (u128::from(mantissa) << 64)
            .checked_div(self.0)
            .unwrap_or(0);
        Self::in_range(quotient, mantissa)
    }

    fn per_unit_ceil(&self, mantissa: u64) -> Result<PricePerUnit> {
        Self::in_range(
            (u128::from(mantissa) << 64).div_ceil(self.0.max(1)),
            mantissa,
        )
    }

    fn in_range(quotient: u128, mantissa: u64) -> Result<PricePerUnit> {
        match u64::try_from(quotient) {
            Ok(price @ 1..) => Ok(PricePerUnit(price)),
            _ => Err(Rule::PriceOutOfRange.broken(mantissa, u64::MAX)),
        }
    }
}

#[cfg(test)]
mod tests;
