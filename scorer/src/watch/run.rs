//! The monitor, from look to look.

use std::net::SocketAddr;
use std::time::Duration;

use serde::Serialize;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::gauges::Gauges;
use super::webhook::{News, Webhook};
use super::{Alert, Kind, View, WatchConfig, alerts};
use crate::keeper::{Health, Keeper, KeeperError, KeeperMetrics, Reader, keep};
use crate::rpc::Endpoints;

/// What a look shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The market.
    #[serde(flatten)]
    pub view: View,
    /// What has to be looked after, the worst first.
    pub alerts: Vec<Alert>,
}

/// What the monitor keeps between looks.
struct Watch {
    config: WatchConfig,
    reader: Reader,
    metrics: KeeperMetrics,
    gauges: Gauges,
    /// Where news go, and who posts them; none without a webhook.
    posting: Option<(mpsc::Sender<News>, JoinHandle<()>)>,
    /// The alerts of the last look, the worst first.
    last: Vec<Alert>,
}

impl Watch {
    fn new(config: WatchConfig, stop: &CancellationToken) -> Result<Self, KeeperError> {
        config.check()?;
        let endpoints = Endpoints::new(&config.rpc)?;
        let reader = Reader::new(endpoints, config.market.parsed()?, &config.oracle)?;
        let webhook = Webhook::new(&config.alert)?;
        Ok(Self {
            config,
            reader,
            metrics: KeeperMetrics::default(),
            gauges: Gauges::default(),
            posting: webhook.map(|webhook| webhook.start(stop.clone())),
            last: Vec::new(),
        })
    }

    /// Hands on what began and what ended since the last look.
    fn tell_news(&self, view: &View, alerts: &[Alert]) {
        let news = News::of(&view.market, view.slot, &self.last, alerts);
        if let (Some((sender, _)), Some(news)) = (&self.posting, news)
            && sender.try_send(news).is_err()
        {
            tracing::warn!("the webhook is too slow: news are left out");
        }
    }

    /// Waits for the posts that are still to go out; gives the worst alert of the last look. `stop` cuts the waits between
    /// their attempts short.
    async fn finish(self) -> Option<Kind> {
        if let Some((sender, posting)) = self.posting {
            drop(sender);
            let _ = posting.await;
        }
        self.last.first().map(|alert| alert.kind)
    }
}

impl Keeper for Watch {
    type Seen = Report;

    const PREFIX: &'static str = "ballast_watch";

    fn metrics(&self) -> &KeeperMetrics {
        &self.metrics
    }

    fn register(&self, health: &mut Health) {
        self.gauges.register(health);
        self.reader.endpoints().register(health.registry());
    }

    fn listen(&self) -> Option<SocketAddr> {
        self.config.health.listen
    }

    fn every(&self) -> Duration {
        Duration::from_millis(self.config.look.every_ms)
    }

    async fn turn(&mut self, _stop: &CancellationToken) -> Result<Report, KeeperError> {
        let scene = self.reader.read().await?;
        self.metrics.set_slot(scene.clock.slot);
        let view = View::of(&scene);
        let alerts = alerts(&view, &self.config.alert);
        self.gauges.set(&view, &alerts);
        self.tell_news(&view, &alerts);
        self.last.clone_from(&alerts);
        Ok(Report { view, alerts })
    }
}

/// Watches until `stop`; every look goes to `tell`. With `once` a single look, whose worst alert is returned and whose
/// failure is the result's.
///
/// # Errors
/// Settings, webhook or health address that cannot be used; with `once` a market that cannot be read.
pub async fn run(
    config: WatchConfig,
    once: bool,
    stop: CancellationToken,
    tell: impl FnMut(&Report),
) -> Result<Option<Kind>, KeeperError> {
    let mut watch = Watch::new(config, &stop)?;
    keep(&mut watch, once, &stop, tell).await?;
    Ok(watch.finish().await)
}
