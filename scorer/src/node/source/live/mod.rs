//! Live venues: a recorder inside the node hands over what it hears, and the market is made of it.
//!
//! `venue -> recorder -> (store, tap) -> market -> dataset`. At the start the market is what a folder of history holds, then what
//! the recorder's store holds after it; holes are filled with the venues' own candles, at the start and after every break. What
//! cannot be filled stays missing, and freshness says what follows.

mod backfill;
mod bars;
mod coverage;
mod feed;
mod levels;
mod market;
mod markets;
#[cfg(test)]
mod tests;

use std::fmt;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc;

use super::{Running, Snapshot, Source, SourceError, series};
use crate::data::{self, DataError, Dataset, GapPolicy, LoadRequest};
use crate::feature::longest_look_back_hours;
use crate::model::Model;
use crate::node::config::{DriftSection, LiveSection};
use crate::node::health::{BackfillSums, Metrics, VenueSums};
use crate::record::{RecordConfig, RecordError, Replay, TapDrops};
use crate::time::{Span, Timestamp};
use crate::venue::Connector;

use backfill::Backfill;
pub use backfill::BackfillCounts;
pub use market::{Hole, LiveMarket, VenueHeard};
pub use markets::{Market, Markets};

/// The node looks at the market of this long ago, so that what is on its way is in.
pub const DATA_LAG_MILLIS: i64 = 5_000;
/// Hours kept beyond what is looked back at.
const KEEP_MARGIN_HOURS: i64 = 48;

type Shared = Arc<Mutex<LiveMarket>>;

fn lock(market: &Shared) -> MutexGuard<'_, LiveMarket> {
    market.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What is listened to, and how.
pub(super) struct Plan {
    section: LiveSection,
    record: RecordConfig,
}

impl Plan {
    fn read(section: &LiveSection) -> Result<Self, SourceError> {
        let plan = Self {
            section: section.clone(),
            record: RecordConfig::load(Path::new(&section.record_config))?,
        };
        plan.record
            .connectors(variable)
            .map_err(|reason| RecordError::ConfigMalformed {
                file: section.record_config.clone().into(),
                reason,
            })?;
        Ok(plan)
    }

    /// Fresh connectors. That they can be made was seen when the plan was read.
    fn connectors(&self) -> Vec<Box<dyn Connector>> {
        self.record.connectors(variable).unwrap_or_default()
    }
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The market as venues tell it.
pub struct LiveSource {
    plan: Arc<Plan>,
    market: Shared,
    drops: TapDrops,
    counts: Arc<BackfillCounts>,
    metrics: Option<Arc<Metrics>>,
    described: String,
    /// The last dataset, with the revision and the five minutes that it is of.
    last: Option<(u64, i64, Arc<Dataset>)>,
}

impl fmt::Debug for LiveSource {
    /// Without the URLs that are listened to: they may hold keys.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("LiveSource")
            .field("described", &self.described)
            .finish_non_exhaustive()
    }
}

impl LiveSource {
    /// Reads history and store. Listens to nothing yet.
    ///
    /// # Errors
    /// [`SourceError`]: a configuration, a folder or a store that cannot be read.
    pub fn open(
        section: &LiveSection,
        drift: &DriftSection,
        model: &Model,
        now: Timestamp,
    ) -> Result<Self, SourceError> {
        let plan = Plan::read(section)?;
        let markets = Markets::of(section)?;
        if let Some(market) = markets.unheard(&plan.connectors()) {
            let (market, file) = (market.to_string(), section.record_config.clone());
            return Err(SourceError::MarketUnheard { market, file });
        }
        let look_back = i64::try_from(longest_look_back_hours()).unwrap_or(0);
        let keep_hours = look_back + 24 * i64::from(drift.days) + KEEP_MARGIN_HOURS;
        let from = now.hour_floor().plus_hours(-keep_hours);
        let history = history(section, &markets, model, from)?;
        let assets = history.iter().flat_map(|history| history.assets.values());
        let until = assets.map(|asset| asset.bars().window().until).min();
        let mut market = LiveMarket::new(markets, history.map(Arc::new), keep_hours);
        let stored = if section.store.is_empty() {
            0
        } else {
            // An hour more, so that the first bar is whole.
            let from = until.map_or(from, |until| until.plus_hours(-1).max(from));
            hear_store(&mut market, Path::new(&section.store), from)?
        };
        let until = until.map_or_else(|| "none".to_owned(), |until| until.to_string());
        Ok(Self {
            described: format!("live venues; history until {until}, {stored} stored rows"),
            plan: Arc::new(plan),
            market: Arc::new(Mutex::new(market)),
            drops: TapDrops::default(),
            counts: Arc::default(),
            metrics: None,
            last: None,
        })
    }

    /// The market, for whoever feeds it.
    pub fn market(&self) -> Arc<Mutex<LiveMarket>> {
        Arc::clone(&self.market)
    }

    /// What was asked for over REST.
    pub fn counts(&self) -> &BackfillCounts {
        &self.counts
    }

