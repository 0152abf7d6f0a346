//! Drift, seen from the model: recent rows and promises against those of its training, and a score that heeds them.

use super::score_map::SCORE_MAX_HUNDREDTHS;
use super::{Model, ModelError, Scored};
use crate::data::Dataset;
use crate::drift::{
    Assessment, Chosen, DriftError, DriftState, Matured, Observation, References, Stance, decide,
};
use crate::feature::{FeatureRow, FeatureSchema, MarketView};
use crate::label::{HORIZON_HOURS, falls_by_shock};
use crate::sample::Sample;
use crate::time::{Timestamp, Window};

/// What the training rows looked like.
pub(super) fn references(
    schema: &FeatureSchema,
    samples: &[Sample],
) -> Result<References, DriftError> {
    let rows: Vec<Observation<'_>> = samples
        .iter()
        .map(|sample| Observation {
            time: sample.time,
            asset: sample.asset,
            values: &sample.features.values,
        })
        .collect();
    References::fit(&schema.names(), &rows)
}

impl Model {
    /// What training looked like, which drift is judged by.
    pub fn references(&self) -> &References {
        &self.references
    }

    /// Judges `asset` over the full hours of `window`, hours without a bar included, and the promises whose labels are
    /// known at the window's end. Looks at nothing after that.
    ///
    /// # Errors
    /// [`ModelError::Data`] for an unknown asset; [`ModelError::Drift`] for a window without a full hour.
    pub fn assess(
        &self,
        dataset: &Dataset,
        asset: &str,
        window: Window,
    ) -> Result<Assessment, ModelError> {
        let history = dataset.asset(asset)?;
        let (mut rows, mut matured): (Vec<(Timestamp, FeatureRow)>, Vec<Matured>) =
            (Vec::new(), Vec::new());
        for time in window.hours() {
            let view = MarketView::new(dataset, &self.config.shocks, asset, time)?;
            let row = self.schema.row(&view);
            if time.plus_hours(HORIZON_HOURS) <= window.until {
                let event = falls_by_shock(history, time, view.shock());
                matured.extend(event.map(|event| Matured {
                    promised: self.probability(&row).1,
                    event,
                }));
            }
            rows.push((time, row));
        }
        let observations: Vec<Observation<'_>> = rows
            .iter()
            .map(|(time, row)| Observation {
                time: *time,
                asset: 0,
                values: &row.values,
            })
            .collect();
        // Promises are an hour apart, whatever the training rows were.
        #[expect(clippy::cast_precision_loss, reason = "24 hours")]
        let label_overlap = HORIZON_HOURS as f64;
        let state = DriftState::new(self.references.clone(), label_overlap)?;
        Ok(state.assess(&observations, &matured)?)
    }

    /// What follows from an assessment: the model or its volatility baseline, and how much less sure.
    pub fn stance(&self, assessment: &Assessment) -> Stance {
        decide(
            assessment,
            &self.volatility_logits.fallback_features(&self.schema),
        )
    }

    /// The score of `asset` at `time` under a stance: by the model, or by its volatility baseline through the same published
    /// map, with the same kinds of floors by evidence; either way as much less sure as the stance says.
    ///
    /// # Errors
    /// Those of [`Self::score_at`].
    pub fn score_guarded(
        &self,
        dataset: &Dataset,
        asset: &str,
        time: Timestamp,
        stance: &Stance,
    ) -> Result<Scored, ModelError> {
        let (view, price) = self.priced_view(dataset, asset, time)?;
        let mut scored = match stance.chosen {
            Chosen::Model => self.scored(&view, price),
            Chosen::Baseline => self.scored_by_baseline(&view, price),
        };
        scored.half_width_hundredths = scored
            .half_width_hundredths
            .saturating_add(stance.extra_half_width_hundredths)
            .min(SCORE_MAX_HUNDREDTHS);
        Ok(scored)
    }
}
