//! OKX spot: trades and the book of 400 levels. Message forms and rules: `okx.rs`.

use super::{Connector, Event, Feed, RestRequest, Venue, VenueError, okx};
use crate::book::SequenceRule;

/// OKX spot.
#[derive(Clone, Debug)]
pub struct OkxSpot {
    socket_url: String,
    rest_url: String,
    instruments: Vec<String>,
}

impl OkxSpot {
    /// Base URL of the public streams.
    pub const SOCKET_URL: &'static str = "wss://ws.okx.com:8443";
    /// Base URL of the REST API.
    pub const REST_URL: &'static str = "https://www.okx.com";

    /// Listens to `instruments`, such as `BTC-USDT`.
    pub fn new(socket_url: &str, rest_url: &str, instruments: &[String]) -> Self {
        Self {
            socket_url: socket_url.trim_end_matches('/').to_owned(),
            rest_url: rest_url.trim_end_matches('/').to_owned(),
            instruments: instruments.to_vec(),
        }
    }
}

impl Connector for OkxSpot {
    fn venue(&self) -> Venue {
        Venue::OkxSpot
    }

    fn instruments(&self) -> Vec<String> {
        self.instruments.clone()
    }

    fn feeds(&self) -> Vec<Feed> {
        let arguments: Vec<_> = self
            .instruments
            .iter()
            .flat_map(|instrument| ["books", "trades"].map(|channel| (channel, instrument.clone())))
            .collect();
        vec![okx::socket(&self.socket_url, &arguments)]
    }

    fn sequence_rule(&self) -> Option<SequenceRule> {
        Some(SequenceRule::Linked)
    }

    fn snapshot_request(&self, instrument: &str) -> Option<RestRequest> {
        Some(okx::snapshot_request(&self.rest_url, instrument))
    }

    fn parse(&mut self, message: &str) -> Result<Vec<Event>, VenueError> {
        let venue = self.venue();
        let Some(push) = okx::push(venue, message)? else {
            return Ok(Vec::new());
        };
        match push.channel.as_str() {
            "books" => okx::books(venue, &push, 1.0),
            "trades" => okx::trades(venue, &push, 1.0),
            _ => Err(VenueError::MessageUnknown {
                venue,
                kind: push.channel,
            }),
        }
    }

    fn parse_response(
        &mut self,
        request: &RestRequest,
        body: &str,
    ) -> Result<Vec<Event>, VenueError> {
        okx::snapshot(self.venue(), &request.instrument, body, 1.0)
    }
}
