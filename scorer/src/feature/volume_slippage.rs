//! What a liquidation would lose, judged by how far trading moves the price: no book needed.

use super::Feature;
use super::book_slippage::SLIPPAGE_CAP_BPS;
use super::view::{MarketView, covered_mean};

/// min(10,000 A Q, 10,000), where A is the mean over the last 168 hours of |r| / V, r the hourly
/// logarithmic return and V the hour's spot volume in USDT, and Q the `size` of the sale.
///
/// The illiquidity measure of Amihud (2002), "Illiquidity and stock returns", with hours for days:
/// the move that goes with a dollar of volume. It compares assets and times rather than pricing a
/// sale. Unit: basis points. Look-back: 169 hours. Missing where fewer than 80 % of the hours have a
/// return and volume.
#[derive(Clone, Copy, Debug)]
pub struct VolumeSlippage {
    /// Name in the schema.
    pub name: &'static str,
    /// Size of the sale Q, in USD.
    pub size_usd: f64,
}

const HOURS: usize = 168;
const BASIS_POINTS: f64 = 10_000.0;

impl Feature for VolumeSlippage {
    fn name(&self) -> &'static str {
        self.name
    }

    fn look_back_hours(&self) -> usize {
        HOURS + 1
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        let impacts = view
            .bars(HOURS)
            .iter()
            .zip(view.log_returns(HOURS))
            .filter_map(|(bar, value)| {
                let bar = bar.as_ref().filter(|bar| bar.volume > 0.0)?;
                (!value.is_nan()).then(|| value.abs() / (bar.volume * bar.close))
            });
        let impact = covered_mean(impacts, HOURS)?;
        Some((BASIS_POINTS * impact * self.size_usd).min(SLIPPAGE_CAP_BPS))
    }
}
