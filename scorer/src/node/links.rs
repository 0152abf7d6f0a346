//! What a running node is connected to, and what it tells whoever watches it.

use std::collections::BTreeSet;
use std::sync::{Arc, Once};
use std::time::{Duration, Instant};

use ballast_client::layout::RiskFeed;
use ballast_policy::unit::Timestamp;
use ballast_vm::policy_feed;
use tokio::sync::{Notify, watch};

use super::audit::AuditError;
use super::chain::ChainState;
use super::config::NodeConfig;
use super::desk::FeedDesk;
use super::health::{KeyLabels, Metrics, Status};
use super::permission::permission;
use super::publish::SharedPost;
use super::tick::FeedScore;
use crate::telemetry::span;
use crate::watch::Votes;

const LAMPORTS_PER_SOL: f64 = 1e9;

/// What a node is connected to once it runs.
#[derive(Clone)]
pub(super) struct Links {
    pub(super) post: SharedPost,
    pub(super) chain: watch::Receiver<Option<ChainState>>,
    pub(super) hurry: Arc<Notify>,
    pub(super) status: Status,
    pub(super) metrics: Arc<Metrics>,
    /// Rung when it was said that nothing may be reported to this network: a network stays the same one.
    pub(super) refused: Arc<Once>,
    /// From when on it is.
    pub(super) since: Instant,
}

impl Links {
    pub(super) fn tell_audit(&self, failure: Option<&AuditError>) {
        match failure {
            None => {
                self.metrics.audit_writable.set(1.0);
                self.status.well("audit");
            }
            Some(error) => {
                self.metrics.audit_writable.set(0.0);
                self.metrics.audit_failures.inc();
                tracing::error!(%error, "nothing is sent that cannot be written down");
                self.status.wrong("audit", error.to_string());
            }
        }
    }

    pub(super) fn tell_inputs(&self, feeds: &[FeedDesk], scores: &[Result<FeedScore, String>]) {
        let mut wrong = Vec::new();
        for (desk, score) in feeds.iter().zip(scores) {
            let (name, labels) = (&desk.feed.name, &desk.labels);
            let score = match score {
                Ok(score) => score,
                Err(error) => {
                    tracing::warn!(feed = name, error, "no score");
                    self.metrics.error(name, "no_score");
                    wrong.push((name.clone(), error.clone()));
                    continue;
                }
            };
            let points = |hundredths: u16| f64::from(hundredths) / 100.0;
            let (metrics, said) = (&self.metrics, &score.said);
            metrics.score.get_or_create(labels).set(points(said.score));
            metrics
                .half_width
                .get_or_create(labels)
                .set(points(said.half_width));
            metrics
                .depth
                .get_or_create(labels)
                .set(f64::from(said.depth_bps) / 10_000.0);
            let assets = &score.detail.assets;
            let level = f64::from(u8::from(score.detail.is_by_baseline()));
            metrics.baseline.get_or_create(labels).set(level);
            for input in assets.iter().flat_map(|asset| &asset.inputs) {
                let is_stale = !matches!(input.state.as_str(), "fresh" | "absent");
                if input.state != "absent" {
                    metrics.input(&input.name, !is_stale);
                }
                if is_stale {
                    let age = input.age_seconds.map(|age| format!(", {age} s old"));
                    let why = format!("{}{}", input.state, age.unwrap_or_default());
                    wrong.push((input.name.clone(), why));
                }
            }
        }
        self.status.set("source", wrong);
        let scored = feeds.iter().zip(scores);
        let scored = scored.filter_map(|(desk, score)| Some((desk, score.as_ref().ok()?.said)));
        if let Some((desk, said)) = scored.max_by_key(|(_, said)| said.score) {
            span::tell_score(&desk.feed.name, said.score);
        }
    }

