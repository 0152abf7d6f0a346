//! The crank's loop.

use std::sync::Arc;
use std::time::{Duration, Instant};

use ballast_client::address;
use ballast_client::layout::{PendingChange, Position};
use serde::Serialize;
use solana_address::Address;
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use super::duty::Sight;
use super::rest::Rests;
use super::send::{batches, send};
use super::{CrankConfig, Done, Duty, Job, Outcome};
use crate::keeper::{
    Health, KeeperError, KeeperMetrics, Pace, Placed, Reader, Scene, jitter, serve, token_account,
};
use crate::key::SigningKey;
use crate::rpc::Endpoints;
use crate::send::{SendError, Sender};
use crate::telemetry::span;

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
    reader: Reader,
    sender: Sender,
    key: SigningKey,
    is_dry: bool,
    rests: Rests,
    metrics: KeeperMetrics,
    /// Changes below this number that are still pending, and how many were looked at.
    pending: Vec<u64>,
    changes_seen: u64,
    positions_at: Option<Instant>,
}

/// Everything that one look has read.
struct Look {
    scene: Scene,
    changes: Vec<Placed<PendingChange>>,
    positions: Vec<Placed<Position>>,
    treasuries: Vec<Option<Address>>,
}

impl Look {
    fn jobs(&self, config: &CrankConfig) -> Vec<Job> {
        let sight = Sight {
            scene: &self.scene,
            changes: &self.changes,
            positions: &self.positions,
            treasuries: &self.treasuries,
            config: &config.duties,
        };
        sight.jobs()
    }
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
        let sender = Sender::new(endpoints, config.fee.clone(), config.confirm.clone())?;
        let key = SigningKey::load(&config.key).await?;
        Ok(Self {
            config,
            reader,
            sender,
            key,
            is_dry,
            rests: Rests::default(),
            metrics: KeeperMetrics::default(),
            pending: Vec::new(),
            changes_seen: 0,
            positions_at: None,
        })
    }

    /// What it counts.
    pub fn metrics(&self) -> &KeeperMetrics {
        &self.metrics
    }

    /// Looks once and does what is due.
    ///
    /// # Errors
    /// The market cannot be read. What a job meets is its outcome.
    pub async fn pass(&mut self, stop: &CancellationToken) -> Result<Pass, KeeperError> {
        self.metrics.looks.inc();
        let positions = self.wants_positions();
        let look = self.look(positions).await?;
        self.metrics.set_slot(look.scene.clock.slot);
        let slot = look.scene.clock.slot;
        let mut pass = Pass {
            slot,
            done: Vec::new(),
        };
        let mut jobs = self.rested(look.jobs(&self.config));
        if jobs.is_empty() {
            return Ok(pass);
        }
        let most = Duration::from_millis(self.config.duties.jitter_ms);
        if !self.is_dry && !most.is_zero() {
            let wait = jitter(&self.key.address(), slot, most);
            if !Pace::wait(wait, stop).await {
                return Ok(pass);
            }
            // Whoever drew a shorter wait may have done it meanwhile.
            let still = self.look(positions).await?.jobs(&self.config);
            let (kept, gone): (Vec<Job>, Vec<Job>) = jobs
                .into_iter()
                .partition(|job| still.iter().any(|one| one.identity() == job.identity()));
            pass.done
                .extend(gone.iter().map(|job| self.close(job, Outcome::Needless)));
            let still = still.into_iter();
            jobs = still
                .filter(|job| kept.iter().any(|one| one.identity() == job.identity()))
                .collect();
        }
        for batch in batches(&jobs, self.config.duties.batch_most) {
            if stop.is_cancelled() {
                break;
            }
            pass.done.extend(self.work(&batch, positions, stop).await);
        }
        if self.metrics.wants_balance(true) {
            let balance = self.reader.endpoints().balance(&self.key.address()).await?;
            self.metrics.set_balance(balance);
        }
        Ok(pass)
    }

    fn rested(&mut self, jobs: Vec<Job>) -> Vec<Job> {
        let now = Instant::now();
        self.rests
            .sweep(now, Duration::from_millis(self.config.duties.rest_most_ms));
        let jobs = jobs.into_iter();
        jobs.filter(|job| self.rests.allows(job, now)).collect()
    }

    /// Does one transaction's worth of jobs.
    async fn work(
        &mut self,
        batch: &[Job],
        positions: bool,
        stop: &CancellationToken,
    ) -> Vec<Done> {
        if self.is_dry {
            return self.plan(batch).await;
        }
        let ended = send(&self.sender, &self.key, batch, stop).await;
        let has_failed = ended.iter().any(Result::is_err);
        // What reverted is looked at once more: when it is no longer due, somebody was first.
        let after = if has_failed {
            let look = self.look(positions).await;
            look.ok().map(|look| look.jobs(&self.config))
        } else {
            None
        };
        let mut done = Vec::new();
        for (job, ended) in batch.iter().zip(ended) {
            let outcome = match ended {
                Ok(landed) => Outcome::Landed {
                    signature: landed.signature.to_string(),
                    slot: landed.slot,
                },
                Err(error) => judge(job, &error, after.as_deref()),
            };
            done.push(self.close(job, outcome));
        }
        done
    }

    /// What a dry run would do.
    async fn plan(&mut self, batch: &[Job]) -> Vec<Done> {
        let mut done = Vec::new();
        for job in batch {
            let instruction = std::slice::from_ref(&job.instruction);
            let simulated = self.sender.simulate(instruction, &self.key.address()).await;
            let outcome = match simulated {
                Ok(simulation) => Outcome::Planned {
                    units: simulation.units,
                },
                Err(error) => Outcome::Failed {
                    reason: error.to_string(),
                },
            };
            done.push(self.close(job, outcome));
        }
        done
    }

    /// Writes down how a job ended.
    fn close(&mut self, job: &Job, outcome: Outcome) -> Done {
        let (now, duties) = (Instant::now(), &self.config.duties);
        self.metrics.count(job.duty.name(), outcome.name());
        let duty = job.duty.name();
        if let Outcome::Failed { reason } = &outcome {
            tracing::warn!(duty, target = %job.target, reason, "failed");
            let (first, most) = (duties.every_ms, duties.rest_most_ms);
            let (first, most) = (Duration::from_millis(first), Duration::from_millis(most));
            self.rests.failed(job, first, most, now);
        } else {
            tracing::info!(duty, target = %job.target, why = job.why, outcome = outcome.name());
            self.rests.done(job, now);
        }
        Done {
            duty: job.duty,
            target: job.target.to_string(),
            why: job.why.clone(),
            outcome,
        }
    }

    /// Whether positions are read in this look.
    fn wants_positions(&mut self) -> bool {
        let duties = &self.config.duties;
        let every = Duration::from_secs(duties.positions_every_seconds);
        let is_asked = [Duty::BadDebt, Duty::Mark].map(|duty| duties.enabled.contains(&duty));
        let is_due = self.positions_at.is_none_or(|at| at.elapsed() >= every);
        if !is_asked.contains(&true) || !is_due {
            return false;
        }
        self.positions_at = Some(Instant::now());
        true
    }

    async fn look(&mut self, positions: bool) -> Result<Look, KeeperError> {
        let scene = self.reader.read().await?;
        let changes = self.changes(&scene).await?;
        let positions = if positions {
            let endpoints = self.reader.endpoints();
            endpoints.market_accounts(&scene.address).await?
        } else {
            Vec::new()
        };
        let treasuries = self.treasuries(&scene).await?;
        Ok(Look {
            scene,
            changes,
            positions,
            treasuries,
        })
    }

    /// Changes that were neither executed nor cancelled; those that were are not read again.
    async fn changes(&mut self, scene: &Scene) -> Result<Vec<Placed<PendingChange>>, KeeperError> {
        const PENDING: u8 = 0;
        if !self.config.duties.enabled.contains(&Duty::Change) {
            return Ok(Vec::new());
        }
        let new = self.changes_seen..scene.market.change_count;
        let numbers: Vec<u64> = self.pending.iter().copied().chain(new).collect();
        let addresses = numbers.iter();
        let addresses: Vec<Address> = addresses
            .map(|number| address::change(&scene.address, *number).0)
            .collect();
        if addresses.is_empty() {
            return Ok(Vec::new());
        }
        let read: Vec<Option<PendingChange>> = self.reader.endpoints().accounts(&addresses).await?;
        let read = addresses.into_iter().zip(read);
        let pending: Vec<Placed<PendingChange>> = read
            .filter_map(|(address, change)| Some((address, change?)))
            .filter(|(_, change)| change.status == PENDING)
            .collect();
        self.pending = pending.iter().map(|(_, change)| change.number).collect();
        self.changes_seen = scene.market.change_count;
        Ok(pending)
    }

    /// Governance's associated token accounts that stand, by reserve.
    async fn treasuries(&self, scene: &Scene) -> Result<Vec<Option<Address>>, KeeperError> {
        if !self.config.duties.enabled.contains(&Duty::Fees) {
            return Ok(Vec::new());
        }
        let governance = &scene.market.roles.governance;
        let indices = (0..scene.market.reserve_count).map(ballast_policy::unit::ReserveIndex);
        let accounts = indices.filter_map(|index| scene.accounts(index));
        let treasuries: Vec<Address> = accounts
            .map(|of| token_account(governance, &of.mint, &of.token_program))
            .collect();
        let (_, found) = self.reader.endpoints().raw_accounts(&treasuries).await?;
        let found = treasuries.into_iter().zip(found);
        Ok(found
            .map(|(address, account)| account.map(|_| address))
            .collect())
    }
}

