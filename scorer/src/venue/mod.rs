//! Live venues, each behind [`Connector`]: which feeds to open, and what their messages mean.
//!
//! A connector does no input or output and looks at no clock, so its parser is tested on the
//! venue's documented messages alone; `record::transport` opens what [`Connector::feeds`] lists and
//! hands every text back. Base URLs come from the configuration.

mod binance;
mod binance_perpetual;
mod binance_spot;
mod candle;
mod coinbase;
mod deribit;
mod error;
mod event;
mod feed;
mod json;
mod okx;
mod okx_perpetual;
mod okx_spot;
mod pyth;
mod server_sent;
mod solana;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use binance_perpetual::BinancePerpetual;
pub use binance_spot::BinanceSpot;
pub use candle::{CANDLE_MILLIS, Candle};
pub use coinbase::Coinbase;
pub use deribit::Deribit;
pub use error::VenueError;
pub use event::{BookTop, Event, EventKind, GapReason, PoolReserve, TakerSide};
pub use feed::{Feed, KeepAlive, Purpose, RestRequest};
pub use okx_perpetual::OkxPerpetual;
pub use okx_spot::OkxSpot;
pub use pyth::{PythFeed, PythHermes};
pub use server_sent::ServerSentDecoder;
pub(crate) use solana::address_in_base58;
pub use solana::{AccountSource, AmountField, ForeignLayout, NumberForm, SolanaRpc};

use crate::book::SequenceRule;
use crate::time::Window;

/// Where data come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Venue {
    BinanceSpot,
    BinancePerpetual,
    Coinbase,
    OkxSpot,
    OkxPerpetual,
    Deribit,
    PythHermes,
    SolanaRpc,
}

impl Venue {
    /// Every venue, in order.
    pub const ALL: [Self; 8] = [
        Self::BinanceSpot,
        Self::BinancePerpetual,
        Self::Coinbase,
        Self::OkxSpot,
        Self::OkxPerpetual,
        Self::Deribit,
        Self::PythHermes,
        Self::SolanaRpc,
    ];

    /// The venue in `snake_case`, as in configurations and on disk.
    pub const fn name(self) -> &'static str {
        match self {
            Self::BinanceSpot => "binance_spot",
            Self::BinancePerpetual => "binance_perpetual",
            Self::Coinbase => "coinbase",
            Self::OkxSpot => "okx_spot",
            Self::OkxPerpetual => "okx_perpetual",
            Self::Deribit => "deribit",
            Self::PythHermes => "pyth_hermes",
            Self::SolanaRpc => "solana_rpc",
        }
    }

    /// The venue of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|venue| venue.name() == name)
    }
}

impl fmt::Display for Venue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// What is particular to a venue.
pub trait Connector: fmt::Debug + Send + Sync {
    /// Which venue this is.
    fn venue(&self) -> Venue;

    /// The instruments it was set up for.
    fn instruments(&self) -> Vec<String>;

    /// What to open and to ask, over and over.
    fn feeds(&self) -> Vec<Feed>;

    /// How the venue numbers its books; None where it has none.
    fn sequence_rule(&self) -> Option<SequenceRule> {
        None
    }

    /// Request for a book's snapshot; None where the stream brings its own.
    fn snapshot_request(&self, _instrument: &str) -> Option<RestRequest> {
        None
    }

    /// Five-minute candles that one answer holds at most; 0 where the venue has none to ask for.
    fn candles_most(&self) -> i64 {
        0
    }

    /// Request for the five-minute candles of `instrument` that open in `window`: full steps, at most [`Self::candles_most`].
    fn candles_request(&self, _instrument: &str, _window: Window) -> Option<RestRequest> {
        None
    }

    /// Reads the answer to [`Self::candles_request`]: candles in any order, some of them perhaps outside of the window.
    ///
    /// # Errors
    /// As [`Self::parse`].
    fn parse_candles(
        &self,
        _request: &RestRequest,
        _body: &str,
    ) -> Result<Vec<Candle>, VenueError> {
        Ok(Vec::new())
    }

    /// Reads one text of a socket or stream. An acknowledgement gives no events.
    ///
    /// # Errors
    /// [`VenueError`] when the text is not what the venue documents, or says that it refused.
    fn parse(&mut self, message: &str) -> Result<Vec<Event>, VenueError>;

    /// Reads the answer to `request`.
    ///
    /// # Errors
    /// As [`Self::parse`].
    fn parse_response(
        &mut self,
        request: &RestRequest,
        body: &str,
    ) -> Result<Vec<Event>, VenueError> {
        let _ = request;
        self.parse(body)
    }

    /// The connection of a feed was lost: what the connector remembers of it no longer holds.
    fn disconnected(&mut self) {}
}
