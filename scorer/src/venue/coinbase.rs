//! Coinbase Exchange: trades and the whole book, without a key.
//!
//! Source: Coinbase, "Exchange WebSocket channels",
//! <https://docs.cdp.coinbase.com/exchange/websocket-feed/channels>: `level2_batch` sends one
//! `snapshot` of the whole book and then `l2update` with new sizes every 50 ms; `matches` sends
//! `last_match` once and then every `match`; `heartbeat` says each second the last trade's number.
//!
//! `l2update` carries no number, the channel promises delivery and the transport is TCP: the book
//! gets numbers of our own, which a new snapshot restarts. Trades are numbered without holes, so a
//! hole between two matches, or a heartbeat ahead of them, is a gap. The `side` of a match is the
//! maker's, the taker's is the other.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::json;

use super::candle::{self, CANDLE_MILLIS, Places};
use super::json::{Decimal, WireLevel, levels, positive};
use super::{
    Candle, Connector, Event, EventKind, Feed, GapReason, Purpose, RestRequest, TakerSide, Venue,
    VenueError,
};
use crate::book::{BookDiff, BookSnapshot, Level, SequenceRule};
use crate::time::{Timestamp, Window};

/// Candles that one answer holds at most.
const CANDLES_MOST: i64 = 300;
/// `[time, low, high, open, close, volume]`, the time in seconds.
const CANDLE: Places = Places {
    time_unit_millis: 1_000,
    low: 1,
    high: 2,
    open: 3,
    close: 4,
    volume: 5,
};

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Wire {
    Subscriptions,
    Error {
        message: String,
        reason: Option<String>,
    },
    Snapshot {
        product_id: String,
        bids: Vec<WireLevel>,
        asks: Vec<WireLevel>,
    },
    #[serde(rename = "l2update")]
    Update {
        product_id: String,
        changes: Vec<(Side, Decimal, Decimal)>,
        time: String,
    },
    Match(Match),
    LastMatch(Match),
    Heartbeat {
        product_id: String,
        last_trade_id: i64,
        time: String,
    },
}

#[derive(Deserialize)]
struct Match {
    product_id: String,
    trade_id: i64,
    time: String,
    price: Decimal,
    size: Decimal,
    side: Side,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Side {
    Buy,
    Sell,
}

/// Coinbase Exchange.
#[derive(Clone, Debug)]
pub struct Coinbase {
    socket_url: String,
    rest_url: String,
    products: Vec<String>,
    /// Number of the last `l2update` by product, counted here.
    updates: BTreeMap<String, i64>,
    /// Number of the last trade by product.
    trades: BTreeMap<String, i64>,
}

impl Coinbase {
    /// Base URL of the feed.
    pub const SOCKET_URL: &'static str = "wss://ws-feed.exchange.coinbase.com";

    /// Base URL of the REST API.
    pub const REST_URL: &'static str = "https://api.exchange.coinbase.com";

    /// Listens to `products`, such as `BTC-USD`.
    pub fn new(socket_url: &str, products: &[String]) -> Self {
        Self {
            socket_url: socket_url.to_owned(),
            rest_url: Self::REST_URL.to_owned(),
            products: products.to_vec(),
            updates: BTreeMap::new(),
            trades: BTreeMap::new(),
        }
    }

    /// Asks this base URL for candles.
    #[must_use]
    pub fn with_rest(self, rest_url: &str) -> Self {
        let rest_url = rest_url.trim_end_matches('/').to_owned();
        Self { rest_url, ..self }
    }

    fn time(&self, message: &str, text: &str) -> Result<Timestamp, VenueError> {
        text.parse()
            .map_err(|error| VenueError::malformed(self.venue(), message, error))
    }

    fn update(
        &mut self,
        product: &str,
        time: Timestamp,
        changes: &[(Side, Decimal, Decimal)],
    ) -> Event {
        let Some(last) = self.updates.get_mut(product) else {
            let kind = EventKind::gap(GapReason::SequenceBroken, "update before the snapshot");
            return Event::new(product, Some(time), kind);
        };
        let previous = *last;
        *last += 1;
        let of = |wanted: fn(Side) -> bool| {
            changes
                .iter()
                .filter(|(side, ..)| wanted(*side))
                .map(|(_, price, size)| Level::new(price.0, size.0))
                .collect()
        };
        let kind = EventKind::BookDiff(BookDiff {
            first: *last,
            last: *last,
            previous: Some(previous),
            bids: of(|side| matches!(side, Side::Buy)),
            asks: of(|side| matches!(side, Side::Sell)),
        });
        Event::new(product, Some(time), kind)
    }

