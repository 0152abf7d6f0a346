//! Publisher nodes and keepers as processes: the real program, what it says and what it costs.
//!
//! A process ends with its handle, also when a test fails.

mod cost;
mod process;
mod program;
mod talk;

pub use cost::Cost;
pub use process::{Outcome, Process};
pub use program::Program;
pub use talk::Readiness;

use std::thread::sleep;
use std::time::{Duration, Instant};

/// Asks again and again until there is an answer; nothing when `patience` is over.
pub fn await_some<T>(patience: Duration, mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    /// Between two questions.
    const PAUSE: Duration = Duration::from_millis(50);
    let deadline = Instant::now() + patience;
    loop {
        if let Some(answer) = ask() {
            return Some(answer);
        }
        if Instant::now() >= deadline {
            return None;
        }
        sleep(PAUSE);
    }
}
