//! Between dollars, tokens and policy's integers.

use ballast_policy::interest::RatePerSecond;
use ballast_policy::market::Reserve;
use ballast_policy::unit::{TokenAmount, Usd};

/// Seconds of an hour, of a day, of a year.
pub(super) const HOUR: u64 = 3_600;
pub(super) const DAY: u64 = 86_400;
const YEAR: f64 = 31_536_000.0;

/// A count or an amount as a float; what lies beyond 2^53 loses its last digits, which no decision here rests on.
#[expect(
    clippy::cast_precision_loss,
    reason = "for decisions and statistics of people"
)]
pub(super) const fn float(value: u64) -> f64 {
    value as f64
}

/// A positive number rounded down; zero for what is negative or no number.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates, and negatives are held to zero"
)]
pub(super) const fn whole_floor(value: f64) -> u64 {
    value.max(0.0) as u64
}

/// Base units in `dollars` at `price` dollars per whole token, rounded down.
pub(super) fn tokens_floor(dollars: f64, price: f64, decimals: u8) -> TokenAmount {
    TokenAmount(whole_floor(
        dollars / price * 10f64.powi(i32::from(decimals)),
    ))
}

/// Whole tokens of an amount of base units.
pub(super) fn whole_tokens(amount: TokenAmount, decimals: u8) -> f64 {
    float(amount.0) / 10f64.powi(i32::from(decimals))
}

/// Policy's dollars as a float.
pub(super) fn dollars(value: Usd) -> f64 {
    float(value.0) / float(1 << Usd::FRACTION_BITS)
}

/// A rate per second as a fraction a year, not compounded.
pub(super) fn annual(rate: RatePerSecond) -> f64 {
    float(rate.0) * YEAR / 2f64.powi(64)
}

/// The share of a reserve that is lent out.
pub(super) fn utilization(reserve: &Reserve) -> f64 {
    f64::from(reserve.ledger.utilization().0) / f64::from(1u32 << 24)
}