    /// Marks a gap when `trade` does not follow the last one by one.
    fn trade_gap(&mut self, product: &str, time: Timestamp, trade: i64) -> Option<Event> {
        let before = self.trades.insert(product.to_owned(), trade)?;
        let lost = trade - before - 1;
        (lost > 0).then(|| {
            let detail = format!("{lost} trades lost between {before} and {trade}");
            let kind = EventKind::gap(GapReason::SequenceBroken, detail);
            Event::new(product, Some(time), kind)
        })
    }

    fn traded(&mut self, message: &str, wire: &Match) -> Result<Vec<Event>, VenueError> {
        let (venue, product) = (self.venue(), wire.product_id.as_str());
        let time = self.time(message, &wire.time)?;
        let kind = EventKind::Trade {
            price: positive(venue, product, "price", wire.price.0)?,
            size: positive(venue, product, "size", wire.size.0)?,
            side: match wire.side {
                Side::Buy => TakerSide::Sell,
                Side::Sell => TakerSide::Buy,
            },
        };
        // Said again: it happened once.
        let last = self.trades.get(product);
        if last.is_some_and(|last| wire.trade_id <= *last) {
            return Ok(Vec::new());
        }
        let gap = self.trade_gap(product, time, wire.trade_id);
        let trade = Event::new(product, Some(time), kind);
        Ok(gap.into_iter().chain([trade]).collect())
    }
}

impl Connector for Coinbase {
    fn venue(&self) -> Venue {
        Venue::Coinbase
    }

    fn instruments(&self) -> Vec<String> {
        self.products.clone()
    }

    fn feeds(&self) -> Vec<Feed> {
        let subscribe = json!({
            "type": "subscribe",
            "product_ids": self.products,
            "channels": ["level2_batch", "matches", "heartbeat"],
        });
        vec![Feed::Socket {
            url: self.socket_url.clone(),
            subscriptions: vec![subscribe.to_string()],
            keep_alive: None,
        }]
    }

    fn sequence_rule(&self) -> Option<SequenceRule> {
        Some(SequenceRule::Linked)
    }

    fn snapshot_request(&self, _instrument: &str) -> Option<RestRequest> {
        None
    }

    fn candles_most(&self) -> i64 {
        CANDLES_MOST
    }

    /// "Get product candles": from `start` to `end`, both included.
    fn candles_request(&self, instrument: &str, window: Window) -> Option<RestRequest> {
        let last = Timestamp::from_millis(window.until.millis() - CANDLE_MILLIS);
        let url = format!(
            "{}/products/{instrument}/candles?granularity=300&start={}&end={last}",
            self.rest_url, window.from
        );
        Some(RestRequest::get(Purpose::Candles, instrument, url))
    }

    fn parse_candles(&self, request: &RestRequest, body: &str) -> Result<Vec<Candle>, VenueError> {
        candle::candles(self.venue(), &request.instrument, body, &CANDLE)
    }

    fn parse(&mut self, message: &str) -> Result<Vec<Event>, VenueError> {
        let wire: Wire = serde_json::from_str(message)
            .map_err(|error| VenueError::malformed(self.venue(), message, error))?;
        match wire {
            Wire::Subscriptions => Ok(Vec::new()),
            Wire::Error {
                message: said,
                reason,
            } => Err(VenueError::Refused {
                venue: self.venue(),
                reason: [Some(said), reason]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
                    .join(": "),
            }),
            Wire::Snapshot {
                product_id,
                bids,
                asks,
            } => {
                self.updates.insert(product_id.clone(), 0);
                let kind = EventKind::BookSnapshot(BookSnapshot {
                    last: 0,
                    is_whole: true,
                    bids: levels(&bids, 1.0),
                    asks: levels(&asks, 1.0),
                });
                Ok(vec![Event::new(product_id, None, kind)])
            }
            Wire::Update {
                product_id,
                changes,
                time,
            } => {
                let time = self.time(message, &time)?;
                Ok(vec![self.update(&product_id, time, &changes)])
            }
            // The trade before the subscription: where the numbers begin, not a new trade.
            Wire::LastMatch(wire) => {
                self.trades.insert(wire.product_id, wire.trade_id);
                Ok(Vec::new())
            }
            Wire::Match(wire) => self.traded(message, &wire),
            Wire::Heartbeat {
                product_id,
                last_trade_id,
                time,
            } => {
                let time = self.time(message, &time)?;
                // The heartbeat counts a trade whose match has not come and will not.
                let gap = self.trade_gap(&product_id, time, last_trade_id + 1);
                self.trades.insert(product_id, last_trade_id);
                Ok(gap.into_iter().collect())
            }
        }
    }

    fn disconnected(&mut self) {
        self.updates.clear();
        self.trades.clear();
    }
}
