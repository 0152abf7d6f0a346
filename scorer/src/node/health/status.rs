//! What is wrong now, by name. The node is ready while nothing is.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;

/// Shared by everything that can be wrong.
#[derive(Clone, Debug, Default)]
pub struct Status {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Debug, Default)]
struct Inner {
    /// What is wrong, and since when it has been said to be.
    wrong: BTreeMap<String, String>,
    /// Parts that have spoken at least once.
    heard: Vec<&'static str>,
}

/// Parts that must have spoken before the node is ready.
const PARTS: [&str; 3] = ["audit", "chain", "source"];

/// An answer to "are you ready".
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Readiness {
    /// Whether nothing is wrong.
    pub is_ready: bool,
    /// What is wrong or stale, and why.
    pub wrong: BTreeMap<String, String>,
}

impl Status {
    /// `part` is well: nothing whose name is it or begins with it and `:` is wrong any more.
    pub fn well(&self, part: &'static str) {
        let mut inner = self.lock();
        inner.hear(part);
        let below = format!("{part}:");
        inner
            .wrong
            .retain(|name, _| name != part && !name.starts_with(&below));
    }

    /// `part` is not well, because of `why`.
    pub fn wrong(&self, part: &'static str, why: impl Into<String>) {
        let mut inner = self.lock();
        inner.hear(part);
        inner.wrong.insert(part.to_owned(), why.into());
    }

    /// These, each a name below `part` and why, are what is wrong with `part`; nothing else of it is.
    pub fn set(&self, part: &'static str, wrong: impl IntoIterator<Item = (String, String)>) {
        self.well(part);
        let mut inner = self.lock();
        for (name, why) in wrong {
            inner.wrong.insert(format!("{part}:{name}"), why);
        }
    }

    /// Whether nothing is wrong and every part has spoken.
    pub fn readiness(&self) -> Readiness {
        let inner = self.lock();
        let mut wrong = inner.wrong.clone();
        for part in PARTS {
            if !inner.heard.contains(&part) {
                wrong.insert(part.to_owned(), "not heard of yet".to_owned());
            }
        }
        Readiness {
            is_ready: wrong.is_empty(),
            wrong,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // A panic elsewhere does not make a list of words wrong.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn hear(&mut self, part: &'static str) {
        if !self.heard.contains(&part) {
            self.heard.push(part);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all_well() -> Status {
        let status = Status::default();
        for part in PARTS {
            status.well(part);
        }
        status
    }

    #[test]
    fn node_is_not_ready_before_every_part_has_spoken() {
        let status = Status::default();
        status.well("chain");

        let readiness = status.readiness();

        assert!(!readiness.is_ready);
        assert_eq!(
            readiness.wrong.keys().collect::<Vec<_>>(),
            ["audit", "source"]
        );
        assert!(all_well().readiness().is_ready);
    }

    #[test]
    fn what_is_wrong_is_named_until_it_is_well() {
        let status = all_well();
        status.wrong("audit", "disk full");
        status.set("source", [("SOL spot_5m".to_owned(), "late".to_owned())]);

        let wrong = status.readiness().wrong;
        status.set("source", []);
        status.well("audit");

        assert_eq!(wrong["audit"], "disk full");
        assert_eq!(wrong["source:SOL spot_5m"], "late");
        assert!(status.readiness().is_ready);
    }
}
