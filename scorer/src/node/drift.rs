//! Watches whether the market has left what the model knows, every few hours of data time.

use super::config::DriftSection;
use super::source::Snapshot;
use super::tick::{Scorer, Stances};
use crate::model::ModelError;
use crate::time::{Timestamp, Window};

/// When drift was last judged.
#[derive(Clone, Copy, Debug)]
pub(super) struct DriftWatch {
    days: i64,
    every_hours: i64,
    is_enabled: bool,
    judged_at: Option<Timestamp>,
}

impl DriftWatch {
    /// Nothing was judged yet.
    pub(super) fn new(section: &DriftSection) -> Self {
        Self {
            days: section.days.into(),
            every_hours: section.every_hours.into(),
            is_enabled: section.enabled,
            judged_at: None,
        }
    }

    /// The hours to judge now, at `data_time`; None while the last judgement stands.
    pub(super) fn due(&mut self, data_time: Timestamp) -> Option<Window> {
        let hour = data_time.hour_floor();
        let is_due = self.judged_at.is_none_or(|judged| {
            hour < judged || hour.hours_since_floor(judged) >= self.every_hours
        });
        if !self.is_enabled || !is_due {
            return None;
        }
        self.judged_at = Some(hour);
        // The last full hour itself is decided by the bar before it.
        Some(Window::new(
            hour.plus_hours(-24 * self.days),
            hour.plus_hours(1),
        ))
    }
}

/// What drift says of `assets` over `window`. Takes a second or so for a month: not on the runtime.
///
/// # Errors
/// [`ModelError`].
pub(super) fn stances<'a>(
    scorer: &Scorer,
    snapshot: &Snapshot,
    assets: impl IntoIterator<Item = &'a String>,
    window: Window,
) -> Result<Stances, ModelError> {
    let model = scorer.model();
    let judge = |asset: &String| {
        let assessment = model.assess(&snapshot.dataset, asset, window)?;
        Ok((asset.clone(), model.stance(&assessment)))
    };
    assets.into_iter().map(judge).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drift_is_judged_at_first_and_then_every_few_hours() {
        let mut watch = DriftWatch::new(&DriftSection {
            days: 2,
            every_hours: 6,
            enabled: true,
        });
        let at = |hours: i64| Timestamp::from_millis(1_000).plus_hours(1_000 + hours);

        let first = watch.due(at(0)).unwrap();
        let again = watch.due(at(5));
        let later = watch.due(at(6));

        assert_eq!(first.hours().count(), 49);
        assert_eq!(again, None);
        assert!(later.is_some());
    }

    #[test]
    fn drift_that_is_not_watched_is_never_due() {
        let mut watch = DriftWatch::new(&DriftSection {
            enabled: false,
            ..DriftSection::default()
        });

        assert_eq!(watch.due(Timestamp::from_millis(0)), None);
    }
}
