//! What to replay, and with how many people.

use crate::time::{Timestamp, Window};
use std::path::PathBuf;

/// Hours before the window in which the feeds come down from their strict start and people arrive.
pub(super) const WARM_UP_HOURS: i64 = 30;

/// A replay.
#[derive(Clone, Debug)]
pub struct ReplayConfig {
    /// What is reported on. The run begins 30 hours earlier.
    pub window: Window,
    /// Borrowers.
    pub borrowers: usize,
    /// Lenders.
    pub lenders: usize,
    /// Liquidators.
    pub liquidators: usize,
    /// Draws sizes, leverage and moods. The same seed gives the same run.
    pub seed: u64,
    /// The program's binary.
    pub program: PathBuf,
}

impl ReplayConfig {
    /// When the run begins.
    pub fn begins(&self) -> Timestamp {
        self.window.from.plus_hours(-WARM_UP_HOURS)
    }

    /// When the lying publisher lies: the middle half of the window.
    pub fn lie(&self) -> Window {
        let hours = self.window.until.hours_since_floor(self.window.from);
        Window::new(
            self.window.from.plus_hours(hours / 4),
            self.window.from.plus_hours(hours - hours / 4),
        )
    }
}
