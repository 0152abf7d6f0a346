//! A websocket: connect, subscribe, read, keep alive. Pings are answered by the library.

use std::convert::Infallible;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::time::{Interval, MissedTickBehavior, interval_at, timeout};
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::requests::status_failure;
use super::session::{Ended, may_begin_again};
use super::{Context, Failure};
use crate::record::inbound::Inbound;
use crate::venue::{GapReason, KeepAlive};

/// What to open.
#[derive(Clone, Debug)]
pub(in crate::record) struct SocketPlan {
    pub(in crate::record) url: String,
    pub(in crate::record) subscriptions: Vec<String>,
    pub(in crate::record) keep_alive: Option<KeepAlive>,
}

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Keeps the socket open until its attempts are used up or nobody listens.
pub(in crate::record) async fn run_socket(context: Context, plan: SocketPlan) {
    let mut backoff = context.backoff();
    loop {
        let mut has_spoken = false;
        let Err(ended) = session(&context, &plan, &mut has_spoken).await;
        if !may_begin_again(&context, &mut backoff, ended, has_spoken).await {
            return;
        }
    }
}

async fn session(
    context: &Context,
    plan: &SocketPlan,
    has_spoken: &mut bool,
) -> Result<Infallible, Ended> {
    let mut socket = connect(context, plan).await?;
    let connector = context.connector;
    context.send(Inbound::Connected { connector }).await?;
    for subscription in &plan.subscriptions {
        send(context, &mut socket, subscription).await?;
    }
    let mut ticks = plan.keep_alive.as_ref().map(|keep| ticks(keep.every));
    loop {
        let silence = timeout(context.options.silence_most, socket.next());
        tokio::select! {
            read = silence => read_one(context, read, has_spoken).await?,
            () = tick(&mut ticks) => {
                if let Some(keep) = &plan.keep_alive {
                    send(context, &mut socket, &keep.text).await?;
                }
            }
            () = context.reconnect.notified() => {
                let detail = "opened anew to start the book again";
                return Err(Failure::new(GapReason::Disconnected, detail).into());
            }
        }
    }
}

async fn connect(context: &Context, plan: &SocketPlan) -> Result<Socket, Failure> {
    let connecting = connect_async(&plan.url);
    let lost = |detail: String| Failure::new(GapReason::Disconnected, detail);
    match timeout(context.options.answer_most, connecting).await {
        Ok(Ok((socket, _))) => Ok(socket),
        Ok(Err(Error::Http(response))) => {
            let mut failure = status_failure(response.status().as_u16(), response.headers());
            // A socket is worth trying again: a venue under repair answers 403 or 404 as well.
            failure.is_final = false;
            Err(failure)
        }
        Ok(Err(error)) => Err(lost(format!("cannot connect: {error}"))),
        Err(_) => {
            let limit = context.options.answer_most;
            Err(lost(format!("no connection within {limit:?}")))
        }
    }
}

async fn send(context: &Context, socket: &mut Socket, text: &str) -> Result<(), Failure> {
    let sending = socket.send(Message::text(text));
    let lost = |detail: String| Failure::new(GapReason::Disconnected, detail);
    match timeout(context.options.answer_most, sending).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(lost(format!("cannot send: {error}"))),
        Err(_) => Err(lost("nothing is taken any more".to_owned())),
    }
}

type Read = Result<Option<Result<Message, Error>>, tokio::time::error::Elapsed>;

async fn read_one(context: &Context, read: Read, has_spoken: &mut bool) -> Result<(), Ended> {
    let lost = |detail: String| Ended::from(Failure::new(GapReason::Disconnected, detail));
    match read {
        Err(_) => {
            let detail = format!("nothing came for {:?}", context.options.silence_most);
            Err(Failure::new(GapReason::Silent, detail).into())
        }
        Ok(None) => Err(lost("the connection ended".to_owned())),
        Ok(Some(Err(error))) => Err(lost(error.to_string())),
        Ok(Some(Ok(Message::Close(frame)))) => Err(lost(match frame {
            Some(frame) => format!("closed by the venue: {} {}", frame.code, frame.reason),
            None => "closed by the venue".to_owned(),
        })),
        Ok(Some(Ok(Message::Text(text)))) => {
            *has_spoken = true;
            Ok(context.text(text.as_str().to_owned()).await?)
        }
        // No venue here sends bytes; the parser refuses and counts them.
        Ok(Some(Ok(Message::Binary(bytes)))) => {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            Ok(context.text(text).await?)
        }
        Ok(Some(Ok(_))) => Ok(()),
    }
}

fn ticks(every: Duration) -> Interval {
    let mut ticks = interval_at(tokio::time::Instant::now() + every, every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

/// The next tick; never, without a keep-alive.
async fn tick(ticks: &mut Option<Interval>) {
    match ticks {
        Some(ticks) => {
            ticks.tick().await;
        }
        None => std::future::pending().await,
    }
}
