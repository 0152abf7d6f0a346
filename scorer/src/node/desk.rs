//! What the node knows and does from tick to tick.

mod feed;
mod report;
mod seal;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Once};
use std::time::{Duration, Instant};

use tokio::sync::{Notify, watch};
use tokio::task::{JoinHandle, JoinSet, spawn_blocking};

use super::chain::ChainState;
use super::config::{Feed, NodeConfig};
use super::drift::{DriftWatch, stances};
use super::health::{Metrics, Status};
use super::links::Links;
use super::publish::{Ended, SharedPost, now};
use super::settle::turn;
use super::shadow::{ShadowDesk, Trial};
use super::source::{Snapshot, Source};
use super::stagger::Stagger;
use super::tick::{FeedScore, Scorer, Stances};
use super::trigger::Trigger;
use super::turns::Turns;
use crate::key::SigningKey;
use crate::model::ModelError;
use crate::time::Timestamp;

pub(super) use feed::FeedDesk;

const MILLIS_PER_DAY: i64 = 86_400_000;

/// What the node knows and does.
pub(super) struct Desk {
    config: NodeConfig,
    feeds: Vec<FeedDesk>,
    keys: Vec<SigningKey>,
    scorer: Arc<Scorer>,
    /// The model on trial.
    shadow: Option<ShadowDesk>,
    source: Box<dyn Source>,
    drift: DriftWatch,
    stances: Arc<Stances>,
    judging: Option<JoinHandle<Result<Stances, ModelError>>>,
    reports: JoinSet<(usize, Trigger, Instant, Ended)>,
    /// What asks about earlier reports.
    settling: Turns,
    /// The number of the last row that had a turn.
    settled_up_to: i64,
    /// What seals the audit.
    sealing: Turns,
    links: Option<Links>,
}

impl Desk {
    pub(super) fn new(
        config: NodeConfig,
        feeds: Vec<Feed>,
        keys: Vec<SigningKey>,
        scorer: Scorer,
        source: Box<dyn Source>,
    ) -> Self {
        let delay = Duration::from_secs(config.stagger.backup_delay_seconds);
        let stagger = || Stagger::new(config.stagger.replica_id, delay);
        let feeds = feeds.into_iter();
        let feeds = feeds.map(|feed| FeedDesk::new(feed, stagger()));
        Self {
            feeds: feeds.collect(),
            keys,
            drift: DriftWatch::new(&config.drift),
            config,
            scorer: Arc::new(scorer),
            shadow: None,
            source,
            stances: Arc::default(),
            judging: None,
            reports: JoinSet::new(),
            settling: Turns::of("settling"),
            settled_up_to: 0,
            sealing: Turns::of("sealing"),
            links: None,
        }
    }

    /// Has `shadow`, where there is one, look at what was reported too. Nothing that is reported depends on it.
    #[must_use]
    pub(super) fn beside(mut self, shadow: Option<Scorer>) -> Self {
        let feeds = self.feeds.iter().map(|desk| &desk.feed);
        let trial = shadow.map(|scorer| Trial::new(scorer, &self.config.drift, feeds));
        self.shadow = trial.map(ShadowDesk::new);
        self
    }

    pub(super) fn connect(
        &mut self,
        post: SharedPost,
        chain: watch::Receiver<Option<ChainState>>,
        hurry: Arc<Notify>,
        (status, metrics): (Status, Arc<Metrics>),
    ) {
        for desk in &self.feeds {
            let rules = &desk.feed.trigger;
            let bound = f64::from(rules.deviation_hundredths) / 100.0;
            metrics
                .deviation_bound
                .get_or_create(&desk.labels)
                .set(bound);
            let bound = Duration::from_secs(rules.max_age_seconds).as_secs_f64();
            metrics.max_age_bound.get_or_create(&desk.labels).set(bound);
        }
        if let Some(shadow) = &self.shadow {
            metrics.shadow.begins(shadow.model_hash());
        }
        self.links = Some(Links {
            post,
            chain,
            hurry,
            status,
            metrics,
            refused: Arc::new(Once::new()),
            since: Instant::now(),
        });
    }

    /// Someone wants a report of every feed.
    pub(super) fn request(&mut self) {
        for desk in &mut self.feeds {
            desk.is_requested = true;
        }
    }

