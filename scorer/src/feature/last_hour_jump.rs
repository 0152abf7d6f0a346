//! Whether something has just happened.

use super::Feature;
use super::log_volatility::hourly_volatility;
use super::view::MarketView;

/// |r| / s, where r is the last hour's logarithmic return and s the hourly volatility of the last
/// 24 hours ([`super::LogVolatility`] before its logarithm), r included.
///
/// News cannot be forecast from prices, but its first hour can be seen. Unit: standard deviations,
/// at most sqrt(24). Look-back: 24 hours. Missing when the last return is.
#[derive(Clone, Copy, Debug)]
pub struct LastHourJump;

const HOURS: usize = 24;

impl Feature for LastHourJump {
    fn name(&self) -> &'static str {
        "last_hour_jump"
    }

    fn look_back_hours(&self) -> usize {
        HOURS + 1
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        let last = view
            .log_returns(1)
            .first()
            .copied()
            .filter(|value| !value.is_nan())?;
        Some(last.abs() / hourly_volatility(view, HOURS)?)
    }
}
