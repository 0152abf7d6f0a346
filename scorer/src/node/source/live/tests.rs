//! Rows in, scores out; no clock, no network.

mod beginning;

use super::*;
use crate::book::BookSummary;
use crate::node::config::{Feed, FeedSection, NodeConfig};
use crate::node::source::InputRules;
use crate::node::tick::{FeedScore, Scorer, Stances};
use crate::record::{Recorder, RecorderOptions, Row, Tap};
use crate::synthetic::{self, SyntheticConfig};
use crate::time::{MILLIS_PER_HOUR, Window};
use crate::venue::{Candle, Event, EventKind, GapReason, TakerSide, Venue};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;

fn start() -> Timestamp {
    "2024-03-01".parse().unwrap()
}

/// Where the history ends and listening begins.
fn joint() -> Timestamp {
    start().plus_hours(1_000)
}

fn after(minutes: i64) -> Timestamp {
    Timestamp::from_millis(joint().millis() + minutes * MINUTE)
}

fn section() -> LiveSection {
    LiveSection::default()
}

fn history() -> Dataset {
    let config = SyntheticConfig {
        seed: 3,
        window: Window::new(start(), joint()),
        assets: ["BTC", "ETH", "SOL"].map(str::to_owned).to_vec(),
        crash: None,
    };
    synthetic::generate(&config).unwrap().dataset
}

fn market(history: Option<Dataset>) -> LiveMarket {
    let markets = Markets::of(&section()).unwrap();
    LiveMarket::new(markets, history.map(Arc::new), 1_000)
}

fn row(venue: Venue, instrument: &str, at: Timestamp, kind: EventKind) -> Row {
    Row {
        received_at: at,
        venue,
        sequence: 0,
        event: Event::new(instrument, Some(at), kind),
    }
}

fn trade(asset: &str, at: Timestamp, price: f64) -> Row {
    let kind = EventKind::Trade {
        price,
        size: 1.0,
        side: TakerSide::Buy,
    };
    row(Venue::BinanceSpot, &format!("{asset}USDT"), at, kind)
}

fn gap(asset: &str, at: Timestamp) -> Row {
    let kind = EventKind::gap(GapReason::Disconnected, "lost");
    row(Venue::BinanceSpot, &format!("{asset}USDT"), at, kind)
}

/// A price that moves a little around the last one of `history`.
fn price(history: &Dataset, asset: &str, place: i64) -> f64 {
    let (_, bar) = history.assets[asset].bars().iter().last().unwrap();
    bar.close * if place % 2 == 0 { 1.001 } else { 0.999 }
}

/// A trade of every asset every ten seconds from `from` to `until` minutes after the joint.
fn listen(market: &mut LiveMarket, history: &Dataset, (from, until): (i64, i64)) {
    for place in from * 6..until * 6 {
        let at = Timestamp::from_millis(joint().millis() + place * 10 * SECOND);
        for asset in ["BTC", "ETH", "SOL"] {
            market.hear(&trade(asset, at, price(history, asset, place)));
        }
        let kind = EventKind::ImpliedVolatility { percent: 60.0 };
        market.hear(&row(Venue::Deribit, "btc_usd", at, kind));
    }
}

fn scorer() -> Scorer {
    let rules = InputRules {
        bar_max_age_seconds: 900,
        frozen_bars: 6,
    };
    Scorer::new(Arc::new(Model::embedded().unwrap()), rules, 1_000)
}

fn snapshot(market: &LiveMarket, at: Timestamp) -> Snapshot {
    Snapshot {
        dataset: Arc::new(market.dataset(at)),
        data_time: at,
        book_max_age_seconds: 180,
        markets: Arc::clone(market.markets()),
        filled_bars: market.filled_bars(),
    }
}

fn score(market: &LiveMarket, at: Timestamp) -> Result<FeedScore, String> {
    let mut section = FeedSection::full();
    section.assets = vec!["SOL".to_owned()];
    let config = NodeConfig {
        feeds: vec![section],
        ..NodeConfig::default()
    };
    let feed: Feed = config.feeds().unwrap().remove(0);
    let scored = scorer().score(&snapshot(market, at), &feed, &Stances::new());
    scored.map_err(|error| error.to_string())
}

fn state(score: &FeedScore, input: &str) -> String {
    let inputs = &score.detail.assets[0].inputs;
    let found = inputs.iter().find(|found| found.name == input);
    found
        .unwrap_or_else(|| panic!("{input} in {inputs:?}"))
        .state
        .clone()
}