/// Whether a job that failed was needless.
fn judge(job: &Job, error: &SendError, after: Option<&[Job]>) -> Outcome {
    let is_gone = after.is_some_and(|after| {
        let mut same = after.iter().filter(|one| one.identity() == job.identity());
        same.all(|one| one.version != job.version)
    });
    if is_gone && error.revert().is_some() {
        return Outcome::Needless;
    }
    Outcome::Failed {
        reason: error.to_string(),
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
    mut tell: impl FnMut(&Pass),
) -> Result<(), KeeperError> {
    const LONGEST: Duration = Duration::from_mins(1);
    let mut crank = Crank::new(config, is_dry).await?;
    let health = Arc::new(Health::new("ballast_crank", LONGEST, crank.metrics()));
    if let Some(listen) = crank.config.health.listen
        && !once
    {
        serve(listen, Arc::clone(&health), stop.clone()).await?;
    }
    let every = Duration::from_millis(crank.config.duties.every_ms);
    let mut pace = Pace::new(every, LONGEST);
    loop {
        let looked = crank.pass(&stop).instrument(span::look()).await;
        match (&looked, once) {
            (Ok(pass), _) => tell(pass),
            (Err(_), true) => return looked.map(|_| ()),
            (Err(error), false) => tracing::warn!(%error, "the market cannot be read"),
        }
        if once {
            return Ok(());
        }
        if looked.is_err() {
            crank.metrics.looks_failed.inc();
        }
        health.note(looked.as_ref().err().map(ToString::to_string));
        if !Pace::wait(pace.after(looked.is_ok()), &stop).await {
            return Ok(());
        }
    }
}
