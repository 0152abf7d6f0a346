//! Coinbase's parser.

use ballast_scorer::book::{BookDiff, BookSnapshot, Level};
use ballast_scorer::time::Window;
use ballast_scorer::venue::{Coinbase, Connector, EventKind, GapReason, TakerSide};

use crate::messages::{close, millis, one, strings};

const SNAPSHOT: &str = r#"{"type":"snapshot","product_id":"BTC-USD","bids":[["10101.10","0.45054140"]],"asks":[["10102.55","0.57753524"]]}"#;
const UPDATE: &str = r#"{"type":"l2update","product_id":"BTC-USD","changes":[["buy","10101.80","0.162567"],["sell","10102.55","0.00000000"]],"time":"2022-08-04T15:25:05.010758Z"}"#;

fn venue() -> Coinbase {
    Coinbase::new("wss://feed", &strings(&["BTC-USD"]))
}

fn matched(kind: &str, trade: i64) -> String {
    format!(
        r#"{{"type":"{kind}","trade_id":{trade},"sequence":50,"maker_order_id":"a","taker_order_id":"b","time":"2014-11-07T08:19:27.028459Z","product_id":"BTC-USD","size":"5.23512","price":"400.23","side":"sell"}}"#
    )
}

#[test]
fn update_follows_the_snapshot_by_our_own_number() {
    let mut venue = venue();

    let snapshot = one(&mut venue, SNAPSHOT);
    let update = one(&mut venue, UPDATE);

    assert!(matches!(
        snapshot.kind,
        EventKind::BookSnapshot(BookSnapshot {
            last: 0,
            is_whole: true,
            ..
        })
    ));
    assert_eq!(update.exchange_time, Some(millis(1_659_626_705_010)));
    let expected = EventKind::BookDiff(BookDiff {
        first: 1,
        last: 1,
        previous: Some(0),
        bids: vec![Level::new(10_101.8, 0.162_567)],
        asks: vec![Level::new(10_102.55, 0.0)],
    });
    assert_eq!(update.kind, expected);
}

#[test]
fn update_after_a_lost_connection_is_a_gap_until_the_next_snapshot() {
    let mut venue = venue();
    venue.parse(SNAPSHOT).unwrap();
    venue.disconnected();

    let event = one(&mut venue, UPDATE);

    assert_eq!(event.kind.folder(), "gap");
}

#[test]
fn taker_is_the_other_side_and_a_lost_trade_is_a_gap() {
    let mut venue = venue();

    assert_eq!(venue.parse(&matched("last_match", 9)), Ok(vec![]));
    let next = one(&mut venue, &matched("match", 10));
    let later = venue.parse(&matched("match", 13)).unwrap();

    let expected = EventKind::Trade {
        price: 400.23,
        size: 5.235_12,
        side: TakerSide::Buy,
    };
    assert_eq!(next.kind, expected);
    let EventKind::Gap { reason, detail } = &later[0].kind else {
        panic!("{later:?}")
    };
    assert_eq!(*reason, GapReason::SequenceBroken);
    assert!(detail.starts_with("2 trades"), "{detail}");
    assert_eq!(later[1].kind, expected);
}

#[test]
fn heartbeat_ahead_of_the_trades_is_a_gap_once() {
    let mut venue = venue();
    venue.parse(&matched("last_match", 9)).unwrap();
    let beat = |trade: i64| {
        format!(
            r#"{{"type":"heartbeat","sequence":90,"last_trade_id":{trade},"product_id":"BTC-USD","time":"2014-11-07T08:19:28.464459Z"}}"#
        )
    };

    assert_eq!(venue.parse(&beat(9)), Ok(vec![]));
    assert_eq!(one(&mut venue, &beat(11)).kind.folder(), "gap");
    assert_eq!(venue.parse(&beat(11)), Ok(vec![]));
    assert_eq!(
        one(&mut venue, &matched("match", 12)).kind.folder(),
        "trade"
    );
}

#[test]
fn refusal_says_why() {
    let message = r#"{"type":"error","message":"Failed to subscribe","reason":"level2 requires authentication"}"#;

    let error = venue().parse(message).unwrap_err();

    assert!(
        error.to_string().contains("requires authentication"),
        "{error}"
    );
}

#[test]
fn candles_are_read_in_the_order_of_the_venue() {
    let venue = venue().with_rest("https://rest/");
    let window = Window::new(millis(1_415_398_500_000), millis(1_415_399_100_000));

    let request = venue.candles_request("BTC-USD", window).unwrap();
    let body = "[[1415398800,0.32,4.2,0.35,4.1,12.3],[1415398500,0.30,4.0,0.31,0.35,1]]";
    let candles = venue.parse_candles(&request, body).unwrap();

    assert_eq!(
        request.url,
        "https://rest/products/BTC-USD/candles?granularity=300&start=2014-11-07T22:15:00Z&end=2014-11-07T22:20:00Z"
    );
    assert_eq!(candles[1].open, window.from);
    let bar = candles[0].bar;
    assert!(close(bar.low, 0.32) && close(bar.high, 4.2));
    assert!(close(bar.open, 0.35) && close(bar.close, 4.1) && close(bar.volume, 12.3));
}

#[test]
fn trade_that_is_said_again_happened_once() {
    let mut venue = venue();
    let counts = [7, 7, 6, 8].map(|trade| venue.parse(&matched("match", trade)).unwrap().len());

    assert_eq!(counts, [1, 0, 0, 1]);
}
