//! The borrow index: how much one share of debt has grown since the reserve began.
//!
//! Q64.64, kept as a whole and a fractional word, so that it sits in an account without 16-byte alignment. It starts
//! at 1.0, never falls, and saturates at 2^32 instead of failing: whatever happens, a debt can be repaid.

use crate::num::{high_word, low_word, widening_mul};
use crate::unit::{DebtShares, TokenAmount};

/// Growth since the start, `whole + fraction / 2^64`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BorrowIndex {
    /// The integer part, 1 to 2^32.
    pub whole: u64,
    /// The fractional part, in units of 2^-64.
    pub fraction: u64,
}

/// A factor of growth, Q64.64: `2^64` is "unchanged". At most [`Growth::MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Growth(pub u128);

impl Growth {
    /// No growth: 1.0.
    pub const NONE: Self = Self(1 << 64);
    /// The largest factor that an index can absorb: 2^32.
    pub const MAX: Self = Self(1 << 96);

    /// The product of two factors, rounded down; saturates at [`Growth::MAX`].
    #[inline]
    #[must_use]
    pub fn times_floor(self, other: Self) -> Self {
        Self(mul_q64_floor(self.0, other.0).min(Self::MAX.0))
    }
}

/// `floor(left * right / 2^64)` for factors of at most 2^96, saturating.
#[cold]
#[inline(never)]
fn mul_q64_floor(left: u128, right: u128) -> u128 {
    let (left_high, left_low) = (high_word(left), low_word(left));
    let (right_high, right_low) = (high_word(right), low_word(right));
    // Both high words are at most 2^32: their product fits 64 bits and each sum below stays under 2^128.
    let whole = u128::from(left_high.saturating_mul(right_high)) << 64;
    whole
        .saturating_add(widening_mul(left_high, right_low))
        .saturating_add(widening_mul(left_low, right_high))
        .saturating_add(widening_mul(left_low, right_low) >> 64)
}

impl Default for BorrowIndex {
    fn default() -> Self {
        Self::ONE
    }
}

impl BorrowIndex {
    /// The index of a new reserve: 1.0.
    pub const ONE: Self = Self {
        whole: 1,
        fraction: 0,
    };
    /// Where growth ends.
    pub const MAX: Self = Self {
        whole: 1 << 32,
        fraction: 0,
    };

    #[inline(always)]
    fn raw(self) -> u128 {
        (u128::from(self.whole) << 64) | u128::from(self.fraction)
    }

    /// The index after `growth`, rounded down, at most [`BorrowIndex::MAX`].
    #[inline]
    #[must_use]
    pub fn grown_floor(self, growth: Growth) -> Self {
        // Nearly always the factor is 1 + excess: two products instead of four, and the same result.
        let raw = if high_word(growth.0) == 1 {
            let excess = low_word(growth.0);
            self.raw()
                .saturating_add(widening_mul(self.whole, excess))
                .saturating_add(widening_mul(self.fraction, excess) >> 64)
        } else {
            mul_q64_floor(self.raw(), growth.0)
        };
        if high_word(raw) >= Self::MAX.whole {
            return Self::MAX;
        }
        Self {
            whole: high_word(raw),
            fraction: low_word(raw),
        }
    }

    /// What `shares` owe, rounded up; saturates at the largest amount, which no token's supply exceeds.
    #[inline(always)]
    pub fn owed_ceil(self, shares: DebtShares) -> TokenAmount {
        let fraction = widening_mul(shares.0, self.fraction);
        let carry = u64::from(low_word(fraction) != 0);
        let part = high_word(fraction).saturating_add(carry);
        // A checked product costs forty units on chain, and for years an index stays below two.
        let whole = match self.whole {
            1 => shares.0,
            whole => shares.0.saturating_mul(whole),
        };
        TokenAmount(whole.saturating_add(part))
    }

    /// Shares for a new debt of `amount`, rounded up, so that what is owed is never less than what was lent.
    #[inline]
    pub fn shares_ceil(self, amount: TokenAmount) -> DebtShares {
        let scaled = u128::from(amount.0) << 64;
        let raw = self.raw().max(Growth::NONE.0);
        let quotient = scaled.checked_div(raw).unwrap_or(u128::MAX);
        let exact = quotient.wrapping_mul(raw) == scaled;
        // The index is at least one, so the quotient is at most `amount`, and an inexact one is below it.
        DebtShares(low_word(quotient).saturating_add(u64::from(!exact)))
    }

    /// Shares that a repayment of `amount` extinguishes, rounded down.
    #[inline]
    pub fn shares_floor(self, amount: TokenAmount) -> DebtShares {
        let scaled = u128::from(amount.0) << 64;
        let raw = self.raw().max(Growth::NONE.0);
        DebtShares(low_word(scaled.checked_div(raw).unwrap_or(0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::cases;
    use proptest::prelude::*;

    fn index() -> impl Strategy<Value = BorrowIndex> {
        (1u64..1 << 20, any::<u64>()).prop_map(|(whole, fraction)| BorrowIndex { whole, fraction })
    }

    #[test]
    fn a_new_index_owes_what_was_lent() {
        let shares = BorrowIndex::ONE.shares_ceil(TokenAmount(123));
        assert_eq!(BorrowIndex::ONE.owed_ceil(shares), TokenAmount(123));
    }

    #[test]
    fn the_index_saturates_instead_of_failing() {
        let grown = BorrowIndex::MAX.grown_floor(Growth::MAX);
        assert_eq!(grown, BorrowIndex::MAX);
        assert_eq!(grown.owed_ceil(DebtShares(u64::MAX)), TokenAmount(u64::MAX));
    }

    proptest! {
        #![proptest_config(cases())]
        #[test]
        fn prop_growing_by_little_equals_the_full_product(index in index(), excess: u64) {
            let growth = Growth(Growth::NONE.0 | u128::from(excess));
            let full = mul_q64_floor(index.raw(), growth.0);
            prop_assert_eq!(index.grown_floor(growth).raw(), full.min(BorrowIndex::MAX.raw()));
        }

        #[test]
        fn prop_inv_4_index_never_falls(index in index(), growth in 1u128 << 64..1 << 80) {
            prop_assert!(index.grown_floor(Growth(growth)) >= index);
        }

        #[test]
        fn prop_inv_6_borrow_then_repay_never_profits(index in index(), amount: u64) {
            let shares = index.shares_ceil(TokenAmount(amount));
            prop_assert!(index.owed_ceil(shares).0 >= amount);
            prop_assert!(index.shares_floor(TokenAmount(amount)) <= shares);
        }
    }
}
