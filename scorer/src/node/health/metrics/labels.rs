//! What metrics are told apart by, and sums that were counted elsewhere.

use prometheus_client::encoding::EncodeLabelSet;

/// One feed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct FeedLabels {
    /// Its name in the configuration.
    pub feed: String,
}

/// One key.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct KeyLabels {
    /// Its address, base 58.
    pub publisher: String,
}

/// One input.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct InputLabels {
    pub(super) input: String,
}

/// An attempt to publish.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct AttemptLabels {
    pub(super) feed: String,
    pub(super) trigger: String,
    pub(super) outcome: String,
}

/// A failure.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct ErrorLabels {
    pub(super) feed: String,
    pub(super) class: String,
}

/// A venue.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct VenueLabels {
    pub(super) venue: String,
}

/// What was heard of a venue since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct VenueSums {
    /// Rows.
    pub events: u64,
    /// Gaps.
    pub gaps: u64,
    /// Rows that found no room.
    pub dropped: u64,
    /// Trades that came too late, or from the future.
    pub left_out: u64,
    /// Since the last one, seconds.
    pub age_seconds: Option<f64>,
}

/// What was asked for over REST since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BackfillSums {
    /// Requests.
    pub requests: u64,
    /// Of these, without a usable answer.
    pub failures: u64,
    /// Five-minute bars that became known.
    pub filled: u64,
    /// Holes at the last look.
    pub holes: u64,
}

/// A model on trial.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct ShadowLabels {
    pub(super) model_hash: String,
}

/// What the node is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct BuildLabels {
    pub(super) version: &'static str,
    pub(super) model_hash: String,
    pub(super) publisher: String,
}
