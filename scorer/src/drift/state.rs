//! All statistics of all features at once.

use serde::{Deserialize, Serialize};

use super::reference::shares;
use super::rows::{check_order, check_widths, hours_spanned, independent_rows};
use super::{
    CalibrationDrift, DriftError, KolmogorovSmirnov, Level, Matured, MissingDrift, Observation,
    Reference, References, Stability, Stillness,
};
use crate::number::count;

/// What recent rows are judged by.
#[derive(Clone, Debug, PartialEq)]
pub struct DriftState {
    references: References,
    label_overlap: f64,
}

/// One feature's drift.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeatureDrift {
    /// The feature's name.
    pub feature: String,
    /// How far it moved; None when training or the recent rows never knew it.
    pub stability: Option<Stability>,
    /// How sure that is; None like `stability`.
    pub kolmogorov_smirnov: Option<KolmogorovSmirnov>,
    /// How often it is missing.
    pub missing: MissingDrift,
    /// How long it has stood still.
    pub stillness: Stillness,
}

/// A judgement of recent rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assessment {
    /// Rows that were looked at.
    pub rows: usize,
    /// Every feature, in the schema's order.
    pub features: Vec<FeatureDrift>,
    /// Promised against realised; None before labels are known.
    pub calibration: Option<CalibrationDrift>,
}

impl DriftState {
    /// Judges by `references`, as stored with the model. `label_overlap` is how many matured rows
    /// share one stretch of time: the label's hours over the hours between rows.
    ///
    /// # Errors
    /// [`DriftError::ReferenceUnsound`].
    pub fn new(references: References, label_overlap: f64) -> Result<Self, DriftError> {
        references.check()?;
        Ok(Self {
            references,
            label_overlap,
        })
    }

    /// Judges one asset's rows, ascending in time, and what came of earlier promises. The same rows
    /// give the same judgement to the bit.
    ///
    /// # Errors
    /// [`DriftError::RowsAbsent`], [`DriftError::WidthsDiffer`], [`DriftError::RowsUnsorted`],
    /// [`DriftError::AssetsMixed`].
    pub fn assess(
        &self,
        rows: &[Observation<'_>],
        matured: &[Matured],
    ) -> Result<Assessment, DriftError> {
        let references = &self.references.0;
        check_widths(references.len(), rows)?;
        for pair in rows.windows(2) {
            if pair[0].asset != pair[1].asset {
                let (first, other) = (pair[0].asset, pair[1].asset);
                return Err(DriftError::AssetsMixed { first, other });
            }
            check_order(Some(&pair[0]), &pair[1])?;
        }
        let features = references.iter().enumerate();
        Ok(Assessment {
            rows: rows.len(),
            features: features
                .map(|(column, reference)| FeatureDrift::of(reference, rows, column))
                .collect(),
            calibration: CalibrationDrift::of(matured, self.label_overlap),
        })
    }
}

impl FeatureDrift {
    fn of(reference: &Reference, rows: &[Observation<'_>], column: usize) -> Self {
        let known: Vec<f64> = rows.iter().filter_map(|row| row.value(column)).collect();
        let known_share = count(known.len()) / count(rows.len());
        let recent = shares(&reference.edges, &known);
        let hours = hours_spanned(rows);
        let independent = independent_rows(hours, known_share, reference.correlation_hours);
        let is_comparable = !recent.is_empty() && !reference.shares.is_empty();
        Self {
            feature: reference.feature.clone(),
            stability: is_comparable.then(|| Stability::of(reference, &recent, independent)),
            kolmogorov_smirnov: is_comparable
                .then(|| KolmogorovSmirnov::of(reference, &recent, independent)),
            missing: MissingDrift::of(reference, 1.0 - known_share),
            stillness: Stillness::of(reference, rows, column),
        }
    }

    /// Whether its values have moved: as far as the index says and as surely as the distance does.
    pub fn distribution_level(&self) -> Level {
        let stability = self.stability.map_or(Level::None, |part| part.level);
        let distance = self
            .kolmogorov_smirnov
            .map_or(Level::None, |part| part.level);
        stability.min(distance)
    }

    /// Whether its feed fails: missing or frozen.
    pub fn feed_level(&self) -> Level {
        self.missing.level.max(self.stillness.level)
    }
}

impl Assessment {
    /// The highest level of anything.
    pub fn level(&self) -> Level {
        let features = self.features.iter();
        features
            .map(|drift| drift.distribution_level().max(drift.feed_level()))
            .chain(self.calibration.map(|drift| drift.level))
            .max()
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Feed, NAMES};
    use super::*;

