//! What the node knows and does from tick to tick.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ballast_client::instruction::ReportArguments;
use ballast_client::layout::RiskFeed;
use solana_address::Address;
use tokio::sync::{Notify, watch};
use tokio::task::{JoinHandle, JoinSet, spawn_blocking};
use tracing::Instrument as _;

use super::audit::{Outcome, TickRecord};
use super::chain::ChainState;
use super::config::{Feed, NodeConfig};
use super::drift::{DriftWatch, stances};
use super::health::{FeedLabels, Metrics, Status};
use super::links::Links;
use super::permission::{Permission, permission};
use super::publish::{DueReport, Ended, SharedPost, now};
use super::sequence;
use super::source::{Snapshot, Source};
use super::stagger::Stagger;
use super::tick::{FeedScore, Scorer, Stances};
use super::trigger::{Trigger, due};
use crate::key::SigningKey;
use crate::model::ModelError;
use crate::telemetry::span;
use crate::time::Timestamp;

/// After a failure a feed waits this long at first, twice as long after the next, and at most the second.
const PAUSES: (Duration, Duration) = (Duration::from_secs(1), Duration::from_mins(1));
const MILLIS_PER_DAY: i64 = 86_400_000;

/// What the node knows and does.
pub(super) struct Desk {
    config: NodeConfig,
    feeds: Vec<FeedDesk>,
    keys: Vec<SigningKey>,
    scorer: Arc<Scorer>,
    source: Box<dyn Source>,
    drift: DriftWatch,
    stances: Arc<Stances>,
    judging: Option<JoinHandle<Result<Stances, ModelError>>>,
    reports: JoinSet<(usize, Trigger, Instant, Ended)>,
    links: Option<Links>,
}