    /// Puts what was counted where it can be watched.
    fn tell(&self, market: &LiveMarket, now: Timestamp) {
        let Some(metrics) = &self.metrics else {
            return;
        };
        let drops = self.drops.by_venue();
        for (venue, heard) in market.heard() {
            let age = heard.last.map(|last| now.millis() - last.millis());
            metrics.venue(
                venue.name(),
                &VenueSums {
                    events: heard.events,
                    gaps: heard.gaps.values().sum(),
                    dropped: drops.get(venue).copied().unwrap_or_default(),
                    left_out: market.left_out(*venue),
                    age_seconds: age.map(seconds),
                },
            );
        }
        metrics.backfill(&BackfillSums {
            requests: self.counts.requests.load(Ordering::Relaxed),
            failures: self.counts.failures.load(Ordering::Relaxed),
            filled: self.counts.filled.load(Ordering::Relaxed),
            holes: self.counts.holes.load(Ordering::Relaxed),
        });
    }
}

impl Source for LiveSource {
    fn snapshot(&mut self, now: Timestamp) -> Result<Snapshot, SourceError> {
        let data_time = Timestamp::from_millis(now.millis() - DATA_LAG_MILLIS);
        let step = data_time.millis().div_euclid(crate::venue::CANDLE_MILLIS);
        let mut market = lock(&self.market);
        self.tell(&market, now);
        let key = (market.revision(), step);
        let last = self.last.as_ref().filter(|last| (last.0, last.1) == key);
        let dataset = if let Some((.., dataset)) = last {
            Arc::clone(dataset)
        } else {
            market.forget(data_time);
            Arc::new(market.dataset(data_time))
        };
        let (markets, filled_bars) = (Arc::clone(market.markets()), market.filled_bars());
        drop(market);
        self.last = Some((key.0, key.1, Arc::clone(&dataset)));
        Ok(Snapshot {
            dataset,
            data_time,
            book_max_age_seconds: self.plan.section.book_max_age_seconds.into(),
            markets,
            filled_bars,
        })
    }

    fn describe(&self) -> String {
        self.described.clone()
    }

    fn begin(&mut self, running: Running<'_>) {
        self.metrics = Some(Arc::clone(running.metrics));
        let (sender, rows) = mpsc::channel(self.plan.section.queue_rows);
        let (plan, drops, stop) = (
            Arc::clone(&self.plan),
            self.drops.clone(),
            running.stop.clone(),
        );
        running
            .tasks
            .spawn(feed::record_on(plan, sender, drops, stop));
        running
            .tasks
            .spawn(feed::listen(Arc::clone(&self.market), rows));
        match Backfill::new(&self.plan) {
            Ok(backfill) => {
                let every = Duration::from_secs(self.plan.section.backfill_every_seconds);
                let (market, counts) = (Arc::clone(&self.market), Arc::clone(&self.counts));
                let stop = running.stop.clone();
                running.tasks.spawn(async move {
                    backfill.run(market, every, &counts, stop).await;
                });
            }
            Err(error) => tracing::error!(%error, "holes cannot be filled"),
        }
    }
}

/// What each venue that has candles says to one request: how many candles, or why there are none.
///
/// # Errors
/// [`SourceError`] of the configuration.
pub async fn reach(
    section: &LiveSection,
) -> Result<Vec<(String, Result<usize, String>)>, SourceError> {
    let backfill = Backfill::new(&Plan::read(section)?)?;
    Ok(backfill.reach().await)
}

/// What the folder of history holds from `from` on; None where there is no folder, or it ends before.
fn history(
    section: &LiveSection,
    markets: &Markets,
    model: &Model,
    from: Timestamp,
) -> Result<Option<Dataset>, SourceError> {
    if section.history.is_empty() {
        return Ok(None);
    }
    let request = LoadRequest {
        assets: markets.assets().map(str::to_owned).collect(),
        span: Span {
            from: Some(from),
            until: None,
        },
        gaps: GapPolicy::Mark,
        series: series(model),
    };
    match data::load(Path::new(&section.history), &request) {
        Ok(history) => Ok(Some(history)),
        Err(error @ DataError::SpanEmpty { .. }) => {
            tracing::warn!(%error, "history is too old to be of use");
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

/// Hears what the store holds from `from` on; how many rows.
fn hear_store(market: &mut LiveMarket, folder: &Path, from: Timestamp) -> Result<u64, RecordError> {
    let span = Span {
        from: Some(from),
        until: None,
    };
    if !folder.exists() {
        return Ok(0);
    }
    let replay = match Replay::open(folder, span) {
        Ok(replay) => replay,
        Err(RecordError::StoreEmpty { .. }) => return Ok(0),
        Err(error) => return Err(error),
    };
    let mut rows = 0;
    for row in replay {
        market.hear(&row?);
        rows += 1;
    }
    Ok(rows)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "ages stay far below 2^53 milliseconds"
)]
fn seconds(millis: i64) -> f64 {
    millis as f64 / 1_000.0
}
