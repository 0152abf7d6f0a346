//! Why a key cannot be used. Nothing here repeats a byte of one.

use std::path::PathBuf;

use solana_address::Address;

/// Why a key cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// No source, or several.
    #[error("a key has one source, {given} are given: set one of file, variable, value, socket")]
    NotOneSource {
        /// How many are set.
        given: usize,
    },
    /// A file that cannot be read.
    #[error("the key file {} cannot be read: {reason}", file.display())]
    FileUnreadable {
        /// Which.
        file: PathBuf,
        /// Why.
        reason: String,
    },
    /// A file that others than its owner may read or write.
    #[error("the key file {} may be read by others (mode {mode:o}): chmod 600 it", file.display())]
    FileExposed {
        /// Which.
        file: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// An environment variable that is not set.
    #[error("the environment variable {name} with the key is not set")]
    VariableMissing {
        /// Its name.
        name: String,
    },
    /// Bytes that are no key: 64 numbers as JSON, or base 58.
    #[error("{origin} holds no key: expected 64 numbers as JSON, or base 58")]
    Malformed {
        /// Where they came from.
        origin: String,
    },
    /// The signing socket does not answer.
    #[error("the signer at {} does not answer: {reason}", socket.display())]
    SignerUnreachable {
        /// Its socket.
        socket: PathBuf,
        /// Why.
        reason: String,
    },
    /// The signing socket refuses to sign.
    #[error("the signer at {} refuses: {reason}", socket.display())]
    SignerRefused {
        /// Its socket.
        socket: PathBuf,
        /// Its words.
        reason: String,
    },
    /// The signing socket gave a signature that is not the key's.
    #[error("the signer at {} gave a signature that is not {address}'s", socket.display())]
    SignatureWrong {
        /// Its socket.
        socket: PathBuf,
        /// Whose it should be.
        address: Address,
    },
    /// The socket cannot be served.
    #[error("the socket {} cannot be served: {reason}", socket.display())]
    Unservable {
        /// Which.
        socket: PathBuf,
        /// Why.
        reason: String,
    },
}
