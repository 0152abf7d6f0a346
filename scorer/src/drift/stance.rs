//! What drift means for the score: keep the model and widen the half-width, or fall back to the
//! volatility baseline.
//!
//! The baseline, one rising curve of realised volatility, needs no distribution to stay where it
//! was; it needs its own feeds. So:
//! - promises broken, a frozen feed, or more than a quarter of the features moved: the baseline,
//! - a feed that is merely missing: the model, which fills it in,
//! - a feed of the baseline itself frozen or missing: the half-width says "I do not know",
//! - and each watch and alarm widens the half-width.

use serde::{Deserialize, Serialize};

use super::{Assessment, FeatureDrift, Level};
use crate::model::score_map::SCORE_MAX_HUNDREDTHS;
use crate::number::count;

/// Share of the features that may have moved before the model is set aside.
const MOVED_SHARE_MAX: f64 = 0.25;
/// Half-width added for each feature that is watched: 1 point.
const WATCH_HUNDREDTHS: u16 = 100;
/// Half-width added for each feature that alarms: 5 points.
const ALARM_HUNDREDTHS: u16 = 500;
/// The same for promises against outcomes: 5 and 15 points.
const PROMISES_WATCH_HUNDREDTHS: u16 = 500;
const PROMISES_ALARM_HUNDREDTHS: u16 = 1_500;

/// Who forecasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Chosen {
    /// The model.
    Model,
    /// The volatility baseline.
    Baseline,
}

/// What follows from an assessment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stance {
    /// Who forecasts.
    pub chosen: Chosen,
    /// Added to the score's half-width, in hundredths of a point, from 0 to 10,000.
    pub extra_half_width_hundredths: u16,
    /// Why, in the order of the features.
    pub reasons: Vec<String>,
}

impl Stance {
    /// Nothing was judged: the model forecasts, as sure as it is.
    pub const fn trusting() -> Self {
        Self {
            chosen: Chosen::Model,
            extra_half_width_hundredths: 0,
            reasons: Vec::new(),
        }
    }
}

/// What follows from `assessment`, when the baseline reads the features `baseline_features`.
pub fn decide(assessment: &Assessment, baseline_features: &[&str]) -> Stance {
    let mut reasons = Vec::new();
    let mut extra = 0_u16;
    let (mut moved, mut is_set_aside) = (0_usize, false);
    for drift in &assessment.features {
        let (distribution, feed) = (drift.distribution_level(), drift.feed_level());
        moved += usize::from(distribution == Level::Alarm);
        is_set_aside |= drift.stillness.level == Level::Alarm;
        extra = extra.saturating_add(widening(distribution.max(feed)));
        reasons.extend(feature_reasons(drift));
        if feed == Level::Alarm && baseline_features.contains(&drift.feature.as_str()) {
            extra = SCORE_MAX_HUNDREDTHS;
            reasons.push(format!("{}: the baseline stands on it", drift.feature));
        }
    }
    if count(moved) > MOVED_SHARE_MAX * count(assessment.features.len()) {
        is_set_aside = true;
        let features = assessment.features.len();
        reasons.push(format!("{moved} of {features} features have moved"));
    }
    if let Some(drift) = assessment
        .calibration
        .filter(|drift| drift.level > Level::None)
    {
        is_set_aside |= drift.level == Level::Alarm;
        extra = extra.saturating_add(match drift.level {
            Level::Alarm => PROMISES_ALARM_HUNDREDTHS,
            _ => PROMISES_WATCH_HUNDREDTHS,
        });
        let (promised, realised) = (drift.promised, drift.realised);
        reasons.push(format!(
            "promised {promised:.3}, realised {realised:.3}: {:+.1} standard errors",
            drift.z
        ));
    }
    Stance {
        chosen: if is_set_aside {
            Chosen::Baseline
        } else {
            Chosen::Model
        },
        extra_half_width_hundredths: extra.min(SCORE_MAX_HUNDREDTHS),
        reasons,
    }
}

fn widening(level: Level) -> u16 {
    match level {
        Level::None => 0,
        Level::Watch => WATCH_HUNDREDTHS,
        Level::Alarm => ALARM_HUNDREDTHS,
    }
}

