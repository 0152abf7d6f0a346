//! Has the world left what the model knows? One statistic a file, against what training looked like.
//!
//! | statistic | question | watch | alarm | source |
//! |---|---|---|---|---|
//! | `stability` | how far has a feature's distribution moved? | .10 | .25 | Siddiqi, Credit Risk Scorecards (2006) |
//! | `kolmogorov_smirnov` | how sure is it that it moved? | 1 % | .1 % | Smirnov (1948) |
//! | `missing` | does a feed fail? share above training's | .10 | .50 | ours |
//! | `stillness` | is a feed frozen? hours at one value, against training's longest | above 1 x | above 2 x | ours |
//! | `calibration` | do promises come true? standard errors | 2 | 3 | Cox (1958), calibration in the large |
//!
//! A distribution counts as moved when the first two agree: hours repeat each other, so that a
//! large index may be noise, and long records make a small one certain. `independence` says how
//! many rows count. `state` judges all features, `stance` says what follows for the score,
//! `influence` bounds what one feature can do to a forecast at all.

mod calibration;
mod error;
mod independence;
mod influence;
mod kolmogorov_smirnov;
mod missing;
mod reference;
mod rows;
mod soundness;
mod stability;
mod stance;
mod state;
mod stillness;
#[cfg(test)]
mod testing;

pub use calibration::{CalibrationDrift, Matured};
pub use error::DriftError;
pub use influence::{Influence, influence_bound, influence_ceiling};
pub use kolmogorov_smirnov::KolmogorovSmirnov;
pub use missing::MissingDrift;
pub use reference::{Reference, References};
pub use rows::Observation;
pub use stability::Stability;
pub use stance::{Chosen, Stance, decide};
pub use state::{Assessment, DriftState, FeatureDrift};
pub use stillness::Stillness;

use serde::{Deserialize, Serialize};

/// How much a statistic should worry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Within what training has seen.
    #[default]
    None,
    /// Unusual: widens the half-width.
    Watch,
    /// Beyond what the model may be trusted with.
    Alarm,
}

impl Level {
    /// The level of a value against two bounds, which belong to the lower level.
    fn of(value: f64, watch: f64, alarm: f64) -> Self {
        if value > alarm {
            Self::Alarm
        } else if value > watch {
            Self::Watch
        } else {
            Self::None
        }
    }
}
