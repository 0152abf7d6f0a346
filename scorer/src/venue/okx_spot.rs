//! OKX spot: trades and the book of 400 levels. Message forms and rules: `okx.rs`.

use super::okx::{self, Endpoints};
use super::{Candle, Connector, Event, Feed, RestRequest, Venue, VenueError};
use crate::book::SequenceRule;
use crate::time::Window;

/// OKX spot.
#[derive(Clone, Debug)]
pub struct OkxSpot {
    endpoints: Endpoints,
}

impl OkxSpot {
    /// Base URL of the public streams.
    pub const SOCKET_URL: &'static str = "wss://ws.okx.com:8443";
    /// Base URL of the REST API.
    pub const REST_URL: &'static str = "https://www.okx.com";

    /// Listens to `instruments`, such as `BTC-USDT`.
    pub fn new(socket_url: &str, rest_url: &str, instruments: &[String]) -> Self {
        Self {
            endpoints: Endpoints::new(socket_url, rest_url, instruments),
        }
    }
}

impl Connector for OkxSpot {
    fn venue(&self) -> Venue {
        Venue::OkxSpot
    }

    fn instruments(&self) -> Vec<String> {
        self.endpoints.instruments.clone()
    }

    fn feeds(&self) -> Vec<Feed> {
        let instruments = self.endpoints.instruments.iter();
        let arguments: Vec<_> = instruments
            .flat_map(|instrument| ["books", "trades"].map(|channel| (channel, instrument.clone())))
            .collect();
        vec![self.endpoints.socket(&arguments)]
    }

    fn sequence_rule(&self) -> Option<SequenceRule> {
        Some(SequenceRule::Linked)
    }

    fn snapshot_request(&self, instrument: &str) -> Option<RestRequest> {
        Some(self.endpoints.snapshot_request(instrument))
    }

    fn candles_most(&self) -> i64 {
        okx::CANDLES_MOST
    }

    fn candles_request(&self, instrument: &str, window: Window) -> Option<RestRequest> {
        Some(self.endpoints.candles_request(instrument, window))
    }

    fn parse_candles(&self, request: &RestRequest, body: &str) -> Result<Vec<Candle>, VenueError> {
        okx::candles(self.venue(), &request.instrument, body, false)
    }

    fn parse(&mut self, message: &str) -> Result<Vec<Event>, VenueError> {
        let venue = self.venue();
        okx::parse(venue, message, |push| match push.channel.as_str() {
            "books" => Some(okx::books(venue, push, 1.0)),
            "trades" => Some(okx::trades(venue, push, 1.0)),
            _ => None,
        })
    }

    fn parse_response(
        &mut self,
        request: &RestRequest,
        body: &str,
    ) -> Result<Vec<Event>, VenueError> {
        okx::snapshot(self.venue(), &request.instrument, body, 1.0)
    }
}