    fn state() -> DriftState {
        let training = Feed::calm(1, 10_000);
        let references = References::fit(&NAMES, &training.rows()).unwrap();
        DriftState::new(references, 24.0).unwrap()
    }

    fn assess(feed: &Feed) -> Assessment {
        state().assess(&feed.rows(), &[]).unwrap()
    }

    #[test]
    fn rows_like_those_of_training_raise_nothing() {
        for seed in 100..150 {
            let assessment = assess(&Feed::calm(seed, 720));

            assert_eq!(
                assessment.level(),
                Level::None,
                "seed {seed}: {assessment:?}"
            );
        }
    }

    #[test]
    fn mean_that_moved_by_one_deviation_is_an_alarm_of_that_feature_alone() {
        let assessment = assess(&Feed::calm(2, 720).with(0, |value| value + 1.0));

        assert_eq!(assessment.features[0].distribution_level(), Level::Alarm);
        assert_eq!(assessment.features[1].distribution_level(), Level::None);
        assert_eq!(assessment.features[0].feed_level(), Level::None);
    }

    #[test]
    fn mean_that_moved_a_little_is_watched_at_most() {
        let assessment = assess(&Feed::calm(3, 720).with(0, |value| value + 0.35));

        assert_eq!(
            assessment.features[0].distribution_level(),
            Level::Watch,
            "{assessment:?}"
        );
    }

    #[test]
    fn scale_that_tripled_is_an_alarm() {
        let assessment = assess(&Feed::calm(4, 720).with(1, |value| 3.0 * value));

        assert_eq!(
            assessment.features[1].distribution_level(),
            Level::Alarm,
            "{assessment:?}"
        );
    }

    #[test]
    fn same_shift_over_a_few_hours_is_no_evidence() {
        let assessment = assess(&Feed::calm(5, 8).with(0, |value| value + 1.0));

        assert_eq!(assessment.features[0].distribution_level(), Level::None);
    }

    #[test]
    fn feed_that_fails_is_watched_and_then_an_alarm() {
        let mut feed = Feed::calm(6, 100);
        feed.set(1, 80..100, None);
        let watched = assess(&feed);
        feed.set(1, 20..100, None);
        let failed = assess(&feed);
        feed.set(1, 0..100, None);
        let gone = assess(&feed);

        assert_eq!(watched.features[1].feed_level(), Level::Watch);
        assert_eq!(failed.features[1].feed_level(), Level::Alarm);
        assert_eq!(gone.features[1].feed_level(), Level::Alarm);
        assert_eq!(gone.features[1].stability, None);
        assert_eq!(gone.features[0].feed_level(), Level::None);
    }

    #[test]
    fn feed_that_freezes_is_watched_and_then_an_alarm() {
        let mut feed = Feed::calm(7, 100);
        feed.set(0, 95..100, Some(0.5));
        let watched = assess(&feed);
        feed.set(0, 92..100, Some(0.5));
        let frozen = assess(&feed);

        assert_eq!(watched.features[0].stillness.hours, 4);
        assert_eq!(watched.features[0].feed_level(), Level::Watch);
        assert_eq!(frozen.features[0].stillness.hours, 7);
        assert_eq!(frozen.features[0].feed_level(), Level::Alarm);
    }

    #[test]
    fn rows_of_two_assets_are_refused() {
        let feed = Feed::calm(8, 10);
        let mut rows = feed.rows();
        rows[4].asset = 1;

        let error = state().assess(&rows, &[]).unwrap_err();

        assert_eq!(error, DriftError::AssetsMixed { first: 0, other: 1 });
    }
}
