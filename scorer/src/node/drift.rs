//! Watches whether the market has left what the model knows, every few hours of data time.
//!
//! What is not known counts as missing, so a node that starts without history begins as unsure as it should be. Candles tell
//! the past soon after: each time that an hour's bars of it became known, the judgement is made anew.

use super::config::DriftSection;
use super::source::Snapshot;
use super::tick::{Scorer, Stances};
use crate::model::ModelError;
use crate::time::{Timestamp, Window};

/// Bars that candles have told since a judgement, from which on it is made anew: those of an hour.
const FILLED_LEAST: u64 = 12;
/// The least time between two judgements for that, milliseconds: a long hole is filled by many answers in a row.
const FILLED_APART_MILLIS: i64 = 60_000;

/// When drift was last judged.
#[derive(Clone, Copy, Debug)]
pub(super) struct DriftWatch {
    days: i64,
    every_hours: i64,
    is_enabled: bool,
    judged: Option<Judged>,
}

/// What a judgement was made on.
#[derive(Clone, Copy, Debug)]
struct Judged {
    at: Timestamp,
    filled_bars: u64,
}

impl DriftWatch {
    /// Nothing was judged yet.
    pub(super) fn new(section: &DriftSection) -> Self {
        Self {
            days: section.days.into(),
            every_hours: section.every_hours.into(),
            is_enabled: section.enabled,
            judged: None,
        }
    }

    /// The hours of `snapshot` to judge now; None while the last judgement stands.
    pub(super) fn due(&mut self, snapshot: &Snapshot) -> Option<Window> {
        let (at, filled_bars) = (snapshot.data_time, snapshot.filled_bars);
        let hour = at.hour_floor();
        let is_due = self.judged.is_none_or(|judged| {
            let since = judged.at.hour_floor();
            let is_old = hour < since || hour.hours_since_floor(since) >= self.every_hours;
            is_old || judged.knew_less(at, filled_bars)
        });
        if !self.is_enabled || !is_due {
            return None;
        }
        self.judged = Some(Judged { at, filled_bars });
        // The last full hour itself is decided by the bar before it.
        Some(Window::new(
            hour.plus_hours(-24 * self.days),
            hour.plus_hours(1),
        ))
    }
}

impl Judged {
    /// Whether enough of the past became known since for another judgement at `now`.
    fn knew_less(&self, now: Timestamp, filled_bars: u64) -> bool {
        filled_bars.saturating_sub(self.filled_bars) >= FILLED_LEAST
            && now.millis() - self.at.millis() >= FILLED_APART_MILLIS
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

    fn watch() -> DriftWatch {
        DriftWatch::new(&DriftSection {
            days: 2,
            every_hours: 6,
            enabled: true,
        })
    }

    /// A look so many seconds after a full hour, by when candles have told so many bars.
    fn look(seconds: i64, filled_bars: u64) -> Snapshot {
        let at = Timestamp::from_millis(1_000 * seconds).plus_hours(1_000);
        Snapshot {
            filled_bars,
            ..Snapshot::empty(at)
        }
    }

    #[test]
    fn drift_is_judged_at_first_and_then_every_few_hours() {
        let mut watch = watch();
        let at = |hours: i64| look(1 + 3_600 * hours, 0);

        let first = watch.due(&at(0)).unwrap();
        let again = watch.due(&at(5));
        let later = watch.due(&at(6));

        assert_eq!(first.hours().count(), 49);
        assert_eq!(again, None);
        assert!(later.is_some());
    }

    #[test]
    fn past_that_candles_have_told_is_judged_within_a_minute_and_not_at_each_answer() {
        // Given a judgement of a market of which nothing is known yet
        let mut watch = watch();
        assert!(watch.due(&look(0, 0)).is_some());

        // When answer after answer tells a little more of it
        let looks = (1..=120).map(|second| look(second, 10 * second.unsigned_abs()));
        let judged: Vec<i64> = looks
            .filter(|look| watch.due(look).is_some())
            .map(|look| look.data_time.seconds_floor() - 3_600_000)
            .collect();

        // Then it is judged once a minute, and once all is told no more
        assert_eq!(judged, [60, 120]);
        assert_eq!(watch.due(&look(3_000, 1_200)), None);
    }

    #[test]
    fn single_bar_that_a_broken_connection_left_out_is_no_reason_to_judge_again() {
        let mut watch = watch();
        assert!(watch.due(&look(0, 500)).is_some());

        assert_eq!(watch.due(&look(600, 511)), None);
        assert!(watch.due(&look(601, 512)).is_some(), "an hour in all");
    }

    #[test]
    fn drift_that_is_not_watched_is_never_due() {
        let mut watch = DriftWatch::new(&DriftSection {
            enabled: false,
            ..DriftSection::default()
        });

        assert_eq!(watch.due(&look(0, 0)), None);
    }
}
