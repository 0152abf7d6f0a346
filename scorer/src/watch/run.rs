//! The monitor, from look to look.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::courier::Courier;
use super::gauges::Gauges;
use super::webhook::Webhook;
use super::{Alert, Kind, View, WatchConfig, alerts};
use crate::keeper::{Health, Keeper, KeeperError, KeeperMetrics, Pulse, Reader, keep};
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
    market: String,
    reader: Reader,
    pulse: Pulse,
    metrics: KeeperMetrics,
    gauges: Gauges,
    /// Who tells what began and what ended; none without a webhook.
    courier: Option<Courier>,
    /// The alerts of the last look, the worst first.
    last: Vec<Alert>,
}

impl Watch {
    fn new(config: WatchConfig) -> Result<Self, KeeperError> {
        config.check()?;
        let endpoints = Endpoints::new(&config.rpc)?;
        let market = config.market.parsed()?;
        let reader = Reader::new(endpoints, market, &config.oracle)?;
        let webhook = Webhook::new(&config.alert)?;
        let market = market.to_string();
        Ok(Self {
            pulse: config.market.pulse(),
            config,
            reader,
            metrics: KeeperMetrics::default(),
            gauges: Gauges::default(),
            courier: webhook.map(|webhook| Courier::new(webhook, market.clone())),
            market,
            last: Vec::new(),
        })
    }

    /// Judges what a look at `now` shows.
    async fn see(&mut self, view: View, now: Instant, stop: &CancellationToken) -> Report {
        self.metrics.set_slot(view.slot);
        let mut alerts = alerts(&view, &self.config.alert);
        if let Err(stands) = self.pulse.beat(view.slot, now) {
            alerts.insert(0, Alert::of_chain(self.market.clone(), &stands));
        }
        self.gauges.set(&view);
        self.tell(Some(view.slot), alerts.clone(), stop).await;
        Report { view, alerts }
    }

    /// A look shows nothing. What stood before is not known to have ended, and its numbers are not those of now.
    async fn go_blind(&mut self, trouble: &KeeperError, stop: &CancellationToken) {
        let blind = Alert::of_chain(self.market.clone(), trouble);
        let before = self.last.iter().filter(|alert| alert.kind != Kind::Chain);
        let alerts = std::iter::once(blind).chain(before.cloned()).collect();
        self.gauges.clear();
        self.tell(None, alerts, stop).await;
    }

    /// Counts the alerts of a look, and hands on what began and what ended.
    async fn tell(&mut self, slot: Option<u64>, alerts: Vec<Alert>, stop: &CancellationToken) {
        self.gauges.count(&alerts);
        if let Some(courier) = &mut self.courier {
            courier.note(slot, &alerts, stop).await;
        }
        self.last = alerts;
    }

