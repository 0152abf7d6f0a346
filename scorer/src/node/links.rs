//! What a running node is connected to, and what it tells whoever watches it.

use std::sync::{Arc, Once};
use std::time::{Duration, Instant};

use ballast_client::layout::RiskFeed;
use tokio::sync::{Notify, watch};

use super::audit::AuditError;
use super::chain::ChainState;
use super::config::NodeConfig;
use super::desk::FeedDesk;
use super::health::{Metrics, Status};
use super::publish::SharedPost;
use super::tick::FeedScore;
use crate::telemetry::span;

const LAMPORTS_PER_SOL: f64 = 1e9;

/// What a node is connected to once it runs.
pub(super) struct Links {
    pub(super) post: SharedPost,
    pub(super) chain: watch::Receiver<Option<ChainState>>,
    pub(super) hurry: Arc<Notify>,
    pub(super) status: Status,
    pub(super) metrics: Arc<Metrics>,
    /// Rung when it was said that nothing may be reported to this network: a network stays the same one.
    pub(super) refused: Once,
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
            let is_baseline = assets.iter().any(|asset| asset.forecaster == "baseline");
            let level = f64::from(u8::from(is_baseline));
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

    pub(super) fn tell_chain(
        &self,
        state: Option<&ChainState>,
        config: &NodeConfig,
        feeds: &[FeedDesk],
    ) {
        let Some(state) = state else {
            self.status
                .wrong("chain", "not read yet: no RPC node answers");
            return;
        };
        let instant = Instant::now();
        let (metrics, age) = (&self.metrics, state.age(instant));
        metrics.chain_age.set(age.as_secs_f64());
        #[expect(clippy::cast_precision_loss, reason = "for a gauge")]
        {
            metrics.slot.set(state.slot as f64);
            metrics.clock_skew.set(state.skew_seconds as f64);
            let lamports = state.balances.first().copied().unwrap_or(0) as f64;
            metrics.balance.set(lamports / LAMPORTS_PER_SOL);
        }
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
                Ok(feed) => self.tell_feed(desk, feed),
                Err(error) => wrong.push((desk.feed.name.clone(), error.clone())),
            }
            if let Some(refusal) = &desk.refusal {
                wrong.push((desk.feed.name.clone(), refusal.clone()));
            }
        }
        self.status.set("chain", wrong);
    }

    #[expect(clippy::cast_precision_loss, reason = "for gauges")]
    fn tell_feed(&self, desk: &FeedDesk, feed: &RiskFeed) {
        let (metrics, labels) = (&self.metrics, &desk.labels);
        let in_force = f64::from(feed.state.score) / 100.0;
        metrics.score_in_force.get_or_create(labels).set(in_force);
        let margin = f64::from(feed.state.fresh) - f64::from(feed.state.quorum);
        metrics.quorum_margin.get_or_create(labels).set(margin);
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
