//! How busy the market is against its own past.

use super::Feature;
use super::view::{MarketView, covered_mean};
use crate::number::ln;

/// ln( Vr / Vu ), where Vh is the mean hourly volume over the last h hours: r the recent ones, u the usual ones.
///
/// Unit: log ratio, 0 when the recent hours were as busy as usual. Look-back: u hours. Missing
/// below 80 % coverage of either span, or where either mean is zero.
#[derive(Clone, Copy, Debug)]
pub struct VolumeRatio {
    /// Name in the schema.
    pub name: &'static str,
    /// Recent hours r.
    pub recent_hours: usize,
    /// Usual hours u, more than r.
    pub usual_hours: usize,
}

impl Feature for VolumeRatio {
    fn name(&self) -> &'static str {
        self.name
    }

    fn look_back_hours(&self) -> usize {
        self.usual_hours
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        let recent = mean_volume(view, self.recent_hours)?;
        let usual = mean_volume(view, self.usual_hours)?;
        (recent > 0.0 && usual > 0.0).then(|| ln(recent / usual))
    }
}

fn mean_volume(view: &MarketView<'_>, hours: usize) -> Option<f64> {
    let volumes = view.bars(hours).iter().flatten().map(|bar| bar.volume);
    covered_mean(volumes, hours)
}