    /// Waits for what is still to be posted; gives the worst alert of the last look.
    async fn finish(self, stop: &CancellationToken) -> Option<Kind> {
        if let Some(courier) = self.courier {
            courier.finish(stop).await;
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

    fn endpoints(&self) -> &Endpoints {
        self.reader.endpoints()
    }

    fn register(&self, health: &mut Health) {
        self.gauges.register(health);
    }

    fn listen(&self) -> Option<SocketAddr> {
        self.config.health.listen
    }

    fn every(&self) -> Duration {
        Duration::from_millis(self.config.look.every_ms)
    }

    async fn turn(&mut self, stop: &CancellationToken) -> Result<Report, KeeperError> {
        match self.reader.read().await {
            Ok(scene) => Ok(self.see(View::of(&scene), Instant::now(), stop).await),
            Err(error) => {
                self.go_blind(&error, stop).await;
                Err(error)
            }
        }
    }

    fn trouble(seen: &Report) -> Option<String> {
        let mut alerts = seen.alerts.iter();
        let of_chain = alerts.find(|alert| alert.kind == Kind::Chain);
        of_chain.map(|alert| alert.text.clone())
    }
}

/// Watches until `stop`; every look that shows something goes to `tell`, and the worst alert of the last is returned. With `once`
/// a single look, whose failure is the result's.
///
/// # Errors
/// Settings, webhook or health address that cannot be used; with `once` a market that cannot be read.
pub async fn run(
    config: WatchConfig,
    once: bool,
    stop: CancellationToken,
    tell: impl FnMut(&Report),
) -> Result<Option<Kind>, KeeperError> {
    let mut watch = Watch::new(config)?;
    let kept = keep(&mut watch, once, &stop, tell).await;
    let worst = watch.finish(&stop).await;
    kept.map(|()| worst)
}

#[cfg(test)]
mod tests {
    use solana_address::Address;

    use super::*;
    use crate::health::text;
    use crate::keeper::MarketConfig;
    use crate::rpc::EndpointsConfig;
    use crate::watch::AlertConfig;
    use crate::watch::courier::tests::Receiver;
    use crate::watch::rules::tests::view;

    /// A monitor whose node is not there.
    fn config(alert: AlertConfig) -> WatchConfig {
        WatchConfig {
            market: MarketConfig {
                address: Address::new_from_array([7; 32]).to_string(),
                ..MarketConfig::default()
            },
            rpc: EndpointsConfig {
                rounds_most: 1,
                ..EndpointsConfig::of(["http://127.0.0.1:1"]).unwrap()
            },
            alert,
            ..WatchConfig::default()
        }
    }

    fn rules(report: &Report) -> Vec<&'static str> {
        report.alerts.iter().map(|alert| alert.rule).collect()
    }

    #[tokio::test]
    async fn market_that_cannot_be_read_is_an_alert_that_is_posted() {
        let (receiver, alert) = Receiver::start(0).await;

        let refused = run(config(alert), true, CancellationToken::new(), |_| {
            panic!("it saw something");
        });

        assert!(refused.await.is_err());
        assert_eq!(receiver.told("rule"), ["+market_unreadable"]);
    }

    #[tokio::test]
    async fn chain_that_stands_is_the_worst_alert_and_ends_when_its_slot_rises() {
        // Given a market in order, and slots that rise and then do not
        let mut watch = Watch::new(config(AlertConfig::default())).unwrap();
        let (stop, start) = (CancellationToken::new(), Instant::now());
        let mut reports = Vec::new();
        for (seconds, slot) in [(0, 7), (29, 7), (30, 7), (60, 7), (61, 8)] {
            let now = start + Duration::from_secs(seconds);
            let seen = View { slot, ..view() };
            reports.push(watch.see(seen, now, &stop).await);
        }

        // Then it is told while they do not, and it is not ready
        let stands: Vec<_> = reports.iter().map(rules).collect();
        let none: Vec<&str> = Vec::new();
        let one = vec!["chain_stands"];
        assert_eq!(stands, [&none, &none, &one, &one, &none].map(Clone::clone));
        let troubles = reports
            .iter()
            .map(|report| Watch::trouble(report).is_some());
        assert_eq!(
            troubles.collect::<Vec<_>>(),
            [false, false, true, true, false]
        );
        assert_eq!(reports[2].alerts[0].kind.exit_code(), 14);
        assert_eq!(watch.finish(&stop).await, None);
    }

    #[tokio::test]
    async fn monitor_that_sees_nothing_shows_no_numbers_and_what_stood_still_stands() {
        // Given a market with an alert
        let mut watch = Watch::new(config(AlertConfig::default())).unwrap();
        let mut health = Health::new(Watch::PREFIX, Duration::from_mins(1), &watch.metrics);
        watch.register(&mut health);
        let stop = CancellationToken::new();
        let mut seen = view();
        seen.feeds[0].publishers[3].is_fresh = false;
        seen.feeds[0].publishers[3].age_seconds = Some(61);
        watch.see(seen, Instant::now(), &stop).await;
        let before = text(health.registry());

        // When it cannot be read
        assert!(watch.turn(&stop).await.is_err());
        let after = text(health.registry());

        // Then the numbers are gone, and both are alerts
        assert!(before.contains("ballast_watch_score{"), "{before}");
        assert!(!after.contains("ballast_watch_score{"), "{after}");
        for kind in ["chain", "publisher"] {
            let line = format!("ballast_watch_alerts{{kind=\"{kind}\"}} 1");
            assert!(after.contains(&line), "{line} in\n{after}");
        }
        assert_eq!(watch.finish(&stop).await, Some(Kind::Chain));
    }
}
