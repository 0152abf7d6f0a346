//! How one pool's failure reaches another.
//!
//! | channel | what passes |
//! |---|---|
//! | common books | liquidations there push the price at which liquidations here sell, and a part of the oracle's price |
//! | one wallet | who defends a position there has nothing left for the one here; who was liquidated there unwinds here |
//! | fear | depositors here see losses, frozen withdrawals or a run there, and leave |
//! | the score | publishers read the other pools: the floor that [`crate::evidence`] sets for them, and nothing else |
//!
//! What is read of a pool is taken at every sample and seen from then on; a slow publisher sees an older reading.

mod config;
mod failure;
mod reading;
mod wallet;

pub use config::{ContagionConfig, PoolFailure};
pub(super) use reading::reading;
pub(super) use wallet::{join_both, take_wallet};

use super::units::DAY;
use crate::data::PoolReading;
use crate::evidence::pools_floor_hundredths;
use std::collections::VecDeque;

/// A tenth of the loans lost alarms as much as anything can.
const ALARMING_LOSS: f64 = 0.1;
/// The utilisation from which withdrawals elsewhere look frozen, and at which they are.
const FREEZING: f64 = 0.95;

/// What was read of every pool, for as long as a slow publisher may need it.
#[derive(Debug)]
pub(super) struct Neighbours {
    /// By pool: Unix seconds and what was read then, ascending.
    readings: Vec<VecDeque<(u64, PoolReading)>>,
}

impl Neighbours {
    pub(super) fn new(pools: usize) -> Self {
        Self {
            readings: vec![VecDeque::new(); pools],
        }
    }

    /// Notes what was read of `pool` at `now`.
    pub(super) fn note(&mut self, pool: usize, reading: PoolReading, now: u64) {
        let readings = &mut self.readings[pool];
        while readings.front().is_some_and(|(at, _)| at + DAY < now) {
            readings.pop_front();
        }
        readings.push_back((now, reading));
    }

    /// The last readings of the pools beside `pool` that were there at `seen`.
    fn others(&self, pool: usize, seen: u64) -> impl Iterator<Item = (usize, &PoolReading)> {
        let others = self.readings.iter().enumerate();
        others
            .filter(move |(other, _)| *other != pool)
            .filter_map(move |(other, readings)| {
                let mut latest = readings.iter().rev();
                let known = latest.find(|(at, _)| *at <= seen);
                known.map(|(_, reading)| (other, reading))
            })
    }

    /// The floor under every score of `pool` for what was seen of the others at `seen`, hundredths of a point.
    pub(super) fn floor_hundredths(&self, pool: usize, seen: u64) -> u16 {
        let others = self.others(pool, seen);
        let floors = others.map(|(_, other)| pools_floor_hundredths(other));
        floors.max().unwrap_or(0)
    }

    /// The greatest alarm about the pools beside `pool`, from 0 to 1; `left` is the share of its deposits that has left
    /// each pool of late.
    pub(super) fn alarm(&self, pool: usize, left: impl Fn(usize) -> f64, now: u64) -> f64 {
        let others = self.others(pool, now);
        let alarms = others.map(|(other, reading)| alarm(reading, left(other)));
        alarms.fold(0.0, f64::max)
    }
}

/// How alarming a pool looks to other pools' depositors, from 0 to 1: the greatest of the share of its deposits that has left
/// within six hours, what is lost of its loans against a tenth, and how far it is from 95 to 100 % lent out.
fn alarm(reading: &PoolReading, left: f64) -> f64 {
    let lost = reading.bad_debt_share / ALARMING_LOSS;
    let frozen = (reading.utilization - FREEZING) / (1.0 - FREEZING);
    left.max(lost).max(frozen).clamp(0.0, 1.0)
}
