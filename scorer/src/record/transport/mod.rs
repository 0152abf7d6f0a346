//! Opens what connectors list and hands every text to the recorder with the time it came.
//!
//! A task per socket, stream and poll, and one per venue that asks requests one after another, so
//! that a venue which says "fewer" is left alone by all of them. Whatever fails is reported as
//! [`Inbound::Lost`] before it is tried again: after a growing, bounded, seeded random wait, or the
//! longer one that the venue names in `Retry-After`; at most `attempts_most` times in a row.

mod backoff;
mod requests;
mod session;
mod socket;
mod stream;

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::sync::{Notify, mpsc};

pub use backoff::Backoff;
pub(crate) use requests::fetch_body;
pub(super) use requests::{Job, poll, run_requests};
pub(super) use socket::{SocketPlan, run_socket};
pub(super) use stream::run_stream;

use super::RecordError;
use super::inbound::{Inbound, Origin};
use crate::time::Timestamp;
use crate::venue::{GapReason, RestRequest};

/// How patient the transport is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NetworkOptions {
    /// First wait after a failure.
    pub wait_first: Duration,
    /// Longest wait that is chosen here; a venue may name a longer one.
    pub wait_most: Duration,
    /// Failures in a row after which a feed or request is given up.
    pub attempts_most: u32,
    /// How long a connection may say nothing.
    pub silence_most: Duration,
    /// How long a connection or an answer may take.
    pub answer_most: Duration,
    /// Seed of the random part of the waits.
    pub seed: u64,
}

/// The client that asks over HTTP.
pub(crate) fn client() -> Result<reqwest::Client, RecordError> {
    reqwest::Client::builder()
        .no_proxy()
        .user_agent(concat!("ballast-scorer/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|error| RecordError::NetworkUnusable {
            reason: error.to_string(),
        })
}

/// What came, and when.
pub(super) type Stamped = (Timestamp, Inbound);

/// What every task of a connector has.
#[derive(Clone, Debug)]
pub(super) struct Context {
    /// The connector's place.
    pub(super) connector: usize,
    /// Number of the task, which makes its waits its own.
    pub(super) task: u64,
    pub(super) options: NetworkOptions,
    pub(super) sender: mpsc::Sender<Stamped>,
    /// Rung when the connector's sockets are to be opened anew.
    pub(super) reconnect: Arc<Notify>,
}

/// Why something ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) reason: GapReason,
    pub(super) detail: String,
    /// The wait that the venue named.
    pub(super) retry_after: Option<Duration>,
    /// Whether asking again is pointless.
    pub(super) is_final: bool,
}

impl Failure {
    pub(super) fn new(reason: GapReason, detail: impl Into<String>) -> Self {
        Self {
            reason,
            detail: detail.into(),
            retry_after: None,
            is_final: false,
        }
    }
}

/// Nobody listens any more: the recorder has stopped.
#[derive(Debug)]
pub(super) struct RecorderGone;

impl Context {
    pub(super) fn backoff(&self) -> Backoff {
        Backoff::new(&self.options, self.task)
    }

    /// Hands `inbound` over, waiting while the recorder is behind.
    pub(super) async fn send(&self, inbound: Inbound) -> Result<(), RecorderGone> {
        let stamped = (now(), inbound);
        self.sender.send(stamped).await.map_err(|_| RecorderGone)
    }

    pub(super) async fn text(&self, text: String) -> Result<(), RecorderGone> {
        let connector = self.connector;
        self.send(Inbound::Text { connector, text }).await
    }

    /// Reports `failure` and waits before the next attempt; false when there is none.
    pub(super) async fn wait(
        &self,
        backoff: &mut Backoff,
        request: Option<&RestRequest>,
        failure: Failure,
    ) -> Result<bool, RecorderGone> {
        let origin = request.map_or(Origin::Feed, |request| Origin::Request(request.clone()));
        let chosen = backoff.next().filter(|_| !failure.is_final);
        let waits = chosen.map(|chosen| chosen.max(failure.retry_after.unwrap_or_default()));
        self.send(Inbound::Lost {
            connector: self.connector,
            origin: origin.clone(),
            reason: failure.reason,
            detail: failure.detail.clone(),
            waits: waits.unwrap_or_default(),
            is_final: failure.is_final,
        })
        .await?;
        let Some(waits) = waits else {
            if !failure.is_final {
                let attempts = self.options.attempts_most;
                self.send(Inbound::Lost {
                    connector: self.connector,
                    origin,
                    reason: GapReason::GivenUp,
                    detail: format!("given up after {attempts} attempts: {}", failure.detail),
                    waits: Duration::ZERO,
                    is_final: true,
                })
                .await?;
            }
            return Ok(false);
        };
        tokio::time::sleep(waits).await;
        Ok(true)
    }
}

/// The wall clock, to the millisecond.
pub(super) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let millis = since.map_or(0, |since| since.as_millis());
    Timestamp::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
}
