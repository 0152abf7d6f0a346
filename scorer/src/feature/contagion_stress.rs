//! Whether another reserve is in trouble.

use super::Feature;
use super::patience;
use super::view::MarketView;
use crate::data::SeriesKind;

/// The greatest last score of all other reserves.
///
/// Borrowers hold several assets, so that losses travel. Unit: points from 0 to 100. Look-back: 3
/// hours; missing where no other reserve was read within them.
#[derive(Clone, Copy, Debug)]
pub struct ContagionStress;

impl Feature for ContagionStress {
    fn name(&self) -> &'static str {
        "contagion_stress"
    }

    fn look_back_hours(&self) -> usize {
        usize::from(patience::HOURLY)
    }

    fn reads(&self) -> &'static [SeriesKind] {
        &[SeriesKind::Pools]
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        view.other_pools(i64::from(patience::HOURLY))
            .map(|pool| pool.stress)
            .reduce(f64::max)
    }
}
