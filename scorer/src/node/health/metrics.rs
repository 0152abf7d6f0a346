//! What is counted, in Prometheus' text format.

mod labels;
mod shadow;

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;

use crate::health::{Level, text};
use crate::rpc::Endpoints;

use labels::{AttemptLabels, BuildLabels, ErrorLabels, InputLabels, VenueLabels};

pub use labels::{BackfillSums, FeedLabels, KeyLabels, VenueSums};
pub use shadow::ShadowMetrics;

/// Everything that is counted.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    /// Looks at the market: the heartbeat.
    pub ticks: Counter,
    /// How long a look took.
    pub tick_seconds: Histogram,
    /// Scores as they stand here, points.
    pub score: Family<FeedLabels, Level>,
    /// Half-widths as they stand here, points.
    pub half_width: Family<FeedLabels, Level>,
    /// Depth as it stands here, a share.
    pub depth: Family<FeedLabels, Level>,
    /// The score of this key's last report on chain, points.
    pub score_on_chain: Family<FeedLabels, Level>,
    /// The score that terms follow on chain, points.
    pub score_in_force: Family<FeedLabels, Level>,
    /// Unix seconds of this key's last report on chain.
    pub published_at: Family<FeedLabels, Level>,
    /// Its sequence.
    pub sequence: Family<FeedLabels, Level>,
    /// 1 votes, 0.5 in shadow or about to take over, 0 may not report.
    pub standing: Family<FeedLabels, Level>,
    /// Votes that are fresh now less those that are needed.
    pub quorum_margin: Family<FeedLabels, Level>,
    /// Seconds since the last consensus; nothing before the first.
    pub consensus_age: Family<FeedLabels, Level>,
    /// The trigger's bound, points.
    pub deviation_bound: Family<FeedLabels, Level>,
    /// The trigger's age, seconds.
    pub max_age_bound: Family<FeedLabels, Level>,
    /// Reports that are on their way.
    pub in_flight: Family<FeedLabels, Level>,
    /// From the decision to report until the chain confirmed it.
    pub confirm_seconds: Histogram,
    /// The price of a compute unit in the last report, millionths of a lamport.
    pub unit_price: Level,
    /// The balances of the keys that report now, SOL; nothing before the chain was read.
    pub balance: Family<KeyLabels, Level>,
    /// This machine's clock less the chain's, seconds; no number before the chain was read.
    pub clock_skew: Level,
    /// Seconds since the chain was last read, or since the start.
    pub chain_age: Level,
    /// The slot of the last read; no number before it.
    pub slot: Level,
    unsettled: Gauge,
    /// Whether the audit can be written: 1 or 0.
    pub audit_writable: Level,
    /// Entries that could not be written.
    pub audit_failures: Counter,
    /// Seals of the score log.
    pub seals: Counter,
    /// Turns of sealing that failed.
    pub seal_failures: Counter,
    /// Seconds since the oldest row without a seal was written; no number where nothing is sealed.
    pub seal_age: Level,
    /// Whether the volatility baseline forecasts: 1 or 0.
    pub baseline: Family<FeedLabels, Level>,
    /// What a model on trial says.
    pub shadow: ShadowMetrics,
    venue_events: Family<VenueLabels, Counter>,
    venue_gaps: Family<VenueLabels, Counter>,
    venue_dropped: Family<VenueLabels, Counter>,
    venue_left_out: Family<VenueLabels, Counter>,
    venue_age: Family<VenueLabels, Level>,
    backfill_requests: Counter,
    backfill_failures: Counter,
    backfill_filled: Counter,
    backfill_holes: Gauge,
    inputs: Family<InputLabels, Level>,
    attempts: Family<AttemptLabels, Counter>,
    errors: Family<ErrorLabels, Counter>,
}

