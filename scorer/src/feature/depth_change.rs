//! Whether market makers are leaving.

use super::Feature;
use super::depth_level::depth_usd;
use super::patience;
use super::view::MarketView;
use crate::data::SeriesKind;
use crate::number::ln;

/// ln( D / E ), D the last depth within 50 basis points of the mid and E the last one 24 hours
/// earlier, in USD.
///
/// Unit: log ratio. Look-back: 36 hours: either reading may be 12 hours old; missing otherwise.
#[derive(Clone, Copy, Debug)]
pub struct DepthChange;

const HOURS: u8 = 24;

impl Feature for DepthChange {
    fn name(&self) -> &'static str {
        "log_depth_change_24h"
    }

    fn look_back_hours(&self) -> usize {
        usize::from(HOURS + patience::DEPTH)
    }

    fn reads(&self) -> &'static [SeriesKind] {
        &[SeriesKind::Depth]
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        let patience = i64::from(patience::DEPTH);
        let now = depth_usd(view.depth(0, patience)?);
        let before = depth_usd(view.depth(i64::from(HOURS), patience)?);
        Some(ln(now / before))
    }
}
