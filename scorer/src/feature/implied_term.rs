//! Whether options fear the week more than the month.

use super::Feature;
use super::patience;
use super::view::MarketView;
use crate::data::SeriesKind;
use crate::number::ln;

/// ln( W / M ), W the market's implied volatility over 7 days and M that over 30 days (DVOL), both at
/// the last close.
///
/// Above 0 when trouble is expected soon. Unit: log ratio. Look-back: 36 hours, because DVOL skips a
/// day a month; missing where either was not printed within them.
#[derive(Clone, Copy, Debug)]
pub struct ImpliedTerm;

impl Feature for ImpliedTerm {
    fn name(&self) -> &'static str {
        "log_implied_term_7d_30d"
    }

    fn look_back_hours(&self) -> usize {
        usize::from(patience::IMPLIED)
    }

    fn reads(&self) -> &'static [SeriesKind] {
        &[SeriesKind::ShortImpliedVolatility]
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        let week = view.short_implied_volatility(self.look_back_hours())?;
        let month = view.implied_volatility_ago(0, self.look_back_hours())?;
        Some(ln(week / month))
    }
}
