//! Every venue's parser on messages of the documented form: units, times, sides, and what is refused.
#![allow(clippy::unwrap_used, missing_docs)]

use std::time::Duration;

use ballast_scorer::book::{BookDiff, BookSnapshot, Level};
use ballast_scorer::time::Timestamp;
use ballast_scorer::venue::{
    BinancePerpetual, BinanceSpot, BookTop, Coinbase, Connector, Deribit, Event, EventKind, Feed,
    GapReason, OkxPerpetual, OkxSpot, Purpose, PythFeed, PythHermes, RestRequest, TakerSide,
    VenueError,
};

fn strings(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn one(connector: &mut dyn Connector, message: &str) -> Event {
    let mut events = connector.parse(message).unwrap();
    assert_eq!(events.len(), 1, "{events:?}");
    events.remove(0)
}

fn answer(
    connector: &mut dyn Connector,
    purpose: Purpose,
    instrument: &str,
    body: &str,
) -> Result<Vec<Event>, VenueError> {
    let request = RestRequest::get(purpose, instrument, String::new());
    connector.parse_response(&request, body)
}

fn millis(value: i64) -> Timestamp {
    Timestamp::from_millis(value)
}

fn close(found: f64, expected: f64) -> bool {
    (found - expected).abs() <= 1e-12 * expected.abs()
}

mod binance {
    use super::*;

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
}

mod coinbase {
    use super::*;

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
}

mod okx {
    use super::*;

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
        let refused =
            r#"{"event":"error","code":"60012","msg":"Invalid request","connId":"a4d3ae55"}"#;
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
}

mod deribit_and_pyth {
    use super::*;

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
}
