//! What is offered for a duty whose transactions expire: more each time, and after all other duties.

use std::collections::BTreeMap;

use super::{Duty, Job};
use crate::send::{Landed, SendError};

/// How often transactions of each duty have expired in a row, as far as that raises the price of the next.
#[derive(Debug)]
pub(super) struct Attempts {
    most: u32,
    expired: BTreeMap<Duty, u32>,
}

impl Attempts {
    /// None has expired; with `attempts_most` at hand the price is raised so often less one.
    pub(super) const fn new(attempts_most: u32) -> Self {
        Self {
            most: attempts_most.saturating_sub(1),
            expired: BTreeMap::new(),
        }
    }

    /// The attempt that the duty's next transaction is.
    pub(super) fn of(&self, duty: Duty) -> u32 {
        self.expired.get(&duty).copied().unwrap_or_default()
    }

    /// Puts jobs of duties whose last transaction expired after all others, so that they hold up none but themselves.
    pub(super) fn order(&self, jobs: &mut [Job]) {
        jobs.sort_by_key(|job| self.expired.contains_key(&job.duty));
    }

    /// Takes in how a transaction of the duty ended.
    pub(super) fn note(&mut self, duty: Duty, ended: &[Result<Landed, SendError>]) {
        let is_dropped = |one: &Result<_, _>| matches!(one, Err(SendError::Dropped { .. }));
        if ended.iter().any(is_dropped) {
            let expired = self.expired.entry(duty).or_default();
            *expired = expired.saturating_add(1).min(self.most);
        } else if ended.iter().any(Result::is_ok) {
            self.expired.remove(&duty);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use ballast_client::instruction;
    use solana_address::Address;
    use solana_signature::Signature;

    use super::*;

    fn job(duty: Duty, target: u8) -> Job {
        let target = Address::new_from_array([target; 32]);
        Job {
            duty,
            target,
            part: 0,
            version: 0,
            why: String::new(),
            instruction: instruction::terms_advance(&target),
        }
    }

    fn dropped() -> SendError {
        SendError::Dropped {
            signature: Signature::default(),
            last_valid_block_height: 9,
        }
    }

    #[test]
    fn each_transaction_that_expired_raises_the_next_of_its_duty_until_one_lands() {
        let landed = Ok(Landed {
            signature: Signature::default(),
            slot: 7,
            attempt: 0,
            broadcasts: 1,
            took: Duration::ZERO,
        });
        let [one, two, three] = [dropped(), dropped(), dropped()].map(Err);
        let (mut attempts, mut seen) = (Attempts::new(3), Vec::new());

        for ended in [one, two, three, Err(SendError::Cancelled), landed] {
            attempts.note(Duty::Price, &[ended]);
            seen.push((attempts.of(Duty::Price), attempts.of(Duty::Terms)));
        }

        assert_eq!(seen, [(1, 0), (2, 0), (2, 0), (2, 0), (0, 0)]);
    }

    #[test]
    fn duty_whose_transaction_expired_waits_for_all_others() {
        let mut attempts = Attempts::new(1);
        let mut jobs = [
            job(Duty::Price, 1),
            job(Duty::Price, 2),
            job(Duty::Terms, 3),
            job(Duty::Accrue, 4),
        ];

        attempts.note(Duty::Price, &[Err(dropped())]);
        attempts.order(&mut jobs);

        let order = jobs.each_ref().map(|job| job.target.to_bytes()[0]);
        assert_eq!(order, [3, 4, 1, 2]);
    }
}