impl Metrics {
    /// Nothing counted yet, by the node with this model and key.
    pub fn new(model_hash: &str, publisher: &str) -> Self {
        let metrics = Self {
            registry: Registry::with_prefix("ballast_publisher"),
            ticks: Counter::default(),
            tick_seconds: Histogram::new(exponential_buckets(0.000_5, 2.0, 14)),
            score: Family::default(),
            half_width: Family::default(),
            depth: Family::default(),
            score_on_chain: Family::default(),
            score_in_force: Family::default(),
            published_at: Family::default(),
            sequence: Family::default(),
            standing: Family::default(),
            quorum_margin: Family::default(),
            consensus_age: Family::default(),
            deviation_bound: Family::default(),
            max_age_bound: Family::default(),
            in_flight: Family::default(),
            confirm_seconds: Histogram::new(exponential_buckets(0.05, 2.0, 12)),
            unit_price: Level::default(),
            balance: Family::default(),
            clock_skew: unknown(),
            chain_age: Level::default(),
            slot: unknown(),
            unsettled: Gauge::default(),
            audit_writable: Level::default(),
            audit_failures: Counter::default(),
            seals: Counter::default(),
            seal_failures: Counter::default(),
            seal_age: unknown(),
            baseline: Family::default(),
            shadow: ShadowMetrics::default(),
            venue_events: Family::default(),
            venue_gaps: Family::default(),
            venue_dropped: Family::default(),
            venue_left_out: Family::default(),
            venue_age: Family::default(),
            backfill_requests: Counter::default(),
            backfill_failures: Counter::default(),
            backfill_filled: Counter::default(),
            backfill_holes: Gauge::default(),
            inputs: Family::default(),
            attempts: Family::default(),
            errors: Family::default(),
        };
        metrics.registered(model_hash, publisher)
    }

    fn registered(mut self, model_hash: &str, publisher: &str) -> Self {
        let build = Family::<BuildLabels, Level>::default();
        build
            .get_or_create(&BuildLabels {
                version: env!("CARGO_PKG_VERSION"),
                model_hash: model_hash.to_owned(),
                publisher: publisher.to_owned(),
            })
            .set(1.0);
        let registry = &mut self.registry;
        registry.register("build", "Version, model and key; always 1", build);
        macro_rules! register {
            ($($field:ident $help:literal,)*) => {
                $(registry.register(stringify!($field), $help, self.$field.clone());)*
            };
        }
        register! {
            ticks "Looks at the market: the heartbeat",
            tick_seconds "How long a look took",
            score "Score here, points",
            half_width "Half-width here, points",
            depth "Depth here, a share of what governance measured",
            score_on_chain "Score of this key's last report on chain, points",
            score_in_force "Score that terms follow on chain, points",
            published_at "Unix seconds of this key's last report on chain",
            sequence "Sequence of this key's last report on chain",
            standing "1 votes, 0.5 in shadow or taking over, 0 may not report",
            quorum_margin "Votes that are fresh now less those that are needed",
            consensus_age "Seconds since the last consensus",
            deviation_bound "Move of the score that makes a report due, points",
            max_age_bound "Age of the last report that makes one due, seconds",
            in_flight "Reports on their way",
            confirm_seconds "From the decision to report until it was confirmed",
            unit_price "Price of a compute unit in the last report, millionths of a lamport",
            balance "Balance of each key that reports now, SOL",
            clock_skew "This machine's clock less the chain's, seconds",
            chain_age "Seconds since the chain was last read, or since the start",
            slot "Slot of the last read",
            unsettled "Earlier reports without an end after the last turn of asking about them",
            audit_writable "1 while the audit can be written",
            audit_failures "Entries of the audit that could not be written",
            seals "Seals of the score log",
            seal_failures "Turns of sealing the score log that failed",
            seal_age "Seconds since the oldest row without a seal was written",
            baseline "1 while the volatility baseline forecasts",
            venue_events "What a live venue said, gaps included",
            venue_gaps "Gaps in what a live venue said",
            venue_dropped "What a live venue said and the node had no room for",
            venue_left_out "Trades of a live venue that came too late, or from the future",
            venue_age "Seconds since a live venue last said something",
            backfill_requests "Requests for candles",
            backfill_failures "Requests for candles without a usable answer",
            backfill_filled "Five-minute bars that candles filled in",
            backfill_holes "Holes in the bars at the last look",
        }
        self.shadow.register(registry);
        let (inputs, attempts, errors) = (&self.inputs, &self.attempts, &self.errors);
        registry.register("input_fresh", "1 while an input is fresh", inputs.clone());
        registry.register(
            "attempts",
            "Reports by trigger and outcome",
            attempts.clone(),
        );
        registry.register("errors", "Failures by class", errors.clone());
        self
    }

