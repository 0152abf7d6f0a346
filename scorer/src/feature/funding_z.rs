//! How unusual the last funding rate is.

use super::Feature;
use super::view::MarketView;
use crate::number::count;

/// (f - m) / s, where f is the last settled funding rate, m and s the mean and the standard deviation of those settled in
/// the last 720 hours (30 days), f included.
///
/// Unit: standard deviations, held to -6 to 6; 0 where funding did not move. Look-back: 720 hours. Missing where fewer than
/// 30 were settled within them, or none within the last 24.
#[derive(Clone, Copy, Debug)]
pub struct FundingZ;

const HOURS: u16 = 720;
const FRESH_HOURS: i64 = 24;
const SETTLEMENTS_MIN: usize = 30;
const Z_MAX: f64 = 6.0;
/// A standard deviation below this is rounding: a ten-thousandth of a basis point.
const STILL: f64 = 1e-8;

impl Feature for FundingZ {
    fn name(&self) -> &'static str {
        "funding_z_720h"
    }

    fn look_back_hours(&self) -> usize {
        usize::from(HOURS)
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        let last = view.funding_rate(FRESH_HOURS)?;
        let settled = view.funding_rates(i64::from(HOURS));
        if settled.len() < SETTLEMENTS_MIN {
            return None;
        }
        let n = count(settled.len());
        let mean = settled.iter().map(|funding| funding.rate).sum::<f64>() / n;
        let squares = settled
            .iter()
            .map(|funding| (funding.rate - mean) * (funding.rate - mean));
        let deviation = (squares.sum::<f64>() / n).sqrt();
        let z = if deviation > STILL {
            (last - mean) / deviation
        } else {
            0.0
        };
        Some(z.clamp(-Z_MAX, Z_MAX))
    }
}
