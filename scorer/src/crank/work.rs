//! Doing jobs, and writing down how each ended.

use std::time::Instant;

use solana_address::Address;
use tokio_util::sync::CancellationToken;

use super::read::Lookout;
use super::rest::JobRests;
use super::send::{batches, has_taken_long, note, order, send};
use super::{Done, Duty, DutyConfig, Job, Outcome};
use crate::backoff::Doubling;
use crate::keeper::{Attempts, KeeperMetrics};
use crate::key::SigningKey;
use crate::send::{SendError, Sender};

/// Does jobs and remembers which rest.
#[derive(Debug)]
pub(super) struct Worker {
    sender: Sender,
    key: SigningKey,
    is_dry: bool,
    duties: DutyConfig,
    rests: JobRests,
    attempts: Attempts<Duty>,
    metrics: KeeperMetrics,
}

impl Worker {
    /// Nothing was done yet. One that is dry simulates and sends nothing.
    pub(super) fn new(
        sender: Sender,
        key: SigningKey,
        is_dry: bool,
        duties: DutyConfig,
        attempts: Attempts<Duty>,
    ) -> Self {
        let waits = Doubling::of_millis(duties.every_ms, duties.rest_most_ms);
        Self {
            sender,
            key,
            is_dry,
            duties,
            rests: JobRests::new(waits),
            attempts,
            metrics: KeeperMetrics::default(),
        }
    }

    pub(super) fn metrics(&self) -> &KeeperMetrics {
        &self.metrics
    }

    /// Who pays.
    pub(super) fn address(&self) -> Address {
        self.key.address()
    }

    pub(super) fn is_dry(&self) -> bool {
        self.is_dry
    }

    /// The jobs that do not rest.
    pub(super) fn rested(&mut self, jobs: Vec<Job>) -> Vec<Job> {
        let now = Instant::now();
        self.rests.sweep(now);
        let jobs = jobs.into_iter();
        jobs.filter(|job| self.rests.allows(job, now)).collect()
    }

    /// Does the jobs, several in a transaction. What fails is looked at again by `lookout`, with positions where the jobs were
    /// found by them. A transaction that expires ends it: what is due by then is for the next look to say.
    pub(super) async fn work(
        &mut self,
        mut jobs: Vec<Job>,
        (lookout, with_positions): (&Lookout, bool),
        stop: &CancellationToken,
    ) -> Vec<Done> {
        order(&mut jobs, &self.attempts);
        let mut done = Vec::new();
        for batch in batches(&jobs, self.duties.batch_most) {
            if stop.is_cancelled() {
                break;
            }
            if self.is_dry {
                done.extend(self.plan(&batch).await);
                continue;
            }
            let (ended, has_taken_long) = self.send(&batch, (lookout, with_positions), stop).await;
            done.extend(ended);
            if has_taken_long {
                break;
            }
        }
        done
    }

    /// Does one transaction's worth of jobs, and says whether that was waited for in vain.
    async fn send(
        &mut self,
        batch: &[Job],
        (lookout, with_positions): (&Lookout, bool),
        stop: &CancellationToken,
    ) -> (Vec<Done>, bool) {
        let Some(duty) = batch.first().map(|job| job.duty) else {
            return (Vec::new(), false);
        };
        let priced = (batch, self.attempts.of(&duty));
        let ended = send(&self.sender, &self.key, priced, stop).await;
        note(&mut self.attempts, duty, &ended);
        let has_taken_long = ended.iter().any(has_taken_long);
        let has_failed = ended.iter().any(Result::is_err);
        // What reverted is looked at once more: when it is no longer due, somebody was first.
        let after = if has_failed {
            let look = lookout.look_again(with_positions).await;
            look.ok().map(|look| look.jobs(&self.duties))
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
        (done, has_taken_long)
    }

    /// What a dry run would do.
    async fn plan(&mut self, batch: &[Job]) -> Vec<Done> {
        let mut done = Vec::new();
        for job in batch {
            let instruction = std::slice::from_ref(&job.instruction);
            let simulated = self.sender.simulate(instruction, &self.address()).await;
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
    pub(super) fn close(&mut self, job: &Job, outcome: Outcome) -> Done {
        let (now, duty) = (Instant::now(), job.duty.name());
        self.metrics.count(duty, outcome.name());
        if let Outcome::Failed { reason } = &outcome {
            tracing::warn!(duty, target = %job.target, reason, "failed");
            self.rests.failed(job, now);
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