    /// Tells how the RPC nodes answer as well.
    #[must_use]
    pub fn with_rpc(mut self, endpoints: &Endpoints) -> Self {
        endpoints.register(&mut self.registry);
        self
    }

    /// Sets whether `input` is fresh.
    pub fn input(&self, input: &str, is_fresh: bool) {
        let labels = InputLabels {
            input: input.to_owned(),
        };
        self.inputs
            .get_or_create(&labels)
            .set(f64::from(u8::from(is_fresh)));
    }

    /// Sets what was heard of `venue` since the start.
    pub fn venue(&self, venue: &str, sums: &VenueSums) {
        let labels = VenueLabels {
            venue: venue.to_owned(),
        };
        for (family, sum) in [
            (&self.venue_events, sums.events),
            (&self.venue_gaps, sums.gaps),
            (&self.venue_dropped, sums.dropped),
            (&self.venue_left_out, sums.left_out),
        ] {
            set(&family.get_or_create(&labels), sum);
        }
        if let Some(age) = sums.age_seconds {
            self.venue_age.get_or_create(&labels).set(age);
        }
    }

    /// Sets what was asked for over REST since the start.
    pub fn backfill(&self, sums: &BackfillSums) {
        set(&self.backfill_requests, sums.requests);
        set(&self.backfill_failures, sums.failures);
        set(&self.backfill_filled, sums.filled);
        self.backfill_holes
            .set(i64::try_from(sums.holes).unwrap_or(i64::MAX));
    }

    /// Sets how many earlier reports are without an end.
    pub fn unsettled(&self, reports: usize) {
        self.unsettled
            .set(i64::try_from(reports).unwrap_or(i64::MAX));
    }

    /// Counts how a report ended.
    pub fn attempt(&self, feed: &str, trigger: &str, outcome: &str) {
        let labels = AttemptLabels {
            feed: feed.to_owned(),
            trigger: trigger.to_owned(),
            outcome: outcome.to_owned(),
        };
        self.attempts.get_or_create(&labels).inc();
    }

    /// Counts a failure.
    pub fn error(&self, feed: &str, class: &str) {
        let labels = ErrorLabels {
            feed: feed.to_owned(),
            class: class.to_owned(),
        };
        self.errors.get_or_create(&labels).inc();
    }

    /// Everything in Prometheus' text format.
    pub fn text(&self) -> String {
        text(&self.registry)
    }
}

/// A level that says nothing yet: no rule holds for it.
fn unknown() -> Level {
    let level = Level::default();
    level.set(f64::NAN);
    level
}

/// Brings a counter to a sum that was counted elsewhere.
fn set(counter: &Counter, sum: u64) {
    counter.inc_by(sum.saturating_sub(counter.get()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_is_listed_with_its_labels() {
        let metrics = Metrics::new("abc", "key");
        let labels = FeedLabels {
            feed: "sol".to_owned(),
        };
        metrics.ticks.inc();
        metrics.score.get_or_create(&labels).set(31.25);
        metrics.attempt("sol", "max_age", "landed");
        metrics.error("sol", "reverted");
        metrics.input("SOL spot_5m", false);

        let text = metrics.text();

        for line in [
            "ballast_publisher_ticks_total 1",
            "ballast_publisher_score{feed=\"sol\"} 31.25",
            "ballast_publisher_attempts_total{feed=\"sol\",trigger=\"max_age\",outcome=\"landed\"} 1",
            "ballast_publisher_errors_total{feed=\"sol\",class=\"reverted\"} 1",
            "ballast_publisher_input_fresh{input=\"SOL spot_5m\"} 0.0",
            "model_hash=\"abc\"",
        ] {
            assert!(text.contains(line), "{line} in\n{text}");
        }
    }
}