fn candles(history: &Dataset, hole: &Hole) -> Vec<Candle> {
    let asset = hole.market.instrument.trim_end_matches("USDT");
    let steps = (hole.window.until.millis() - hole.window.from.millis()) / (5 * MINUTE);
    let candle = |step: i64| {
        let close = price(history, asset, step);
        Candle {
            open: Timestamp::from_millis(hole.window.from.millis() + step * 5 * MINUTE),
            bar: crate::data::Bar {
                open: close,
                high: close * 1.001,
                low: close,
                close,
                volume: 1.0,
            },
        }
    };
    (0..steps).map(candle).collect()
}

#[test]
fn market_goes_from_nothing_to_a_score_with_history_and_what_is_heard() {
    let history = history();
    assert!(score(&market(None), after(0)).is_err());
    let mut market = market(Some(history.clone()));
    assert!(
        score(&market, after(60)).is_err(),
        "the last hour is not known"
    );

    // From a little before the joint, so that the first bar is whole.
    listen(&mut market, &history, (-1, 66));

    let scored = score(&market, after(65)).unwrap();
    assert_eq!(scored.detail.assets[0].time, after(65));
    assert_eq!(state(&scored, "SOL spot_1h"), "fresh");
    assert_eq!(state(&scored, "SOL spot_5m"), "fresh");
}

#[test]
fn disconnect_makes_inputs_late_then_ends_the_score_and_candles_bring_it_back() {
    let history = history();
    let mut market = market(Some(history.clone()));
    listen(&mut market, &history, (-1, 66));
    let before = score(&market, after(65)).unwrap();
    market.hear(&gap("SOL", after(67)));

    let late = score(&market, after(85)).unwrap();
    assert_eq!(state(&late, "SOL spot_5m"), "late");
    assert!(
        late.said.half_width >= before.said.half_width + 1_000,
        "{before:?} {late:?}"
    );
    assert!(
        score(&market, after(121)).is_err(),
        "an hour without a price"
    );

    listen(&mut market, &history, (130, 146));
    assert!(
        score(&market, after(145)).is_err(),
        "the hole is still there"
    );
    let holes = market.holes(after(146), 48);
    let spot: Vec<&Hole> = holes
        .iter()
        .filter(|hole| hole.market.to_string() == "binance_spot:SOLUSDT")
        .collect();
    // The bar in which listening began anew is not whole either way: it began at its open, at 130.
    assert_eq!(spot.len(), 1, "{holes:?}");
    assert_eq!(spot[0].window, Window::new(after(65), after(130)));
    assert_eq!(market.fill(spot[0], &candles(&history, spot[0])), 13);

    let again = score(&market, after(145)).unwrap();
    assert_eq!(state(&again, "SOL spot_5m"), "fresh");
    let inputs = again.detail.assets[0].inputs.iter();
    let stale: Vec<_> = inputs
        .filter(|input| !matches!(input.state.as_str(), "fresh" | "absent"))
        .collect();
    assert!(stale.is_empty(), "{stale:?}");
}

#[test]
fn late_trade_and_filled_candles_change_no_bar_that_was_looked_at() {
    let history = history();
    let mut market = market(Some(history.clone()));
    listen(&mut market, &history, (-1, 66));
    let before = market.dataset(after(65));
    let revision = market.revision();

    let mut late = trade("SOL", after(66), 1.0);
    late.event.exchange_time = Some(after(61));
    market.hear(&late);
    let hole = Hole {
        market: Markets::of(&section()).unwrap().spot["SOL"].clone(),
        window: Window::new(after(0), after(60)),
    };
    assert_eq!(market.fill(&hole, &candles(&history, &hole)), 0);

    assert_eq!(market.dataset(after(65)), before);
    assert_eq!(market.revision(), revision);
    assert_eq!(market.left_out(Venue::BinanceSpot), 1);
}

