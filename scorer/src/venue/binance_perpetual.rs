//! Binance USD-M perpetual futures: trades, best bid and ask, book, mark and index price, funding,
//! open interest.
//!
//! Sources: Binance, "How to manage a local order book correctly", "Mark Price Stream", "Aggregate
//! Trade Streams", "Open Interest", "Get Funding Rate Info" and "Important WebSocket Change Notice"
//! under <https://developers.binance.com/docs/derivatives/usds-margined-futures>. Since April 2026 the streams
//! are split by kind: the book under `/public`, trades and mark prices under `/market`.
//!
//! The book: drop differences with `u < s`, where the snapshot ends at `s`; the first kept has
//! `U <= s <= u`; after it each `pu` is the `u` before ([`SequenceRule::LinkedOverlapping`]).
//!
//! Funding: `r` is the rate for one interval of the contract. The interval is 8 hours unless
//! `/fapi/v1/fundingInfo` names another, so no rate is passed on before that answer is there.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;

use super::binance::{self, MarkPrice, Parsed};
use super::json::{Decimal, Integer, not_negative, positive};
use super::{Candle, Connector, Event, EventKind, Feed, Purpose, RestRequest, Venue, VenueError};
use crate::book::SequenceRule;
use crate::time::Window;

/// Levels a side that a snapshot is asked for: the most that the venue gives.
const SNAPSHOT_LEVELS: u32 = 1_000;
const FUNDING_INTERVAL_DEFAULT_HOURS: f64 = 8.0;
const OPEN_INTEREST_EVERY: Duration = Duration::from_mins(1);
const FUNDING_INFO_EVERY: Duration = Duration::from_hours(1);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OpenInterest {
    symbol: String,
    #[serde(rename = "openInterest")]
    base_units: Decimal,
    time: Integer,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FundingInfo {
    symbol: String,
    funding_interval_hours: Integer,
}

/// Binance USD-M perpetual futures.
#[derive(Clone, Debug)]
pub struct BinancePerpetual {
    socket_url: String,
    rest_url: String,
    symbols: Vec<String>,
    /// Hours between settlements where they are not 8; None until the venue has said.
    interval_hours: Option<BTreeMap<String, f64>>,
    marks: BTreeMap<String, f64>,
}

impl BinancePerpetual {
    /// Base URL of the streams.
    pub const SOCKET_URL: &'static str = "wss://fstream.binance.com";
    /// Base URL of the REST API.
    pub const REST_URL: &'static str = "https://fapi.binance.com";

    /// Listens to `symbols`, such as `BTCUSDT`.
    pub fn new(socket_url: &str, rest_url: &str, symbols: &[String]) -> Self {
        Self {
            socket_url: socket_url.trim_end_matches('/').to_owned(),
            rest_url: rest_url.trim_end_matches('/').to_owned(),
            symbols: symbols.iter().map(|symbol| symbol.to_uppercase()).collect(),
            interval_hours: None,
            marks: BTreeMap::new(),
        }
    }

    fn socket(&self, path: &str, kinds: &[&str]) -> Feed {
        let streams: Vec<String> = self
            .symbols
            .iter()
            .map(|symbol| symbol.to_lowercase())
            .flat_map(|symbol| kinds.iter().map(move |kind| format!("{symbol}@{kind}")))
            .collect();
        Feed::Socket {
            url: format!(
                "{}/{path}/stream?streams={}",
                self.socket_url,
                streams.join("/")
            ),
            subscriptions: Vec::new(),
            keep_alive: None,
        }
    }

    fn mark(&mut self, wire: &MarkPrice) -> Result<Vec<Event>, VenueError> {
        let (venue, symbol) = (self.venue(), wire.symbol.as_str());
        let time = Some(wire.event_time.time());
        let mark = positive(venue, symbol, "mark price", wire.mark.0)?;
        let index = positive(venue, symbol, "index price", wire.index.0)?;
        self.marks.insert(symbol.to_owned(), mark);
        let mut events = vec![
            Event::new(symbol, time, EventKind::MarkPrice { price: mark }),
            Event::new(symbol, time, EventKind::IndexPrice { price: index }),
        ];
        if let Some(intervals) = &self.interval_hours {
            let hours = intervals
                .get(symbol)
                .copied()
                .unwrap_or(FUNDING_INTERVAL_DEFAULT_HOURS);
            let kind = EventKind::Funding {
                rate_per_8h: wire.rate.0 * 8.0 / hours,
                next_time: Some(wire.next_funding.time()),
            };
            events.push(Event::new(symbol, time, kind));
        }
        Ok(events)
    }

    fn open_interest(&self, body: &str) -> Result<Vec<Event>, VenueError> {
        let venue = self.venue();
        let wire: OpenInterest = serde_json::from_str(body)
            .map_err(|error| VenueError::malformed(venue, body, error))?;
        let base_units = not_negative(venue, &wire.symbol, "open interest", wire.base_units.0)?;
        let usd = self.marks.get(&wire.symbol).map(|mark| mark * base_units);
        let kind = EventKind::OpenInterest { base_units, usd };
        Ok(vec![Event::new(wire.symbol, Some(wire.time.time()), kind)])
    }

    fn funding_info(&mut self, body: &str) -> Result<Vec<Event>, VenueError> {
        let venue = self.venue();
        let rows: Vec<FundingInfo> = serde_json::from_str(body)
            .map_err(|error| VenueError::malformed(venue, body, error))?;
        let mut intervals = BTreeMap::new();
        for row in rows {
            let hours = i32::try_from(row.funding_interval_hours.0).map_or(0.0, f64::from);
            let hours = positive(venue, &row.symbol, "funding interval", hours)?;
            intervals.insert(row.symbol, hours);
        }
        self.interval_hours = Some(intervals);
        Ok(Vec::new())
    }
}

impl Connector for BinancePerpetual {
    fn venue(&self) -> Venue {
        Venue::BinancePerpetual
    }

    fn instruments(&self) -> Vec<String> {
        self.symbols.clone()
    }

    fn feeds(&self) -> Vec<Feed> {
        let mut feeds = vec![
            self.socket("public", &["depth@100ms", "bookTicker"]),
            self.socket("market", &["aggTrade", "markPrice@1s"]),
            Feed::Poll {
                request: RestRequest::get(
                    Purpose::FundingInterval,
                    "",
                    format!("{}/fapi/v1/fundingInfo", self.rest_url),
                ),
                every: Some(FUNDING_INFO_EVERY),
            },
        ];
        feeds.extend(self.symbols.iter().map(|symbol| Feed::Poll {
            request: RestRequest::get(
                Purpose::OpenInterest,
                symbol,
                format!("{}/fapi/v1/openInterest?symbol={symbol}", self.rest_url),
            ),
            every: Some(OPEN_INTEREST_EVERY),
        }));
        feeds
    }

    fn sequence_rule(&self) -> Option<SequenceRule> {
        Some(SequenceRule::LinkedOverlapping)
    }

    fn snapshot_request(&self, instrument: &str) -> Option<RestRequest> {
        let url = format!(
            "{}/fapi/v1/depth?symbol={instrument}&limit={SNAPSHOT_LEVELS}",
            self.rest_url
        );
        Some(RestRequest::get(Purpose::BookSnapshot, instrument, url))
    }

    fn candles_most(&self) -> i64 {
        binance::CANDLES_MOST
    }

    fn candles_request(&self, instrument: &str, window: Window) -> Option<RestRequest> {
        let klines = format!("{}/fapi/v1/klines", self.rest_url);
        Some(binance::candles_request(&klines, instrument, window))
    }

    fn parse_candles(&self, request: &RestRequest, body: &str) -> Result<Vec<Candle>, VenueError> {
        binance::candles(self.venue(), &request.instrument, body)
    }

    fn parse(&mut self, message: &str) -> Result<Vec<Event>, VenueError> {
        match binance::parse(self.venue(), message)? {
            Parsed::Events(events) => Ok(events),
            Parsed::Mark(mark) => self.mark(&mark),
        }
    }

    fn parse_response(
        &mut self,
        request: &RestRequest,
        body: &str,
    ) -> Result<Vec<Event>, VenueError> {
        match request.purpose {
            Purpose::OpenInterest => self.open_interest(body),
            Purpose::FundingInterval => self.funding_info(body),
            _ => {
                binance::snapshot(self.venue(), &request.instrument, body).map(|event| vec![event])
            }
        }
    }
}