fn feature_reasons(drift: &FeatureDrift) -> Vec<String> {
    let name = &drift.feature;
    let mut reasons = Vec::new();
    if drift.distribution_level() > Level::None {
        let index = drift.stability.map_or(0.0, |part| part.index);
        let distance = drift.kolmogorov_smirnov.map_or(0.0, |part| part.distance);
        reasons.push(format!(
            "{name}: moved, stability index {index:.2}, distance {distance:.2}"
        ));
    }
    if drift.missing.level > Level::None {
        let percent = 100.0 * drift.missing.share;
        reasons.push(format!("{name}: missing in {percent:.0} % of the hours"));
    }
    if drift.stillness.level > Level::None {
        let hours = drift.stillness.hours;
        reasons.push(format!("{name}: the same value for {hours} hours"));
    }
    reasons
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Feed, NAMES};
    use super::super::{DriftState, Matured, References};
    use super::*;

    const BASELINE: [&str; 1] = ["log_volatility"];

    fn stance(feed: &Feed, matured: &[Matured]) -> Stance {
        let references = References::fit(&NAMES, &Feed::calm(1, 10_000).rows()).unwrap();
        let state = DriftState::new(references, 24.0).unwrap();
        decide(&state.assess(&feed.rows(), matured).unwrap(), &BASELINE)
    }

    fn promises(promised: f64, every: usize) -> Vec<Matured> {
        let row = |row: usize| Matured {
            promised,
            event: row.is_multiple_of(every),
        };
        (0..2_400).map(row).collect()
    }

    #[test]
    fn calm_keeps_the_model_as_it_is() {
        let stance = stance(&Feed::calm(2, 720), &promises(0.1, 10));

        let expected = Stance {
            chosen: Chosen::Model,
            extra_half_width_hundredths: 0,
            reasons: Vec::new(),
        };
        assert_eq!(stance, expected);
    }

    #[test]
    fn broken_promises_fall_back_to_the_baseline() {
        let stance = stance(&Feed::calm(2, 720), &promises(0.05, 5));

        assert_eq!(stance.chosen, Chosen::Baseline);
        assert_eq!(
            stance.extra_half_width_hundredths,
            PROMISES_ALARM_HUNDREDTHS
        );
        assert!(
            stance.reasons[0].starts_with("promised 0.050, realised 0.200"),
            "{stance:?}"
        );
    }

    #[test]
    fn half_of_the_features_moved_falls_back_to_the_baseline() {
        let stance = stance(&Feed::calm(3, 720).with(1, |value| value + 2.0), &[]);

        assert_eq!(stance.chosen, Chosen::Baseline);
        assert_eq!(stance.extra_half_width_hundredths, ALARM_HUNDREDTHS);
        assert_eq!(stance.reasons.len(), 2, "{stance:?}");
    }

    #[test]
    fn frozen_feed_falls_back_and_a_missing_one_only_widens() {
        let mut frozen = Feed::calm(4, 200);
        frozen.set(1, 150..200, Some(0.1));
        let mut missing = Feed::calm(4, 200);
        missing.set(1, 50..200, None);

        let (frozen, missing) = (stance(&frozen, &[]), stance(&missing, &[]));

        assert_eq!(frozen.chosen, Chosen::Baseline);
        assert!(
            frozen
                .reasons
                .iter()
                .any(|reason| reason.contains("the same value for 49 hours")),
            "{frozen:?}"
        );
        assert_eq!(missing.chosen, Chosen::Model);
        assert_eq!(missing.extra_half_width_hundredths, ALARM_HUNDREDTHS);
        assert!(
            missing.reasons[0].contains("missing in 75 %"),
            "{missing:?}"
        );
    }

    #[test]
    fn baseline_without_its_own_feed_does_not_know() {
        let mut feed = Feed::calm(5, 200);
        feed.set(0, 100..200, Some(0.1));

        let stance = stance(&feed, &[]);

        assert_eq!(stance.chosen, Chosen::Baseline);
        assert_eq!(stance.extra_half_width_hundredths, SCORE_MAX_HUNDREDTHS);
    }
}
