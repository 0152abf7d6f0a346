//! Which jobs rest: those that failed, longer each time, and those that were just done, until every node shows it.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use solana_address::Address;

use super::{Duty, Job};
use crate::backoff::{Doubling, Rests};

/// How long a job that was done is not done again by the same cause: nodes that lag still show it as due.
const SETTLES: Duration = Duration::from_secs(10);

type Identity = (Duty, Address, u64);

/// What rests, and until when.
#[derive(Debug)]
pub(super) struct JobRests {
    failed: Rests<Identity>,
    done: BTreeMap<Identity, (u64, Instant)>,
}

impl JobRests {
    /// Nothing was done yet; what fails rests by `waits`.
    pub(super) const fn new(waits: Doubling) -> Self {
        Self {
            failed: Rests::new(waits),
            done: BTreeMap::new(),
        }
    }

    /// Whether the job may be tried at `now`.
    pub(super) fn allows(&self, job: &Job, now: Instant) -> bool {
        let identity = job.identity();
        let settled = self.done.get(&identity);
        let is_settling =
            settled.is_some_and(|(version, until)| *version == job.version && now < *until);
        self.failed.allows(&identity, now) && !is_settling
    }

    /// The job was done, by us or somebody else.
    pub(super) fn done(&mut self, job: &Job, now: Instant) {
        self.failed.succeeded(&job.identity());
        self.done
            .insert(job.identity(), (job.version, now + SETTLES));
    }

    /// The job failed: it rests.
    pub(super) fn failed(&mut self, job: &Job, now: Instant) {
        self.failed.failed(job.identity(), now);
    }

    /// Forgets what is over, so that it does not grow for ever.
    pub(super) fn sweep(&mut self, now: Instant) {
        self.done.retain(|_, (_, until)| now < *until);
        self.failed.sweep(now);
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    fn job(version: u64) -> Job {
        Job {
            version,
            ..fixture::job(Duty::Terms, 0)
        }
    }

    fn rests() -> JobRests {
        JobRests::new(Doubling::of_millis(1_000, 3_000))
    }

    #[test]
    fn job_that_fails_rests_whatever_its_cause_and_one_that_is_done_begins_anew() {
        let (mut rests, start) = (rests(), Instant::now());
        let seconds = |seconds| start + Duration::from_secs(seconds);

        rests.failed(&job(1), start);
        assert!(!rests.allows(&job(2), start) && rests.allows(&job(2), seconds(1)));
        rests.failed(&job(1), seconds(1));
        assert!(!rests.allows(&job(1), seconds(2)) && rests.allows(&job(1), seconds(3)));
        rests.done(&job(1), seconds(3));
        rests.failed(&job(2), seconds(3));

        assert!(!rests.allows(&job(2), seconds(3)) && rests.allows(&job(2), seconds(4)));
    }

    #[test]
    fn job_that_was_done_is_done_again_only_for_a_new_cause() {
        let (mut rests, start) = (rests(), Instant::now());

        rests.done(&job(1), start);

        assert!(!rests.allows(&job(1), start));
        assert!(rests.allows(&job(2), start));
        assert!(rests.allows(&job(1), start + SETTLES));
    }
}
