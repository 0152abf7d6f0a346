//! OKX's parsers.

use std::time::Duration;

use ballast_scorer::book::{BookDiff, BookSnapshot, Level};
use ballast_scorer::time::Window;
use ballast_scorer::venue::{
    Connector, EventKind, Feed, GapReason, OkxPerpetual, OkxSpot, Purpose, TakerSide, VenueError,
};

use crate::messages::{answer, close, millis, one, strings};

fn perpetual() -> OkxPerpetual {
    OkxPerpetual::new("wss://ws", "https://rest", &strings(&["BTC-USDT-SWAP"]))
}

fn contract(kind: &str, currency: &str) -> String {
    format!(
        r#"{{"code":"0","msg":"","data":[{{"instType":"SWAP","instId":"BTC-USDT-SWAP","ctType":"{kind}","ctVal":"0.01","ctMult":"1","ctValCcy":"{currency}"}}]}}"#
    )
}

const UPDATE: &str = r#"{"arg":{"channel":"books","instId":"BTC-USDT-SWAP"},"action":"update","data":[{"asks":[["8476.98","415","0","13"]],"bids":[["8475.55","0","0","0"]],"ts":"1597026383085","checksum":0,"prevSeqId":123456,"seqId":123457}]}"#;
const TRADE: &str = r#"{"arg":{"channel":"trades","instId":"BTC-USDT-SWAP"},"data":[{"instId":"BTC-USDT-SWAP","tradeId":"130639474","px":"42219.9","sz":"12","side":"buy","ts":"1630048897897","count":"3"}]}"#;

#[test]
fn contracts_become_units_of_the_asset_once_their_size_is_known() {
    let mut venue = perpetual();

    let first = venue.parse(UPDATE).unwrap();
    let second = venue.parse(TRADE).unwrap();
    answer(
        &mut venue,
        Purpose::ContractSize,
        "",
        &contract("linear", "BTC"),
    )
    .unwrap();
    let update = one(&mut venue, UPDATE);
    let trade = one(&mut venue, TRADE);

    assert!(matches!(
        first[0].kind,
        EventKind::Gap {
            reason: GapReason::UnitUnknown,
            ..
        }
    ));
    assert!(second.is_empty(), "one gap is enough: {second:?}");
    let expected = EventKind::BookDiff(BookDiff {
        first: 123_457,
        last: 123_457,
        previous: Some(123_456),
        bids: vec![Level::new(8_475.55, 0.0)],
        asks: vec![Level::new(8_476.98, 4.15)],
    });
    assert_eq!(update.kind, expected);
    assert!(matches!(
        trade.kind,
        EventKind::Trade { size, side: TakerSide::Buy, .. } if close(size, 0.12)
    ));
}

#[test]
fn contract_in_dollars_is_refused() {
    for body in [contract("inverse", "USD"), contract("linear", "USD")] {
        let error = answer(&mut perpetual(), Purpose::ContractSize, "", &body).unwrap_err();
        assert!(matches!(error, VenueError::Refused { .. }), "{error}");
    }
}

#[test]
fn funding_is_scaled_by_the_interval_between_its_times() {
    let message = r#"{"arg":{"channel":"funding-rate","instId":"BTC-USDT-SWAP"},"data":[{"fundingRate":"0.0001","fundingTime":"1700726400000","instId":"BTC-USDT-SWAP","instType":"SWAP","method":"current_period","nextFundingRate":"","nextFundingTime":"1700740800000","ts":"1700724675402"}]}"#;

    let event = one(&mut perpetual(), message);

    assert_eq!(event.exchange_time, Some(millis(1_700_724_675_402)));
    let EventKind::Funding {
        rate_per_8h,
        next_time,
    } = event.kind
    else {
        panic!("{event:?}")
    };
    assert!(close(rate_per_8h, 0.0002), "a 4 h interval: {rate_per_8h}");
    assert_eq!(next_time, Some(millis(1_700_726_400_000)));
}

#[test]
fn open_interest_mark_and_index_have_their_units() {
    let mut venue = perpetual();
    let interest = r#"{"arg":{"channel":"open-interest","instId":"BTC-USDT-SWAP"},"data":[{"instId":"BTC-USDT-SWAP","instType":"SWAP","oi":"2216113","oiCcy":"22161.13","oiUsd":"1939251795.5","ts":"1743041250440"}]}"#;
    let mark = r#"{"arg":{"channel":"mark-price","instId":"BTC-USDT-SWAP"},"data":[{"instType":"SWAP","instId":"BTC-USDT-SWAP","markPx":"42310.6","ts":"1630049139746"}]}"#;
    let index = r#"{"arg":{"channel":"index-tickers","instId":"BTC-USDT"},"data":[{"instId":"BTC-USDT","idxPx":"42311.1","ts":"1597026383085"}]}"#;

    let kinds = [interest, mark, index].map(|message| one(&mut venue, message).kind);

    let expected = [
        EventKind::OpenInterest {
            base_units: 22_161.13,
            usd: Some(1_939_251_795.5),
        },
        EventKind::MarkPrice { price: 42_310.6 },
        EventKind::IndexPrice { price: 42_311.1 },
    ];
    assert_eq!(kinds, expected);
}

