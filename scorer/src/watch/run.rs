//! The monitor's loop.

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use super::gauges::Gauges;
use super::webhook::{News, Webhook};
use super::{Alert, Kind, View, WatchConfig, alerts};
use crate::keeper::{Health, KeeperError, KeeperMetrics, Pace, Reader, serve};
use crate::rpc::Endpoints;
use crate::telemetry::span;

/// What a look shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The market.
    #[serde(flatten)]
    pub view: View,
    /// What has to be looked after, the worst first.
    pub alerts: Vec<Alert>,
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
    mut tell: impl FnMut(&Report),
) -> Result<Option<Kind>, KeeperError> {
    const LONGEST: Duration = Duration::from_mins(1);
    config.check()?;
    let endpoints = Endpoints::new(&config.rpc)?;
    let reader = Reader::new(endpoints, config.market.parsed()?, &config.oracle)?;
    let (metrics, gauges) = (KeeperMetrics::default(), Gauges::default());
    let mut health = Health::new("ballast_watch", LONGEST, &metrics);
    gauges.register(&mut health);
    let health = Arc::new(health);
    if let Some(listen) = config.health.listen
        && !once
    {
        serve(listen, Arc::clone(&health), stop.clone()).await?;
    }
    let webhook = Webhook::new(&config.alert)?;
    let posting = webhook.map(|webhook| webhook.start(stop.clone()));
    let mut pace = Pace::new(Duration::from_millis(config.look.every_ms), LONGEST);
    let mut last: Vec<Alert> = Vec::new();
    loop {
        metrics.looks.inc();
        let looked = reader.read().instrument(span::look()).await;
        let is_read = looked.is_ok();
        health.note(looked.as_ref().err().map(ToString::to_string));
        match looked {
            Ok(scene) => {
                let view = View::of(&scene);
                let alerts = alerts(&view, &config.alert);
                gauges.set(&view, &alerts);
                let news = News::of(&view.market, view.slot, &last, &alerts);
                if let (Some((sender, _)), Some(news)) = (&posting, news)
                    && sender.try_send(news).is_err()
                {
                    tracing::warn!("the webhook is too slow: news are left out");
                }
                last.clone_from(&alerts);
                tell(&Report { view, alerts });
            }
            Err(error) if once => return Err(error),
            Err(error) => {
                metrics.looks_failed.inc();
                tracing::warn!(%error, "the market cannot be read");
            }
        }
        if once || !Pace::wait(pace.after(is_read), &stop).await {
            break;
        }
    }
    if let Some((sender, posting)) = posting {
        drop(sender);
        // The posts that wait still go out; `stop` cuts the waits between their attempts short.
        let _ = posting.await;
    }
    Ok(last.first().map(|alert| alert.kind))
}
