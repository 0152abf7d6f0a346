//! The view as Prometheus metrics.

use prometheus_client::metrics::family::Family;

use super::{Alert, FeedView, Kind, ReserveView, View};
use crate::health::Level;
use crate::keeper::{Health, Labels};

type Levels = Family<Labels, Level>;

/// What the monitor exports.
#[derive(Clone, Debug, Default)]
pub(super) struct Gauges {
    score: Levels,
    regime: Levels,
    consensus_age: Levels,
    margin: Levels,
    report_age: Levels,
    distance: Levels,
    half_width: Levels,
    misses: Levels,
    price_age: Levels,
    utilization: Levels,
    breakers: Levels,
    alerts: Levels,
}

impl Gauges {
    pub(super) fn register(&self, health: &mut Health) {
        let registry = health.registry();
        for (name, help, levels) in [
            ("score", "Score in force, points", &self.score),
            ("regime", "0 calm, 1 transition, 2 stress", &self.regime),
            (
                "consensus_age_seconds",
                "Age of the last consensus",
                &self.consensus_age,
            ),
            (
                "quorum_margin",
                "Fresh votes beyond the quorum",
                &self.margin,
            ),
            (
                "report_age_seconds",
                "Age of a publisher's report",
                &self.report_age,
            ),
            ("distance", "Points from the median", &self.distance),
            ("half_width", "Half-width, points", &self.half_width),
            ("misses", "Counted rounds missed", &self.misses),
            (
                "price_age_seconds",
                "Age of a loaded price",
                &self.price_age,
            ),
            ("utilization", "Share that is lent out", &self.utilization),
            ("breakers", "Breakers in force", &self.breakers),
            ("alerts", "Alerts by kind", &self.alerts),
        ] {
            registry.register(name, help, levels.clone());
        }
    }

    /// Shows `view`, and nothing that it does not hold.
    pub(super) fn set(&self, view: &View) {
        self.clear();
        for feed in &view.feeds {
            self.set_feed(feed);
        }
        for reserve in &view.reserves {
            self.set_reserve(reserve);
        }
    }

    /// Shows nothing of the market: what was seen last is not what is so now.
    pub(super) fn clear(&self) {
        for levels in [
            &self.score,
            &self.regime,
            &self.consensus_age,
            &self.margin,
            &self.report_age,
            &self.distance,
            &self.half_width,
            &self.misses,
            &self.price_age,
            &self.utilization,
            &self.breakers,
        ] {
            levels.clear();
        }
    }

    /// Counts alerts by kind.
    #[expect(clippy::cast_precision_loss, reason = "counts")]
    pub(super) fn count(&self, alerts: &[Alert]) {
        for kind in Kind::ALL {
            let of_kind = alerts.iter().filter(|alert| alert.kind == kind).count();
            let labels = vec![("kind", kind.name().to_owned())];
            self.alerts.get_or_create(&labels).set(of_kind as f64);
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "ages and counts")]
    fn set_feed(&self, feed: &FeedView) {
        let of_feed = || vec![("feed", feed.index.to_string())];
        let set = |levels: &Levels, value: f64| {
            levels.get_or_create(&of_feed()).set(value);
        };
        set(&self.score, points(feed.score));
        let regimes = ["calm", "transition", "stress"];
        let regime = regimes.iter().position(|name| *name == feed.regime);
        set(&self.regime, regime.unwrap_or_default() as f64);
        if let Some(age) = feed.consensus_age_seconds {
            set(&self.consensus_age, age as f64);
        }
        set(&self.margin, f64::from(feed.margin()));
        for publisher in &feed.publishers {
            let set = |levels: &Levels, value: f64| {
                let mut labels = of_feed();
                labels.push(("publisher", publisher.key.clone()));
                levels.get_or_create(&labels).set(value);
            };
            if let Some(age) = publisher.age_seconds {
                set(&self.report_age, age as f64);
            }
            if let Some(distance) = publisher.distance {
                set(&self.distance, points(distance));
            }
            set(&self.half_width, points(publisher.half_width));
            set(&self.misses, f64::from(publisher.misses));
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "ages and counts")]
    fn set_reserve(&self, reserve: &ReserveView) {
        let set = |levels: &Levels, value: f64| {
            let labels = vec![("reserve", reserve.index.to_string())];
            levels.get_or_create(&labels).set(value);
        };
        if let Some(age) = reserve.price_age_seconds {
            set(&self.price_age, age as f64);
        }
        set(&self.utilization, reserve.utilization_bps as f64 / 10_000.0);
        set(&self.breakers, reserve.breakers.len() as f64);
    }
}

fn points(hundredths: u16) -> f64 {
    f64::from(hundredths) / 100.0
}
