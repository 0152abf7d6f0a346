//! What the future costs above the asset itself.

use super::Feature;
use super::view::{MarketView, covered_mean};
use crate::data::SeriesKind;
use crate::number::ln;

/// The mean over the last 24 hours of 10,000 ln(F/S), F the close of the perpetual future and S that
/// of the spot market in the same hour.
///
/// Above 0 where buyers pay for leverage, below 0 where sellers do: in a crash the future falls
/// first. Unit: basis points. Look-back: 24 hours. Missing below 80 % coverage by both, or without
/// `perp_1h`.
#[derive(Clone, Copy, Debug)]
pub struct Basis;

const HOURS: usize = 24;
const BASIS_POINTS: f64 = 10_000.0;

impl Feature for Basis {
    fn name(&self) -> &'static str {
        "basis_mean_bps_24h"
    }

    fn look_back_hours(&self) -> usize {
        HOURS
    }

    fn reads(&self) -> &'static [SeriesKind] {
        &[SeriesKind::Perpetual]
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        mean_basis_bps(view, 0, HOURS)
    }
}

/// The mean basis of the `hours` hours before the last `ago`, in basis points.
pub(super) fn mean_basis_bps(view: &MarketView<'_>, ago: usize, hours: usize) -> Option<f64> {
    let basis = view
        .basis_pairs(ago, hours)
        .map(|pair| BASIS_POINTS * ln(pair.future / pair.spot));
    covered_mean(basis, hours)
}
