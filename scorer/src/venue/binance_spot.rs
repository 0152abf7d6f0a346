//! Binance spot: trades, best bid and ask, and the book from 100 ms differences.
//!
//! Source: Binance, "WebSocket Streams", <https://github.com/binance/binance-spot-api-docs/blob/master/web-socket-streams.md>,
//! and "Market Data endpoints" of the REST API for `/api/v3/depth`. The server pings and the
//! transport's websocket library answers; a connection ends after 24 hours at the latest.
//!
//! The book: buffer differences, fetch a snapshot that ends at `s`, drop those with `u <= s`; the
//! next must have `U <= s + 1`, and so on ([`SequenceRule::Contiguous`]).

use super::binance::{self, Parsed};
use super::{Candle, Connector, Event, Feed, Purpose, RestRequest, Venue, VenueError};
use crate::book::SequenceRule;
use crate::time::Window;

/// Levels a side that a snapshot is asked for; 5,000 is the most that the venue gives.
const SNAPSHOT_LEVELS: u32 = 1_000;

/// Binance spot.
#[derive(Clone, Debug)]
pub struct BinanceSpot {
    socket_url: String,
    rest_url: String,
    symbols: Vec<String>,
}

impl BinanceSpot {
    /// Base URL of the streams.
    pub const SOCKET_URL: &'static str = "wss://stream.binance.com:9443";
    /// Base URL of the REST API.
    pub const REST_URL: &'static str = "https://api.binance.com";

    /// Listens to `symbols`, such as `BTCUSDT`.
    pub fn new(socket_url: &str, rest_url: &str, symbols: &[String]) -> Self {
        Self {
            socket_url: socket_url.trim_end_matches('/').to_owned(),
            rest_url: rest_url.trim_end_matches('/').to_owned(),
            symbols: symbols.iter().map(|symbol| symbol.to_uppercase()).collect(),
        }
    }
}

impl Connector for BinanceSpot {
    fn venue(&self) -> Venue {
        Venue::BinanceSpot
    }

    fn instruments(&self) -> Vec<String> {
        self.symbols.clone()
    }

    fn feeds(&self) -> Vec<Feed> {
        let streams: Vec<String> = self
            .symbols
            .iter()
            .map(|symbol| symbol.to_lowercase())
            .flat_map(|symbol| {
                ["depth@100ms", "bookTicker", "trade"].map(|kind| format!("{symbol}@{kind}"))
            })
            .collect();
        vec![Feed::Socket {
            url: format!("{}/stream?streams={}", self.socket_url, streams.join("/")),
            subscriptions: Vec::new(),
            keep_alive: None,
        }]
    }

    fn sequence_rule(&self) -> Option<SequenceRule> {
        Some(SequenceRule::Contiguous)
    }

    fn snapshot_request(&self, instrument: &str) -> Option<RestRequest> {
        let url = format!(
            "{}/api/v3/depth?symbol={instrument}&limit={SNAPSHOT_LEVELS}",
            self.rest_url
        );
        Some(RestRequest::get(Purpose::BookSnapshot, instrument, url))
    }

    fn candles_most(&self) -> i64 {
        binance::CANDLES_MOST
    }

    fn candles_request(&self, instrument: &str, window: Window) -> Option<RestRequest> {
        let klines = format!("{}/api/v3/klines", self.rest_url);
        Some(binance::candles_request(&klines, instrument, window))
    }

    fn parse_candles(&self, request: &RestRequest, body: &str) -> Result<Vec<Candle>, VenueError> {
        binance::candles(self.venue(), &request.instrument, body)
    }

    fn parse(&mut self, message: &str) -> Result<Vec<Event>, VenueError> {
        match binance::parse(self.venue(), message)? {
            Parsed::Events(events) => Ok(events),
            Parsed::Mark(_) => Err(VenueError::MessageUnknown {
                venue: self.venue(),
                kind: "markPriceUpdate".to_owned(),
            }),
        }
    }

    fn parse_response(
        &mut self,
        request: &RestRequest,
        body: &str,
    ) -> Result<Vec<Event>, VenueError> {
        binance::snapshot(self.venue(), &request.instrument, body).map(|event| vec![event])
    }
}
