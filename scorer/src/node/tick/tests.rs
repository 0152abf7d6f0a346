use super::*;
use crate::data::{Bar, Dataset, Depth, Extras, FiveMinuteGrid, Readings};
use crate::node::fixture::{RULES, dataset, start};

/// The same with five-minute bars of SOL over its last day: each at the hour's close, the last `fallen` of them at `price`.
fn with_minutes(mut dataset: Dataset, at: Timestamp, fallen: usize, share: f64) -> Dataset {
    let history = dataset.assets.remove("SOL").unwrap();
    let first = at.plus_hours(-24);
    let count = usize::try_from((at.millis() - first.millis()) / 300_000).unwrap();
    let price = history
        .bars()
        .get(at.hour_floor().plus_hours(-1))
        .unwrap()
        .close;
    let bar = |place: usize| {
        let close = if place + fallen >= count {
            share * price
        } else {
            price
        };
        Bar {
            open: close,
            high: close * 1.001,
            low: close,
            close,
            volume: 1.0,
        }
    };
    let bars = (0..count).map(|place| Some(bar(place))).collect();
    let extras = Extras {
        spot_5m: Some(FiveMinuteGrid::new(first, bars)),
        ..history.extras().clone()
    };
    dataset
        .assets
        .insert("SOL".to_owned(), history.with_extras(extras));
    dataset
}

fn snapshot(dataset: Dataset, at: Timestamp) -> Snapshot {
    Snapshot {
        book_max_age_seconds: 120,
        ..Snapshot::of(dataset, at)
    }
}

fn scorer() -> Scorer {
    Scorer::new(Arc::new(Model::embedded().unwrap()), RULES, 1_000)
}

fn feed(assets: &[&str]) -> Feed {
    let mut section = crate::node::config::FeedSection::full();
    section.assets = assets.iter().map(|asset| (*asset).to_owned()).collect();
    let config = crate::node::config::NodeConfig {
        feeds: vec![section],
        ..Default::default()
    };
    config.feeds().unwrap().remove(0)
}

fn at(minutes: i64) -> Timestamp {
    Timestamp::from_millis(start().plus_hours(900).millis() + 60_000 * minutes)
}

#[test]
fn feed_of_several_assets_says_the_worst_and_reaches_up_to_every_end() {
    let snapshot = snapshot(dataset(), at(0));
    let of = |assets: &[&str]| {
        scorer()
            .score(&snapshot, &feed(assets), &Stances::new())
            .unwrap()
    };

    let market = of(&["BTC", "ETH", "SOL"]);
    let singles = ["BTC", "ETH", "SOL"].map(|asset| of(&[asset]).said);

    assert_eq!(
        market.said.score,
        singles.iter().map(|said| said.score).max().unwrap()
    );
    let end = singles
        .iter()
        .map(|said| said.score + said.half_width)
        .max()
        .unwrap();
    assert_eq!(market.said.score + market.said.half_width, end);
    assert_eq!(market.said.depth_bps, 10_000);
}

#[test]
fn two_nodes_say_and_hash_the_same_within_the_same_five_minutes() {
    let dataset = with_minutes(dataset(), at(30), 0, 1.0);
    let of = |minutes| {
        let snapshot = snapshot(dataset.clone(), at(minutes));
        scorer()
            .score(&snapshot, &feed(&["SOL"]), &Stances::new())
            .unwrap()
    };

    assert_eq!(of(10).said, of(14).said);
    assert_eq!(of(10).input_hash, of(14).input_hash);
    assert_ne!(of(10).input_hash, of(15).input_hash);
}

#[test]
fn fall_within_the_hour_raises_the_score_and_is_named() {
    let calm = snapshot(with_minutes(dataset(), at(30), 0, 1.0), at(30));
    let fallen = snapshot(with_minutes(dataset(), at(30), 2, 0.88), at(30));
    let score = |snapshot| {
        scorer()
            .score(snapshot, &feed(&["SOL"]), &Stances::new())
            .unwrap()
    };

    let (before, after) = (score(&calm), score(&fallen));

    assert!(
        after.said.score > before.said.score + 500,
        "{before:?} {after:?}"
    );
    let asset = &after.detail.assets[0];
    assert_eq!(asset.cause, "fall");
    assert_eq!(asset.explanation.raised.as_ref().unwrap().by, "fall");
    let told = asset.explanation.score_points * 100.0;
    assert!((told - f64::from(asset.score)).abs() < 1e-6);
}

#[test]
fn feed_that_stops_makes_the_report_wider_and_then_ends_it() {
    let dataset = with_minutes(dataset(), at(30), 0, 1.0);
    let of = |minutes| {
        let snapshot = snapshot(dataset.clone(), at(minutes));
        scorer().score(&snapshot, &feed(&["SOL"]), &Stances::new())
    };

    let (fresh, late) = (of(30).unwrap(), of(50).unwrap());

    assert_eq!(
        late.said.half_width,
        (fresh.said.half_width + 1_000).min(10_000)
    );
    let input = &late.detail.assets[0].inputs[1];
    assert_eq!(
        (input.name.as_str(), input.state.as_str()),
        ("SOL spot_5m", "late")
    );
    // Past the last hourly bar there is no price at all.
    assert!(matches!(of(101 * 60), Err(ModelError::PriceMissing { .. })));
}

#[test]
fn depth_is_the_share_of_what_was_measured_while_the_book_is_fresh() {
    let mut dataset = dataset();
    let history = dataset.assets.remove("SOL").unwrap();
    let depth = Depth {
        within_50bps_usd: 2.5e6,
        mid: 100.0,
    };
    let extras = Extras {
        depth: Readings::new(vec![(at(0), depth)]),
        ..history.extras().clone()
    };
    dataset
        .assets
        .insert("SOL".to_owned(), history.with_extras(extras));
    let mut feed = feed(&["SOL"]);
    feed.depth_reference_usd.insert("SOL".to_owned(), 1e7);
    let of = |minutes| {
        let snapshot = snapshot(dataset.clone(), at(minutes));
        scorer()
            .score(&snapshot, &feed, &Stances::new())
            .unwrap()
            .said
    };

    assert_eq!(of(1).depth_bps, 2_500);
    assert_eq!(of(3).depth_bps, 10_000, "too old to say anything");
    assert!(of(3).half_width >= (of(1).half_width + 1_000).min(10_000));
}

#[test]
fn model_that_is_set_aside_is_named_and_widened() {
    let snapshot = snapshot(dataset(), at(0));
    let stance = Stance {
        chosen: Chosen::Baseline,
        extra_half_width_hundredths: 700,
        reasons: vec!["moved".to_owned()],
    };
    let stances = Stances::from([("SOL".to_owned(), stance)]);

    let asset = &scorer()
        .score(&snapshot, &feed(&["SOL"]), &stances)
        .unwrap()
        .detail
        .assets[0];

    assert_eq!(asset.forecaster, "baseline");
    assert!(asset.half_width >= 700);
    assert_eq!(asset.drift, ["moved"]);
}

#[test]
fn stored_detail_has_the_hash_of_what_was_seen() {
    let snapshot = snapshot(dataset(), at(0));
    let score = scorer()
        .score(&snapshot, &feed(&["BTC", "SOL"]), &Stances::new())
        .unwrap();

    let stored = serde_json::to_string(&score.detail).unwrap();
    let read: TickDetail = serde_json::from_str(&stored).unwrap();

    assert_eq!(input_hash(&read), score.input_hash);
    let mut forged = read;
    forged.assets[0].price += 1e-9;
    assert_ne!(input_hash(&forged), score.input_hash);
}
