//! Binance's parsers.

use ballast_scorer::book::{BookDiff, BookSnapshot, Level};
use ballast_scorer::time::Window;
use ballast_scorer::venue::{
    BinancePerpetual, BinanceSpot, BookTop, Connector, EventKind, Purpose, TakerSide, VenueError,
};

use crate::messages::{answer, close, millis, one, strings};

fn spot() -> BinanceSpot {
    BinanceSpot::new("wss://stream/", "https://api/", &strings(&["bnbbtc"]))
}

fn perpetual() -> BinancePerpetual {
    BinancePerpetual::new("wss://stream", "https://api", &strings(&["BTCUSDT"]))
}

const MARK: &str = r#"{"stream":"btcusdt@markPrice@1s","data":{"e":"markPriceUpdate","E":1562305380000,"s":"BTCUSDT","p":"11794.15000000","i":"11784.62659091","P":"11784.25641265","r":"0.00038167","T":1562306400000}}"#;

#[test]
fn spot_trade_by_a_selling_taker_is_a_sell() {
    let message = r#"{"e":"trade","E":1672515782136,"s":"BNBBTC","t":12345,"p":"0.001","q":"100","T":1672515782130,"m":true,"M":true}"#;

    let event = one(&mut spot(), message);

    assert_eq!(event.instrument, "BNBBTC");
    assert_eq!(event.exchange_time, Some(millis(1_672_515_782_130)));
    let expected = EventKind::Trade {
        price: 0.001,
        size: 100.0,
        side: TakerSide::Sell,
    };
    assert_eq!(event.kind, expected);
}

#[test]
fn spot_best_bid_and_ask_without_a_type_is_known() {
    let message = r#"{"stream":"bnbusdt@bookTicker","data":{"u":400900217,"s":"BNBUSDT","b":"25.35190000","B":"31.21000000","a":"25.36520000","A":"40.66000000"}}"#;

    let event = one(&mut spot(), message);

    assert_eq!(event.exchange_time, None);
    let expected = EventKind::BookTop(BookTop {
        update: Some(400_900_217),
        bid: 25.3519,
        bid_size: 31.21,
        ask: 25.3652,
        ask_size: 40.66,
    });
    assert_eq!(event.kind, expected);
}

#[test]
fn difference_keeps_the_venues_numbers() {
    let message = r#"{"stream":"btcusdt@depth","data":{"e":"depthUpdate","E":123456789,"T":123456788,"s":"BTCUSDT","U":157,"u":160,"pu":149,"b":[["0.0024","10"]],"a":[["0.0026","0.000"]]}}"#;

    let event = one(&mut perpetual(), message);

    let expected = EventKind::BookDiff(BookDiff {
        first: 157,
        last: 160,
        previous: Some(149),
        bids: vec![Level::new(0.0024, 10.0)],
        asks: vec![Level::new(0.0026, 0.0)],
    });
    assert_eq!(event.kind, expected);
}

#[test]
fn snapshot_answer_carries_the_instrument_that_was_asked_for() {
    let body = r#"{"lastUpdateId":1027024,"E":1589436922972,"T":1589436922959,"bids":[["4.00000000","431.00000000"]],"asks":[["4.00000200","12.00000000"]]}"#;
    let request = perpetual().snapshot_request("BTCUSDT").unwrap();

    let events = perpetual().parse_response(&request, body).unwrap();

    assert_eq!(
        request.url,
        "https://api/fapi/v1/depth?symbol=BTCUSDT&limit=1000"
    );
    assert_eq!(events[0].instrument, "BTCUSDT");
    let expected = EventKind::BookSnapshot(BookSnapshot {
        last: 1_027_024,
        is_whole: false,
        bids: vec![Level::new(4.0, 431.0)],
        asks: vec![Level::new(4.000_002, 12.0)],
    });
    assert_eq!(events[0].kind, expected);
}

#[test]
fn funding_waits_for_its_interval_and_is_scaled_to_eight_hours() {
    let mut venue = perpetual();

    let before = venue.parse(MARK).unwrap();
    let info = r#"[{"symbol":"BTCUSDT","adjustedFundingRateCap":"0.02","adjustedFundingRateFloor":"-0.02","fundingIntervalHours":4,"disclaimer":false}]"#;
    answer(&mut venue, Purpose::FundingInterval, "", info).unwrap();
    let after = venue.parse(MARK).unwrap();

    assert!(!before.iter().any(|event| event.kind.folder() == "funding"));
    assert_eq!(before[0].kind, EventKind::MarkPrice { price: 11_794.15 });
    let EventKind::Funding {
        rate_per_8h,
        next_time,
    } = after[2].kind
    else {
        panic!("{after:?}")
    };
    assert!(
        close(rate_per_8h, 2.0 * 0.000_381_67),
        "4 h rate: {rate_per_8h}"
    );
    assert_eq!(next_time, Some(millis(1_562_306_400_000)));
}

#[test]
fn contract_that_the_list_leaves_out_settles_every_eight_hours() {
    let mut venue = perpetual();
    answer(&mut venue, Purpose::FundingInterval, "", "[]").unwrap();

    let events = venue.parse(MARK).unwrap();

    let is_unscaled = |kind: &EventKind| matches!(kind, EventKind::Funding { rate_per_8h, .. } if close(*rate_per_8h, 0.000_381_67));
    assert!(is_unscaled(&events[2].kind), "{events:?}");
}

