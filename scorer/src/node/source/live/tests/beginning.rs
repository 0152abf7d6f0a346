//! A node's first minutes, with little or no history.

use super::*;
use crate::data::AssetHistory;
use crate::drift::Stance;
use crate::model::score_map::SCORE_MAX_HUNDREDTHS;
use crate::node::config::DriftSection;
use crate::node::drift::{DriftWatch, stances};

/// Stored prices alone.
fn prices_alone() -> Dataset {
    let mut history = history();
    history.implied_volatility = None;
    for asset in history.assets.values_mut() {
        *asset = AssetHistory::new(asset.bars().clone(), Vec::new());
    }
    history
}

/// A trade of every asset every ten seconds from a minute before the joint to 66 minutes after it, and nothing else.
fn listen_to_spot_alone(market: &mut LiveMarket, history: &Dataset) {
    for place in -6..66 * 6 {
        let at = Timestamp::from_millis(joint().millis() + place * 10 * SECOND);
        for asset in ["BTC", "ETH", "SOL"] {
            market.hear(&trade(asset, at, price(history, asset, place)));
        }
    }
}

#[test]
fn venues_that_are_blocked_from_the_start_are_named_and_make_the_report_wider() {
    // Given two nodes that hear spot markets alone: one was told of nothing else, one of futures and an index too
    let history = prices_alone();
    let spot_alone = LiveSection {
        perpetual: std::collections::BTreeMap::new(),
        implied_volatility: String::new(),
        ..section()
    };
    let scored = |section: &LiveSection| {
        let markets = Markets::of(section).unwrap();
        let mut market = LiveMarket::new(markets, Some(Arc::new(history.clone())), 1_000);
        listen_to_spot_alone(&mut market, &history);
        score(&market, after(65)).unwrap()
    };

    // When both score
    let (told, blocked) = (scored(&spot_alone), scored(&section()));

    // Then what was never asked for is absent, what was is missing, and each makes the report wider
    for input in ["SOL funding_8h", "dvol_1h"] {
        assert_eq!(state(&told, input), "absent");
        assert_eq!(state(&blocked, input), "missing");
    }
    assert_eq!(state(&blocked, "SOL spot_5m"), "fresh");
    let wider = (told.said.half_width + 2_000).min(SCORE_MAX_HUNDREDTHS);
    assert!(told.said.half_width < wider, "{told:?}");
    assert_eq!(blocked.said.half_width, wider);
}

/// The candles of SOL's hole: each with the prices of the hour that it is in.
fn told(history: &Dataset, hole: &Hole) -> Vec<Candle> {
    let steps = (hole.window.until.millis() - hole.window.from.millis()) / (5 * MINUTE);
    let bars = history.assets["SOL"].bars();
    let candle = |step: i64| {
        let open = Timestamp::from_millis(hole.window.from.millis() + step * 5 * MINUTE);
        let bar = *bars.get(open.hour_floor()).unwrap();
        Candle { open, bar }
    };
    (0..steps).map(candle).collect()
}

#[test]
fn drift_judged_before_candles_came_is_judged_again_when_they_have_told_the_past() {
    // Given a node without history that has heard an hour, and has judged drift on that
    let history = history();
    let mut market = market(None);
    listen_to_spot_alone(&mut market, &history);
    let (scorer, sol) = (scorer(), "SOL".to_owned());
    let mut watch = DriftWatch::new(&DriftSection {
        days: 10,
        ..DriftSection::default()
    });
    let mut judge = |market: &LiveMarket, at: Timestamp| {
        let snapshot = snapshot(market, at);
        let window = watch.due(&snapshot)?;
        stances(&scorer, &snapshot, [&sol], window)
            .unwrap()
            .remove("SOL")
    };
    let knows_nothing = |stance: &Stance| {
        let mut reasons = stance.reasons.iter();
        reasons.any(|reason| reason.ends_with("the baseline stands on it"))
    };
    let first = judge(&market, after(66)).unwrap();
    assert!(knows_nothing(&first), "{first:?}");
    assert_eq!(first.extra_half_width_hundredths, SCORE_MAX_HUNDREDTHS);
    assert_eq!(judge(&market, after(68)), None, "nothing new is known");

    // When the venue's candles have told the past
    let spot = market.markets().spot["SOL"].clone();
    let holes = market.holes(after(68), 1_000).into_iter();
    for hole in holes.filter(|hole| hole.market == spot) {
        assert!(market.fill(&hole, &told(&history, &hole)) > 0);
    }

    // Then it is judged again at the next look, and not hours later
    let again = judge(&market, after(68)).unwrap();
    assert!(!knows_nothing(&again), "{again:?}");
}

#[test]
fn three_sections_of_the_recorders_sample_listen_to_all_that_a_node_is_told_to_by_default() {
    // Given the sample without the venues that need a key or an address of their own
    let sample = include_str!("../../../../../config/record.toml");
    let names = ["[binance_spot]", "[binance_perpetual]", "[deribit]"];
    let kept = sample.split("\n\n");
    let kept = kept.filter(|section| names.iter().any(|name| section.starts_with(name)));
    let kept: Vec<&str> = kept.collect();
    assert_eq!(kept.len(), names.len());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("record.toml");
    std::fs::write(&file, kept.join("\n")).unwrap();

    // When a node with the defaults opens it, then no market is unheard
    let section = LiveSection {
        record_config: file.display().to_string(),
        ..section()
    };
    let model = Model::embedded().unwrap();
    let opened = LiveSource::open(&section, &DriftSection::default(), &model, joint());
    assert!(opened.is_ok(), "{opened:?}");
}
