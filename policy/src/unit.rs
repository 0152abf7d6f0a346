//! Quantities as types, so that tokens are never added to shares, nor shares to dollars.
//!
//! | type | unit | scale |
//! |---|---|---|
//! | [`TokenAmount`] | base units of a token | 1 (USDC: 10^-6) |
//! | [`DepositShares`] | claims on a reserve's assets | start at 1 per base unit |
//! | [`DebtShares`] | claims against a borrower | 1 per base unit at index 1.0 |
//! | [`Usd`] | US dollars | 2^-20 (about 10^-6) |
//! | [`PricePerUnit`] | US dollars per base unit | 2^-64 |
//! | [`Score`] | risk, 0 calm to 10 000 | hundredths of a point |
//! | [`Timestamp`] | Unix time | seconds |

use crate::error::{Result, Rule};
use crate::num;

macro_rules! quantity {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[repr(transparent)]
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u64);

        impl $name {
            /// Nothing of it.
            pub const ZERO: Self = Self(0);

            /// The sum, or `ArithmeticOverflow`.
            #[inline(always)]
            pub fn plus(self, other: Self) -> Result<Self> {
                num::add(self.0, other.0).map(Self)
            }

            /// The difference, or `ArithmeticOverflow`.
            #[inline(always)]
            pub fn minus(self, other: Self) -> Result<Self> {
                num::sub(self.0, other.0).map(Self)
            }

            /// True for zero.
            #[inline(always)]
            pub const fn is_zero(self) -> bool {
                self.0 == 0
            }
        }
    )*};
}

quantity! {
    /// An amount of one token in its base units.
    TokenAmount;
    /// Shares of a reserve's deposits. Their value in tokens never falls except in an explicit loss.
    DepositShares;
    /// Shares of a reserve's debt: tokens owed = ceil(shares x index).
    DebtShares;
    /// US dollars in units of 2^-20; the largest is 17.6 trillion dollars.
    Usd;
    /// US dollars per base unit of a token, in units of 2^-64; always below one dollar.
    PricePerUnit;
    /// Unix time in seconds.
    Timestamp;
}

impl Usd {
    /// Fractional bits of a dollar.
    pub const FRACTION_BITS: u32 = 20;

    /// Whole dollars as a value; saturates.
    pub const fn from_dollars(dollars: u64) -> Self {
        Self(dollars.saturating_mul(1 << Self::FRACTION_BITS))
    }
}

impl Timestamp {
    /// Seconds from `earlier` to `self`; zero when `earlier` is later.
    #[inline(always)]
    pub const fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// How a price rounds when it values an amount.
impl PricePerUnit {
    /// Fractional bits of a price.
    const FRACTION_BITS: u32 = 64;
    /// What a product of amount and price must be shifted by to be a [`Usd`].
    const TO_USD_SHIFT: u32 = Self::FRACTION_BITS - Usd::FRACTION_BITS;

    /// The amount's value, rounded down: for collateral.
    #[inline(always)]
    pub fn value_floor(self, amount: TokenAmount) -> Result<Usd> {
        num::narrow(num::widening_mul(amount.0, self.0) >> Self::TO_USD_SHIFT).map(Usd)
    }

    /// The amount's value, rounded up: for debt.
    #[inline(always)]
    pub fn value_ceil(self, amount: TokenAmount) -> Result<Usd> {
        let product = num::widening_mul(amount.0, self.0);
        let rounded = product.saturating_add((1 << Self::TO_USD_SHIFT) - 1);
        num::narrow(rounded >> Self::TO_USD_SHIFT).map(Usd)
    }

    /// The amount that `value` buys, rounded down.
    pub fn amount_floor(self, value: Usd) -> Result<TokenAmount> {
        num::mul_div_floor(value.0, 1 << Self::TO_USD_SHIFT, self.0).map(TokenAmount)
    }

    /// The amount that `value` buys, rounded up.
    pub fn amount_ceil(self, value: Usd) -> Result<TokenAmount> {
        num::mul_div_ceil(value.0, 1 << Self::TO_USD_SHIFT, self.0).map(TokenAmount)
    }
}

/// A risk score in hundredths of a point: 0 is calm, 10 000 the strictest.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Score(pub u16);

impl Score {
    /// The strictest score, 100 points.
    pub const MAX: Self = Self(10_000);

    /// The score, or `ScoreOutOfRange` above 100 points.
    pub fn new(hundredths: u16) -> Result<Self> {
        if hundredths > Self::MAX.0 {
            return Err(Rule::ScoreOutOfRange.broken(u64::from(hundredths), u64::from(Self::MAX.0)));
        }
        Ok(Self(hundredths))
    }
}

/// Which of a market's reserves, by the order in which they were added.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReserveIndex(pub u16);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::cases;
    use proptest::prelude::*;

    /// One dollar per token of `decimals` decimals.
    fn dollar(decimals: u32) -> PricePerUnit {
        PricePerUnit(u64::try_from((1u128 << 64) / 10u128.pow(decimals)).unwrap())
    }

    #[test]
    fn a_million_usdc_is_worth_a_million_dollars() {
        let value = dollar(6)
            .value_ceil(TokenAmount(1_000_000_000_000))
            .unwrap();
        assert_eq!(value, Usd::from_dollars(1_000_000));
    }

    #[test]
    fn the_largest_amount_at_the_largest_price_overflows_by_name() {
        let error = PricePerUnit(u64::MAX)
            .value_floor(TokenAmount(u64::MAX))
            .unwrap_err();
        assert_eq!(error.rule, Rule::ArithmeticOverflow);
    }

    #[test]
    fn a_score_above_a_hundred_points_is_refused() {
        assert_eq!(Score::new(10_000), Ok(Score::MAX));
        assert_eq!(Score::new(10_001).unwrap_err().rule, Rule::ScoreOutOfRange);
    }

    proptest! {
        #![proptest_config(cases())]
        #[test]
        fn prop_value_rounds_by_its_name(amount in 0u64..1 << 56, price in 0u64..1 << 50) {
            let (price, amount) = (PricePerUnit(price), TokenAmount(amount));
            let exact = u128::from(amount.0) * u128::from(price.0);
            let (low, high) = (price.value_floor(amount).unwrap(), price.value_ceil(amount).unwrap());
            prop_assert!(u128::from(low.0) << 44 <= exact);
            prop_assert!(u128::from(high.0) << 44 >= exact);
            prop_assert!(high.0 - low.0 <= 1);
        }
    }
}
