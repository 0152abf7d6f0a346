//! Why a recording could not be done to the program.

use ballast_vm::VmError;

/// Why a recording could not be done to the program.
#[derive(Debug, thiserror::Error)]
pub enum ProgramError {
    /// The machine could not go on.
    #[error(transparent)]
    Machine(#[from] VmError),
    /// The operations alone do not bring policy to the recorded end.
    #[error(
        "the recording is not whole: after operation {operation}, {field} is {replayed} where {recorded} was recorded; what a \
         steward does to the market while it runs is not recorded, so choose one that only opens it"
    )]
    RecordingIncomplete {
        /// How many operations were done.
        operation: usize,
        /// The first field that differs.
        field: String,
        /// What the operations give.
        replayed: String,
        /// What was recorded.
        recorded: String,
    },
    /// A recording that begins in the middle.
    #[error(
        "the recording begins with {accounts} accounts open: a market is opened with none, so record from its begin"
    )]
    OpenedInUse {
        /// Positions at the begin.
        accounts: usize,
    },
    /// An operation names what the market does not have.
    #[error("operation {operation} names {what} {index}, and the market has {count}")]
    NameUnknown {
        /// Its number, from zero.
        operation: usize,
        /// Account, reserve, feed or publisher.
        what: &'static str,
        /// What it names.
        index: usize,
        /// How many there are.
        count: usize,
    },
}

impl From<ballast_vm::SendError> for ProgramError {
    fn from(error: ballast_vm::SendError) -> Self {
        Self::Machine(error.into())
    }
}
