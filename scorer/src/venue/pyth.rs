//! Pyth's Hermes: oracle prices over HTTP, by polling or as a server-sent event stream.
//!
//! Source: Pyth, "Hermes", <https://docs.pyth.network/price-feeds/core/how-pyth-works/hermes>:
//! `/v2/updates/price/latest` and `/v2/updates/price/stream` give the same object, whose `parsed`
//! lists each feed's `price`, `conf`, `expo` and `publish_time` in seconds. A price is
//! `price * 10^expo` dollars, its half-width `conf * 10^expo`. Since August 2026 an API key is
//! needed, sent as a bearer token; the public endpoint allowed 30 requests in 10 seconds.

use std::time::Duration;

use serde::Deserialize;

use super::json::{Integer, not_negative, positive};
use super::{Connector, Event, EventKind, Feed, Purpose, RestRequest, Venue, VenueError};
use crate::time::Timestamp;

#[derive(Deserialize)]
struct Wire {
    parsed: Option<Vec<Parsed>>,
}

#[derive(Deserialize)]
struct Parsed {
    id: String,
    price: Price,
}

#[derive(Deserialize)]
struct Price {
    #[serde(rename = "price")]
    mantissa: Integer,
    conf: Integer,
    expo: i32,
    publish_time: i64,
}

/// A price feed: its name here and Pyth's id.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PythFeed {
    /// Name in the store, such as `SOL-USD`.
    pub name: String,
    /// 64 hexadecimal digits, with or without `0x`.
    pub id: String,
}

/// Pyth's Hermes.
#[derive(Clone, Debug)]
pub struct PythHermes {
    url: String,
    feeds: Vec<PythFeed>,
    /// None for the stream.
    poll_every: Option<Duration>,
    api_key: Option<String>,
}

impl PythHermes {
    /// Base URL.
    pub const URL: &'static str = "https://hermes.pyth.network";

    /// Listens to `feeds`: asked every `poll_every`, or streamed where that is None.
    pub fn new(
        url: &str,
        feeds: &[PythFeed],
        poll_every: Option<Duration>,
        api_key: Option<String>,
    ) -> Self {
        let bare = |feed: &PythFeed| PythFeed {
            name: feed.name.clone(),
            id: feed.id.trim_start_matches("0x").to_lowercase(),
        };
        Self {
            url: url.trim_end_matches('/').to_owned(),
            feeds: feeds.iter().map(bare).collect(),
            poll_every,
            api_key,
        }
    }

    fn price(&self, message: &str, parsed: &Parsed) -> Result<Event, VenueError> {
        let venue = self.venue();
        let id = parsed.id.trim_start_matches("0x").to_lowercase();
        let Some(feed) = self.feeds.iter().find(|feed| feed.id == id) else {
            return Err(VenueError::malformed(
                venue,
                message,
                format!("feed {id} was not asked for"),
            ));
        };
        let scaled = |value: i64| scale(value, parsed.price.expo);
        let publish_time = Timestamp::from_millis(parsed.price.publish_time.saturating_mul(1_000));
        let kind = EventKind::OraclePrice {
            price: positive(venue, &feed.name, "price", scaled(parsed.price.mantissa.0))?,
            confidence: not_negative(venue, &feed.name, "confidence", scaled(parsed.price.conf.0))?,
            publish_time,
        };
        Ok(Event::new(feed.name.as_str(), Some(publish_time), kind))
    }
}

/// `value * 10^exponent`, by one division or multiplication with an exact power of ten, so that the
/// result is the float nearest to the decimal. NaN for an exponent beyond 22, which no feed has.
fn scale(value: i64, exponent: i32) -> f64 {
    const POWERS: [f64; 23] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];
    #[expect(
        clippy::cast_precision_loss,
        reason = "a mantissa beyond 2^53 is rounded to the nearest float"
    )]
    let value = value as f64;
    let power = usize::try_from(exponent.unsigned_abs())
        .ok()
        .and_then(|index| POWERS.get(index));
    match power {
        Some(power) if exponent < 0 => value / power,
        Some(power) => value * power,
        None => f64::NAN,
    }
}

impl Connector for PythHermes {
    fn venue(&self) -> Venue {
        Venue::PythHermes
    }

    fn instruments(&self) -> Vec<String> {
        self.feeds.iter().map(|feed| feed.name.clone()).collect()
    }

    fn feeds(&self) -> Vec<Feed> {
        let ids: Vec<String> = self
            .feeds
            .iter()
            .map(|feed| format!("ids[]={}", feed.id))
            .collect();
        let path = if self.poll_every.is_some() {
            "latest"
        } else {
            "stream"
        };
        let url = format!(
            "{}/v2/updates/price/{path}?{}&parsed=true",
            self.url,
            ids.join("&")
        );
        let mut request = RestRequest::get(Purpose::OraclePrices, "", url);
        if let Some(key) = &self.api_key {
            let header = ("authorization".to_owned(), format!("Bearer {key}"));
            request.headers.push(header);
        }
        vec![match self.poll_every {
            Some(every) => Feed::Poll {
                request,
                every: Some(every),
            },
            None => Feed::Stream { request },
        }]
    }

    fn parse(&mut self, message: &str) -> Result<Vec<Event>, VenueError> {
        let wire: Wire = serde_json::from_str(message)
            .map_err(|error| VenueError::malformed(self.venue(), message, error))?;
        let parsed = wire
            .parsed
            .ok_or_else(|| VenueError::malformed(self.venue(), message, "no parsed prices"))?;
        parsed
            .iter()
            .map(|parsed| self.price(message, parsed))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mantissa_and_exponent_give_the_nearest_float() {
        assert_eq!(
            scale(184_136_023_127, -8).to_bits(),
            1_841.360_231_27_f64.to_bits()
        );
        assert_eq!(scale(5, 3).to_bits(), 5_000.0_f64.to_bits());
        assert!(scale(1, -40).is_nan());
    }
}
