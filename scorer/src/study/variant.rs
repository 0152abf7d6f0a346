//! Eight ways to set a market's terms.

use crate::agent::{Ballast, Static, Steward};
use crate::peer::{Adaptive, Fixed, Slow};
use ballast_policy::Result;
use ballast_policy::unit::Score;
use serde::Serialize;

/// A way to set terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Variant {
    /// (a) Fixed terms like Kamino's: what all others are compared with.
    Fixed,
    /// (b) Ballast's strictest terms at all times.
    Conservative,
    /// (c) Ballast's calm terms at all times, with its breakers and limits of flow: everything but the signal.
    NoSignal,
    /// (d) Fixed terms with Morpho's adaptive curve.
    AdaptiveCurve,
    /// (e) Fixed terms that a steward moves at Aave's pace, on the model's advice.
    SlowSteward,
    /// (f) Ballast following plain volatility.
    Volatility,
    /// (g) Ballast following the model.
    Model,
    /// (h) Ballast following perfect foresight of the day to come: no forecast does better.
    Foresight,
}

/// Where a variant's publishers have their scores from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scores {
    /// The model trained on what came before.
    Model,
    /// Its volatility baseline.
    Baseline,
    /// The future.
    Foresight,
}

impl Variant {
    /// All, in the order of tables.
    pub const ALL: [Self; 8] = [
        Self::Fixed,
        Self::Conservative,
        Self::NoSignal,
        Self::AdaptiveCurve,
        Self::SlowSteward,
        Self::Volatility,
        Self::Model,
        Self::Foresight,
    ];

    /// What it is called in tables.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Fixed => "(a) fixed, as Kamino's",
            Self::Conservative => "(b) conservative",
            Self::NoSignal => "(c) Ballast without signal",
            Self::AdaptiveCurve => "(d) Morpho's curve",
            Self::SlowSteward => "(e) Aave's pace",
            Self::Volatility => "(f) Ballast by volatility",
            Self::Model => "(g) Ballast by model",
            Self::Foresight => "(h) Ballast by foresight",
        }
    }

    /// Where its publishers have their scores from.
    pub const fn scores(self) -> Scores {
        match self {
            Self::Volatility => Scores::Baseline,
            Self::Foresight => Scores::Foresight,
            _ => Scores::Model,
        }
    }

    /// Who sets its terms.
    ///
    /// # Errors
    /// What policy refuses; nothing of these settings.
    pub fn steward(self) -> Result<Box<dyn Steward>> {
        Ok(match self {
            Self::Fixed => Box::new(Fixed),
            Self::Conservative => Box::new(Static::new(Score::MAX, true)?),
            Self::NoSignal => Box::new(Static::new(Score(0), true)?),
            Self::AdaptiveCurve => Box::new(Adaptive::default()),
            Self::SlowSteward => Box::new(Slow::default()),
            Self::Volatility | Self::Model | Self::Foresight => Box::new(Ballast),
        })
    }

    /// Its place in [`Self::ALL`].
    pub fn place(self) -> usize {
        Self::ALL
            .iter()
            .position(|variant| *variant == self)
            .unwrap_or(0)
    }
}
