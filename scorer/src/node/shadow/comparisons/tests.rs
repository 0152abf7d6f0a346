//! What is made of ticks.

use super::*;
use crate::node::fixture;

const HOUR: i64 = 3_600_000;

/// A tick of `feed` that was seen from and last at these milliseconds, with the scores of both.
fn tick(feed: &str, (first, last): (i64, i64), score: u16, shadow: Option<u16>) -> TickRow {
    let shadow = shadow.map(|score| ShadowRecord {
        model_hash: "cd".to_owned(),
        score,
        half_width: 400,
        is_by_baseline: false,
    });
    TickRow {
        id: first,
        last_at: Timestamp::from_millis(last),
        repeats: 1,
        record: fixture::tick(feed.to_owned(), Timestamp::from_millis(first), score),
        shadow,
    }
}

fn compared(span: Span, ticks: impl IntoIterator<Item = TickRow>) -> Vec<Comparison> {
    let mut comparisons = Comparisons::over(span);
    for tick in ticks {
        comparisons.take(tick);
    }
    comparisons.end()
}

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

fn assert_near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9, "{found}, not {expected}");
}

fn share(of: &Comparison, own: &str, shadow: &str) -> f64 {
    let mut regimes = of.regimes.iter();
    let found = regimes.find(|share| (share.own, share.shadow) == (own, shadow));
    found.unwrap().share
}

#[test]
fn tick_counts_as_long_as_it_stood() {
    // Given nine hours at which both say the same, and one at which the shadow says ten points more
    let ticks = [
        tick("a", (0, 9 * HOUR - 1_000), 3_000, Some(3_000)),
        tick("a", (9 * HOUR, 10 * HOUR), 3_000, Some(4_000)),
    ];

    let found = compared(Span::ALL, ticks);

    let [found] = &found[..] else {
        panic!("{found:?}")
    };
    assert_eq!((found.feed.as_str(), found.ticks), ("a", 2));
    assert_eq!(found.model_hash, "08".repeat(32));
    assert_eq!(found.shadow_hash, "cd");
    assert_near(found.hours, 10.0);
    let difference = &found.difference;
    assert_near(difference.mean, 1.0);
    for (found, expected) in [
        (difference.p5, 0.0),
        (difference.p50, 0.0),
        (difference.p95, 10.0),
        (difference.most.points, 10.0),
    ] {
        assert_near(found, expected);
    }
    assert_eq!(difference.most.at, at(9 * HOUR));
    assert_eq!((found.from, found.until), (at(0), at(10 * HOUR)));
}

#[test]
fn pairs_of_regimes_share_the_time_and_the_moments_they_part_are_told() {
    // Given a shadow that enters transition an hour before the model that reports, and stress alone
    let ticks = [
        tick("a", (0, HOUR), 4_499, Some(4_499)),
        tick("a", (HOUR, 2 * HOUR), 4_499, Some(4_500)),
        tick("a", (2 * HOUR, 3 * HOUR), 4_400, Some(4_600)),
        tick("a", (3 * HOUR, 4 * HOUR), 4_600, Some(4_600)),
        tick("a", (4 * HOUR, 5 * HOUR), 6_499, Some(6_500)),
    ];

    let found = compared(Span::ALL, ticks).remove(0);

    for (own, shadow, expected) in [
        ("calm", "calm", 0.2),
        ("calm", "transition", 0.4),
        ("transition", "transition", 0.2),
        ("transition", "stress", 0.2),
        ("stress", "stress", 0.0),
    ] {
        assert_near(share(&found, own, shadow), expected);
    }
    assert_eq!(found.regimes.len(), 9);
    assert_eq!(found.parted, 2);
    let parted: Vec<_> = found.partings.iter().map(|parting| parting.at).collect();
    assert_eq!(parted, [at(HOUR), at(4 * HOUR)]);
    let last = &found.partings[1];
    assert_eq!((last.own, last.shadow), ("transition", "stress"));
    assert_near(last.own_score, 64.99);
    assert_near(last.shadow_score, 65.0);
}

#[test]
fn time_in_which_the_node_was_stopped_or_the_shadow_silent_counts_for_neither() {
    // Given a tick before a night without the node, one without the shadow, and one more
    let ticks = [
        tick("a", (0, HOUR), 3_000, Some(3_100)),
        tick("a", (9 * HOUR, 10 * HOUR), 3_000, None),
        tick("a", (10 * HOUR, 11 * HOUR), 3_000, Some(3_300)),
    ];

    let found = compared(Span::ALL, ticks).remove(0);

    let minute = 60_000.0 / 3_600_000.0;
    assert_eq!(found.ticks, 2);
    assert_near(found.hours, 2.0 + minute);
    let expected = (1.0 * (1.0 + minute) + 3.0) / (2.0 + minute);
    assert_near(found.difference.mean, expected);
}

#[test]
fn feeds_and_models_are_compared_apart_and_the_span_cuts_what_stood_before_it() {
    // Given two feeds in turn, and another model on trial from the second hour on
    let mut later = tick("a", (HOUR, 2 * HOUR), 3_000, Some(3_500));
    later.shadow.as_mut().unwrap().model_hash = "ef".to_owned();
    let ticks = [
        tick("a", (0, HOUR), 3_000, Some(3_100)),
        tick("b", (0, 2 * HOUR), 3_000, Some(2_000)),
        later,
    ];
    let span = Span {
        from: Some(at(HOUR / 2)),
        until: Some(at(HOUR + HOUR / 2)),
    };

    let found = compared(span, ticks);

    let told: Vec<_> = found
        .iter()
        .map(|found| (found.feed.as_str(), found.shadow_hash.as_str(), found.hours))
        .collect();
    assert_eq!(told, [("a", "cd", 0.5), ("a", "ef", 0.5), ("b", "cd", 1.0)]);
    assert_near(found[2].difference.p50, -10.0);
    assert_near(found[2].difference.most.points, -10.0);
}

#[test]
fn ticks_without_a_shadow_are_no_comparison() {
    let found = compared(Span::ALL, [tick("a", (0, HOUR), 3_000, None)]);

    assert!(found.is_empty(), "{found:?}");
}
