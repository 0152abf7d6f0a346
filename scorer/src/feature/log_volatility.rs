//! Realised volatility over a look-back, on a logarithmic scale and in units of the asset's shock.

use super::Feature;
use super::view::{MarketView, covered, root_mean_square};
use crate::number::ln;

/// ln( s / k ), where s = sqrt( (1/n) Σ r² ) over the last h hours, r the hourly logarithmic
/// return, n the returns known, and k the asset's reference shock.
///
/// The mean is taken as zero, as is usual for realised volatility (Andersen and Bollerslev, 1998).
/// Dividing by the shock lets one model serve assets that are judged by different falls.
/// Unit: log of (hourly volatility per shock). Look-back: h hours. Missing below 80 % coverage.
#[derive(Clone, Copy, Debug)]
pub struct LogVolatility {
    /// Name in the schema.
    pub name: &'static str,
    /// Look-back h, in hours.
    pub hours: usize,
}

/// Hourly volatility below which a market counts as standing still: one tenth of a basis point.
/// Keeps the logarithm finite when a price does not move for hours.
pub(super) const VOLATILITY_FLOOR: f64 = 1e-5;

impl Feature for LogVolatility {
    fn name(&self) -> &'static str {
        self.name
    }

    fn look_back_hours(&self) -> usize {
        // One close more than returns.
        self.hours + 1
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        log_volatility(view, self.hours)
    }
}

/// The formula of [`LogVolatility`].
pub(super) fn log_volatility(view: &MarketView<'_>, hours: usize) -> Option<f64> {
    hourly_volatility(view, hours).map(|volatility| ln(volatility / view.shock()))
}

/// sqrt( (1/n) Σ r² ) over the last `hours`, not below the floor.
pub(super) fn hourly_volatility(view: &MarketView<'_>, hours: usize) -> Option<f64> {
    let returns = covered(view.log_returns(hours).iter().copied(), hours)?;
    Some(root_mean_square(&returns)?.max(VOLATILITY_FLOOR))
}