#[test]
fn open_interest_is_valued_at_the_last_mark_price() {
    let mut venue = perpetual();
    let body = r#"{"openInterest":"10659.500","symbol":"BTCUSDT","time":1589437530011}"#;

    let unmarked = answer(&mut venue, Purpose::OpenInterest, "BTCUSDT", body).unwrap();
    venue.parse(MARK).unwrap();
    let marked = answer(&mut venue, Purpose::OpenInterest, "BTCUSDT", body).unwrap();

    let of = |usd| EventKind::OpenInterest {
        base_units: 10_659.5,
        usd,
    };
    assert_eq!(unmarked[0].kind, of(None));
    assert_eq!(marked[0].kind, of(Some(11_794.15 * 10_659.5)));
    assert_eq!(marked[0].exchange_time, Some(millis(1_589_437_530_011)));
}

#[test]
fn book_and_prices_come_from_separate_sockets() {
    let urls: Vec<String> = perpetual()
        .feeds()
        .iter()
        .map(|feed| feed.url().to_owned())
        .collect();

    assert_eq!(
        urls[0],
        "wss://stream/public/stream?streams=btcusdt@depth@100ms/btcusdt@bookTicker"
    );
    assert_eq!(
        urls[1],
        "wss://stream/market/stream?streams=btcusdt@aggTrade/btcusdt@markPrice@1s"
    );
}

#[test]
fn acknowledgement_says_nothing_and_an_error_is_refused() {
    let mut venue = spot();

    assert_eq!(venue.parse(r#"{"result":null,"id":1}"#), Ok(vec![]));
    for refusal in [
        r#"{"error":{"code":2,"msg":"Invalid request"},"id":1}"#,
        r#"{"code":-1121,"msg":"Invalid symbol."}"#,
    ] {
        let error = venue.parse(refusal).unwrap_err();
        assert!(matches!(error, VenueError::Refused { .. }), "{error}");
    }
}

#[test]
fn nonsense_prices_and_kinds_are_refused_by_name() {
    let mut venue = spot();
    let trade = |price: &str| {
        format!(r#"{{"e":"trade","E":1,"s":"X","t":1,"p":{price},"q":"1","T":1,"m":false}}"#)
    };

    let zero = venue.parse(&trade("\"0\"")).unwrap_err();
    let text = venue.parse(&trade("\"free\"")).unwrap_err();
    let kind = venue.parse(r#"{"e":"kline","E":1}"#).unwrap_err();
    let cut = venue.parse(r#"{"e":"trade","#).unwrap_err();

    assert!(zero.to_string().contains("price of X is 0"), "{zero}");
    assert!(text.to_string().contains("free"), "{text}");
    assert!(kind.to_string().contains("kline"), "{kind}");
    assert!(matches!(cut, VenueError::MessageMalformed { .. }), "{cut}");
}

/// Rows as the venue's REST documentation shows them.
const KLINES: &str = r#"[[1616338800000,"57212.69","57315.00","57196.19","57300.00","496.263",1616339099999,"28425514.78940",7160,"273.108","15642623.69718","0"],[1616339100000,"57300.00","57300.00","57200.61","57206.47","174.865",1616339399999,"10009130.07051",2602,"60.409","3457649.49072","0"]]"#;

#[test]
fn klines_are_candles_of_both_markets() {
    let window = Window::new(millis(1_616_338_800_000), millis(1_616_339_400_000));
    let (spot, perpetual) = (spot(), perpetual());
    for (venue, url) in [
        (
            &spot as &dyn Connector,
            "https://api/api/v3/klines?symbol=BTCUSDT",
        ),
        (&perpetual, "https://api/fapi/v1/klines?symbol=BTCUSDT"),
    ] {
        let request = venue.candles_request("BTCUSDT", window).unwrap();
        assert_eq!(
            request.url,
            format!("{url}&interval=5m&startTime=1616338800000&endTime=1616339399999&limit=1000")
        );

        let candles = venue.parse_candles(&request, KLINES).unwrap();

        assert_eq!(candles.len(), 2);
        assert_eq!(candles[0].open, window.from);
        let bar = candles[0].bar;
        assert!(close(bar.open, 57_212.69) && close(bar.high, 57_315.0));
        assert!(close(bar.low, 57_196.19) && close(bar.close, 57_300.0));
        assert!(close(bar.volume, 496.263));
    }
}

#[test]
fn kline_that_no_market_prints_is_refused() {
    let venue = spot();
    let window = Window::new(millis(0), millis(300_000));
    let request = venue.candles_request("BNBBTC", window).unwrap();
    for body in [
        r#"[[0,"2","1","1","1","1"]]"#,
        r#"[[0,"0","1","0","1","1"]]"#,
        r#"[[1,"1","1","1","1","1"]]"#,
        r#"[[0,"1","1"]]"#,
        r#"{"code":-1121,"msg":"Invalid symbol."}"#,
    ] {
        assert!(venue.parse_candles(&request, body).is_err(), "{body}");
    }
    assert_eq!(venue.parse_candles(&request, "[]").unwrap(), []);
}
