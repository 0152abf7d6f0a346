//! Why the page could not be written.

use crate::evaluate::SCHEMA_VERSION;

/// Why an evaluation cannot be read.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each operand is")]
pub enum PageError {
    /// Written by another version of the program.
    #[error(
        "the evaluation has schema version {found}, this program reads {SCHEMA_VERSION}: write it again with `scorer evaluate \
         --json FILE`"
    )]
    SchemaVersionUnknown { found: u32 },

    /// No evaluation at all.
    #[error("not an evaluation of `scorer evaluate --json FILE`: {reason}")]
    Malformed { reason: String },

    /// The evaluation looks at what its model was trained on.
    #[error(
        "the evaluation is of hindsight: its model was trained on part of the window; it says nothing about the score"
    )]
    Hindsight,
}
