//! What OKX spot and perpetual messages have in common: envelope, trades and books.
//!
//! Source: OKX, "API guide v5", <https://www.okx.com/docs-v5/en/>, sections "WS / Order book channel", "WS /
//! Trades channel", and the change log of February 2026: `books` loses its first snapshot and its
//! checksum (always 0 since June 2026), so the book starts from `GET /api/v5/market/books` with
//! `source=0`, whose `seqId` lies between `prevSeqId` and `seqId` of the first difference kept
//! ([`SequenceRule::Linked`]). A snapshot that is still pushed is used when it holds levels.
//! A connection quiet for 30 seconds is closed unless the text `ping` is sent; it answers `pong`.

use std::time::Duration;

use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;

use super::candle::{Places, candle};
use super::json::{Decimal, Integer, WireLevel, levels, positive};
use super::{
    Candle, Event, EventKind, Feed, KeepAlive, Purpose, RestRequest, TakerSide, Venue, VenueError,
};
use crate::book::{BookDiff, BookSnapshot};
use crate::time::Window;

/// Candles that one answer is asked for: what the venue gives whoever does not ask for more.
pub(super) const CANDLES_MOST: i64 = 100;
/// `[ts, o, h, l, c, vol, volCcy, volCcyQuote, confirm]`.
const CANDLE_VOLUME: usize = 5;
/// Of a contract, `vol` counts contracts and this the asset.
const CANDLE_VOLUME_OF_CONTRACT: usize = 6;
const CANDLE_CONFIRM: usize = 8;

/// Levels a side that a snapshot is asked for; the stream itself keeps 400.
const SNAPSHOT_LEVELS: u32 = 400;
const PING_EVERY: Duration = Duration::from_secs(20);

/// `{"arg": {...}, "data": [...]}` or `{"event": ...}`.
#[derive(Deserialize)]
struct Envelope<'a> {
    event: Option<&'a str>,
    msg: Option<String>,
    code: Option<String>,
    arg: Option<Argument>,
    action: Option<&'a str>,
    #[serde(borrow)]
    data: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Argument {
    channel: String,
    #[serde(default)]
    inst_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Book {
    asks: Vec<WireLevel>,
    bids: Vec<WireLevel>,
    ts: Integer,
    seq_id: Integer,
    prev_seq_id: Option<Integer>,
}

#[derive(Deserialize)]
struct Trade {
    px: Decimal,
    sz: Decimal,
    side: TakerSide,
    ts: Integer,
}

#[derive(Deserialize)]
struct Response<'a> {
    code: String,
    #[serde(default)]
    msg: String,
    #[serde(borrow)]
    data: Option<&'a RawValue>,
}

/// Where OKX is reached, and what is listened to.
#[derive(Clone, Debug)]
pub(super) struct Endpoints {
    socket_url: String,
    pub(super) rest_url: String,
    pub(super) instruments: Vec<String>,
}

impl Endpoints {
    pub(super) fn new(socket_url: &str, rest_url: &str, instruments: &[String]) -> Self {
        Self {
            socket_url: socket_url.trim_end_matches('/').to_owned(),
            rest_url: rest_url.trim_end_matches('/').to_owned(),
            instruments: instruments.to_vec(),
        }
    }

    /// The public socket; a pair of `arguments` names a channel and what it is asked for.
    pub(super) fn socket(&self, arguments: &[(&str, String)]) -> Feed {
        let arguments: Vec<_> = arguments
            .iter()
            .map(|(channel, instrument)| json!({"channel": channel, "instId": instrument}))
            .collect();
        Feed::Socket {
            url: format!("{}/ws/v5/public", self.socket_url),
            subscriptions: vec![json!({"op": "subscribe", "args": arguments}).to_string()],
            keep_alive: Some(KeepAlive {
                text: "ping".to_owned(),
                every: PING_EVERY,
            }),
        }
    }

    /// Asks for candles ("GET / Candlesticks history"): later than `before`, earlier than `after`.
    pub(super) fn candles_request(&self, instrument: &str, window: Window) -> RestRequest {
        let (from, until) = (window.from.millis() - 1, window.until.millis());
        let url = format!(
            "{}/api/v5/market/history-candles?instId={instrument}&bar=5m&before={from}&after={until}&limit={CANDLES_MOST}",
            self.rest_url
        );
        RestRequest::get(Purpose::Candles, instrument, url)
    }

    /// Asks for a book that the `books` channel continues.
    pub(super) fn snapshot_request(&self, instrument: &str) -> RestRequest {
        let url = format!(
            "{}/api/v5/market/books?instId={instrument}&sz={SNAPSHOT_LEVELS}&source=0",
            self.rest_url
        );
        RestRequest::get(Purpose::BookSnapshot, instrument, url)
    }
}

/// One push: its channel, its instrument, what it does to the book, its rows.
pub(super) struct Push<'a> {
    pub(super) channel: String,
    pub(super) instrument: String,
    is_snapshot: bool,
    rows: &'a str,
}

