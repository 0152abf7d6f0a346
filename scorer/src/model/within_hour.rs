//! Between two full hours: the last forecast, and what the minutes since then have shown.
//!
//! The forecast's features are hourly, so it stands until the hour is over. Evidence does not wait: with every closed
//! five-minute bar the fall in progress is measured anew, from the highs of the last day and of the minutes since.

use super::{Model, ModelError, Scored};
use crate::data::{Bar, Dataset, FiveMinuteGrid};
use crate::drift::Stance;
use crate::time::Timestamp;

impl Model {
    /// The score of `asset` at `time`, from hourly bars that closed at or before its full hour and from the five-minute
    /// `bars` that have closed since. At a full hour the same as [`Self::score_at`].
    ///
    /// `bars` may be of another market of the asset, such as its perpetual future.
    ///
    /// # Errors
    /// As [`Self::score_at`]; [`ModelError::PriceMissing`] where no five-minute bar has closed since the full hour.
    pub fn score_within_hour(
        &self,
        dataset: &Dataset,
        asset: &str,
        time: Timestamp,
        bars: &FiveMinuteGrid<Bar>,
    ) -> Result<Scored, ModelError> {
        self.score_within_hour_guarded(dataset, asset, time, bars, &Stance::trusting())
    }

    /// The same under a stance, as [`Self::score_guarded`].
    ///
    /// # Errors
    /// Those of [`Self::score_within_hour`].
    pub fn score_within_hour_guarded(
        &self,
        dataset: &Dataset,
        asset: &str,
        time: Timestamp,
        bars: &FiveMinuteGrid<Bar>,
        stance: &Stance,
    ) -> Result<Scored, ModelError> {
        let hour = time.hour_floor();
        let mut scored = self.score_guarded(dataset, asset, hour, stance)?;
        if time.is_full_hour() {
            return Ok(scored);
        }
        let (view, _) = self.priced_view(dataset, asset, hour)?;
        let since: Vec<&Bar> = bars.slots()[bars.closed_by(hour)..bars.closed_by(time)]
            .iter()
            .flatten()
            .collect();
        let price = since.last().map(|bar| bar.close);
        let price = price.ok_or_else(|| ModelError::PriceMissing {
            asset: asset.to_owned(),
            time,
        })?;
        let high = since.iter().map(|bar| bar.high).fold(price, f64::max);
        let fall = view.fall_in_progress(price, high).abnormal();
        scored.evidence.fall_hundredths = self.fall_floor(scored.probability, fall, view.shock());
        (scored.score_hundredths, scored.cause) = scored.evidence.over(scored.forecast_hundredths);
        (scored.time, scored.price) = (time, price);
        Ok(scored)
    }
}
