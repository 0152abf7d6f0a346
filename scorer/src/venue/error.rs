//! Why a venue's message was not taken.

use std::fmt;

use super::Venue;

/// A message that could not become events. Every one is counted and leaves a gap.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each operand is")]
pub enum VenueError {
    /// The text is not the JSON that the venue documents.
    #[error("{venue}: message is not of the documented form: {reason}; it begins {excerpt:?}")]
    MessageMalformed {
        venue: Venue,
        reason: String,
        excerpt: String,
    },

    /// The message is well-formed but of a kind that nothing here was asked for.
    #[error("{venue}: message of unknown kind {kind:?}")]
    MessageUnknown { venue: Venue, kind: String },

    /// A number that no market prints.
    #[error("{venue}: {field} of {instrument} is {value}, which is out of range")]
    ValueOutOfRange {
        venue: Venue,
        instrument: String,
        field: &'static str,
        value: String,
    },

    /// The venue says that something we sent was wrong.
    #[error("{venue} refused: {reason}")]
    Refused { venue: Venue, reason: String },

    /// An account whose bytes are not what its description says.
    #[error("{venue}: account {address} of {protocol} cannot be read: {reason}")]
    AccountUnreadable {
        venue: Venue,
        protocol: String,
        address: String,
        reason: String,
    },
}

impl VenueError {
    /// A message that serde could not read.
    pub(super) fn malformed(venue: Venue, message: &str, reason: impl fmt::Display) -> Self {
        const EXCERPT_CHARACTERS: usize = 120;
        Self::MessageMalformed {
            venue,
            reason: reason.to_string(),
            excerpt: message.chars().take(EXCERPT_CHARACTERS).collect(),
        }
    }
}
