//! The way to a collector. That it does not take spans is said once, until it takes some again.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use async_trait::async_trait;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response, ResponseBodyTooLarge};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder};
use tokio::runtime::Handle;

use super::{Endpoint, TelemetryError};

/// Bytes of an answer: a collector has little to say.
const ANSWER_MOST: usize = 65_536;

/// Posts spans for the exporter.
#[derive(Debug)]
pub(super) struct Collector {
    endpoint: Endpoint,
    client: Client,
    runtime: Handle,
    is_failing: AtomicBool,
}

impl Collector {
    /// Posts to `endpoint` on this runtime, each time for at most `most`.
    pub(super) fn new(endpoint: Endpoint, most: Duration) -> Result<Self, TelemetryError> {
        let failed = |reason| TelemetryError::Exporter { reason };
        let runtime = Handle::try_current().map_err(|error| failed(error.to_string()))?;
        let client = Client::builder()
            .timeout(most)
            // Spans go where they were sent, and nowhere else.
            .redirect(Policy::none())
            .build()
            .map_err(|error| failed(error.without_url().to_string()))?;
        Ok(Self {
            endpoint,
            client,
            runtime,
            is_failing: AtomicBool::new(false),
        })
    }

    /// Says that the collector takes no spans, or takes them again, when that is news.
    fn note(&self, failure: Option<String>) {
        let was_failing = self.is_failing.swap(failure.is_some(), Relaxed);
        let collector = &self.endpoint;
        match failure {
            Some(reason) if !was_failing => {
                tracing::warn!(%collector, reason, "the collector takes no spans; the program goes on without");
            }
            None if was_failing => tracing::info!(%collector, "the collector takes spans again"),
            _ => {}
        }
    }
}

#[async_trait]
impl HttpClient for Collector {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let (head, body) = request.into_parts();
        let post = self.client.post(self.endpoint.reveal());
        let post = post.headers(head.headers).body(body);
        // The exporter's thread has no runtime, and the client needs one.
        let answered = self.runtime.spawn(answer(post)).await;
        let answered = answered.unwrap_or_else(|ended| Err(ended.into()));
        self.note(match &answered {
            Ok(answer) if answer.status().is_success() => None,
            Ok(answer) => Some(format!("it answers with status {}", answer.status())),
            Err(error) => Some(reason(&**error)),
        });
        answered
    }
}

async fn answer(post: RequestBuilder) -> Result<Response<Bytes>, HttpError> {
    let mut said = post.send().await.map_err(reqwest::Error::without_url)?;
    let mut body = Vec::new();
    while let Some(chunk) = said.chunk().await.map_err(reqwest::Error::without_url)? {
        if body.len() + chunk.len() > ANSWER_MOST {
            return Err(ResponseBodyTooLarge::new().into());
        }
        body.extend_from_slice(&chunk);
    }
    let mut answer = Response::new(Bytes::from(body));
    *answer.status_mut() = said.status();
    *answer.headers_mut() = std::mem::take(said.headers_mut());
    Ok(answer)
}

fn reason(error: &(dyn std::error::Error + Send + Sync + 'static)) -> String {
    match error.downcast_ref::<reqwest::Error>() {
        Some(error) if error.is_timeout() => "no answer in time".to_owned(),
        Some(error) if error.is_connect() => "no connection".to_owned(),
        _ => error.to_string(),
    }
}
