//! Asks a model on trial.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use crate::node::audit::ShadowRecord;
use crate::node::config::{DriftSection, Feed};
use crate::node::drift::{DriftWatch, stances};
use crate::node::source::Snapshot;
use crate::node::tick::{Scorer, Stances};

/// A model on trial. What drift has the reporting model do says nothing of it: it is judged by what its own training saw.
#[derive(Debug)]
pub(in crate::node) struct Trial {
    scorer: Scorer,
    /// Every feed's.
    assets: BTreeSet<String>,
    seen: Mutex<Seen>,
}

/// What it has seen so far.
#[derive(Debug)]
struct Seen {
    drift: DriftWatch,
    stances: Stances,
    /// Why the feeds without its score have none.
    failing: BTreeMap<String, String>,
}

impl Trial {
    /// Nothing was asked yet.
    pub(in crate::node) fn new<'a>(
        scorer: Scorer,
        drift: &DriftSection,
        feeds: impl IntoIterator<Item = &'a Feed>,
    ) -> Self {
        let assets = feeds.into_iter().flat_map(|feed| feed.assets.clone());
        Self {
            scorer,
            assets: assets.collect(),
            seen: Mutex::new(Seen {
                drift: DriftWatch::new(drift),
                stances: Stances::new(),
                failing: BTreeMap::new(),
            }),
        }
    }

    /// SHA-256 of the model, in hex.
    pub(in crate::node) fn model_hash(&self) -> &str {
        self.scorer.model().hash()
    }

    /// What it says of `feeds`, or why it cannot. Every few hours drift is judged first, which takes a second or so.
    pub(in crate::node) fn look(
        &self,
        snapshot: &Snapshot,
        feeds: &[Feed],
    ) -> Vec<Result<ShadowRecord, String>> {
        // One look that panicked is no reason to end the trial.
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(window) = seen.drift.due(snapshot) {
            match stances(&self.scorer, snapshot, &self.assets, window) {
                Ok(judged) => seen.stances = judged,
                Err(error) => tracing::warn!(%error, "the shadow's drift cannot be judged"),
            }
        }
        let said = feeds.iter().map(|feed| {
            let said = self.score(snapshot, feed, &seen.stances);
            seen.tell(&feed.name, said.as_ref().err());
            said
        });
        said.collect()
    }

    fn score(
        &self,
        snapshot: &Snapshot,
        feed: &Feed,
        stances: &Stances,
    ) -> Result<ShadowRecord, String> {
        let score = self.scorer.score(snapshot, feed, stances);
        let score = score.map_err(|error| error.to_string())?;
        Ok(ShadowRecord {
            model_hash: self.model_hash().to_owned(),
            score: score.said.score,
            half_width: score.said.half_width,
            is_by_baseline: score.detail.is_by_baseline(),
        })
    }
}

impl Seen {
    /// Says once, and not at each look, why a feed has no score.
    fn tell(&mut self, feed: &str, failure: Option<&String>) {
        let Some(failure) = failure else {
            self.failing.remove(feed);
            return;
        };
        if self.failing.get(feed) != Some(failure) {
            tracing::warn!(feed, error = failure, "the shadow has no score");
            self.failing.insert(feed.to_owned(), failure.clone());
        }
    }
}

#[cfg(test)]
impl Trial {
    /// Keeps it from looking until what is given back is dropped.
    pub(in crate::node) fn hold(self: std::sync::Arc<Self>) -> Hold {
        let (held, is_held) = std::sync::mpsc::channel();
        let (release, released) = std::sync::mpsc::channel::<()>();
        let thread = std::thread::spawn(move || {
            let _seen = self.seen.lock();
            held.send(()).unwrap();
            // Nobody speaks: its other end is dropped.
            let _ = released.recv();
        });
        is_held.recv().unwrap();
        Hold {
            release: Some(release),
            thread: Some(thread),
        }
    }
}

/// A trial that cannot look.
#[cfg(test)]
#[derive(Debug)]
pub(in crate::node) struct Hold {
    release: Option<std::sync::mpsc::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

#[cfg(test)]
impl Drop for Hold {
    fn drop(&mut self) {
        drop(self.release.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
