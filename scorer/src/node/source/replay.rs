//! Stored data played again: data time = from + (now - epoch) x speed.

use std::path::Path;
use std::sync::Arc;

use super::{Snapshot, Source, SourceError, series};
use crate::data::{self, Dataset, GapPolicy, LoadRequest};
use crate::feature::longest_look_back_hours;
use crate::model::Model;
use crate::node::config::{DriftSection, ReplaySection};
use crate::synthetic::{self, SyntheticConfig};
use crate::time::{Span, Timestamp, Window};

/// Stored books were looked at every six hours.
const BOOK_MAX_AGE_SECONDS: i64 = 7 * 3_600;

/// A market that is played again.
#[derive(Clone, Debug)]
pub struct ReplaySource {
    dataset: Arc<Dataset>,
    from: Timestamp,
    epoch: Timestamp,
    speed: f64,
}

impl ReplaySource {
    /// Reads or generates what `model` needs from `section.from` on, its look-back and the days that drift judges included. An
    /// epoch that is not given is `now`.
    ///
    /// # Errors
    /// [`SourceError`].
    pub fn open(
        section: &ReplaySection,
        drift: &DriftSection,
        model: &Model,
        now: Timestamp,
    ) -> Result<Self, SourceError> {
        let (from, until) = (section.from()?, section.until()?);
        let look_back = i64::try_from(longest_look_back_hours()).unwrap_or(0);
        let begin = from.plus_hours(-look_back - 24 * i64::from(drift.days));
        let assets: Vec<String> = model.config().shocks.keys().cloned().collect();
        let dataset = if section.folder.is_empty() {
            synthetic::generate(&SyntheticConfig {
                seed: section.synthetic_seed,
                window: Window::new(begin, until),
                assets,
                crash: None,
            })?
            .dataset
        } else {
            let request = LoadRequest {
                assets,
                span: Span {
                    from: Some(begin),
                    until: Some(until),
                },
                gaps: GapPolicy::Mark,
                series: series(model),
            };
            data::load(Path::new(&section.folder), &request)?
        };
        Ok(Self {
            dataset: Arc::new(dataset),
            from,
            epoch: section.epoch()?.unwrap_or(now),
            speed: section.speed,
        })
    }

    /// Data time at `now`.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "milliseconds of a few years stay exact to the millisecond in a double"
    )]
    pub fn data_time(&self, now: Timestamp) -> Timestamp {
        let elapsed = now.millis().saturating_sub(self.epoch.millis());
        let played = (elapsed as f64 * self.speed) as i64;
        Timestamp::from_millis(self.from.millis().saturating_add(played))
    }
}

impl Source for ReplaySource {
    fn snapshot(&mut self, now: Timestamp) -> Result<Snapshot, SourceError> {
        Ok(Snapshot {
            dataset: Arc::clone(&self.dataset),
            data_time: self.data_time(now),
            book_max_age_seconds: BOOK_MAX_AGE_SECONDS,
            // What a folder does not have was never offered.
            markets: Arc::default(),
            filled_bars: 0,
        })
    }

    fn describe(&self) -> String {
        let (origin, from, speed) = (&self.dataset.origin, self.from, self.speed);
        format!("{origin} from {from} at {speed} x")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_with_one_epoch_are_at_one_moment_however_late_they_start() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let source = ReplaySource {
            dataset: Snapshot::empty(at("2022-11-07T00:00:00Z")).dataset,
            from: at("2022-11-07T00:00:00Z"),
            epoch: at("2026-01-01T00:00:00Z"),
            speed: 60.0,
        };

        assert_eq!(
            source.data_time(at("2026-01-01T00:01:00Z")),
            at("2022-11-07T01:00:00Z")
        );
        assert_eq!(
            source.data_time(at("2025-12-31T23:59:00Z")),
            at("2022-11-06T23:00:00Z")
        );
    }
}
