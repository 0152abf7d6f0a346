//! Why a model gave the score that it gave: see [`crate::explain`].

use super::forecaster::{Forecast, Forecaster};
use super::score::points;
use super::score_map::score_hundredths;
use super::{Model, ModelError, Scored};
use crate::data::Dataset;
use crate::evidence::Cause;
use crate::explain::{Contributions, ExplainError, Explanation};
use crate::feature::{FeatureRow, MarketView};
use crate::number::sigmoid;
use crate::time::Timestamp;

/// How far log-odds that were added up in another order may lie from the forecast's.
const SUM_TOLERANCE: f64 = 1e-9;

/// A score and what it is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Explained {
    /// The score, as [`Model::score_at`] gives it.
    pub scored: Scored,
    /// What each feature adds to it, and what evidence does.
    pub explanation: Explanation,
}

impl Forecaster {
    /// What each feature adds to the raw forecast with `share` of the correction, in log-odds. Linear terms count from the
    /// features' training means, trees from their mean forecast over the training rows.
    pub(super) fn contributions(
        &self,
        row: &FeatureRow,
        share: f64,
    ) -> Result<Contributions, ExplainError> {
        let row = self.complete(row);
        let slope = self.severity_slope();
        let terms = self.severity.contributions(&row);
        let linear = self.severity.columns.iter().copied();
        Contributions::of(
            self.odds.log_odds(&[self.severity.intercept]),
            linear.zip(terms.map(|term| slope * term)),
            &self.booster,
            share * self.booster_slope(),
            &row,
        )
    }
}

impl Model {
    /// The score of `asset` at `time` and what it is made of: in points of the forecast's score, the base and all features'
    /// contributions are that score to 1e-9, and what evidence put on top is its own part.
    ///
    /// # Errors
    /// Those of [`Self::score_at`]; [`ModelError::Explain`].
    pub fn explain_at(
        &self,
        dataset: &Dataset,
        asset: &str,
        time: Timestamp,
    ) -> Result<Explained, ModelError> {
        let (view, price) = self.priced_view(dataset, asset, time)?;
        let scored = self.scored(&view, price);
        let explanation = self.explanation(&view, &scored)?;
        Ok(Explained {
            scored,
            explanation,
        })
    }

    fn explanation(
        &self,
        view: &MarketView<'_>,
        scored: &Scored,
    ) -> Result<Explanation, ModelError> {
        let row = self.schema.row(view);
        let contributions = self.forecaster.contributions(&row, self.correction_share)?;
        let forecast = self.forecaster.forecast(&row);
        let score = |log_odds: f64| self.points_of(&forecast, log_odds);
        let names = self.schema.names();
        let explanation = Explanation::new(&names, &row.values, &contributions, score)?;
        let added = scored.score_hundredths - scored.forecast_hundredths;
        Ok(match scored.cause {
            Cause::Forecast => explanation,
            cause => explanation.raised(seen(cause), points(added)),
        })
    }

    /// Points of a raw forecast in log-odds. The row's own forecast keeps its own bits, so that rounding to hundredths
    /// cannot fall on the other side.
    fn points_of(&self, forecast: &Forecast, log_odds: f64) -> f64 {
        let own = forecast.log_odds(self.correction_share);
        let raw = sigmoid(if (log_odds - own).abs() < SUM_TOLERANCE {
            own
        } else {
            log_odds
        });
        points(score_hundredths(self.calibration.apply(raw)))
    }
}

/// What was seen, in words.
fn seen(cause: Cause) -> &'static str {
    match cause {
        Cause::Forecast => "forecast",
        Cause::Fall => "fall in progress",
        Cause::Depth => "lost depth",
        Cause::Funding => "forced funding",
        Cause::Pools => "another pool failing",
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::model::{BoosterKind, BoosterSettings, TrainConfig};
    use crate::synthetic::{self, SyntheticConfig};
    use crate::time::Window;
    use proptest::prelude::*;

    const ASSETS: [&str; 2] = ["BTC", "SOL"];

    fn start() -> Timestamp {
        "2021-01-01".parse().unwrap()
    }

    static MARKET: LazyLock<Dataset> = LazyLock::new(|| {
        let config = SyntheticConfig {
            seed: 11,
            window: Window::new(start(), start().plus_hours(9_000)),
            assets: ASSETS.map(str::to_owned).to_vec(),
            crash: None,
        };
        synthetic::generate(&config).unwrap().dataset
    });

    static MODELS: LazyLock<Vec<Model>> = LazyLock::new(|| {
        let train = |kind| {
            let mut config = TrainConfig::new(&ASSETS, MARKET.window().unwrap());
            config.booster = BoosterSettings {
                trees: 8,
                ..BoosterSettings::of(kind)
            };
            Model::train(&MARKET, &config).unwrap()
        };
        [BoosterKind::SmartcoreXgboost, BoosterKind::ForustLogLoss]
            .map(train)
            .into()
    });

    proptest! {
        #[test]
        fn prop_contributions_are_the_forecast_with_any_share(
            library in 0_usize..2,
            asset in 0_usize..2,
            hour in 24_i64..9_000,
            share in 0.0_f64..=1.0,
        ) {
            let model = &MODELS[library];
            let at = start().plus_hours(hour);
            let view = MarketView::new(&MARKET, &model.config.shocks, ASSETS[asset], at).unwrap();
            let row = model.schema.row(&view);

            let contributions = model.forecaster.contributions(&row, share).unwrap();

            let forecast = model.forecaster.forecast(&row).log_odds(share);
            prop_assert!((contributions.total_log_odds() - forecast).abs() < 1e-9);
        }
    }
}
