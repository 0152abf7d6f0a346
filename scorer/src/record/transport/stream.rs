//! A server-sent event stream over HTTP.

use tokio::time::timeout;

use super::requests::{build, status_failure};
use super::session::{Ended, may_begin_again};
use super::{Context, Failure};
use crate::record::inbound::Inbound;
use crate::venue::{GapReason, RestRequest, ServerSentDecoder};

/// Keeps the stream open until its attempts are used up or nobody listens.
pub(in crate::record) async fn run_stream(
    context: Context,
    client: reqwest::Client,
    request: RestRequest,
) {
    let mut backoff = context.backoff();
    loop {
        let mut has_spoken = false;
        let ended = match session(&context, &client, &request, &mut has_spoken).await {
            Ok(()) => Failure::new(GapReason::Disconnected, "the stream ended").into(),
            Err(ended) => ended,
        };
        if !may_begin_again(&context, &mut backoff, ended, has_spoken).await {
            return;
        }
    }
}

async fn session(
    context: &Context,
    client: &reqwest::Client,
    request: &RestRequest,
    has_spoken: &mut bool,
) -> Result<(), Ended> {
    let lost = |detail: String| Failure::new(GapReason::Disconnected, detail);
    let sending = build(client, request)
        .header("accept", "text/event-stream")
        .send();
    let mut response = timeout(context.options.answer_most, sending)
        .await
        .map_err(|_| {
            lost(format!(
                "no answer within {:?}",
                context.options.answer_most
            ))
        })?
        .map_err(|error| lost(error.without_url().to_string()))?;
    if !response.status().is_success() {
        let mut failure = status_failure(response.status().as_u16(), response.headers());
        failure.is_final = false;
        return Err(failure.into());
    }
    let connector = context.connector;
    context.send(Inbound::Connected { connector }).await?;
    let mut decoder = ServerSentDecoder::default();
    loop {
        let chunk = timeout(context.options.silence_most, response.chunk())
            .await
            .map_err(|_| {
                let detail = format!("nothing came for {:?}", context.options.silence_most);
                Failure::new(GapReason::Silent, detail)
            })?
            .map_err(|error| lost(error.without_url().to_string()))?;
        let Some(bytes) = chunk else { return Ok(()) };
        for text in decoder.push(&bytes).map_err(lost)? {
            *has_spoken = true;
            context.text(text).await?;
        }
    }
}
