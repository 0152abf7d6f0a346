//! From jobs to transactions, and what became of them.

use serde::Serialize;
use solana_instruction::Instruction;
use tokio_util::sync::CancellationToken;

use super::{Duty, Job};
use crate::keeper::Attempts;
use crate::key::SigningKey;
use crate::send::{Landed, SendError, Sender, Shipment, Ticket};

/// What became of a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// It was done.
    Landed {
        /// The transaction, which may have done others as well.
        signature: String,
        /// Its slot.
        slot: u64,
    },
    /// Somebody else did it first.
    Needless,
    /// A dry run: it would have been done.
    Planned {
        /// Compute units of its transaction.
        units: u64,
    },
    /// It failed.
    Failed {
        /// Why.
        reason: String,
    },
}

impl Outcome {
    /// Its name in metrics.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Landed { .. } => "landed",
            Self::Needless => "needless",
            Self::Planned { .. } => "planned",
            Self::Failed { .. } => "failed",
        }
    }
}

/// A job and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Done {
    /// What it was.
    pub duty: Duty,
    /// To what, base 58.
    pub target: String,
    /// Why it was due.
    pub why: String,
    /// What became of it.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// Instructions whose effect a repetition does not double: nothing is written down.
struct Plain {
    instructions: Vec<Instruction>,
    /// How many before it expired in a row: it offers that much more.
    attempt: u32,
}

impl Shipment for Plain {
    fn first_attempt(&self) -> u32 {
        self.attempt
    }

    fn instructions(&mut self, attempt: u32) -> Option<Vec<Instruction>> {
        // Once: a transaction takes a minute to expire, in which nothing else is done, and what is due is another thing by then.
        (attempt == self.attempt).then(|| self.instructions.clone())
    }

    async fn persist(&mut self, ticket: &Ticket) -> Result<(), String> {
        tracing::debug!(signature = ticket.signature, "sent");
        Ok(())
    }
}

/// Puts jobs of duties whose last transaction expired after all others.
pub(super) fn order(jobs: &mut [Job], attempts: &Attempts<Duty>) {
    jobs.sort_by_key(|job| attempts.has_expired(&job.duty));
}

/// Groups of jobs of one duty, at most `most` each, in their order.
pub(super) fn batches(jobs: &[Job], most: usize) -> Vec<Vec<Job>> {
    let mut batches: Vec<Vec<Job>> = Vec::new();
    for job in jobs {
        match batches.last_mut() {
            Some(batch) if batch.len() < most && batch.iter().all(|one| one.duty == job.duty) => {
                batch.push(job.clone());
            }
            _ => batches.push(vec![job.clone()]),
        }
    }
    batches
}

/// Sends the batch in one transaction, at the price of this attempt; when that reverts, each job in its own. What failed is for
/// the caller to look at again. After one that took its time and did not land nothing more is sent: jobs beyond the last that is
/// given were not tried.
pub(super) async fn send(
    sender: &Sender,
    key: &SigningKey,
    (batch, attempt): (&[Job], u32),
    stop: &CancellationToken,
) -> Vec<Result<Landed, SendError>> {
    let whole = together(sender, key, (batch, attempt), stop).await;
    match whole {
        Ok(landed) => vec![Ok(landed); batch.len()],
        Err(error) if batch.len() > 1 && is_divisible(&error) => {
            let mut ended = Vec::new();
            for job in batch {
                let alone = (std::slice::from_ref(job), attempt);
                ended.push(together(sender, key, alone, stop).await);
                if ended.iter().any(has_taken_long) {
                    break;
                }
            }
            ended
        }
        Err(error) => vec![Err(error); batch.len()],
    }
}

/// Takes in how a transaction of the duty ended.
pub(super) fn note(attempts: &mut Attempts<Duty>, duty: Duty, ended: &[Result<Landed, SendError>]) {
    let is_dropped = |one: &Result<_, _>| matches!(one, Err(SendError::Dropped { .. }));
    if ended.iter().any(is_dropped) {
        attempts.expired(duty);
    } else if ended.iter().any(Result::is_ok) {
        attempts.forget(&duty);
    }
}

/// Whether it was waited for in vain until it expired, or for longer: what was seen before is not what is so now.
pub(super) fn has_taken_long(ended: &Result<Landed, SendError>) -> bool {
    matches!(
        ended,
        Err(SendError::Dropped { .. } | SendError::Ambiguous { .. })
    )
}

/// Whether fewer instructions at once could succeed.
fn is_divisible(error: &SendError) -> bool {
    error.revert().is_some()
        || matches!(
            error,
            SendError::SimulationFailed { .. } | SendError::Unbuildable { .. }
        )
}

async fn together(
    sender: &Sender,
    key: &SigningKey,
    (batch, attempt): (&[Job], u32),
    stop: &CancellationToken,
) -> Result<Landed, SendError> {
    let instructions = batch.iter().map(|job| job.instruction.clone());
    let mut shipment = Plain {
        instructions: instructions.collect(),
        attempt,
    };
    let signers = [key.clone()];
    sender.send(&mut shipment, &signers, stop).await
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use solana_signature::Signature;

    use super::super::fixture::job;
    use super::*;

    fn dropped() -> SendError {
        SendError::Dropped {
            signature: Signature::default(),
            last_valid_block_height: 9,
        }
    }

    #[test]
    fn duty_whose_transaction_expired_offers_more_until_one_lands() {
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
            note(&mut attempts, Duty::Price, &[ended]);
            seen.push((attempts.of(&Duty::Price), attempts.of(&Duty::Terms)));
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

        note(&mut attempts, Duty::Price, &[Err(dropped())]);
        order(&mut jobs, &attempts);

        let targets = jobs.each_ref().map(|job| job.target.to_bytes()[0]);
        assert_eq!(targets, [3, 4, 1, 2]);
    }

    #[test]
    fn jobs_of_one_duty_travel_together_up_to_the_most() {
        let price = |target| job(Duty::Price, target);
        let jobs = [price(1), price(2), price(3), job(Duty::Terms, 4)];

        let sizes: Vec<_> = batches(&jobs, 2).iter().map(Vec::len).collect();

        assert_eq!(sizes, [2, 1, 1]);
    }

    #[test]
    fn batch_that_expired_is_not_repeated_and_begins_at_the_price_that_it_is_given() {
        let instruction = job(Duty::Price, 1).instruction;
        let mut shipment = Plain {
            instructions: vec![instruction.clone()],
            attempt: 2,
        };

        assert_eq!(shipment.first_attempt(), 2);
        assert_eq!(shipment.instructions(2), Some(vec![instruction]));
        assert_eq!(shipment.instructions(3), None);
    }
}
