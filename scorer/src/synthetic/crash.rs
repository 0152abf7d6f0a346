//! Crash weeks: a nervous prelude, a fall in two legs over three days, a nervous aftermath.

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Exp1};

use super::parameters::{
    CRASH_AFTERMATH_HOURS, CRASH_HOURS, CRASH_PRELUDE_HOURS, CRASH_SEVERITY, CRASH_SPACING_HOURS,
    Regime,
};
use crate::number::ln;
use crate::time::{Timestamp, Window};

/// A crash that the generator placed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crash {
    /// First hour of the fall.
    pub start: Timestamp,
    /// Depth relative to the FTX week of November 2022.
    pub severity: f64,
}

impl Crash {
    /// From the first hour of the prelude to the last of the aftermath.
    pub fn window(&self) -> Window {
        Window::new(
            self.start.plus_hours(-CRASH_PRELUDE_HOURS),
            self.start.plus_hours(CRASH_HOURS + CRASH_AFTERMATH_HOURS),
        )
    }

    /// The hours of the fall itself.
    pub fn fall(&self) -> Window {
        Window::new(self.start, self.start.plus_hours(CRASH_HOURS))
    }

    /// The regime that the crash forces on the hour opened at `time`.
    pub(super) fn regime(&self, time: Timestamp) -> Option<Regime> {
        if self.fall().contains(time) {
            return Some(Regime::Stress);
        }
        self.window().contains(time).then_some(Regime::Transition)
    }

    /// The logarithmic return that the fall adds to the hour opened at `time`, for an asset that
    /// falls by `fall` (a fraction) at full severity.
    ///
    /// Two legs, the second twice the first, each triangular: hours 8 to 24 and 34 to 58.
    pub(super) fn log_return(&self, time: Timestamp, fall: f64) -> f64 {
        const LEGS: [(i64, i64, f64); 2] = [(8, 24, 1.0 / 3.0), (34, 58, 2.0 / 3.0)];
        let hour = time.hours_since_floor(self.start);
        let weight: f64 = LEGS
            .iter()
            .filter(|(from, until, _)| (*from..*until).contains(&hour))
            .map(|&(from, until, share)| share * triangle(hour - from, until - from))
            .sum();
        weight * ln(1.0 - fall) * self.severity
    }
}

/// Weight of hour `index` of `length` hours (even), rising to the middle and falling after it; the
/// weights sum to 1.
#[expect(clippy::cast_precision_loss, reason = "hours of a crash")]
fn triangle(index: i64, length: i64) -> f64 {
    let height = (index + 1).min(length - index) as f64;
    let half = (length / 2) as f64;
    height / (half * (half + 1.0))
}

/// Places crashes over `window` at random, at least a month apart and clear of `scheduled`.
pub(super) fn place(
    window: Window,
    scheduled: Option<Timestamp>,
    generator: &mut ChaCha8Rng,
) -> Vec<Crash> {
    const SPACING_MIN_HOURS: f64 = 720.0;
    let mut crashes: Vec<Crash> = scheduled
        .iter()
        .map(|&start| Crash {
            start,
            severity: 1.0,
        })
        .collect();
    let mut time = window.from;
    loop {
        let waited: f64 = Exp1.sample(generator);
        let hours = SPACING_MIN_HOURS + waited * (CRASH_SPACING_HOURS - SPACING_MIN_HOURS);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "an exponential wait of months"
        )]
        let start = time.plus_hours(hours as i64);
        if start >= window.until {
            break;
        }
        time = start;
        let severity = generator.random_range(CRASH_SEVERITY.0..CRASH_SEVERITY.1);
        let crash = Crash { start, severity };
        let is_clear = scheduled
            .is_none_or(|scheduled| start.hours_since_floor(scheduled).unsigned_abs() > 720);
        if is_clear {
            crashes.push(crash);
        }
    }
    crashes.sort_by_key(|crash| crash.start);
    crashes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legs_add_up_to_the_fall() {
        let crash = Crash {
            start: Timestamp::from_millis(0),
            severity: 1.0,
        };

        let total: f64 = crash
            .window()
            .hours()
            .map(|time| crash.log_return(time, 0.63))
            .sum();

        assert!((total - ln(0.37)).abs() < 1e-9, "{total}");
    }
}
