//! Why drift cannot be judged.

use crate::time::Timestamp;

/// Why drift cannot be judged.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each operand is")]
pub enum DriftError {
    /// Nothing to judge, or to judge by.
    #[error("no rows: at least one is needed")]
    RowsAbsent,

    /// A row has other columns than the reference.
    #[error("the row at {time} has {found} values, expected {expected}")]
    WidthsDiffer {
        time: Timestamp,
        found: usize,
        expected: usize,
    },

    /// Rows of an asset ascend in time.
    #[error("the row at {time} follows one at {previous}: rows must ascend in time")]
    RowsUnsorted {
        time: Timestamp,
        previous: Timestamp,
    },

    /// A judgement is of one asset.
    #[error("rows of assets {first} and {other}: judge one asset at a time")]
    AssetsMixed { first: usize, other: usize },

    /// A reference that no rows could have left.
    #[error("the reference of {feature} is damaged: {rule}")]
    ReferenceUnsound { feature: String, rule: &'static str },
}
