//! Whether leverage is being paid more or less than the day before.

use super::Feature;
use super::basis::mean_basis_bps;
use super::view::MarketView;
use crate::data::SeriesKind;

/// [`super::Basis`] of the last 24 hours less that of the 24 hours before.
///
/// Unit: basis points. Look-back: 48 hours. Missing where either day is.
#[derive(Clone, Copy, Debug)]
pub struct BasisChange;

const HOURS: usize = 24;

impl Feature for BasisChange {
    fn name(&self) -> &'static str {
        "basis_change_bps_24h"
    }

    fn look_back_hours(&self) -> usize {
        2 * HOURS
    }

    fn reads(&self) -> &'static [SeriesKind] {
        &[SeriesKind::Perpetual]
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        Some(mean_basis_bps(view, 0, HOURS)? - mean_basis_bps(view, HOURS, HOURS)?)
    }
}
