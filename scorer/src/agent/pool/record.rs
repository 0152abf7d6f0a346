//! What a pool was told, where it is asked to keep it.

use super::Pool;
use crate::agent::operation::{Operation, PoolState, Recording, Timed};
use ballast_policy::error::PolicyError;

impl Pool {
    /// Keeps what happens from now on.
    pub(in crate::agent) fn record(&mut self) {
        self.recorded = Some((self.state(), Vec::new()));
    }

    /// What was kept, and how the pool stands now.
    pub(in crate::agent) fn recording(&mut self) -> Option<Recording> {
        let (opened, operations) = self.recorded.take()?;
        Some(Recording {
            opened,
            operations,
            closed: self.state(),
        })
    }

    fn state(&self) -> PoolState {
        let positions = self.accounts.iter().map(|account| account.position);
        PoolState {
            reserves: self.reserves.clone(),
            feeds: self.feeds.clone(),
            limits: self.limits,
            flows: self.flows,
            positions: positions.collect(),
            decimals: self.decimals.clone(),
        }
    }

    pub(super) fn note(&mut self, at: u64, operation: impl FnOnce() -> Operation) {
        self.keep(at, None, operation);
    }

    /// Keeps what was refused, and counts it as a `kind`.
    pub(super) fn note_refused(
        &mut self,
        at: u64,
        (kind, error): (&str, PolicyError),
        operation: impl FnOnce() -> Operation,
    ) {
        self.journal.refused(kind, error.rule);
        self.keep(at, Some(error), operation);
    }

    fn keep(
        &mut self,
        at: u64,
        refused: Option<PolicyError>,
        operation: impl FnOnce() -> Operation,
    ) {
        if let Some((_, operations)) = &mut self.recorded {
            let operation = operation();
            operations.push(Timed {
                at,
                operation,
                refused,
            });
        }
    }
}
