//! Why bytes could not be read, and the names of the program's own error codes.

/// Why account bytes or a log line are not what they were taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// Fewer bytes than the layout has.
    #[error("{kind} has {expected} bytes, found {found}")]
    Length {
        /// What was being read.
        kind: &'static str,
        /// Its length.
        expected: usize,
        /// The length found.
        found: usize,
    },
    /// The first bytes name something else.
    #[error("the discriminator is not that of {kind}")]
    Discriminator {
        /// What was being read.
        kind: &'static str,
    },
}

/// The first code of the program's own errors; codes below 100 past it are the rules of `ballast-policy`.
pub const FIRST_ERROR_CODE: u32 = 6000;
