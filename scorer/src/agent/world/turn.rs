//! What is done for all at once: reports, rounds, stewards, sweeps.

use super::{Event, World};
use crate::agent::error::AgentError;
use crate::agent::liquidator::write_off;
use crate::agent::units::whole_floor;
use ballast_policy::depth::WHOLE_DEPTH_BPS;
use ballast_policy::unit::Timestamp;

impl World<'_> {
    /// Wakes who liquidates in the pools that took a price.
    pub(super) fn wake_liquidators(&mut self, is_shown: &[bool], now: u64) {
        let pools = self.scene.pools.iter_mut().zip(is_shown);
        let due = pools.map(|(pool, is_shown)| *is_shown && !pool.unhealthy(1, now).is_empty());
        let is_due: Vec<bool> = due.collect();
        for (index, liquidator) in self.people.liquidators.iter_mut().enumerate() {
            if is_due[liquidator.pool] && !liquidator.is_awake {
                liquidator.is_awake = true;
                self.queue
                    .plan(now + liquidator.latency, Event::Liquidator(index));
            }
        }
    }

    pub(super) fn report(&mut self, publisher: usize, now: u64) {
        let tape = self.scene.tape;
        let depth = |asset: usize| {
            let left = tape.depth(asset, now) / tape.depth(asset, tape.start());
            let bps = whole_floor(left * f64::from(WHOLE_DEPTH_BPS));
            u16::try_from(bps).unwrap_or(u16::MAX).min(WHOLE_DEPTH_BPS)
        };
        let depths: Vec<u16> = (0..self.scene.config.assets.len()).map(depth).collect();
        let sees = self.scene.contagion.scores_see;
        let neighbours = &self.neighbours;
        let floor = |pool: usize, seen: u64| {
            if sees {
                neighbours.floor_hundredths(pool, seen)
            } else {
                0
            }
        };
        let pools = &mut self.scene.pools;
        self.people.publishers[publisher].report(self.source, pools, (&depths, &floor), now);
    }

    /// Has a depositor look at its own pool and, with fear, at the others; when it looks again.
    pub(super) fn depositor(&mut self, index: usize, now: u64) -> u64 {
        let pool = self.people.depositors[index].pool;
        let fear = self.scene.contagion.fear;
        let elsewhere = if fear > 0.0 {
            let left = |other: usize| self.flights[other].share(&self.scene.pools[other], now);
            fear * self.neighbours.alarm(pool, left, now)
        } else {
            0.0
        };
        let flight = &mut self.flights[pool];
        self.people.depositors[index].look(&mut self.scene, (flight, elsewhere), now)
    }

    /// Holds rounds, and puts the rates of what they decided into force.
    pub(super) fn hold_rounds(&mut self, now: u64) {
        for pool in &mut self.scene.pools {
            pool.hold_rounds(now);
            pool.accrue(now);
        }
    }

    pub(super) fn steward(&mut self, index: usize, now: u64) -> Result<Option<u64>, AgentError> {
        let signal = self.signal(index);
        let steward = &mut self.stewards[index];
        let mut market = self.scene.pools[index].market();
        steward.act(&mut market, Timestamp(now), &signal)?;
        Ok(steward
            .interval_seconds()
            .map(|interval| now + interval.max(1)))
    }

    /// Looks at every account that owes: its trigger, and whether anything backs it.
    pub(super) fn sweep(&mut self, now: u64) {
        for pool in 0..self.scene.pools.len() {
            for account in self.scene.pools[pool].triggers.accounts() {
                self.scene.pools[pool].retrigger(account, now);
                if self.scene.pools[pool].accounts[account]
                    .position
                    .check_no_collateral()
                    .is_ok()
                {
                    write_off(&mut self.scene, pool, account, now);
                }
            }
        }
    }
}
