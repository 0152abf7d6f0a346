//! Deribit's and Pyth's parsers.

use std::time::Duration;

use ballast_scorer::time::Timestamp;
use ballast_scorer::venue::{
    Connector, Deribit, EventKind, Feed, PythFeed, PythHermes, VenueError,
};

use crate::messages::{millis, one, strings};

const FEED: &str = "0xff61491a931112ddf1bd8147cd1b641375f79f5825126d665480874634fd0ace";

fn hermes(poll: Option<Duration>) -> PythHermes {
    let feed = PythFeed {
        name: "ETH-USD".to_owned(),
        id: FEED.to_owned(),
    };
    PythHermes::new("https://hermes", &[feed], poll, Some("key".to_owned()))
}

fn price(mantissa: &str, confidence: &str) -> String {
    format!(
        r#"{{"binary":{{"encoding":"hex","data":["504e"]}},"parsed":[{{"id":"{}","price":{{"price":"{mantissa}","conf":"{confidence}","expo":-8,"publish_time":1717632000}},"ema_price":{{"price":"1","conf":"1","expo":-8,"publish_time":1717632000}},"metadata":{{"slot":138881186}}}}]}}"#,
        &FEED[2..]
    )
}

#[test]
fn volatility_index_is_in_percent() {
    let mut venue = Deribit::new("wss://deribit", &strings(&["btc_usd"]));
    let message = r#"{"jsonrpc":"2.0","method":"subscription","params":{"channel":"deribit_volatility_index.btc_usd","data":{"volatility":129.36,"timestamp":1619777946007,"index_name":"btc_usd"}}}"#;

    let event = one(&mut venue, message);
    let ack = venue.parse(r#"{"jsonrpc":"2.0","id":1,"result":["x"]}"#);
    let error = venue
        .parse(r#"{"jsonrpc":"2.0","id":1,"error":{"code":11050,"message":"bad_request"}}"#)
        .unwrap_err();

    assert_eq!(event.kind, EventKind::ImpliedVolatility { percent: 129.36 });
    assert_eq!(event.exchange_time, Some(millis(1_619_777_946_007)));
    assert_eq!(ack, Ok(vec![]));
    assert!(error.to_string().contains("11050"), "{error}");
}

#[test]
fn oracle_price_is_scaled_by_its_exponent() {
    let event = one(&mut hermes(None), &price("184136023127", "177166324"));

    assert_eq!(event.instrument, "ETH-USD");
    let expected = EventKind::OraclePrice {
        price: 1_841.360_231_27,
        confidence: 1.771_663_24,
        publish_time: Timestamp::from_millis(1_717_632_000_000),
    };
    assert_eq!(event.kind, expected);
}

#[test]
fn oracle_price_of_zero_and_a_foreign_feed_are_refused() {
    let zero = hermes(None).parse(&price("0", "1")).unwrap_err();
    let foreign = price("1", "1").replace("ff61", "0000");
    let foreign = hermes(None).parse(&foreign).unwrap_err();

    assert!(matches!(zero, VenueError::ValueOutOfRange { .. }), "{zero}");
    assert!(foreign.to_string().contains("not asked for"), "{foreign}");
}

#[test]
fn polling_and_streaming_ask_different_paths_with_the_key() {
    let every = Some(Duration::from_secs(1));
    let poll = hermes(every).feeds().remove(0);
    let stream = hermes(None).feeds().remove(0);

    assert!(poll.url().contains("/latest?ids[]=ff61"), "{}", poll.url());
    let Feed::Stream { request } = stream else {
        panic!("{stream:?}")
    };
    assert!(request.url.contains("/stream?"), "{}", request.url);
    assert_eq!(
        request.headers,
        [("authorization".to_owned(), "Bearer key".to_owned())]
    );
}