    /// Tells what the chain said last, at `now`.
    pub(super) fn tell_chain(&self, config: &NodeConfig, feeds: &[FeedDesk], now: Instant) {
        let (metrics, state) = (&self.metrics, self.chain.borrow());
        let Some(state) = state.as_ref() else {
            let age = now.saturating_duration_since(self.since);
            metrics.chain_age.set(age.as_secs_f64());
            self.status
                .wrong("chain", "not read yet: no RPC node answers");
            return;
        };
        let age = state.age(now);
        metrics.chain_age.set(age.as_secs_f64());
        #[expect(clippy::cast_precision_loss, reason = "for a gauge")]
        {
            metrics.slot.set(state.slot as f64);
            metrics.clock_skew.set(state.skew_seconds as f64);
        }
        let time = state.time_at(now);
        self.tell_balances(state, time);
        let mut wrong = Vec::new();
        if age > Duration::from_secs(config.chain.state_age_most_seconds) {
            wrong.push((
                "age".to_owned(),
                format!("last read {} s ago", age.as_secs()),
            ));
        }
        if state.skew_seconds.unsigned_abs() > config.chain.skew_most_seconds {
            let skew = state.skew_seconds;
            wrong.push((
                "clock".to_owned(),
                format!("this machine's clock is {skew} s ahead"),
            ));
        }
        if let Err(refusal) = config.check_cluster(state.cluster) {
            self.refused
                .call_once(|| tracing::error!(%refusal, "nothing is reported"));
            wrong.push(("cluster".to_owned(), refusal.to_string()));
        }
        for (desk, feed) in feeds.iter().zip(&state.feeds) {
            match feed {
                Ok(feed) => self.tell_feed(desk, feed, time),
                Err(error) => wrong.push((desk.feed.name.clone(), error.clone())),
            }
            if let Some(refusal) = &desk.refusal {
                wrong.push((desk.feed.name.clone(), refusal.clone()));
            }
        }
        self.status.set("chain", wrong);
    }

    /// The places of the keys that report at `time`: after a rotation that is the successor. The first one while none may report.
    pub(super) fn reporting_keys(&self, state: &ChainState, time: u64) -> BTreeSet<usize> {
        let feeds = state.feeds.iter().flatten();
        let permitted = feeds.filter_map(|feed| permission(feed, &self.post.keys, time).ok());
        let mut reporting: BTreeSet<usize> = permitted.map(|permitted| permitted.key).collect();
        if reporting.is_empty() {
            reporting.insert(0);
        }
        reporting
    }

    /// What the keys that report at `time` have.
    #[expect(clippy::cast_precision_loss, reason = "for a gauge")]
    fn tell_balances(&self, state: &ChainState, time: u64) {
        let (keys, paying) = (&self.post.keys, self.reporting_keys(state, time));
        for (place, (key, lamports)) in keys.iter().zip(&state.balances).enumerate() {
            let labels = KeyLabels {
                publisher: key.to_string(),
            };
            if paying.contains(&place) {
                let balance = *lamports as f64 / LAMPORTS_PER_SOL;
                self.metrics.balance.get_or_create(&labels).set(balance);
            } else {
                self.metrics.balance.remove(&labels);
            }
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "for gauges")]
    fn tell_feed(&self, desk: &FeedDesk, feed: &RiskFeed, time: u64) {
        let (metrics, labels) = (&self.metrics, &desk.labels);
        let in_force = f64::from(feed.state.score) / 100.0;
        metrics.score_in_force.get_or_create(labels).set(in_force);
        // What the last consensus counted stands still when the quorum is lost.
        let votes = Votes::of(&policy_feed(feed), Timestamp(time));
        let margin = f64::from(votes.fresh) - f64::from(votes.quorum);
        metrics.quorum_margin.get_or_create(labels).set(margin);
        if let Some(age) = votes.consensus_age_seconds {
            metrics.consensus_age.get_or_create(labels).set(age as f64);
        }
        let keys = self.publishers(feed);
        let Some(report) = keys else {
            metrics.standing.get_or_create(labels).set(0.0);
            return;
        };
        let standing = match report.standing {
            1 => 1.0,
            2 => 0.5,
            _ => 0.0,
        };
        metrics.standing.get_or_create(labels).set(standing);
        if report.sequence == 0 {
            return;
        }
        let score = f64::from(report.score) / 100.0;
        metrics.score_on_chain.get_or_create(labels).set(score);
        metrics
            .published_at
            .get_or_create(labels)
            .set(report.observed_at as f64);
        metrics
            .sequence
            .get_or_create(labels)
            .set(report.sequence as f64);
    }

    /// The report of the slot that this node's key holds.
    fn publishers<'a>(&self, feed: &'a RiskFeed) -> Option<&'a ballast_client::layout::Report> {
        let ours = &self.post.keys;
        let mut slots = feed.publishers.iter().zip(&feed.reports);
        let found = slots.find(|(publisher, _)| ours.contains(&publisher.key));
        found.map(|(_, report)| report)
    }
}

#[cfg(test)]
mod tests;
