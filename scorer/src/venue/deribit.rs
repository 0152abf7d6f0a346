//! Deribit's DVOL: the 30-day implied volatility of an asset's options, annualised, in percent.
//!
//! Source: Deribit, `deribit_volatility_index.(index_name)`,
//! <https://docs.deribit.com/subscriptions/market-data/deribit_volatility_indexindex_name>, and
//! "Notifications". JSON-RPC over a websocket; `public/test` now and then keeps it open.

use std::time::Duration;

use serde::Deserialize;
use serde_json::json;

use super::json::{Integer, positive};
use super::{Connector, Event, EventKind, Feed, KeepAlive, Venue, VenueError};

const TEST_EVERY: Duration = Duration::from_secs(20);

#[derive(Deserialize)]
struct Wire {
    method: Option<String>,
    params: Option<Parameters>,
    error: Option<WireError>,
    id: Option<i64>,
}

#[derive(Deserialize)]
struct WireError {
    code: i64,
    message: String,
}

#[derive(Deserialize)]
struct Parameters {
    data: Volatility,
}

#[derive(Deserialize)]
struct Volatility {
    #[serde(rename = "volatility")]
    percent: f64,
    timestamp: Integer,
    index_name: String,
}

/// Deribit.
#[derive(Clone, Debug)]
pub struct Deribit {
    socket_url: String,
    indices: Vec<String>,
}

impl Deribit {
    /// URL of the websocket.
    pub const SOCKET_URL: &'static str = "wss://www.deribit.com/ws/api/v2";

    /// Listens to the volatility of `indices`, such as `btc_usd`.
    pub fn new(socket_url: &str, indices: &[String]) -> Self {
        Self {
            socket_url: socket_url.to_owned(),
            indices: indices.to_vec(),
        }
    }
}

impl Connector for Deribit {
    fn venue(&self) -> Venue {
        Venue::Deribit
    }

    fn instruments(&self) -> Vec<String> {
        self.indices.clone()
    }

    fn feeds(&self) -> Vec<Feed> {
        let channels: Vec<String> = self
            .indices
            .iter()
            .map(|index| format!("deribit_volatility_index.{index}"))
            .collect();
        let subscribe = json!({
            "jsonrpc": "2.0", "id": 1, "method": "public/subscribe",
            "params": {"channels": channels},
        });
        let test = json!({"jsonrpc": "2.0", "id": 2, "method": "public/test", "params": {}});
        vec![Feed::Socket {
            url: self.socket_url.clone(),
            subscriptions: vec![subscribe.to_string()],
            keep_alive: Some(KeepAlive {
                text: test.to_string(),
                every: TEST_EVERY,
            }),
        }]
    }

    fn parse(&mut self, message: &str) -> Result<Vec<Event>, VenueError> {
        let venue = self.venue();
        let wire: Wire = serde_json::from_str(message)
            .map_err(|error| VenueError::malformed(venue, message, error))?;
        match (wire.method.as_deref(), wire.params, wire.error, wire.id) {
            (_, _, Some(error), _) => Err(VenueError::Refused {
                venue,
                reason: format!("{}: {}", error.code, error.message),
            }),
            (Some("subscription"), Some(parameters), ..) => {
                let data = parameters.data;
                let percent = positive(venue, &data.index_name, "volatility", data.percent)?;
                let kind = EventKind::ImpliedVolatility { percent };
                let time = Some(data.timestamp.time());
                Ok(vec![Event::new(data.index_name, time, kind)])
            }
            (None, _, None, Some(_)) => Ok(Vec::new()),
            (method, ..) => Err(VenueError::MessageUnknown {
                venue,
                kind: method.unwrap_or_default().to_owned(),
            }),
        }
    }
}
