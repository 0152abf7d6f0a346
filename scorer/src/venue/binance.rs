//! What Binance spot and USD-M futures messages have in common: the combined-stream envelope, and
//! the payloads of depth, best bid and ask, trades and mark prices.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::candle::{self, Places};
use super::json::{Decimal, Integer, WireLevel, levels, not_negative, positive};
use super::{
    BookTop, Candle, Event, EventKind, Purpose, RestRequest, TakerSide, Venue, VenueError,
};
use crate::book::{BookDiff, BookSnapshot};
use crate::time::Window;

/// Candles that one answer is asked for.
pub(super) const CANDLES_MOST: i64 = 1_000;
/// `[open time, open, high, low, close, volume, close time, ...]`, times in milliseconds.
const CANDLE: Places = Places {
    time_unit_millis: 1,
    open: 1,
    high: 2,
    low: 3,
    close: 4,
    volume: 5,
};

/// `{"stream": "...", "data": {...}}`, an acknowledgement, or an error.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow)]
    data: Option<&'a RawValue>,
    #[serde(borrow)]
    error: Option<&'a RawValue>,
    code: Option<i64>,
    msg: Option<String>,
    id: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct Head<'a> {
    e: Option<&'a str>,
}

#[derive(Deserialize)]
struct Depth<'a> {
    #[serde(rename = "E")]
    event_time: Integer,
    #[serde(rename = "s")]
    symbol: &'a str,
    #[serde(rename = "U")]
    first: i64,
    #[serde(rename = "u")]
    last: i64,
    #[serde(rename = "pu")]
    previous: Option<i64>,
    #[serde(rename = "b")]
    bids: Vec<WireLevel>,
    #[serde(rename = "a")]
    asks: Vec<WireLevel>,
}

#[derive(Deserialize)]
struct BookTicker<'a> {
    #[serde(rename = "E")]
    event_time: Option<Integer>,
    #[serde(rename = "s")]
    symbol: &'a str,
    #[serde(rename = "u")]
    update: i64,
    #[serde(rename = "b")]
    bid: Decimal,
    #[serde(rename = "B")]
    bid_size: Decimal,
    #[serde(rename = "a")]
    ask: Decimal,
    #[serde(rename = "A")]
    ask_size: Decimal,
}

#[derive(Deserialize)]
struct Trade<'a> {
    #[serde(rename = "T")]
    time: Integer,
    #[serde(rename = "s")]
    symbol: &'a str,
    #[serde(rename = "p")]
    price: Decimal,
    #[serde(rename = "q")]
    size: Decimal,
    #[serde(rename = "m")]
    buyer_is_maker: bool,
}

/// `markPriceUpdate` of a USD-M future.
#[derive(Deserialize)]
pub(super) struct MarkPrice {
    #[serde(rename = "E")]
    pub(super) event_time: Integer,
    #[serde(rename = "s")]
    pub(super) symbol: String,
    #[serde(rename = "p")]
    pub(super) mark: Decimal,
    #[serde(rename = "i")]
    pub(super) index: Decimal,
    #[serde(rename = "r")]
    pub(super) rate: Decimal,
    #[serde(rename = "T")]
    pub(super) next_funding: Integer,
}

#[derive(Deserialize)]
struct Snapshot {
    #[serde(rename = "E")]
    event_time: Option<Integer>,
    #[serde(rename = "lastUpdateId")]
    last: i64,
    bids: Vec<WireLevel>,
    asks: Vec<WireLevel>,
}

/// What a text of a stream turned out to be.
pub(super) enum Parsed {
    /// Events that both markets write alike.
    Events(Vec<Event>),
    /// Mark price, index and funding.
    Mark(MarkPrice),
}