#[test]
fn memory_is_bounded_over_a_million_events() {
    let mut market = LiveMarket::new(Markets::of(&section()).unwrap(), None, 24);
    let mut most = 0;
    let begun = std::time::Instant::now();
    for place in 0..1_000_000_i64 {
        let at = Timestamp::from_millis(joint().millis() + place * SECOND);
        let wave = if place % 60 < 30 { 1.0 } else { 1.01 };
        let kind = match place % 4 {
            0 => EventKind::Trade {
                price: 100.0 * wave,
                size: 1.0,
                side: TakerSide::Buy,
            },
            1 => EventKind::Depth(BookSummary {
                best_bid: 99.0,
                best_bid_size: 1.0,
                best_ask: 101.0,
                best_ask_size: 1.0,
                bid_usd: [1.0; 4],
                ask_usd: [1.0; 4],
                known_bps: None,
                slippage: Vec::new(),
            }),
            2 => EventKind::MarkPrice { price: 100.0 },
            // Breaks all the time, and from the far future.
            _ if place % 1_000 == 3 => EventKind::gap(GapReason::Silent, "nothing"),
            _ => EventKind::OpenInterest {
                base_units: 1.0,
                usd: None,
            },
        };
        let mut row = row(Venue::BinanceSpot, "SOLUSDT", at, kind);
        if place % 5_000 == 0 {
            row.event.exchange_time = Some(at.plus_hours(place));
        }
        market.hear(&row);
        if place % 3_600 == 0 {
            market.forget(at);
            most = most.max(market.entries());
        }
    }
    println!(
        "1,000,000 rows in {:?}, at most {most} entries",
        begun.elapsed()
    );
    // A day of five-minute bars, minutes of books, hours of marks and of open interest, and the hour in hand.
    assert!(most <= 25 * (12 + 60 + 1 + 1), "{most}");
}

#[test]
fn store_and_tap_give_the_same_market_to_the_bit() {
    let folder = tempfile::tempdir().unwrap();
    let (sender, mut rows) = mpsc::channel(100_000);
    let connector = crate::venue::BinanceSpot::new("ws://x", "http://x", &["SOLUSDT".to_owned()]);
    let options = RecorderOptions {
        depth_every: Duration::ZERO,
        slippage_usd: vec![100.0],
        keeps_raw_book: true,
        keeps_book_top: true,
    };
    let tap = Tap::new(sender, TapDrops::default());
    let to = (Some(folder.path()), Some(tap));
    let begin = after(-1);
    let mut recorder = Recorder::start_with(vec![Box::new(connector)], options, to, begin).unwrap();
    let text = |connector, text| crate::record::Inbound::Text { connector, text };
    for place in 0..3_000_i64 {
        let at = Timestamp::from_millis(begin.millis() + place * 2 * SECOND);
        // Out of order now and then, and with digits that a decimal text must carry.
        let said = at.millis() - (place * 37) % 1_500;
        let price = 100.0 + f64::from(i32::try_from(place * 7_919 % 1_000).unwrap()) / 333.0;
        let message = format!(
            r#"{{"e":"trade","E":{said},"s":"SOLUSDT","t":{place},"p":"{price}","q":"0.1{place}","T":{said},"m":true}}"#
        );
        recorder.handle(at, text(0, message));
        if place == 1_500 {
            recorder.handle(at, text(0, "{".to_owned()));
            recorder.flush(at).unwrap();
        }
    }
    recorder.stop(after(100)).unwrap();

    let mut tapped = market(None);
    while let Ok(row) = rows.try_recv() {
        tapped.hear(&row);
    }
    let mut stored = market(None);
    let count = hear_store(&mut stored, folder.path(), start()).unwrap();

    assert_eq!(count, 3_000 + 3);
    let dataset = tapped.dataset(after(100));
    let bars = dataset.assets["SOL"].extras().spot_5m.as_ref().unwrap();
    let known = bars.slots().iter().flatten().count();
    assert!((16..20).contains(&known), "{known} bars around one break");
    assert_eq!(dataset, stored.dataset(after(100)));
    assert_eq!(tapped.heard(), stored.heard());
}

#[test]
fn a_dataset_of_two_months_is_made_quickly() {
    let history = history();
    let mut market = market(Some(history.clone()));
    listen(&mut market, &history, (-1, 600));
    let begun = std::time::Instant::now();

    let dataset = market.dataset(after(600));

    println!("a dataset of 1,000 hours in {:?}", begun.elapsed());
    assert_eq!(dataset.assets.len(), 3);
    assert!(begun.elapsed() < Duration::from_secs(2));
}

#[test]
fn hour_that_is_broken_is_missing_and_not_half_there() {
    let history = history();
    let mut market = market(Some(history.clone()));
    listen(&mut market, &history, (-1, 31));
    market.hear(&gap("SOL", after(31)));
    listen(&mut market, &history, (32, 61));

    let dataset = market.dataset(after(61));

    assert_eq!(dataset.assets["SOL"].bars().get(joint()), None);
    assert!(dataset.assets["BTC"].bars().get(joint()).is_some());
    let sol = dataset.assets["SOL"].extras().spot_5m.as_ref().unwrap();
    let known = |minute: i64| sol.get(after(minute)).is_some();
    assert_eq!((known(25), known(30), known(35)), (true, false, true));
    assert_eq!(joint().millis() % MILLIS_PER_HOUR, 0);
}