/// Reads a message by its channel: `read` says None of a channel that it does not know. Nothing comes of an acknowledgement.
pub(super) fn parse(
    venue: Venue,
    message: &str,
    read: impl FnOnce(&Push<'_>) -> Option<Result<Vec<Event>, VenueError>>,
) -> Result<Vec<Event>, VenueError> {
    let Some(push) = push(venue, message)? else {
        return Ok(Vec::new());
    };
    read(&push).unwrap_or_else(|| {
        let kind = push.channel;
        Err(VenueError::MessageUnknown { venue, kind })
    })
}

/// Reads the envelope; None for an acknowledgement.
fn push(venue: Venue, message: &str) -> Result<Option<Push<'_>>, VenueError> {
    if message == "pong" {
        return Ok(None);
    }
    let envelope: Envelope<'_> = serde_json::from_str(message)
        .map_err(|error| VenueError::malformed(venue, message, error))?;
    match (envelope.event, envelope.arg, envelope.data) {
        (Some("error"), ..) => Err(VenueError::Refused {
            venue,
            reason: format!(
                "{}: {}",
                envelope.code.unwrap_or_default(),
                envelope.msg.unwrap_or_default()
            ),
        }),
        // "subscribe", "notice" and the like.
        (Some(_), ..) => Ok(None),
        (None, Some(argument), Some(data)) => Ok(Some(Push {
            channel: argument.channel,
            instrument: argument.inst_id,
            is_snapshot: envelope.action == Some("snapshot"),
            rows: data.get(),
        })),
        _ => Err(VenueError::malformed(venue, message, "no arg or no data")),
    }
}

/// One event of each row of a push.
pub(super) fn events<'a, T: Deserialize<'a>>(
    venue: Venue,
    push: &Push<'a>,
    event: impl Fn(T) -> Result<Event, VenueError>,
) -> Result<Vec<Event>, VenueError> {
    rows(venue, push)?.into_iter().map(event).collect()
}

/// The rows of a push.
fn rows<'a, T: Deserialize<'a>>(venue: Venue, push: &Push<'a>) -> Result<Vec<T>, VenueError> {
    serde_json::from_str(push.rows).map_err(|error| VenueError::malformed(venue, push.rows, error))
}

/// The rows of an answer to a request, whose `code` must be 0.
pub(super) fn response<'a, T: Deserialize<'a>>(
    venue: Venue,
    body: &'a str,
) -> Result<Vec<T>, VenueError> {
    let malformed = |error: serde_json::Error| VenueError::malformed(venue, body, error);
    let response: Response<'a> = serde_json::from_str(body).map_err(malformed)?;
    if response.code != "0" {
        let reason = format!("{}: {}", response.code, response.msg);
        return Err(VenueError::Refused { venue, reason });
    }
    serde_json::from_str(response.data.map_or("[]", RawValue::get)).map_err(malformed)
}

/// Differences (or a snapshot) of the `books` channel; sizes times `unit`.
pub(super) fn books(venue: Venue, push: &Push<'_>, unit: f64) -> Result<Vec<Event>, VenueError> {
    let books: Vec<Book> = rows(venue, push)?;
    Ok(books
        .into_iter()
        .filter_map(|book| {
            let time = Some(book.ts.time());
            let (bids, asks) = (levels(&book.bids, unit), levels(&book.asks, unit));
            let last = book.seq_id.0;
            let kind = if push.is_snapshot {
                // An emptied first push: the snapshot is then asked for.
                if bids.is_empty() || asks.is_empty() {
                    return None;
                }
                EventKind::BookSnapshot(BookSnapshot {
                    last,
                    is_whole: false,
                    bids,
                    asks,
                })
            } else {
                EventKind::BookDiff(BookDiff {
                    first: last,
                    last,
                    previous: book.prev_seq_id.map(|previous| previous.0),
                    bids,
                    asks,
                })
            };
            Some(Event::new(push.instrument.as_str(), time, kind))
        })
        .collect())
}

/// Trades; sizes times `unit`.
pub(super) fn trades(venue: Venue, push: &Push<'_>, unit: f64) -> Result<Vec<Event>, VenueError> {
    events(venue, push, |trade: Trade| {
        let instrument = push.instrument.as_str();
        let kind = EventKind::Trade {
            price: positive(venue, instrument, "price", trade.px.0)?,
            size: positive(venue, instrument, "size", trade.sz.0 * unit)?,
            side: trade.side,
        };
        Ok(Event::new(instrument, Some(trade.ts.time()), kind))
    })
}

/// The book of an answer to [`Endpoints::snapshot_request`]; sizes times `unit`.
pub(super) fn snapshot(
    venue: Venue,
    instrument: &str,
    body: &str,
    unit: f64,
) -> Result<Vec<Event>, VenueError> {
    Ok(response::<Book>(venue, body)?
        .into_iter()
        .map(|book| {
            let kind = EventKind::BookSnapshot(BookSnapshot {
                last: book.seq_id.0,
                is_whole: false,
                bids: levels(&book.bids, unit),
                asks: levels(&book.asks, unit),
            });
            Event::new(instrument, Some(book.ts.time()), kind)
        })
        .collect())
}

/// The candles of an answer to [`Endpoints::candles_request`] that are complete.
pub(super) fn candles(
    venue: Venue,
    instrument: &str,
    body: &str,
    is_contract: bool,
) -> Result<Vec<Candle>, VenueError> {
    let places = Places {
        time_unit_millis: 1,
        open: 1,
        high: 2,
        low: 3,
        close: 4,
        volume: if is_contract {
            CANDLE_VOLUME_OF_CONTRACT
        } else {
            CANDLE_VOLUME
        },
    };
    let rows: Vec<Vec<Decimal>> = response(venue, body)?;
    let is_complete = |row: &&Vec<Decimal>| row.get(CANDLE_CONFIRM).is_none_or(|flag| flag.0 > 0.0);
    let rows = rows.iter().filter(is_complete);
    rows.map(|row| candle(venue, instrument, row, &places))
        .collect()
}
