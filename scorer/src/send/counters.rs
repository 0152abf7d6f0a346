//! What the sender counts, for whoever exports it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use serde::Serialize;

use super::ErrorClass;

/// Running counters.
#[derive(Debug, Default)]
pub struct SendCounters {
    pub(super) simulated: AtomicU64,
    pub(super) prepared: AtomicU64,
    pub(super) broadcasts: AtomicU64,
    pub(super) landed: AtomicU64,
    pub(super) fees_unknown: AtomicU64,
    pub(super) last_micro_lamports: AtomicU64,
    errors: [AtomicU64; ErrorClass::ALL.len()],
}

/// What was counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SendCounts {
    /// Simulations.
    pub simulated: u64,
    /// Transactions signed.
    pub prepared: u64,
    /// Broadcasts, each to every node.
    pub broadcasts: u64,
    /// Transactions that landed.
    pub landed: u64,
    /// How often no node told recent fees, so that the floor was offered.
    pub fees_unknown: u64,
    /// The last offer, micro-lamports a unit.
    pub last_micro_lamports: u64,
    /// Errors by class; classes that never occurred are there with zero.
    pub errors: BTreeMap<&'static str, u64>,
}

impl SendCounters {
    pub(super) fn count(&self, class: ErrorClass) {
        if let Some(counter) = self.errors.get(class as usize) {
            counter.fetch_add(1, Relaxed);
        }
    }

    pub(super) fn read(&self) -> SendCounts {
        let errors = ErrorClass::ALL.iter().zip(&self.errors);
        SendCounts {
            simulated: self.simulated.load(Relaxed),
            prepared: self.prepared.load(Relaxed),
            broadcasts: self.broadcasts.load(Relaxed),
            landed: self.landed.load(Relaxed),
            fees_unknown: self.fees_unknown.load(Relaxed),
            last_micro_lamports: self.last_micro_lamports.load(Relaxed),
            errors: errors
                .map(|(class, counter)| (class.name(), counter.load(Relaxed)))
                .collect(),
        }
    }
}
