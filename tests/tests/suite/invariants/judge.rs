//! What came of the checks, and how often each was put to the test: a property that is never tried proves nothing.

use proptest::test_runner::TestCaseError;
use std::collections::BTreeMap;

/// What an invariant says about a step.
pub(super) type Verdict = Result<(), TestCaseError>;

/// How often each thing happened.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally(BTreeMap<String, u64>);

impl Tally {
    /// It happened once more.
    pub(super) fn add(&mut self, what: &str) {
        self.more(what, 1);
    }

    /// It happened so many times more.
    pub(super) fn more(&mut self, what: &str, times: u64) {
        match self.0.get_mut(what) {
            Some(count) => *count += times,
            None => drop(self.0.insert(what.into(), times)),
        }
    }

    /// How often it happened.
    pub(super) fn of(&self, what: &str) -> u64 {
        self.0.get(what).copied().unwrap_or_default()
    }

    /// With what another counted.
    pub(super) fn join(&mut self, other: &Self) {
        for (what, times) in &other.0 {
            self.more(what, *times);
        }
    }
}

/// Takes the verdicts of all invariants, or of one.
#[derive(Clone, Debug, Default)]
pub(super) struct Judge {
    /// The one that ends a history when it is broken; none: all are noted, and the history goes on.
    only: Option<u8>,
    /// What was tried.
    pub(super) tally: Tally,
    broken: BTreeMap<u8, String>,
}

impl Judge {
    /// Ends a history when invariant `number` is broken, and hears no other.
    pub(super) fn of(number: u8) -> Self {
        Self {
            only: Some(number),
            ..Self::default()
        }
    }

    /// Takes what invariant `number` says.
    pub(super) fn take(&mut self, number: u8, verdict: Verdict) -> Verdict {
        let Err(error) = verdict else {
            return Ok(());
        };
        match self.only {
            Some(only) if only == number => Err(error),
            Some(_) => Ok(()),
            None => {
                let first = || error.to_string();
                self.broken.entry(number).or_insert_with(first);
                Ok(())
            }
        }
    }

    /// How invariant `number` was broken first, if it was.
    pub(super) fn broken(&self, number: u8) -> Option<&str> {
        self.broken.get(&number).map(String::as_str)
    }
}
