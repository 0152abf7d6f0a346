//! An explanation as it is stored and shown.

use serde::{Deserialize, Serialize};

use super::{Contributions, ExplainError};

/// What each feature adds to a score. In log-odds, `base_log_odds` plus all contributions is
/// `log_odds`; in points, `base_points` plus all contributions is `forecast_points`, and with what
/// evidence added `score_points`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Explanation {
    /// Raw forecast of a row with every feature at its training mean.
    pub base_log_odds: f64,
    /// Raw forecast, before calibration.
    pub log_odds: f64,
    /// Score of that row, from 0 to 100.
    pub base_points: f64,
    /// Score by the forecast alone, from 0 to 100.
    pub forecast_points: f64,
    /// What was seen that raised it; None where the forecast decided.
    pub raised: Option<Raised>,
    /// The score, from 0 to 100.
    pub score_points: f64,
    /// Every feature, in the schema's order.
    pub features: Vec<FeatureContribution>,
}

/// What evidence adds to a forecast's score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Raised {
    /// What was seen.
    pub by: String,
    /// What it adds to the score, in points, above 0.
    pub points: f64,
}

/// What one feature adds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeatureContribution {
    /// The feature's name.
    pub name: String,
    /// Its value; None when it was missing.
    pub value: Option<f64>,
    /// What it adds to the raw forecast, in log-odds.
    pub log_odds: f64,
    /// What it adds to the score, in points.
    pub points: f64,
}

impl Explanation {
    /// Names what `contributions` found. `values` are the features as they were observed, None
    /// where missing, whatever the forecaster put in their place; `score` is the published map from
    /// a raw forecast in log-odds to points.
    ///
    /// # Errors
    /// [`ExplainError::WidthsDiffer`].
    pub fn new(
        names: &[&str],
        values: &[Option<f64>],
        contributions: &Contributions,
        score: impl Fn(f64) -> f64,
    ) -> Result<Self, ExplainError> {
        let expected = contributions.log_odds.len();
        for (what, found) in [("names", names.len()), ("values", values.len())] {
            if found != expected {
                return Err(ExplainError::WidthsDiffer {
                    what,
                    found,
                    expected,
                });
            }
        }
        let points = contributions.in_points(score);
        let features = names.iter().zip(values).enumerate();
        Ok(Self {
            base_log_odds: contributions.base_log_odds,
            log_odds: contributions.total_log_odds(),
            base_points: points.base,
            forecast_points: points.score,
            raised: None,
            score_points: points.score,
            features: features
                .map(|(column, (name, value))| FeatureContribution {
                    name: (*name).to_owned(),
                    value: *value,
                    log_odds: contributions.log_odds[column],
                    points: points.added[column],
                })
                .collect(),
        })
    }

    /// The same with `points` put on top by what was seen.
    #[must_use]
    pub fn raised(self, by: &str, points: f64) -> Self {
        Self {
            score_points: self.forecast_points + points,
            raised: Some(Raised {
                by: by.to_owned(),
                points,
            }),
            ..self
        }
    }

    /// The `most` features that move the score furthest, the furthest first; equals in the
    /// schema's order.
    pub fn top(&self, most: usize) -> Vec<&FeatureContribution> {
        let mut features: Vec<&FeatureContribution> = self.features.iter().collect();
        features.sort_by(|a, b| b.points.abs().total_cmp(&a.points.abs()));
        features.truncate(most);
        features
    }

    /// What the features beyond [`Self::top`] add together, in points; None when there are none.
    pub(super) fn rest(&self, most: usize) -> Option<(usize, f64)> {
        let others = self
            .features
            .len()
            .checked_sub(most)
            .filter(|&others| others > 0)?;
        let top: f64 = self.top(most).iter().map(|feature| feature.points).sum();
        let all: f64 = self.features.iter().map(|feature| feature.points).sum();
        Some((others, all - top))
    }
}

#[cfg(test)]
pub(super) fn example() -> Explanation {
    let contributions = Contributions {
        base_log_odds: -2.0,
        log_odds: vec![0.5, -0.125, 0.0, 0.25],
    };
    let names = [
        "log_volatility_24h",
        "drawdown_168h",
        "volume_ratio",
        "funding_level",
    ];
    let values = [Some(-4.25), Some(0.031), None, Some(1e-4)];
    Explanation::new(&names, &values, &contributions, |log_odds| {
        50.0 + 16.0 * log_odds
    })
    .unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_that_move_the_score_furthest_come_first() {
        let explanation = example();

        let top: Vec<&str> = explanation
            .top(3)
            .iter()
            .map(|feature| &*feature.name)
            .collect();

        assert_eq!(
            top,
            ["log_volatility_24h", "funding_level", "drawdown_168h"]
        );
        assert!((explanation.top(1)[0].points - 8.0).abs() < 1e-9);
        let (others, points) = explanation.rest(1).unwrap();
        assert!(others == 3 && (points - 2.0).abs() < 1e-9);
        assert_eq!(explanation.rest(4), None);
    }

    #[test]
    fn json_round_trip_is_the_same_explanation() {
        let json = serde_json::to_string(&example()).unwrap();

        assert_eq!(
            serde_json::from_str::<Explanation>(&json).unwrap(),
            example()
        );
        assert!(json.contains("\"value\":null"), "{json}");
    }

    #[test]
    fn names_for_other_columns_are_refused() {
        let contributions = Contributions {
            base_log_odds: 0.0,
            log_odds: vec![1.0],
        };

        let error = Explanation::new(&[], &[None], &contributions, |x| x).unwrap_err();

        assert_eq!(error.to_string(), "names: 0, expected 1");
    }
}