#[test]
fn book_starts_from_an_answer_or_from_a_push_that_holds_levels() {
    let mut venue = OkxSpot::new("wss://ws", "https://rest", &strings(&["BTC-USDT"]));
    let body = r#"{"code":"0","msg":"","data":[{"asks":[["41006.8","0.60038921","0","1"]],"bids":[["41006.3","0.30178218","0","2"]],"ts":"1629966436396","seqId":3235851742}]}"#;
    let push = |rows: &str| {
        format!(
            r#"{{"arg":{{"channel":"books","instId":"BTC-USDT"}},"action":"snapshot","data":[{{{rows},"ts":"1","prevSeqId":-1,"seqId":5}}]}}"#
        )
    };
    let request = venue.snapshot_request("BTC-USDT").unwrap();

    let answered = venue.parse_response(&request, body).unwrap();
    let pushed = venue.parse(&push(r#""asks":[["2","1"]],"bids":[["1","1"]]"#));
    let emptied = venue.parse(&push(r#""asks":[],"bids":[]"#));

    assert!(
        request.url.ends_with("instId=BTC-USDT&sz=400&source=0"),
        "{}",
        request.url
    );
    assert!(matches!(
        &answered[0].kind,
        EventKind::BookSnapshot(BookSnapshot {
            last: 3_235_851_742,
            ..
        })
    ));
    assert_eq!(pushed.unwrap()[0].kind.folder(), "book_snapshot");
    assert_eq!(emptied, Ok(vec![]));
}

#[test]
fn pong_and_acknowledgement_say_nothing_and_errors_are_refused() {
    let mut venue = perpetual();
    let subscribed = r#"{"event":"subscribe","arg":{"channel":"books","instId":"BTC-USDT-SWAP"},"connId":"a4d3ae55"}"#;
    let refused = r#"{"event":"error","code":"60012","msg":"Invalid request","connId":"a4d3ae55"}"#;
    let failed = r#"{"code":"51001","msg":"Instrument ID doesn't exist","data":[]}"#;

    assert_eq!(venue.parse("pong"), Ok(vec![]));
    assert_eq!(venue.parse(subscribed), Ok(vec![]));
    let refused = venue.parse(refused).unwrap_err();
    let failed = answer(&mut venue, Purpose::ContractSize, "", failed).unwrap_err();

    assert!(refused.to_string().contains("60012"), "{refused}");
    assert!(failed.to_string().contains("51001"), "{failed}");
}

#[test]
fn keep_alive_is_sent_well_within_thirty_seconds() {
    let Feed::Socket {
        keep_alive,
        subscriptions,
        ..
    } = perpetual().feeds().remove(0)
    else {
        panic!("the first feed is the socket")
    };

    let keep_alive = keep_alive.unwrap();
    assert_eq!(keep_alive.text, "ping");
    assert!(keep_alive.every < Duration::from_secs(30));
    assert!(subscriptions[0].contains(r#""channel":"index-tickers","instId":"BTC-USDT""#));
}

#[test]
fn candles_that_are_complete_are_read_with_the_volume_in_the_asset() {
    let spot = OkxSpot::new("wss://ws", "https://okx/", &strings(&["BTC-USDT"]));
    let contract = OkxPerpetual::new("wss://ws", "https://okx", &strings(&["BTC-USDT-SWAP"]));
    let window = Window::new(millis(1_597_026_300_000), millis(1_597_026_900_000));
    let body = r#"{"code":"0","msg":"","data":[
        ["1597026600000","3.721","3.743","3.677","3.708","8422410","22698348.04","12698348.04","0"],
        ["1597026300000","3.731","3.799","3.494","3.72","24912403","67632347.24","37632347.24","1"]]}"#;
    for (venue, instrument, volume) in [
        (&spot as &dyn Connector, "BTC-USDT", 24_912_403.0),
        (&contract, "BTC-USDT-SWAP", 67_632_347.24),
    ] {
        let request = venue.candles_request(instrument, window).unwrap();
        assert_eq!(
            request.url,
            format!(
                "https://okx/api/v5/market/history-candles?instId={instrument}&bar=5m&before=1597026299999&after=1597026900000&limit=100"
            )
        );

        let candles = venue.parse_candles(&request, body).unwrap();

        assert_eq!(candles.len(), 1, "the other is not complete");
        assert_eq!(candles[0].open, window.from);
        assert!(close(candles[0].bar.volume, volume));
        assert!(close(candles[0].bar.low, 3.494));
        let refused = r#"{"code":"51001","msg":"Instrument ID does not exist","data":[]}"#;
        assert!(venue.parse_candles(&request, refused).is_err());
    }
}
