//! A model on trial beside a running node: asked after the reports, waited for by nobody.

use std::sync::Arc;

use tokio::task::spawn_blocking;

use super::Trial;
use crate::node::audit::ShadowRecord;
use crate::node::config::Feed;
use crate::node::health::FeedLabels;
use crate::node::links::Links;
use crate::node::source::Snapshot;
use crate::node::turns::Turns;
use crate::time::Timestamp;

/// A feed as the reporting model scored it at a look.
#[derive(Debug)]
pub(in crate::node) struct Reported {
    pub(in crate::node) feed: Feed,
    pub(in crate::node) labels: FeedLabels,
    /// Hundredths of a point.
    pub(in crate::node) score: u16,
    pub(in crate::node) seen_at: Timestamp,
    /// Its tick in the audit; None where it could not be written.
    pub(in crate::node) tick: Option<i64>,
}

/// Asks a model on trial about what was just reported, one look at a time.
#[derive(Debug)]
pub(in crate::node) struct ShadowDesk {
    trial: Arc<Trial>,
    looking: Turns,
}

impl ShadowDesk {
    pub(in crate::node) fn new(trial: Trial) -> Self {
        Self {
            trial: Arc::new(trial),
            looking: Turns::of("a look of the shadow"),
        }
    }

    /// SHA-256 of the model, in hex.
    pub(in crate::node) fn model_hash(&self) -> &str {
        self.trial.model_hash()
    }

    /// Has it look at `snapshot` too. While it is at an earlier look, this one is left out.
    pub(in crate::node) fn look(
        &mut self,
        links: &Links,
        snapshot: Snapshot,
        reported: Vec<Reported>,
    ) {
        if self.looking.is_free() {
            let (trial, links) = (Arc::clone(&self.trial), links.clone());
            self.looking.begin(ask(trial, links, snapshot, reported));
        }
    }

    /// Waits until it looks at nothing.
    #[cfg(test)]
    pub(in crate::node) async fn rests(&mut self) {
        self.looking.rest().await;
    }

    #[cfg(test)]
    pub(in crate::node) fn trial(&self) -> Arc<Trial> {
        Arc::clone(&self.trial)
    }
}

async fn ask(trial: Arc<Trial>, links: Links, snapshot: Snapshot, reported: Vec<Reported>) {
    let feeds: Vec<Feed> = reported.iter().map(|of| of.feed.clone()).collect();
    let asked = spawn_blocking(move || trial.look(&snapshot, &feeds)).await;
    let said = asked.unwrap_or_else(|error| {
        tracing::error!(%error, "the shadow did not end its look");
        vec![Err(error.to_string()); reported.len()]
    });
    for (reported, said) in reported.iter().zip(said) {
        tell(&links, reported, said.ok()).await;
    }
}

/// Shows and writes down what it said of a feed; None where it could not say.
async fn tell(links: &Links, reported: &Reported, said: Option<ShadowRecord>) {
    let metrics = &links.metrics.shadow;
    match &said {
        Some(said) => metrics.says(
            &reported.labels,
            reported.score,
            (said.score, said.half_width),
        ),
        None => metrics.fails(&reported.labels),
    }
    let Some(tick) = reported.tick else {
        return;
    };
    let (at, bound) = (reported.seen_at, reported.feed.trigger.deviation_hundredths);
    let audit = &links.post.audit;
    let noted = audit.call(move |store| store.note_shadow(tick, at, said.as_ref(), bound));
    if let Err(error) = noted.await {
        // Whether the audit can be written is told by the ticks themselves.
        tracing::warn!(%error, "what the shadow said could not be written down");
        metrics.fails(&reported.labels);
    }
}

#[cfg(test)]
mod tests;