/// Reads one text of a raw or combined stream.
pub(super) fn parse(venue: Venue, message: &str) -> Result<Parsed, VenueError> {
    let malformed = |error: serde_json::Error| VenueError::malformed(venue, message, error);
    let envelope: Envelope<'_> = serde_json::from_str(message).map_err(malformed)?;
    if let Some(error) = envelope.error {
        let reason = error.get().to_owned();
        return Err(VenueError::Refused { venue, reason });
    }
    if let (Some(code), Some(reason)) = (envelope.code, envelope.msg) {
        let reason = format!("{code}: {reason}");
        return Err(VenueError::Refused { venue, reason });
    }
    if envelope.data.is_none() && envelope.id.is_some() {
        return Ok(Parsed::Events(Vec::new()));
    }
    let payload = envelope.data.map_or(message, RawValue::get);
    let head: Head<'_> = serde_json::from_str(payload).map_err(malformed)?;
    let event = match head.e {
        Some("depthUpdate") => depth(&serde_json::from_str(payload).map_err(malformed)?),
        // Spot's best bid and ask has no event type.
        Some("bookTicker") | None => {
            book_top(venue, &serde_json::from_str(payload).map_err(malformed)?)?
        }
        Some("trade" | "aggTrade") => {
            trade(venue, &serde_json::from_str(payload).map_err(malformed)?)?
        }
        Some("markPriceUpdate") => {
            return serde_json::from_str(payload)
                .map(Parsed::Mark)
                .map_err(malformed);
        }
        // Said ten minutes before the connection is closed; the close itself leaves the gap.
        Some("serverShutdown") => return Ok(Parsed::Events(Vec::new())),
        Some(kind) => {
            let kind = kind.to_owned();
            return Err(VenueError::MessageUnknown { venue, kind });
        }
    };
    Ok(Parsed::Events(vec![event]))
}

/// Reads the answer to a request for a book's snapshot.
pub(super) fn snapshot(venue: Venue, instrument: &str, body: &str) -> Result<Event, VenueError> {
    let snapshot: Snapshot =
        serde_json::from_str(body).map_err(|error| VenueError::malformed(venue, body, error))?;
    let kind = EventKind::BookSnapshot(BookSnapshot {
        last: snapshot.last,
        is_whole: false,
        bids: levels(&snapshot.bids, 1.0),
        asks: levels(&snapshot.asks, 1.0),
    });
    Ok(Event::new(
        instrument,
        snapshot.event_time.map(Integer::time),
        kind,
    ))
}

/// Asks for candles ("Kline/Candlestick data" of both REST APIs); `endTime` is the last open that is asked for.
pub(super) fn candles_request(klines: &str, instrument: &str, window: Window) -> RestRequest {
    let (from, until) = (window.from.millis(), window.until.millis() - 1);
    let url = format!(
        "{klines}?symbol={instrument}&interval=5m&startTime={from}&endTime={until}&limit={CANDLES_MOST}"
    );
    RestRequest::get(Purpose::Candles, instrument, url)
}

/// Reads the answer to [`candles_request`].
pub(super) fn candles(
    venue: Venue,
    instrument: &str,
    body: &str,
) -> Result<Vec<Candle>, VenueError> {
    candle::candles(venue, instrument, body, &CANDLE)
}

fn depth(wire: &Depth<'_>) -> Event {
    let kind = EventKind::BookDiff(BookDiff {
        first: wire.first,
        last: wire.last,
        previous: wire.previous,
        bids: levels(&wire.bids, 1.0),
        asks: levels(&wire.asks, 1.0),
    });
    Event::new(wire.symbol, Some(wire.event_time.time()), kind)
}

fn book_top(venue: Venue, wire: &BookTicker<'_>) -> Result<Event, VenueError> {
    let kind = EventKind::BookTop(BookTop {
        update: Some(wire.update),
        bid: positive(venue, wire.symbol, "bid", wire.bid.0)?,
        bid_size: not_negative(venue, wire.symbol, "bid size", wire.bid_size.0)?,
        ask: positive(venue, wire.symbol, "ask", wire.ask.0)?,
        ask_size: not_negative(venue, wire.symbol, "ask size", wire.ask_size.0)?,
    });
    Ok(Event::new(
        wire.symbol,
        wire.event_time.map(Integer::time),
        kind,
    ))
}

fn trade(venue: Venue, wire: &Trade<'_>) -> Result<Event, VenueError> {
    let kind = EventKind::Trade {
        price: positive(venue, wire.symbol, "price", wire.price.0)?,
        size: positive(venue, wire.symbol, "size", wire.size.0)?,
        side: if wire.buyer_is_maker {
            TakerSide::Sell
        } else {
            TakerSide::Buy
        },
    };
    Ok(Event::new(wire.symbol, Some(wire.time.time()), kind))
}
