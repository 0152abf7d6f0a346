//! Which jobs rest: those that failed, longer each time, and those that were just done, until every node shows it.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use solana_address::Address;

use super::{Duty, Job};

/// How long a job that was done is not done again by the same cause: nodes that lag still show it as due.
const SETTLES: Duration = Duration::from_secs(10);

type Identity = (Duty, Address, u64);

/// What rests, and until when.
#[derive(Debug, Default)]
pub(super) struct Rests {
    failed: BTreeMap<Identity, (u32, Instant)>,
    done: BTreeMap<Identity, (u64, Instant)>,
}

impl Rests {
    /// Whether the job may be tried at `now`.
    pub(super) fn allows(&self, job: &Job, now: Instant) -> bool {
        let identity = job.identity();
        let rests = self.failed.get(&identity);
        let is_tired = rests.is_some_and(|(_, until)| now < *until);
        let settled = self.done.get(&identity);
        let is_settling =
            settled.is_some_and(|(version, until)| *version == job.version && now < *until);
        !is_tired && !is_settling
    }

    /// The job was done, by us or somebody else.
    pub(super) fn done(&mut self, job: &Job, now: Instant) {
        self.failed.remove(&job.identity());
        self.done
            .insert(job.identity(), (job.version, now + SETTLES));
    }

    /// The job failed: it rests `first`, twice that after the next failure, at most `most`.
    pub(super) fn failed(&mut self, job: &Job, first: Duration, most: Duration, now: Instant) {
        let (failures, until) = self.failed.entry(job.identity()).or_insert((0, now));
        let rest = first.saturating_mul(1 << (*failures).min(16)).min(most);
        *failures = failures.saturating_add(1);
        *until = now + rest;
    }

    /// Forgets what is over, so that it does not grow for ever.
    pub(super) fn sweep(&mut self, now: Instant, most: Duration) {
        self.done.retain(|_, (_, until)| now < *until);
        self.failed.retain(|_, (_, until)| now < *until + most);
    }
}

#[cfg(test)]
mod tests {
    use ballast_client::instruction;

    use super::*;

    fn job(version: u64) -> Job {
        let target = Address::default();
        Job {
            duty: Duty::Terms,
            target,
            part: 0,
            version,
            why: String::new(),
            instruction: instruction::terms_advance(&target),
        }
    }

    #[test]
    fn job_that_fails_rests_longer_each_time_up_to_the_most() {
        let (mut rests, start) = (Rests::default(), Instant::now());
        let (first, most) = (Duration::from_secs(1), Duration::from_secs(3));
        let seconds = |seconds| start + Duration::from_secs(seconds);

        rests.failed(&job(1), first, most, start);
        assert!(!rests.allows(&job(1), start) && rests.allows(&job(1), seconds(1)));
        rests.failed(&job(1), first, most, seconds(1));
        assert!(!rests.allows(&job(1), seconds(2)) && rests.allows(&job(1), seconds(3)));
        rests.failed(&job(1), first, most, seconds(3));

        assert!(!rests.allows(&job(1), seconds(5)) && rests.allows(&job(1), seconds(6)));
    }

    #[test]
    fn job_that_was_done_is_done_again_only_for_a_new_cause() {
        let (mut rests, start) = (Rests::default(), Instant::now());

        rests.done(&job(1), start);

        assert!(!rests.allows(&job(1), start));
        assert!(rests.allows(&job(2), start));
        assert!(rests.allows(&job(1), start + SETTLES));
    }
}
