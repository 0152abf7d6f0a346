//! The crank, from look to look.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::read::Lookout;
use super::work::Worker;
use super::{CrankConfig, Done, Job, Outcome};
use crate::keeper::{
    Attempts, Keeper, KeeperError, KeeperMetrics, Pace, Pulse, Reader, jitter, keep,
};
use crate::key::SigningKey;
use crate::rpc::Endpoints;
use crate::send::Sender;

/// What a look led to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Pass {
    /// The slot that was looked at.
    pub slot: u64,
    /// Jobs, each with its end.
    pub done: Vec<Done>,
}

impl Pass {
    /// Whether any job failed.
    pub fn has_failed(&self) -> bool {
        let mut outcomes = self.done.iter().map(|done| &done.outcome);
        outcomes.any(|outcome| matches!(outcome, Outcome::Failed { .. }))
    }
}

/// A crank.
#[derive(Debug)]
pub struct Crank {
    config: CrankConfig,
    endpoints: Endpoints,
    pulse: Pulse,
    lookout: Lookout,
    worker: Worker,
}

impl Crank {
    /// A crank with its key; nothing is asked of the chain yet.
    ///
    /// # Errors
    /// Settings that cannot work, or a key that cannot be read.
    pub async fn new(config: CrankConfig, is_dry: bool) -> Result<Self, KeeperError> {
        config.check()?;
        let endpoints = Endpoints::new(&config.rpc)?;
        let reader = Reader::new(endpoints.clone(), config.market.parsed()?, &config.oracle)?;
        let (fee, confirm) = (config.fee.clone(), config.confirm.clone());
        let attempts = Attempts::new(fee.attempts_most);
        let sender = Sender::new(endpoints.clone(), fee, confirm)?;
        let key = SigningKey::load(&config.key).await?;
        Ok(Self {
            endpoints,
            pulse: config.market.pulse(),
            lookout: Lookout::new(reader, config.duties.clone()),
            worker: Worker::new(sender, key, is_dry, config.duties.clone(), attempts),
            config,
        })
    }

    /// What it counts.
    pub fn metrics(&self) -> &KeeperMetrics {
        self.worker.metrics()
    }

    /// Looks once and does what is due.
    ///
    /// # Errors
    /// The market cannot be read, or its chain stands. What a job meets is its outcome.
    pub async fn pass(&mut self, stop: &CancellationToken) -> Result<Pass, KeeperError> {
        let with_positions = self.lookout.wants_positions();
        let look = self.lookout.look(with_positions).await?;
        let slot = look.scene.clock.slot;
        self.metrics().set_slot(slot);
        self.pulse.beat(slot, Instant::now())?;
        let jobs = self.worker.rested(look.jobs(&self.config.duties));
        let done = if jobs.is_empty() {
            Vec::new()
        } else {
            self.work(jobs, slot, with_positions, stop).await?
        };
        let may_have_paid = !self.worker.is_dry() && !done.is_empty();
        let key = self.worker.address();
        let balance = self
            .metrics()
            .update_balance(&self.endpoints, &key, may_have_paid);
        balance.await;
        Ok(Pass { slot, done })
    }

    /// Waits a while of its own, and does what is still due then.
    async fn work(
        &mut self,
        jobs: Vec<Job>,
        slot: u64,
        with_positions: bool,
        stop: &CancellationToken,
    ) -> Result<Vec<Done>, KeeperError> {
        let most = Duration::from_millis(self.config.duties.jitter_ms);
        let (jobs, mut done) = if self.worker.is_dry() || most.is_zero() {
            (jobs, Vec::new())
        } else if Pace::wait(jitter(&self.worker.address(), slot, most), stop).await {
            // Whoever drew a shorter wait may have done it meanwhile.
            let look = self.lookout.look_again(with_positions).await?;
            self.still_due(&jobs, look.jobs(&self.config.duties))
        } else {
            return Ok(Vec::new());
        };
        let lookout = (&self.lookout, with_positions);
        done.extend(self.worker.work(jobs, lookout, stop).await);
        Ok(done)
    }

    /// Of what was due `before`, what still is, as it is `now`; and what is not, as somebody else's work.
    fn still_due(&mut self, before: &[Job], now: Vec<Job>) -> (Vec<Job>, Vec<Done>) {
        let is_among = |jobs: &[Job], job: &Job| {
            let mut jobs = jobs.iter();
            jobs.any(|one| one.identity() == job.identity())
        };
        let gone = before.iter().filter(|job| !is_among(&now, job));
        let done = gone
            .map(|job| self.worker.close(job, Outcome::Needless))
            .collect();
        let now = now.into_iter();
        (now.filter(|job| is_among(before, job)).collect(), done)
    }
}

impl Keeper for Crank {
    type Seen = Pass;

    const PREFIX: &'static str = "ballast_crank";

    fn metrics(&self) -> &KeeperMetrics {
        self.worker.metrics()
    }

    fn endpoints(&self) -> &Endpoints {
        &self.endpoints
    }

    fn listen(&self) -> Option<SocketAddr> {
        self.config.health.listen
    }

    fn every(&self) -> Duration {
        Duration::from_millis(self.config.duties.every_ms)
    }

    async fn turn(&mut self, stop: &CancellationToken) -> Result<Pass, KeeperError> {
        self.pass(stop).await
    }
}

/// Cranks until `stop`; every look goes to `tell`. With `once` a single look, whose failure is the result's.
///
/// # Errors
/// Settings, key or health address that cannot be used; with `once` a market that cannot be read.
pub async fn run(
    config: CrankConfig,
    is_dry: bool,
    once: bool,
    stop: CancellationToken,
    tell: impl FnMut(&Pass),
) -> Result<(), KeeperError> {
    let mut crank = Crank::new(config, is_dry).await?;
    keep(&mut crank, once, &stop, tell).await
}
