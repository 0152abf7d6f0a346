//! From a score to a report on its way, and to its end.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use ballast_client::instruction::ReportArguments;
use futures_util::FutureExt as _;
use tracing::{Instrument as _, Span};

use super::Desk;
use super::feed::FeedDesk;
use crate::node::audit::TickRecord;
use crate::node::chain::ChainState;
use crate::node::config::Feed;
use crate::node::links::Links;
use crate::node::permission::Permission;
use crate::node::publish::{DueReport, Ended};
use crate::node::sequence;
use crate::node::shadow::Reported;
use crate::node::tick::FeedScore;
use crate::node::trigger::Trigger;
use crate::telemetry::span;
use crate::time::Timestamp;

impl Desk {
    /// Writes one feed's tick down and sends a report off where one is due. What a shadow may look at afterwards.
    pub(super) async fn consider(
        &mut self,
        place: usize,
        (seen_at, score): (Timestamp, FeedScore),
        state: Option<&ChainState>,
    ) -> Option<Reported> {
        let (links, desk) = (self.links.as_ref()?, &self.feeds[place]);
        let tick = write_tick(links, &desk.feed, seen_at, &score).await;
        let reported = Reported {
            feed: desk.feed.clone(),
            labels: desk.labels.clone(),
            score: score.said.score,
            seen_at,
            tick,
        };
        if let (Some(tick), Some(state)) = (tick, state) {
            self.send_where_due(place, (tick, &score), state).await;
        }
        Some(reported)
    }

    async fn send_where_due(
        &mut self,
        place: usize,
        (tick, score): (i64, &FeedScore),
        state: &ChainState,
    ) {
        let Some(links) = &self.links else {
            return;
        };
        let desk = &mut self.feeds[place];
        let instant = Instant::now();
        if !desk.is_free(state, &self.config, instant) {
            return;
        }
        let Some(Ok(feed)) = state.feeds.get(place) else {
            return;
        };
        let Some((trigger, permission)) = desk.is_due(score, feed, state, &self.keys, links) else {
            return;
        };
        let Some(sequence) = next_sequence(links, desk, &permission).await else {
            return;
        };
        let key = self.keys[permission.key].clone();
        let observed_at = state.time_at(instant);
        let report = DueReport {
            feed: desk.feed.address,
            tick,
            trigger,
            key,
            arguments: arguments(score, sequence, observed_at),
            attempt: desk.attempt,
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
        let way = async move { post.publish(report).await };
        self.send_off((place, trigger, instant), way, span);
    }

    /// Lets a report go its way, which ends in any case: a panic on it must not keep its feed waiting for ever.
    fn send_off(
        &mut self,
        (place, trigger, since): (usize, Trigger, Instant),
        way: impl Future<Output = Ended> + Send + 'static,
        span: Span,
    ) {
        let way = async move {
            let ended = AssertUnwindSafe(way).catch_unwind().await;
            let ended = ended.unwrap_or_else(|cause| Ended::panicked(cause.as_ref()));
            ended.tell();
            (place, trigger, since, ended)
        };
        self.reports.spawn(way.instrument(span));
    }

    /// Waits until a report has ended, and takes note. For ever while none is on its way.
    pub(in crate::node) async fn report_ended(&mut self) {
        match self.reports.join_next().await {
            Some(Ok((place, trigger, since, ended))) => {
                self.note_end(place, trigger, since, &ended);
            }
            // Panics are caught on the way, and nobody ends it from outside.
            Some(Err(error)) => tracing::error!(%error, "a report ended without an answer"),
            None => std::future::pending().await,
        }
    }

    /// Waits until every report has ended.
    pub(in crate::node) async fn all_ended(&mut self) {
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
        let attempts_most = self.config.fee.attempts_most;
        desk.note_end(trigger, ended, attempts_most);
        links.hurry.notify_one();
    }
}

/// Writes what was seen down; its number, or none when that failed.
async fn write_tick(
    links: &Links,
    feed: &Feed,
    seen_at: Timestamp,
    score: &FeedScore,
) -> Option<i64> {
    let record = record_of(feed, seen_at, score);
    let audit = &links.post.audit;
    let written = audit.call(move |store| store.tick(&record)).await;
    links.tell_audit(written.as_ref().err());
    written.ok()
}

/// The sequence after every one that the chain or the audit knows.
async fn next_sequence(links: &Links, desk: &FeedDesk, permission: &Permission) -> Option<u64> {
    let (address, audit) = (desk.feed.address.to_string(), &links.post.audit);
    let known = audit.call(move |store| store.last_sequence(&address)).await;
    links.tell_audit(known.as_ref().err());
    let on_chain = permission.last.map_or(0, |last| last.sequence);
    let next = sequence::next(on_chain, known.ok()?);
    if next.is_none() {
        tracing::error!(feed = desk.feed.name, "sequences are used up");
    }
    next
}

fn arguments(score: &FeedScore, sequence: u64, observed_at: u64) -> ReportArguments {
    ReportArguments {
        sequence,
        observed_at,
        score: score.said.score,
        half_width: score.said.half_width,
        depth_bps: score.said.depth_bps,
        model_hash: score.model_hash,
        input_hash: score.input_hash,
    }
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

#[cfg(test)]
mod tests;
