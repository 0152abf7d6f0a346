//! Servers on 127.0.0.1 that behave as badly as a test wants.

use std::sync::{Arc, Mutex};
use std::time::Instant;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::{WebSocketStream, accept_async};

/// One HTTP answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn ok(body: impl Into<String>) -> Self {
        Self {
            status: 200,
            headers: String::new(),
            body: body.into(),
        }
    }

    pub(crate) fn status(status: u16, headers: &str) -> Self {
        Self {
            status,
            headers: headers.to_owned(),
            body: String::new(),
        }
    }
}

/// The requests that came: first line and time.
pub(crate) type Seen = Arc<Mutex<Vec<(String, Instant)>>>;

/// Answers each request by its number and first line, with the body, if there is one, on the next. Gives the base URL and what was seen.
pub(crate) async fn http(
    answer: impl Fn(usize, &str) -> Answer + Send + 'static,
) -> (String, Seen) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let seen = Seen::default();
    let noted = Arc::clone(&seen);
    tokio::spawn(async move {
        for number in 0.. {
            let Ok((mut stream, _)) = listener.accept().await else {
                return;
            };
            let line = read_request(&mut stream).await;
            noted.lock().unwrap().push((line.clone(), Instant::now()));
            let answer = answer(number, &line);
            let text = format!(
                "HTTP/1.1 {} X\r\nconnection: close\r\ncontent-length: {}\r\n{}\r\n{}",
                answer.status,
                answer.body.len(),
                answer.headers,
                answer.body
            );
            let _ = stream.write_all(text.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    (url, seen)
}

async fn read_request(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") && stream.read(&mut byte).await.unwrap_or(0) > 0 {
        bytes.push(byte[0]);
    }
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let line = text.lines().next().unwrap_or_default();
    let length = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let is_length = name.eq_ignore_ascii_case("content-length");
        is_length.then(|| value.trim().parse().ok())?
    });
    let mut body = vec![0; length.unwrap_or(0)];
    let _ = stream.read_exact(&mut body).await;
    match body.as_slice() {
        [] => line.to_owned(),
        body => format!("{line}\n{}", String::from_utf8_lossy(body)),
    }
}

/// Hands each websocket session with its number to `session`, one after another.
pub(crate) async fn websocket<F, S>(session: S) -> String
where
    S: Fn(usize, WebSocketStream<TcpStream>) -> F + Send + 'static,
    F: Future<Output = ()> + Send,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        for number in 0.. {
            let Ok((stream, _)) = listener.accept().await else {
                return;
            };
            if let Ok(socket) = accept_async(stream).await {
                session(number, socket).await;
            }
        }
    });
    url
}
