//! Whether positions are being built or closed.

use super::Feature;
use super::patience;
use super::view::MarketView;
use crate::data::SeriesKind;
use crate::number::ln;

/// ln( I / J ), where I is the last open interest of the perpetual future and J the last one 24 hours
/// earlier, in coins.
///
/// Far below 0 after liquidations, above 0 while leverage builds up. Unit: log ratio. Look-back: 27
/// hours: either reading may be 3 hours old; missing otherwise, or where either is zero.
#[derive(Clone, Copy, Debug)]
pub struct OpenInterestChange;

const HOURS: u8 = 24;

impl Feature for OpenInterestChange {
    fn name(&self) -> &'static str {
        "log_open_interest_change_24h"
    }

    fn look_back_hours(&self) -> usize {
        usize::from(HOURS + patience::HOURLY)
    }

    fn reads(&self) -> &'static [SeriesKind] {
        &[SeriesKind::OpenInterest]
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        let patience = i64::from(patience::HOURLY);
        let now = view.open_interest(0, patience)?;
        let before = view.open_interest(i64::from(HOURS), patience)?;
        (now > 0.0 && before > 0.0).then(|| ln(now / before))
    }
}
