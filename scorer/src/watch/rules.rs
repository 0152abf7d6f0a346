//! From a view to alerts, by rules that anyone can read.

use super::view::{FeedView, PublisherView, ReserveView};
use super::{Alert, AlertConfig, Kind, View};

/// What `view` has to be looked after for, the worst first.
pub fn alerts(view: &View, config: &AlertConfig) -> Vec<Alert> {
    let mut alerts = Vec::new();
    for feed in &view.feeds {
        of_quorum(feed, config, &mut alerts);
        for publisher in &feed.publishers {
            of_publisher(feed, publisher, config, &mut alerts);
        }
        if config.model_differs {
            of_models(feed, &mut alerts);
        }
    }
    for reserve in &view.reserves {
        of_reserve(reserve, config, &mut alerts);
    }
    if let Some(until) = view.paused_until.filter(|_| config.breakers) {
        alerts.push(Alert {
            kind: Kind::Market,
            rule: "market_paused",
            subject: view.market.clone(),
            place: "market".to_owned(),
            text: format!("it is paused for {} s more", until.saturating_sub(view.now)),
        });
    }
    alerts.sort_by(|one, other| other.kind.cmp(&one.kind).then_with(|| one.cmp(other)));
    alerts
}

fn of_quorum(feed: &FeedView, config: &AlertConfig, alerts: &mut Vec<Alert>) {
    let mut tell = |rule, text| {
        alerts.push(Alert {
            kind: Kind::Quorum,
            rule,
            subject: feed.address.clone(),
            place: format!("feed {}", feed.index),
            text,
        });
    };
    let (fresh, quorum) = (feed.fresh, feed.quorum);
    if feed.margin() < 0 {
        tell(
            "quorum_lost",
            format!(
                "{fresh} of {} votes are fresh, {quorum} are needed",
                feed.voting
            ),
        );
    } else if feed.margin() < config.quorum_margin {
        tell(
            "quorum_close",
            format!("{fresh} votes are fresh, {quorum} are needed"),
        );
    }
    if feed.status == "decaying" || feed.status == "conservative" {
        let age = feed.consensus_age_seconds;
        let since = age.map_or("there never was a consensus".to_owned(), |age| {
            format!("the last consensus is {age} s old")
        });
        tell(
            "terms_degraded",
            format!("terms are {}: {since}", feed.status),
        );
    }
}

fn of_publisher(
    feed: &FeedView,
    publisher: &PublisherView,
    config: &AlertConfig,
    alerts: &mut Vec<Alert>,
) {
    let mut tell = |rule, text| {
        alerts.push(Alert {
            kind: Kind::Publisher,
            rule,
            subject: publisher.key.clone(),
            place: format!("feed {} slot {}", feed.index, publisher.slot),
            text,
        });
    };
    if publisher.standing == "muted" {
        tell("publisher_muted", "it has no vote".to_owned());
        return;
    }
    let bound = u64::from(feed.max_report_age) * config.stale_percent / 100;
    match publisher.age_seconds {
        None => tell("publisher_silent", "it never reported".to_owned()),
        Some(age) if age > bound => {
            let text = format!("its last report is {age} s old, at most {bound}");
            tell("publisher_stale", text);
        }
        Some(_) => {}
    }
    if publisher.misses_in_a_row >= config.misses_in_a_row {
        let missed = publisher.misses_in_a_row;
        tell(
            "publisher_misses",
            format!("it missed {missed} counted rounds in a row"),
        );
    }
    if !publisher.is_fresh {
        return;
    }
    let distance = publisher.distance.unwrap_or_default();
    if distance > config.distance_hundredths {
        let text = format!("its score lies {} points from the median", points(distance));
        tell("publisher_distant", text);
    }
    if publisher.half_width > config.half_width_hundredths {
        let width = points(publisher.half_width);
        tell(
            "publisher_unsure",
            format!("its half-width is {width} points"),
        );
    }
}

/// Publishers whose model is not the one that most of the feed's fresh ones run.
fn of_models(feed: &FeedView, alerts: &mut Vec<Alert>) {
    let fresh: Vec<&PublisherView> = feed.publishers.iter().filter(|one| one.is_fresh).collect();
    let count = |model: &str| fresh.iter().filter(|one| one.model == model).count();
    // Of models run by as many, the first by name: which of them is right cannot be told from here.
    let common = fresh
        .iter()
        .max_by(|one, other| {
            let by_count = count(&one.model).cmp(&count(&other.model));
            by_count.then_with(|| other.model.cmp(&one.model))
        })
        .map(|one| one.model.clone());
    for publisher in fresh {
        let Some(common) = common.as_ref().filter(|common| **common != publisher.model) else {
            continue;
        };
        alerts.push(Alert {
            kind: Kind::Publisher,
            rule: "publisher_model",
            subject: publisher.key.clone(),
            place: format!("feed {} slot {}", feed.index, publisher.slot),
            text: format!("it runs model {}, most run {common}", publisher.model),
        });
    }
}

