//! What the range estimators share: a variance per bar, against the variance from close to close.

use super::log_volatility::{VOLATILITY_FLOOR, hourly_volatility};
use super::view::{MarketView, covered_mean};
use crate::data::Bar;
use crate::number::ln;

/// Hours that the estimators look at.
pub(super) const HOURS: usize = 24;

/// ln( sqrt( mean over the last 24 hours of `variance_of` a bar ) / s ), s the hourly volatility of
/// the same hours from close to close. None below 80 % coverage of either.
pub(super) fn log_range_to_close(
    view: &MarketView<'_>,
    variance_of: impl Fn(&Bar) -> f64,
) -> Option<f64> {
    let variances = view.bars(HOURS).iter().flatten().map(variance_of);
    let variance = covered_mean(variances, HOURS)?;
    let range = variance.max(0.0).sqrt().max(VOLATILITY_FLOOR);
    Some(ln(range / hourly_volatility(view, HOURS)?))
}
