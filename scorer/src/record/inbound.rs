//! What passes between the transport and the recorder.

use std::time::Duration;

use crate::venue::{GapReason, RestRequest};

/// Where something came from: a socket or stream, whose loss ends its books, or a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A feed that stays open.
    Feed,
    /// One request.
    Request(RestRequest),
}

/// What the transport hands over. `connector` is its place in the recorder's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inbound {
    /// A connection stands.
    Connected {
        /// Whose.
        connector: usize,
    },
    /// A text of a socket or stream.
    Text {
        /// Whose.
        connector: usize,
        /// The text.
        text: String,
    },
    /// The answer to a request.
    Answer {
        /// Whose.
        connector: usize,
        /// The request.
        request: RestRequest,
        /// The body.
        body: String,
    },
    /// Something was lost; what was being waited for is tried again, unless it was given up.
    Lost {
        /// Whose.
        connector: usize,
        /// What.
        origin: Origin,
        /// Why.
        reason: GapReason,
        /// In words.
        detail: String,
        /// How long the transport waits before it tries again.
        waits: Duration,
        /// Whether it is not tried again.
        is_final: bool,
    },
    /// A poll was left out.
    PollSkipped {
        /// Whose.
        connector: usize,
    },
}

/// What the transport is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Ask this.
    Ask {
        /// On whose behalf.
        connector: usize,
        /// What.
        request: RestRequest,
    },
    /// Close and open its sockets anew: its book cannot be started otherwise.
    Reconnect {
        /// Whose.
        connector: usize,
    },
}
