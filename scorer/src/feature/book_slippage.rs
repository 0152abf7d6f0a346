//! What a liquidation would lose to the order book.

use super::Feature;
use super::depth_level::depth_usd;
use super::patience;
use super::view::MarketView;
use crate::data::SeriesKind;

/// The mean price that a market sale of `size` Q fetches below the mid, min(50 Q / D, 10,000), D the
/// depth within 50 basis points of the mid on both sides.
///
/// A linear book: bids worth D/2 lie evenly within 50 basis points, and go on like that below, so
/// that Q digs 100 Q / D deep and pays half of that on average. Readings of few levels understate D.
/// Unit: basis points of the mid. Look-back: 12 hours; missing without a reading in them.
#[derive(Clone, Copy, Debug)]
pub struct BookSlippage {
    /// Name in the schema.
    pub name: &'static str,
    /// Size of the sale Q, in USD.
    pub size_usd: f64,
}

/// Half of what one dollar sold digs into a book that has one dollar within 50 basis points, of
/// which half are bids.
const BASIS_POINTS_PER_DEPTH: f64 = 50.0;
/// Nothing fetches less than nothing.
pub(super) const SLIPPAGE_CAP_BPS: f64 = 10_000.0;

impl Feature for BookSlippage {
    fn name(&self) -> &'static str {
        self.name
    }

    fn look_back_hours(&self) -> usize {
        usize::from(patience::DEPTH)
    }

    fn reads(&self) -> &'static [SeriesKind] {
        &[SeriesKind::Depth]
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        let depth = depth_usd(view.depth(0, i64::from(patience::DEPTH))?);
        Some((BASIS_POINTS_PER_DEPTH * self.size_usd / depth).min(SLIPPAGE_CAP_BPS))
    }
}
