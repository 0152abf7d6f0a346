//! A view as tables for people.

use std::fmt::Write as _;

use super::rules::points;
use super::view::{FeedView, PublisherView, ReserveView};
use super::{Alert, View};

/// The view and its alerts, line by line.
pub fn table(view: &View, alerts: &[Alert]) -> String {
    let mut text = format!("market {}  slot {}\n", view.market, view.slot);
    for feed in &view.feeds {
        of_feed(feed, &mut text);
    }
    of_reserves(&view.reserves, &mut text);
    if alerts.is_empty() {
        text.push_str("\nno alert\n");
    } else {
        text.push('\n');
    }
    for alert in alerts {
        let Alert {
            kind,
            rule,
            subject,
            place,
            text: words,
        } = alert;
        // Writing into a String does not fail.
        let _ = writeln!(text, "{} {rule}: {place} {subject}: {words}", kind.name());
    }
    text
}

fn of_feed(feed: &FeedView, text: &mut String) {
    let age = seconds(feed.consensus_age_seconds);
    let _ = writeln!(
        text,
        "\nfeed {}  {}  score {}  median {}  {}  {}  votes {}/{} fresh, {} needed  consensus {age} old{}",
        feed.index,
        feed.mode,
        points(feed.score),
        feed.median.map_or("-".to_owned(), points),
        feed.regime,
        feed.status,
        feed.fresh,
        feed.voting,
        feed.quorum,
        if feed.is_disputed { "  disputed" } else { "" },
    );
    let _ = writeln!(
        text,
        "  {:>4}  {:<44}  {:<7} {:>6} {:>6} {:>7} {:>8} {:>6}  model",
        "slot", "publisher", "", "score", "width", "age", "distance", "misses"
    );
    for publisher in &feed.publishers {
        of_publisher(publisher, text);
    }
}

fn of_publisher(publisher: &PublisherView, text: &mut String) {
    let _ = writeln!(
        text,
        "  {:>4}  {:<44}  {:<7} {:>6} {:>6} {:>7} {:>8} {:>6}  {}",
        publisher.slot,
        publisher.key,
        publisher.standing,
        points(publisher.score),
        points(publisher.half_width),
        seconds(publisher.age_seconds),
        publisher.distance.map_or("-".to_owned(), points),
        publisher.misses,
        publisher.model,
    );
}

fn of_reserves(reserves: &[ReserveView], text: &mut String) {
    let _ = writeln!(
        text,
        "\n  {:>7}  {:<44}  {:>4} {:>9} {:>8}  breakers",
        "reserve", "mint", "feed", "price age", "lent"
    );
    for reserve in reserves {
        let breakers = reserve.breakers.iter();
        let breakers: Vec<&str> = breakers.map(|breaker| breaker.name.as_str()).collect();
        let lent = reserve.utilization_bps;
        let _ = writeln!(
            text,
            "  {:>7}  {:<44}  {:>4} {:>9} {:>6}.{:01} %  {}",
            reserve.index,
            reserve.mint,
            reserve.feed,
            seconds(reserve.price_age_seconds),
            lent / 100,
            lent % 100 / 10,
            breakers.join(", "),
        );
    }
}

fn seconds(age: Option<u64>) -> String {
    age.map_or("never".to_owned(), |age| format!("{age} s"))
}

#[cfg(test)]
mod tests {
    use super::super::rules::tests::view;
    use super::super::{AlertConfig, alerts};
    use super::*;

    #[test]
    fn every_publisher_and_alert_has_its_line() {
        let mut view = view();
        view.feeds[0].publishers[1].age_seconds = None;
        let alerts = alerts(&view, &AlertConfig::default());

        let text = table(&view, &alerts);

        for slot in 0..5 {
            assert!(text.contains(&format!("key {slot}")), "{text}");
        }
        assert!(
            text.contains("publisher publisher_silent: feed 0 slot 1 key 1"),
            "{text}"
        );
        assert!(text.contains("30.00"), "{text}");
    }
}
