//! What is seen of the market at even times.

use super::World;
use crate::agent::contagion;
use crate::agent::journal::Sample;
use crate::agent::steward::{ReserveSignal, Signal};
use crate::agent::tape::Tape;
use crate::agent::units::{HOUR, float, utilization, whole_tokens};
use crate::number::{count, ln};

/// What a newcomer puts up to measure capacity, dollars.
const PROBE: f64 = 10_000.0;

impl World<'_> {
    /// What anyone could know of pool `index`.
    pub(super) fn signal(&self, index: usize) -> Signal {
        let pool = &self.scene.pools[index];
        let reserves = pool.reserves.iter().enumerate();
        let reserves = reserves.map(|(asset, reserve)| ReserveSignal {
            price: pool.shown[asset],
            utilization: utilization(reserve),
            hourly_volatility: volatility(&self.hourly[asset]),
        });
        Signal {
            reserves: reserves.collect(),
        }
    }

    /// Writes every pool's state down.
    pub(super) fn sample(&mut self, now: u64) {
        if now.is_multiple_of(HOUR) {
            for (history, price) in self.hourly.iter_mut().zip(&self.scene.pools[0].shown) {
                history.push(*price);
            }
        }
        for pool in 0..self.scene.pools.len() {
            let sample = self.sample_of(pool, now);
            self.scene.pools[pool].journal.samples.push(sample);
        }
        if self.scene.pools.len() > 1 {
            for (number, pool) in self.scene.pools.iter().enumerate() {
                let reading = contagion::reading(pool, self.scene.tape, now);
                self.neighbours.note(number, reading, now);
            }
        }
    }

    fn sample_of(&mut self, index: usize, now: u64) -> Sample {
        let scene = &mut self.scene;
        let assets = 0..scene.config.assets.len();
        let (uncovered, collateral) = scene.uncovered(index, now);
        let capacity = assets
            .clone()
            .skip(1)
            .map(|asset| scene.capacity(index, asset, PROBE, now));
        let capacity = capacity.collect();
        let pool = &scene.pools[index];
        let lent = &pool.reserves[0];
        let debt = whole_tokens(lent.ledger.debt(), pool.decimals[0]);
        let effective = |asset: usize| pool.effective(asset, now);
        let calm_rate = self.calm_curve.rate_floor(lent.ledger.utilization());
        let hour = now.saturating_sub(scene.tape.start()) / HOUR;
        let hour = usize::try_from(hour).unwrap_or(usize::MAX);
        Sample {
            at: now,
            prices: assets
                .clone()
                .map(|asset| scene.tape.price(asset, now))
                .collect(),
            shown: pool.shown.clone(),
            scores: assets
                .clone()
                .map(|asset| f64::from(effective(asset).score.0) / 100.0)
                .collect(),
            regimes: assets.map(|asset| effective(asset).regime as u8).collect(),
            utilization: utilization(lent),
            borrow_rate: pool.borrow_rate(),
            calm_rate: float(calm_rate.0) / float(1 << 32),
            debt: debt * scene.tape.price(0, now),
            collateral,
            uncovered,
            capacity,
            is_near_crash: self
                .near_crash
                .get(hour)
                .or(self.near_crash.last())
                .copied()
                .unwrap_or(false),
        }
    }
}

/// Whether a fall of `shock` within a day begins in the day before each hour, or in it.
pub(super) fn near_crash(tape: &Tape, shock: f64) -> Vec<bool> {
    let hours = (tape.start()..=tape.end()).step_by(usize::try_from(HOUR).unwrap_or(1));
    let falls: Vec<bool> = hours.map(|at| tape.falls_within_a_day(at, shock)).collect();
    (0..falls.len())
        .map(|hour| falls[hour.saturating_sub(24)..=hour].contains(&true))
        .collect()
}

/// Standard deviation of hourly logarithmic returns over the last day.
fn volatility(hourly: &[f64]) -> Option<f64> {
    let last = hourly.get(hourly.len().checked_sub(25)?..)?;
    let returns: Vec<f64> = last.windows(2).map(|pair| ln(pair[1] / pair[0])).collect();
    let mean = returns.iter().sum::<f64>() / count(returns.len());
    let squares: f64 = returns
        .iter()
        .map(|value| (value - mean) * (value - mean))
        .sum();
    Some((squares / count(returns.len().saturating_sub(1).max(1))).sqrt())
}