    /// Looks at the market once, writes down what it says, and sends off what is due.
    pub(super) async fn tick(&mut self) {
        let start = Instant::now();
        self.look_for_request();
        if let Some(links) = &self.links {
            links.tell_chain(&self.config, &self.feeds, start);
        }
        let seen_at = now();
        let snapshot = match self.source.snapshot(seen_at) {
            Ok(snapshot) => snapshot,
            Err(error) => {
                tracing::error!(%error, "the source has nothing");
                if let Some(links) = &self.links {
                    links.status.wrong("source", error.to_string());
                }
                return;
            }
        };
        self.watch_drift(&snapshot).await;
        let scores = self.scores(snapshot.clone()).await;
        let Some(links) = &self.links else {
            return;
        };
        links.tell_inputs(&self.feeds, &scores);
        let state = links.chain.borrow().clone();
        let mut reported = Vec::new();
        for (place, score) in scores.into_iter().enumerate() {
            if let Ok(score) = score {
                let considered = self.consider(place, (seen_at, score), state.as_ref());
                reported.extend(considered.await);
            }
        }
        if let Some(links) = &self.links {
            if let Some(shadow) = &mut self.shadow {
                shadow.look(links, snapshot, reported);
            }
            links.metrics.ticks.inc();
            links
                .metrics
                .tick_seconds
                .observe(start.elapsed().as_secs_f64());
        }
    }

    fn look_for_request(&mut self) {
        let file = &self.config.node.request_file;
        if !file.is_empty() && std::fs::remove_file(Path::new(file)).is_ok() {
            tracing::info!(file, "a report was asked for");
            self.request();
        }
    }

    async fn watch_drift(&mut self, snapshot: &Snapshot) {
        if let Some(judging) = self.judging.take_if(|judging| judging.is_finished()) {
            match judging.await {
                Ok(Ok(judged)) => {
                    for (asset, stance) in &judged {
                        tracing::info!(asset, chosen = ?stance.chosen, reasons = ?stance.reasons, "drift judged");
                    }
                    self.stances = Arc::new(judged);
                }
                Ok(Err(error)) => tracing::warn!(%error, "drift cannot be judged"),
                Err(error) => tracing::error!(%error, "judging drift ended"),
            }
        }
        if self.judging.is_some() {
            return;
        }
        let Some(window) = self.drift.due(snapshot) else {
            return;
        };
        let assets = self.feeds.iter().flat_map(|desk| desk.feed.assets.clone());
        let assets: BTreeSet<String> = assets.collect();
        let (scorer, snapshot) = (Arc::clone(&self.scorer), snapshot.clone());
        self.judging = Some(spawn_blocking(move || {
            stances(&scorer, &snapshot, &assets, window)
        }));
    }

    async fn scores(&self, snapshot: Snapshot) -> Vec<Result<FeedScore, String>> {
        let feeds: Vec<Feed> = self.feeds.iter().map(|desk| desk.feed.clone()).collect();
        let count = feeds.len();
        let (scorer, stances) = (Arc::clone(&self.scorer), Arc::clone(&self.stances));
        let scored = spawn_blocking(move || {
            let score = |feed| scorer.score(&snapshot, feed, &stances);
            let scores = feeds.iter().map(score);
            let scores = scores.map(|score| score.map_err(|error| error.to_string()));
            scores.collect()
        });
        let failed = |error| vec![Err(format!("scoring ended: {error}")); count];
        scored.await.unwrap_or_else(failed)
    }

    /// Has what no report of this run is about settled, beside the looks: RPC nodes that hang hold none of them up.
    pub(super) async fn settle(&mut self) {
        let (Some(links), true) = (self.links.clone(), self.settling.is_free()) else {
            return;
        };
        let busy = self.feeds.iter().filter_map(|desk| {
            let sequence = desk.in_flight?;
            Some((desk.feed.address.to_string(), sequence))
        });
        let rows = links.post.unsettled(&busy.collect()).await;
        links.tell_audit(rows.as_ref().err());
        let Ok(rows) = rows else {
            return;
        };
        let waiting = rows.len();
        let rows = turn(rows, self.settled_up_to);
        self.settled_up_to = rows.last().map_or(0, |row| row.id);
        self.settling.begin(async move {
            let settled = links.post.settle_rows(&rows).await;
            links.tell_audit(settled.as_ref().err());
            let left = waiting - settled.unwrap_or(0);
            links.metrics.unsettled(left);
        });
    }

    /// Forgets old ticks that no report stands on.
    pub(super) async fn prune(&mut self) {
        let before = days_ago(self.config.audit.keep_days);
        let keeps_unsealed = self.seals();
        if let Some(links) = &self.links {
            let pruned = links
                .post
                .audit
                .call(move |store| store.prune(before, keeps_unsealed))
                .await;
            if let Ok(rows @ 1..) = pruned {
                tracing::info!(rows, "old ticks forgotten");
            }
        }
    }
}

fn days_ago(days: u32) -> Timestamp {
    let millis = i64::from(days).saturating_mul(MILLIS_PER_DAY);
    Timestamp::from_millis(now().millis().saturating_sub(millis))
}

#[cfg(test)]
mod tests;
