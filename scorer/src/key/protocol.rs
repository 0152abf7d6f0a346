//! What is spoken over a signing socket: one request and one answer at a time over a unix stream socket, as often as
//! the asker likes.
//!
//! | part | bytes | request | answer |
//! |---|--:|---|---|
//! | length | 4 | of what follows, little-endian, at most 2,048 | the same |
//! | kind | 1 | 0: whose key is it, 1: sign a message, 2: sign the head of a score log | 0: done, 1: refused |
//! | body | length - 1 | nothing, a serialized transaction message, or the head's text | 32 bytes of address, 64 of signature, or UTF-8: why not |
//!
//! Of a score log's head the text alone is sent, [`super::LogHead::text`]: the signer itself puts before it what makes it no
//! transaction, so that nothing else is ever signed for that request.
//!
//! Whoever sends a length out of range or an unknown kind is refused and cut off.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

/// The longest frame. A transaction has at most 1,232 bytes.
pub const FRAME_MOST: u32 = 2048;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Whose key is it?
    Address,
    /// Sign this serialized transaction message.
    Sign(Vec<u8>),
    /// Sign this text, which names the head of a score log.
    SignLogHead(String),
}

/// What comes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The address's 32 bytes or the signature's 64.
    Done(Vec<u8>),
    /// Why not.
    Refused(String),
}

const ADDRESS: u8 = 0;
const SIGN: u8 = 1;
const SIGN_LOG_HEAD: u8 = 2;
const DONE: u8 = 0;
const REFUSED: u8 = 1;

impl Request {
    /// Writes it.
    ///
    /// # Errors
    /// The socket's, or a message that is too long.
    pub async fn write(&self, stream: &mut (impl AsyncWrite + Unpin)) -> io::Result<()> {
        match self {
            Self::Address => write(stream, ADDRESS, &[]).await,
            Self::Sign(message) => write(stream, SIGN, message).await,
            Self::SignLogHead(text) => write(stream, SIGN_LOG_HEAD, text.as_bytes()).await,
        }
    }

    /// Reads one; none when the asker is gone.
    ///
    /// # Errors
    /// The socket's, or a frame that is none.
    pub async fn read(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<Self>> {
        let Some((kind, body)) = read(stream).await? else {
            return Ok(None);
        };
        match (kind, body.is_empty()) {
            (ADDRESS, true) => Ok(Some(Self::Address)),
            (SIGN, false) => Ok(Some(Self::Sign(body))),
            (SIGN_LOG_HEAD, false) => {
                let text =
                    String::from_utf8(body).map_err(|_| malformed("the text is no UTF-8"))?;
                Ok(Some(Self::SignLogHead(text)))
            }
            _ => Err(malformed("no such request")),
        }
    }
}

impl Answer {
    /// Writes it.
    ///
    /// # Errors
    /// The socket's.
    pub async fn write(&self, stream: &mut (impl AsyncWrite + Unpin)) -> io::Result<()> {
        match self {
            Self::Done(body) => write(stream, DONE, body).await,
            Self::Refused(reason) => write(stream, REFUSED, reason.as_bytes()).await,
        }
    }

    /// Reads one.
    ///
    /// # Errors
    /// The socket's, its end included, or a frame that is none.
    pub async fn read(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Self> {
        let frame = read(stream).await?;
        match frame.ok_or(io::ErrorKind::UnexpectedEof)? {
            (DONE, body) => Ok(Self::Done(body)),
            (REFUSED, body) => Ok(Self::Refused(String::from_utf8_lossy(&body).into_owned())),
            _ => Err(malformed("no such answer")),
        }
    }
}

async fn write(stream: &mut (impl AsyncWrite + Unpin), kind: u8, body: &[u8]) -> io::Result<()> {
    let length = u32::try_from(body.len().saturating_add(1)).unwrap_or(u32::MAX);
    if length > FRAME_MOST {
        return Err(malformed("the frame is too long"));
    }
    let frame = [&length.to_le_bytes()[..], &[kind], body].concat();
    stream.write_all(&frame).await?;
    stream.flush().await
}

async fn read(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<(u8, Vec<u8>)>> {
    let length = match stream.read_u32_le().await {
        Ok(length) => length,
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    };
    if length == 0 || length > FRAME_MOST {
        return Err(malformed("the frame's length is out of range"));
    }
    let kind = stream.read_u8().await?;
    let mut body = vec![
        0;
        usize::try_from(length)
            .unwrap_or_default()
            .saturating_sub(1)
    ];
    stream.read_exact(&mut body).await?;
    Ok(Some((kind, body)))
}

fn malformed(reason: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read_back(bytes: &[u8]) -> io::Result<Option<Request>> {
        Request::read(&mut &*bytes).await
    }

    #[tokio::test]
    async fn requests_and_answers_come_back_as_written() {
        for request in [
            Request::Address,
            Request::Sign(vec![1, 2, 3]),
            Request::SignLogHead("a head".to_owned()),
        ] {
            let mut written = Vec::new();
            request.write(&mut written).await.unwrap();
            assert_eq!(read_back(&written).await.unwrap(), Some(request));
        }
        for answer in [Answer::Done(vec![9; 64]), Answer::Refused("no".into())] {
            let mut written = Vec::new();
            answer.write(&mut written).await.unwrap();
            assert_eq!(Answer::read(&mut written.as_slice()).await.unwrap(), answer);
        }
    }

    #[tokio::test]
    async fn frames_out_of_range_are_refused() {
        let too_long = [&(FRAME_MOST + 1).to_le_bytes()[..], &[0; 3000]].concat();
        let empty = 0_u32.to_le_bytes();
        let unknown = [1, 0, 0, 0, 9];
        let no_text = [2, 0, 0, 0, 2, 0xff];
        let cut = [5, 0, 0, 0, 1, 1];

        for bytes in [&too_long[..], &empty, &unknown, &no_text, &cut] {
            assert!(read_back(bytes).await.is_err(), "{bytes:?}");
        }
        assert!(read_back(&[]).await.unwrap().is_none());
        let long = Request::Sign(vec![0; FRAME_MOST as usize]);
        assert!(long.write(&mut Vec::new()).await.is_err());
    }
}