pub(super) struct FeedDesk {
    pub(super) feed: Feed,
    pub(super) labels: FeedLabels,
    stagger: Stagger,
    is_requested: bool,
    /// The sequence on its way.
    in_flight: Option<u64>,
    /// Only what was read of the chain after this says what is due.
    chain_after: Option<Instant>,
    failures: u32,
    pause_until: Option<Instant>,
    pub(super) refusal: Option<String>,
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
        let feeds = feeds.into_iter().map(|feed| FeedDesk {
            labels: FeedLabels {
                feed: feed.name.clone(),
            },
            feed,
            stagger: Stagger::new(config.stagger.replica_id, delay),
            is_requested: false,
            in_flight: None,
            chain_after: None,
            failures: 0,
            pause_until: None,
            refusal: None,
        });
        Self {
            feeds: feeds.collect(),
            keys,
            drift: DriftWatch::new(&config.drift),
            config,
            scorer: Arc::new(scorer),
            source,
            stances: Arc::default(),
            judging: None,
            reports: JoinSet::new(),
            links: None,
        }
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
        self.links = Some(Links {
            post,
            chain,
            hurry,
            status,
            metrics,
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
        let scores = self.scores(snapshot).await;
        let Some(links) = &self.links else {
            return;
        };
        links.tell_inputs(&self.feeds, &scores);
        let state = links.chain.borrow().clone();
        links.tell_chain(state.as_ref(), &self.config, &self.feeds);
        for (place, score) in scores.into_iter().enumerate() {
            if let Ok(score) = score {
                self.consider(place, (seen_at, score), state.as_ref()).await;
            }
        }
        if let Some(links) = &self.links {
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
        let Some(window) = self.drift.due(snapshot.data_time) else {
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

    /// Writes one feed's tick down and sends a report off where one is due.
    async fn consider(
        &mut self,
        place: usize,
        (seen_at, score): (Timestamp, FeedScore),
        state: Option<&ChainState>,
    ) {
        let Some(links) = &self.links else {
            return;
        };
        let desk = &mut self.feeds[place];
        let record = record_of(&desk.feed, seen_at, &score);
        let written = links
            .post
            .audit
            .call(move |store| store.tick(&record))
            .await;
        links.tell_audit(written.as_ref().err());
        let (Ok(tick), Some(state)) = (written, state) else {
            return;
        };
        let instant = Instant::now();
        if desk.in_flight.is_some()
            || desk.chain_after.is_some_and(|after| state.read_at <= after)
            || desk.pause_until.is_some_and(|until| instant < until)
            || !is_usable(state, &self.config, instant)
        {
            return;
        }
        let Some(Ok(feed)) = state.feeds.get(place) else {
            return;
        };
        let Some((trigger, permission)) = desk.is_due(&score, feed, state, &self.keys, links)
        else {
            return;
        };
        let address = desk.feed.address.to_string();
        let known = links
            .post
            .audit
            .call(move |store| store.last_sequence(&address))
            .await;
        links.tell_audit(known.as_ref().err());
        let Ok(known) = known else {
            return;
        };
        let on_chain = permission.last.map_or(0, |last| last.sequence);
        let Some(sequence) = sequence::next(on_chain, known) else {
            tracing::error!(feed = desk.feed.name, "sequences are used up");
            return;
        };
        let report = DueReport {
            feed: desk.feed.address,
            tick,
            trigger,
            key: self.keys[permission.key].clone(),
            arguments: ReportArguments {
                sequence,
                observed_at: state.time_at(instant),
                score: score.said.score,
                half_width: score.said.half_width,
                depth_bps: score.said.depth_bps,
                model_hash: score.model_hash,
                input_hash: score.input_hash,
            },
            counts_until: instant + Duration::from_secs(u64::from(feed.config.max_report_age) / 2),
        };
        tracing::info!(
            feed = desk.feed.name,
            sequence,
            trigger = trigger.name(),
            score = f64::from(score.said.score) / 100.0,
            half_width = f64::from(score.said.half_width) / 100.0,
            decided_by = score.detail.decided_by,
            "report is due"
        );
        desk.in_flight = Some(sequence);
        desk.is_requested = false;
        links.metrics.in_flight.get_or_create(&desk.labels).set(1.0);
        let said = (score.said.score, score.said.half_width);
        let span = span::report(&desk.feed.name, sequence, trigger.name(), said);
        let post = Arc::clone(&links.post);
        let way = async move {
            let ended = post.publish(report).await;
            ended.tell();
            (place, trigger, instant, ended)
        };
        self.reports.spawn(way.instrument(span));
    }

    /// Waits until a report has ended, and takes note. For ever while none is on its way.
    pub(super) async fn report_ended(&mut self) {
        match self.reports.join_next().await {
            Some(Ok((place, trigger, since, ended))) => {
                self.note_end(place, trigger, since, &ended);
            }
            Some(Err(error)) => tracing::error!(%error, "a report ended without an answer"),
            None => std::future::pending().await,
        }
    }

    /// Waits until every report has ended.
    pub(super) async fn all_ended(&mut self) {
        while !self.reports.is_empty() {
            self.report_ended().await;
        }
    }

    fn note_end(&mut self, place: usize, trigger: Trigger, since: Instant, ended: &Ended) {
        let (desk, Some(links)) = (&mut self.feeds[place], &self.links) else {
            return;
        };
        let (name, sequence) = (&desk.feed.name, desk.in_flight.take());
        let metrics = &links.metrics;
        metrics.in_flight.get_or_create(&desk.labels).set(0.0);
        metrics.attempt(name, trigger.name(), ended.outcome.name());
        if let Some(ticket) = &ended.ticket {
            let price = u32::try_from(ticket.micro_lamports).unwrap_or(u32::MAX);
            metrics.unit_price.set(f64::from(price));
        }
        if !ended.is_recorded {
            links
                .status
                .wrong("audit", "the end of a report could not be written down");
        }
        let took = since.elapsed();
        let is_good = matches!(
            ended.outcome,
            Outcome::Landed | Outcome::Ignored | Outcome::DryRun
        );
        let signature = ended
            .ticket
            .as_ref()
            .map(|ticket| ticket.signature.as_str());
        if let Some((class, text)) = &ended.error {
            metrics.error(name, class);
            tracing::warn!(
                feed = name,
                sequence,
                signature,
                class,
                error = text,
                "report failed"
            );
        } else {
            metrics.confirm_seconds.observe(took.as_secs_f64());
            let (outcome, slot) = (ended.outcome.name(), ended.slot);
            let millis = took.as_millis();
            tracing::info!(
                feed = name,
                sequence,
                signature,
                outcome,
                slot,
                millis,
                "report ended"
            );
        }
        let is_dry = ended.outcome == Outcome::DryRun;
        if is_good && ended.error.is_none() && !is_dry {
            desk.failures = 0;
            desk.pause_until = None;
        } else {
            let doubled = PAUSES.0.saturating_mul(1 << desk.failures.min(6));
            desk.pause_until = Some(Instant::now() + doubled.min(PAUSES.1));
            desk.failures = desk.failures.saturating_add(1);
        }
        // A dry run leaves the chain as it is: the same report stays due, and is rehearsed at the pauses.
        desk.chain_after = Some(Instant::now());
        links.hurry.notify_one();
    }

    /// Settles what no report of this run is about.
    pub(super) async fn settle(&mut self) {
        let busy = self.feeds.iter().filter_map(|desk| {
            let sequence = desk.in_flight?;
            Some((desk.feed.address.to_string(), sequence))
        });
        let busy: BTreeSet<_> = busy.collect();
        if let Some(links) = &self.links {
            let settled = links.post.settle_all(&busy).await;
            links.tell_audit(settled.as_ref().err());
        }
    }

    /// Forgets old ticks that no report stands on.
    pub(super) async fn prune(&mut self) {
        let days = i64::from(self.config.audit.keep_days);
        let before = now()
            .millis()
            .saturating_sub(days.saturating_mul(MILLIS_PER_DAY));
        let before = Timestamp::from_millis(before);
        if let Some(links) = &self.links {
            let pruned = links
                .post
                .audit
                .call(move |store| store.prune(before))
                .await;
            if let Ok(rows @ 1..) = pruned {
                tracing::info!(rows, "old ticks forgotten");
            }
        }
    }
}

impl FeedDesk {
    /// Whether a report is due now and this node's to send, and with which key.
    fn is_due(
        &mut self,
        score: &FeedScore,
        feed: &RiskFeed,
        state: &ChainState,
        keys: &[SigningKey],
        links: &Links,
    ) -> Option<(Trigger, Permission)> {
        let instant = Instant::now();
        let time = state.time_at(instant);
        let addresses: Vec<Address> = keys.iter().map(SigningKey::address).collect();
        let permission = match permission(feed, &addresses, time) {
            Ok(permission) => permission,
            Err(error) => {
                let words = error.to_string();
                if self.refusal.as_ref() != Some(&words) {
                    tracing::error!(feed = self.feed.name, error = words, "not permitted");
                    links.metrics.error(&self.feed.name, "not_permitted");
                    self.refusal = Some(words);
                }
                return None;
            }
        };
        self.refusal = None;
        let rules = self.feed.trigger.for_feed(feed.config.max_report_age);
        let last = permission.last.as_ref();
        let trigger = due(&rules, last, &score.said, time, self.is_requested);
        let sequence = last.map_or(0, |last| last.sequence);
        let is_turn = self.stagger.is_turn(trigger.is_some(), sequence, instant);
        trigger
            .filter(|_| is_turn)
            .map(|trigger| (trigger, permission))
    }
}

/// Whether `state` is a base for a report: young enough, and of about this machine's time.
fn is_usable(state: &ChainState, config: &NodeConfig, now: Instant) -> bool {
    state.age(now) <= Duration::from_secs(config.chain.state_age_most_seconds)
        && state.skew_seconds.unsigned_abs() <= config.chain.skew_most_seconds
}

fn record_of(feed: &Feed, seen_at: Timestamp, score: &FeedScore) -> TickRecord {
    TickRecord {
        feed: feed.address.to_string(),
        at: seen_at,
        data_time: score.data_time,
        input_hash: score.input_hash,
        model_hash: score.model_hash,
        score: score.said.score,
        half_width: score.said.half_width,
        depth_bps: score.said.depth_bps,
        detail: score.detail.clone(),
    }
}
