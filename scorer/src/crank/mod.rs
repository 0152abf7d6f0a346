//! Keeps a market moving: prices, rounds, interest, breakers whose cause is gone, changes that are due, losses that nothing
//! backs, marks, fees. Everything here anyone may do; the program decides, and any number of cranks may run.
//!
//! ```text
//! look (one slot) -> jobs that policy says are due -> wait a while of one's own -> look again, at what is not confirmed yet
//!   -> what is still due
//!   -> one transaction for jobs of a kind -> landed | needless (somebody was first) | failed: that job rests, longer each time
//! ```
//!
//! A transaction that expires, for which a minute is waited, is not repeated: the next look says what is due by then, and that
//! duty comes last and offers more.
//!
//! A job that reverts is looked at once more, in the same way: when it is no longer due somebody else did it, and that is a success.

mod config;
mod duty;
#[cfg(test)]
mod fixture;
mod read;
mod rest;
mod run;
mod send;
mod work;

pub use config::{CrankConfig, DutyConfig, SAMPLE};
pub(crate) use duty::used;
pub use duty::{Duty, Job};
pub use run::{Crank, Pass, run};
pub use send::{Done, Outcome};
