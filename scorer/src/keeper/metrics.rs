//! What a keeper counts, in Prometheus' text format, and whether it is ready.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

use axum::response::{IntoResponse as _, Response};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;
use solana_address::Address;

use crate::health::{Level, Vital, text};
use crate::rpc::Endpoints;

/// Labels of a metric.
pub type Labels = Vec<(&'static str, String)>;

/// What every keeper counts.
#[derive(Clone, Debug, Default)]
pub struct KeeperMetrics {
    /// Looks at the market.
    pub looks: Counter,
    /// Looks that failed.
    pub looks_failed: Counter,
    /// The slot of the last look.
    pub slot: Level,
    /// The key's balance, SOL.
    pub balance: Level,
    /// What was done, by what and how it ended.
    pub done: Family<Labels, Counter>,
}

impl KeeperMetrics {
    /// Sets the slot of the last look.
    #[expect(clippy::cast_precision_loss, reason = "slots lie far below 2^53")]
    pub fn set_slot(&self, slot: u64) {
        self.slot.set(slot as f64);
    }

    /// Asks for the key's balance where it may be another: it is not known yet, or something `was_sent`. That nobody answers
    /// does not undo what the look has done: it is asked for again.
    pub(crate) async fn update_balance(
        &self,
        endpoints: &Endpoints,
        key: &Address,
        was_sent: bool,
    ) {
        if !was_sent && self.balance.get() != 0.0 {
            return;
        }
        match endpoints.balance(key).await {
            Ok(lamports) => self.set_balance(lamports),
            Err(error) => tracing::warn!(%error, "the balance is not known"),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "for a gauge")]
    fn set_balance(&self, lamports: u64) {
        self.balance.set(lamports as f64 / 1e9);
    }

    /// Counts something that ended so.
    pub fn count(&self, what: &'static str, outcome: &'static str) {
        let labels = vec![("what", what.to_owned()), ("outcome", outcome.to_owned())];
        self.done.get_or_create(&labels).inc();
    }
}

/// Whether a keeper is ready, and what it counted.
#[derive(Debug)]
pub struct Health {
    registry: Registry,
    longest: Duration,
    last: Mutex<Last>,
}

#[derive(Debug)]
struct Last {
    at: Option<Instant>,
    trouble: Option<String>,
}

impl Health {
    /// A keeper whose metrics begin with `prefix`, and that is not ready once no look succeeded for `longest`.
    pub fn new(prefix: &str, longest: Duration, metrics: &KeeperMetrics) -> Self {
        let mut registry = Registry::with_prefix(prefix);
        registry.register("looks", "Looks at the market", metrics.looks.clone());
        let failed = metrics.looks_failed.clone();
        registry.register("looks_failed", "Looks that failed", failed);
        registry.register("slot", "Slot of the last look", metrics.slot.clone());
        let balance = metrics.balance.clone();
        registry.register("balance", "Balance of the signing key, SOL", balance);
        let done = metrics.done.clone();
        registry.register("done", "What was done, by what and outcome", done);
        Self {
            registry,
            longest,
            last: Mutex::new(Last {
                at: None,
                trouble: Some("it has not looked yet".to_owned()),
            }),
        }
    }

    /// Adds a keeper's own metrics.
    pub fn registry(&mut self) -> &mut Registry {
        &mut self.registry
    }

    /// Takes in how a look ended.
    pub fn note(&self, trouble: Option<String>) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if trouble.is_none() {
            last.at = Some(Instant::now());
        }
        last.trouble = trouble;
    }

    /// Why it is not ready; none when it is.
    pub fn trouble(&self) -> Option<String> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let is_late = last.at.is_none_or(|at| at.elapsed() > self.longest);
        let late = format!("no look succeeded for {} s", self.longest.as_secs());
        match (&last.trouble, is_late) {
            (Some(trouble), _) => Some(trouble.clone()),
            (None, true) => Some(late),
            (None, false) => None,
        }
    }
}

impl Vital for Health {
    fn ready(&self) -> (bool, Response) {
        let trouble = self.trouble();
        let words = trouble.as_deref().unwrap_or("ready");
        (trouble.is_none(), format!("{words}\n").into_response())
    }

    fn metrics(&self) -> String {
        text(&self.registry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_ready_after_a_look_and_not_after_one_that_failed() {
        let metrics = KeeperMetrics::default();
        let health = Health::new("ballast_crank", Duration::from_mins(1), &metrics);

        let before = health.trouble();
        health.note(None);
        let after = health.trouble();
        health.note(Some("no node answered".to_owned()));

        assert!(before.is_some());
        assert_eq!(after, None);
        assert_eq!(health.trouble().as_deref(), Some("no node answered"));
    }

    #[test]
    fn what_was_done_is_listed_by_outcome() {
        let metrics = KeeperMetrics::default();
        let health = Health::new("ballast_crank", Duration::from_mins(1), &metrics);

        metrics.count("price_refresh", "landed");

        let text = health.metrics();
        let line = "ballast_crank_done_total{what=\"price_refresh\",outcome=\"landed\"} 1";
        assert!(text.contains(line), "{text}");
    }
}
