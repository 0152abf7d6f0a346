//! Whether the other assets have fallen: contagion, seen from prices alone.

use super::view::{MarketView, mean};
use super::{Drawdown, Feature};

/// The mean over the market's other assets of [`Drawdown`], each in units of its own shock.
///
/// Unit: shocks; 1 where the others stand one shock below their week's high. Look-back: 168 hours.
/// Assets whose drawdown is missing are left out; missing without any.
#[derive(Clone, Copy, Debug)]
pub struct ContagionDrawdown;

impl Feature for ContagionDrawdown {
    fn name(&self) -> &'static str {
        "contagion_drawdown_168h"
    }

    fn look_back_hours(&self) -> usize {
        Drawdown.look_back_hours()
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        let falls: Vec<f64> = view
            .market()
            .filter(|other| other.symbol() != view.symbol())
            .filter_map(|other| Some(Drawdown.value(&other)? / other.shock()))
            .collect();
        mean(&falls)
    }
}
