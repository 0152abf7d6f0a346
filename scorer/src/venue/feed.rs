//! What a connector wants opened and asked, in words that any transport can follow.

use std::time::Duration;

/// What a request is for, so that its answer is read rightly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// An order book's snapshot.
    BookSnapshot,
    /// Candles of a time in which nobody listened.
    Candles,
    /// Open interest.
    OpenInterest,
    /// How often funding is settled.
    FundingInterval,
    /// What a contract is worth in units of the asset.
    ContractSize,
    /// An oracle's latest prices.
    OraclePrices,
    /// Accounts of lending protocols.
    Accounts,
}

/// One HTTP request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestRequest {
    /// What it is for.
    pub purpose: Purpose,
    /// The instrument asked about; empty when it is about several.
    pub instrument: String,
    /// The whole URL.
    pub url: String,
    /// Further headers.
    pub headers: Vec<(String, String)>,
    /// JSON to POST; None for GET.
    pub body: Option<String>,
}

impl RestRequest {
    /// A GET without further headers.
    pub fn get(purpose: Purpose, instrument: impl Into<String>, url: String) -> Self {
        Self {
            purpose,
            instrument: instrument.into(),
            url,
            headers: Vec::new(),
            body: None,
        }
    }
}

/// A text sent at an interval, for venues that close what stays quiet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeepAlive {
    /// The text.
    pub text: String,
    /// How often.
    pub every: Duration,
}

/// One thing to open or to ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Feed {
    /// A websocket: connect, send the subscriptions in order, read.
    Socket {
        /// `wss://` or, against a local server, `ws://`.
        url: String,
        /// Texts to send once connected.
        subscriptions: Vec<String>,
        /// Text to send at an interval.
        keep_alive: Option<KeepAlive>,
    },
    /// A server-sent event stream over HTTP.
    Stream {
        /// The request that opens it.
        request: RestRequest,
    },
    /// A request asked again and again, the first time at once. An interval of None asks it once
    /// per start.
    Poll {
        /// The request.
        request: RestRequest,
        /// How often.
        every: Option<Duration>,
    },
}

impl Feed {
    /// The URL, for messages.
    pub fn url(&self) -> &str {
        match self {
            Self::Socket { url, .. } => url,
            Self::Stream { request } | Self::Poll { request, .. } => &request.url,
        }
    }
}
