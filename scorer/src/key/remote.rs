//! A key behind a socket.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use solana_address::Address;
use solana_signature::Signature;
use tokio::net::UnixStream;
use tokio::time::timeout;

use super::protocol::{Answer, Request};
use super::{KeyError, LogHead};

/// How long the signer may take.
const PATIENCE: Duration = Duration::from_secs(5);

pub(super) struct Remote {
    socket: PathBuf,
    address: Address,
}

impl Remote {
    pub(super) async fn connect(socket: &Path) -> Result<Self, KeyError> {
        let body = ask(socket, &Request::Address).await?;
        let address = <[u8; 32]>::try_from(body).map_err(|body| KeyError::SignerUnreachable {
            socket: socket.to_owned(),
            reason: format!("an address of {} bytes, expected 32", body.len()),
        })?;
        Ok(Self {
            socket: socket.to_owned(),
            address: address.into(),
        })
    }

    pub(super) fn address(&self) -> Address {
        self.address
    }

    pub(super) async fn sign(&self, message: &[u8]) -> Result<Signature, KeyError> {
        let request = Request::Sign(message.to_vec());
        self.signature_of(&request, message).await
    }

    pub(super) async fn sign_log_head(&self, head: &LogHead) -> Result<Signature, KeyError> {
        let request = Request::SignLogHead(head.text());
        let message = head.message(&self.address);
        self.signature_of(&request, &message).await
    }

    /// The answer to `request`, once it is this address's signature over `message`.
    async fn signature_of(&self, request: &Request, message: &[u8]) -> Result<Signature, KeyError> {
        let body = ask(&self.socket, request).await?;
        let signature = <[u8; 64]>::try_from(body).ok().map(Signature::from);
        let verified =
            signature.filter(|signature| signature.verify(self.address.as_ref(), message));
        verified.ok_or_else(|| KeyError::SignatureWrong {
            socket: self.socket.clone(),
            address: self.address,
        })
    }
}

/// A connection a request: a signer that was restarted is found again.
async fn ask(socket: &Path, request: &Request) -> Result<Vec<u8>, KeyError> {
    let exchange = async {
        let mut stream = UnixStream::connect(socket).await?;
        request.write(&mut stream).await?;
        Answer::read(&mut stream).await
    };
    let answer = timeout(PATIENCE, exchange).await;
    let answer = answer.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
    let answer = answer.map_err(|error| KeyError::SignerUnreachable {
        socket: socket.to_owned(),
        reason: error.to_string(),
    })?;
    match answer {
        Answer::Done(body) => Ok(body),
        Answer::Refused(reason) => Err(KeyError::SignerRefused {
            socket: socket.to_owned(),
            reason,
        }),
    }
}
