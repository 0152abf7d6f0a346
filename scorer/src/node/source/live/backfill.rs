//! Fills holes with the venues' own candles, a bounded number of requests at a time.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::market::Hole;
use super::{Plan, Shared, lock};
use crate::node::publish::now;
use crate::record::{NetworkOptions, RecordError, client, fetch_body};
use crate::time::{Timestamp, Window};
use crate::venue::{CANDLE_MILLIS, Connector};

/// Attempts of one request; a hole is asked for again at the next look.
const ATTEMPTS_MOST: u32 = 3;

/// What was asked for and what came of it.
#[derive(Debug, Default)]
pub struct BackfillCounts {
    /// Requests.
    pub requests: AtomicU64,
    /// Requests without an answer that could be used.
    pub failures: AtomicU64,
    /// Five-minute steps that became known.
    pub filled: AtomicU64,
    /// Holes that are left.
    pub holes: AtomicU64,
}

/// Asks venues for candles.
pub(super) struct Backfill {
    connectors: Vec<Box<dyn Connector>>,
    client: reqwest::Client,
    network: NetworkOptions,
    hours: i64,
    requests_most: usize,
}

impl Backfill {
    pub(super) fn new(plan: &Plan) -> Result<Self, RecordError> {
        let network = plan.record.options().network;
        Ok(Self {
            connectors: plan.connectors(),
            client: client()?,
            network: NetworkOptions {
                attempts_most: network.attempts_most.min(ATTEMPTS_MOST),
                ..network
            },
            hours: plan.section.backfill_hours.into(),
            requests_most: plan.section.backfill_requests,
        })
    }

    /// Looks for holes every `every` until `stop`.
    pub(super) async fn run(
        self,
        market: Shared,
        every: Duration,
        counts: &BackfillCounts,
        stop: CancellationToken,
    ) {
        let mut ticks = interval(every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                _ = ticks.tick() => {}
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.round(&market, counts) => {}
            }
        }
    }

    /// Asks for what is missing now.
    pub(super) async fn round(&self, market: &Shared, counts: &BackfillCounts) {
        let holes = lock(market).holes(now(), self.hours);
        let count = u64::try_from(holes.len()).unwrap_or(u64::MAX);
        counts.holes.store(count, Ordering::Relaxed);
        let mut asked = 0;
        for hole in holes {
            let venue = hole.market.venue;
            let connector = self.connectors.iter().find(|of| of.venue() == venue);
            let Some(connector) = connector.filter(|of| of.candles_most() > 0) else {
                continue;
            };
            // The latest first: they are what a score stands on.
            for window in pages(hole.window, connector.candles_most()) {
                if asked == self.requests_most {
                    return;
                }
                asked += 1;
                counts.requests.fetch_add(1, Ordering::Relaxed);
                let page = Hole {
                    window,
                    ..hole.clone()
                };
                match self.ask(connector.as_ref(), &page, market).await {
                    Ok(filled) => {
                        counts.filled.fetch_add(filled, Ordering::Relaxed);
                    }
                    Err(reason) => {
                        counts.failures.fetch_add(1, Ordering::Relaxed);
                        tracing::warn!(market = %page.market, reason, "a hole stays open");
                        break;
                    }
                }
            }
        }
    }

    async fn ask(
        &self,
        connector: &dyn Connector,
        hole: &Hole,
        market: &Shared,
    ) -> Result<u64, String> {
        let instrument = &hole.market.instrument;
        let Some(request) = connector.candles_request(instrument, hole.window) else {
            return Ok(0);
        };
        let body = fetch_body(&self.client, &request, &self.network).await?;
        let candles = connector.parse_candles(&request, &body);
        let candles = candles.map_err(|error| error.to_string())?;
        Ok(lock(market).fill(hole, &candles))
    }

    /// What each venue that has candles says to one request: candles, or why there are none.
    pub(super) async fn reach(&self) -> Vec<(String, Result<usize, String>)> {
        let mut found = Vec::new();
        let until = now().millis().div_euclid(CANDLE_MILLIS) * CANDLE_MILLIS;
        let at = |steps: i64| Timestamp::from_millis(until + steps * CANDLE_MILLIS);
        for connector in &self.connectors {
            let instruments = connector.instruments();
            let Some(instrument) = instruments.first() else {
                continue;
            };
            let Some(request) = connector.candles_request(instrument, Window::new(at(-3), at(0)))
            else {
                continue;
            };
            let said = fetch_body(&self.client, &request, &self.network).await;
            let said = said.and_then(|body| {
                let candles = connector.parse_candles(&request, &body);
                let candles = candles.map_err(|error| error.to_string())?;
                Ok(candles.len())
            });
            found.push((connector.venue().to_string(), said));
        }
        found
    }
}

/// `window` in pieces of at most `most` steps, the latest first.
fn pages(window: Window, most: i64) -> Vec<Window> {
    let mut pages = Vec::new();
    let mut until = window.until;
    while until > window.from {
        let from = until.millis() - most * CANDLE_MILLIS;
        let from = Timestamp::from_millis(from).max(window.from);
        pages.push(Window::new(from, until));
        until = from;
    }
    pages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_cover_the_window_once_from_its_end() {
        let at = |step: i64| Timestamp::from_millis(step * CANDLE_MILLIS);

        let pages = pages(Window::new(at(0), at(25)), 10);

        assert_eq!(
            pages,
            [(15, 25), (5, 15), (0, 5)].map(|(from, until)| Window::new(at(from), at(until)))
        );
    }
}
