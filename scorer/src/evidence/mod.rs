//! The fast path: what has just been seen, between two forecasts of the model.
//!
//! News cannot be forecast from prices, but its first minutes can be seen. Evidence never lowers a score; each kind sets a
//! floor under it, by a published rule and not by training:
//!
//! - `fall`: a fall in progress. What the price has already fallen beyond an ordinary move counts towards the shock, so
//!   the forecast is asked about the rest of the way alone.
//! - `depth`: the book has lost most of what it usually holds.
//! - `funding`: a perpetual's funding at a rate that only forced positions pay.
//! - `pools`: another lending pool has lost what it lent, or cannot pay its depositors.
//!
//! A floor by evidence answers another question than the forecast does (how likely is the price, within a day, to
//! stand a shock below where it would have been?), so its frequencies are reported apart.

mod depth;
mod fall;
mod funding;
mod pools;

use serde::Serialize;

pub use depth::depth_floor_hundredths;
pub use fall::{FallInProgress, LOOK_BACKS_HOURS, remaining_distance};
pub use funding::funding_floor_hundredths;
pub use pools::pools_floor_hundredths;

/// What decided a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The model's forecast.
    Forecast,
    /// A fall in progress.
    Fall,
    /// A book that has lost its depth.
    Depth,
    /// Funding that only forced positions pay.
    Funding,
    /// Another lending pool that fails.
    Pools,
}

impl std::fmt::Display for Cause {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Forecast => "forecast",
            Self::Fall => "fall",
            Self::Depth => "depth",
            Self::Funding => "funding",
            Self::Pools => "pools",
        })
    }
}

/// Score by what has just been seen: the highest floor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Evidence {
    /// By a fall in progress, in hundredths of a point.
    pub fall_hundredths: u16,
    /// By lost depth, in hundredths of a point.
    pub depth_hundredths: u16,
    /// By funding, in hundredths of a point.
    pub funding_hundredths: u16,
    /// By another pool's losses or frozen withdrawals, in hundredths of a point.
    pub pools_hundredths: u16,
}

impl Evidence {
    /// The score over a forecast's score, and what decided it; the forecast where nothing exceeds it.
    pub fn over(&self, forecast_hundredths: u16) -> (u16, Cause) {
        [
            (self.fall_hundredths, Cause::Fall),
            (self.depth_hundredths, Cause::Depth),
            (self.funding_hundredths, Cause::Funding),
            (self.pools_hundredths, Cause::Pools),
        ]
        .into_iter()
        .fold((forecast_hundredths, Cause::Forecast), |highest, floor| {
            if floor.0 > highest.0 { floor } else { highest }
        })
    }
}

/// A floor that rises in a straight line between the points of a published ladder, ascending; below the first it is 0,
/// above the last it is the last one's.
fn ladder(points: &[(f64, f64)], value: f64) -> u16 {
    if value.is_nan() || points.first().is_none_or(|first| value < first.0) {
        return 0;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "ladders hold scores from 0 to 10,000"
    )]
    let hundredths = crate::number::interpolate(points, value).round() as u16;
    hundredths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn highest_floor_decides_and_none_lowers_the_forecast() {
        let evidence = Evidence {
            fall_hundredths: 5_000,
            depth_hundredths: 6_500,
            funding_hundredths: 0,
            pools_hundredths: 6_000,
        };

        assert_eq!(evidence.over(3_000), (6_500, Cause::Depth));
        assert_eq!(evidence.over(6_500), (6_500, Cause::Forecast));
        assert_eq!(evidence.over(9_000), (9_000, Cause::Forecast));
        assert_eq!(Evidence::default().over(7), (7, Cause::Forecast));
    }
}