fn of_reserve(reserve: &ReserveView, config: &AlertConfig, alerts: &mut Vec<Alert>) {
    let mut tell = |kind, rule, text| {
        alerts.push(Alert {
            kind,
            rule,
            subject: reserve.address.clone(),
            place: format!("reserve {}", reserve.index),
            text,
        });
    };
    let bound = u64::from(reserve.max_price_age) * config.price_age_percent / 100;
    match reserve.price_age_seconds {
        None => tell(Kind::Price, "price_missing", "it has no price".to_owned()),
        Some(age) if age > bound => {
            let waits = reserve.update_ahead_seconds.filter(|ahead| *ahead > 0);
            let waits = waits.map_or(String::new(), |_| {
                ", and a newer update waits to be loaded".to_owned()
            });
            let text = format!("its price is {age} s old, at most {bound}{waits}");
            tell(Kind::Price, "price_old", text);
        }
        Some(_) => {}
    }
    if reserve.utilization_bps >= config.utilization_bps {
        let utilization = reserve.utilization_bps / 100;
        let text = format!("{utilization} % of it is lent out");
        tell(Kind::Market, "utilization_high", text);
    }
    for breaker in reserve.breakers.iter().filter(|_| config.breakers) {
        let text = format!("its breaker {} is in force", breaker.name);
        tell(Kind::Market, "breaker", text);
    }
}

/// Hundredths of a point as points.
pub(super) fn points(hundredths: u16) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::watch) fn publisher(slot: usize) -> PublisherView {
        PublisherView {
            slot,
            key: format!("key {slot}"),
            standing: "voting",
            score: 3_000,
            half_width: 200,
            age_seconds: Some(10),
            is_fresh: true,
            distance: Some(0),
            distance_smoothed: 0,
            posts: 9,
            misses: 0,
            misses_in_a_row: 0,
            outliers_in_a_row: 0,
            model: "aa".to_owned(),
        }
    }

    pub(in crate::watch) fn view() -> View {
        View {
            market: "market".to_owned(),
            slot: 7,
            now: 1_000,
            paused_until: None,
            feeds: vec![FeedView {
                index: 0,
                address: "feed".to_owned(),
                mode: "autonomous",
                score: 3_000,
                raw: 3_000,
                regime: "calm",
                status: "held",
                consensus_age_seconds: Some(10),
                median: Some(3_000),
                spread: Some(0),
                fresh: 5,
                quorum: 3,
                voting: 5,
                max_report_age: 60,
                is_disputed: false,
                rounds: 4,
                publishers: (0..5).map(publisher).collect(),
            }],
            reserves: vec![ReserveView {
                index: 0,
                address: "reserve".to_owned(),
                mint: "mint".to_owned(),
                feed: 0,
                price_age_seconds: Some(5),
                max_price_age: 60,
                update_ahead_seconds: None,
                utilization_bps: 5_000,
                breakers: vec![],
            }],
        }
    }

    fn rules(view: &View) -> Vec<&'static str> {
        let alerts = alerts(view, &AlertConfig::default());
        alerts.into_iter().map(|alert| alert.rule).collect()
    }

    #[test]
    fn market_in_order_has_no_alert() {
        assert_eq!(rules(&view()), Vec::<&str>::new());
    }

    #[test]
    fn publisher_that_stopped_is_named() {
        let mut view = view();
        view.feeds[0].publishers[3].age_seconds = Some(61);
        view.feeds[0].publishers[3].is_fresh = false;
        view.feeds[0].fresh = 4;

        let alerts = alerts(&view, &AlertConfig::default());

        assert_eq!(alerts.len(), 1, "{alerts:?}");
        assert_eq!(alerts[0].rule, "publisher_stale");
        assert_eq!(alerts[0].subject, "key 3");
        assert_eq!(alerts[0].kind.exit_code(), 11);
    }

    #[test]
    fn quorum_that_is_close_or_lost_outranks_publishers() {
        let mut view = view();
        view.feeds[0].publishers[0].standing = "muted";
        view.feeds[0].fresh = 3;
        assert_eq!(rules(&view), ["quorum_close", "publisher_muted"]);

        view.feeds[0].fresh = 2;
        view.feeds[0].status = "decaying";

        let expected = ["quorum_lost", "terms_degraded", "publisher_muted"];
        assert_eq!(rules(&view), expected);
    }

    #[test]
    fn distance_width_and_another_model_are_told_of_fresh_reports_only() {
        let mut view = view();
        let odd = &mut view.feeds[0].publishers[2];
        odd.distance = Some(1_501);
        odd.half_width = 1_501;
        odd.model = "bb".to_owned();

        let fresh = rules(&view);
        view.feeds[0].publishers[2].is_fresh = false;

        let expected = ["publisher_distant", "publisher_model", "publisher_unsure"];
        assert_eq!(fresh, expected);
        assert_eq!(rules(&view), Vec::<&str>::new());
    }

    #[test]
    fn old_price_breaker_and_utilization_are_told() {
        let mut view = view();
        let reserve = &mut view.reserves[0];
        reserve.price_age_seconds = Some(61);
        reserve.utilization_bps = 9_500;
        reserve.breakers = vec![super::super::BreakerView {
            name: "PriceJump".to_owned(),
            until: Some(2_000),
        }];
        view.paused_until = Some(1_100);

        let expected = ["price_old", "breaker", "market_paused", "utilization_high"];
        assert_eq!(rules(&view), expected);
    }
}
