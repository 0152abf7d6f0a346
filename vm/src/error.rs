//! Why the machine could not do what was asked.

use ballast_client::error::DecodeError;
use solana_address::Address;
use std::path::PathBuf;

/// Why a transaction failed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum SendError {
    /// A program refused with an error code of its own.
    #[error("instruction {instruction} refused with code {code}\n{}", logs.join("\n"))]
    Refused {
        /// Which instruction of the transaction.
        instruction: u8,
        /// The code; this program's begin at 6000.
        code: u32,
        /// The transaction's log.
        logs: Vec<String>,
    },
    /// The runtime failed it, or a program used one of the runtime's own errors.
    #[error("{error}\n{}", logs.join("\n"))]
    Failed {
        /// The runtime's words.
        error: String,
        /// The transaction's log.
        logs: Vec<String>,
    },
}

impl SendError {
    /// The program's code, if it refused with one.
    pub fn code(&self) -> Option<u32> {
        match self {
            Self::Refused { code, .. } => Some(*code),
            Self::Failed { .. } => None,
        }
    }

    /// The transaction's log.
    pub fn logs(&self) -> &[String] {
        match self {
            Self::Refused { logs, .. } | Self::Failed { logs, .. } => logs,
        }
    }
}

/// Why the machine itself could not go on.
#[derive(Debug, thiserror::Error)]
pub enum VmError {
    /// The program's binary is not there.
    #[error(
        "no program at {path}: build it with `make sbf`, or name another with BALLAST_SO ({source})"
    )]
    ProgramMissing {
        /// Where it was looked for.
        path: PathBuf,
        /// What the file system said.
        source: std::io::Error,
    },
    /// The machine does not load the program.
    #[error("the machine does not load the program: {0}")]
    ProgramRejected(String),
    /// No account stands at the address.
    #[error("no account at {0}")]
    AccountMissing(Address),
    /// The account holds something else.
    #[error("the account at {address} cannot be read")]
    AccountUnreadable {
        /// The address.
        address: Address,
        /// Why.
        source: DecodeError,
    },
    /// A transaction of the set-up failed.
    #[error("a transaction failed: {0}")]
    Send(#[from] SendError),
    /// The machine refused to store an account.
    #[error("the machine refused an account: {0}")]
    AccountRejected(String),
}
