//! How far the price that futures are liquidated by stands from the market.

use super::Feature;
use super::patience;
use super::view::MarketView;
use crate::data::SeriesKind;
use crate::number::ln;

/// 10,000 ln(M/S), M the mark price of the perpetual future and S the spot price at the close of the
/// last hour that has both.
///
/// Far below 0, futures are liquidated at prices that the asset does not trade at. Unit: basis
/// points. Look-back: 3 hours; missing without both in one of them.
#[derive(Clone, Copy, Debug)]
pub struct MarkSpotGap;

const BASIS_POINTS: f64 = 10_000.0;

impl Feature for MarkSpotGap {
    fn name(&self) -> &'static str {
        "mark_spot_gap_bps"
    }

    fn look_back_hours(&self) -> usize {
        usize::from(patience::HOURLY)
    }

    fn reads(&self) -> &'static [SeriesKind] {
        &[SeriesKind::Mark]
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        let pair = view.mark_pairs(0, self.look_back_hours()).next()?;
        Some(BASIS_POINTS * ln(pair.future / pair.spot))
    }
}
