//! Requests of one venue, one after another, and the polls that ask for them.
//!
//! 429 and 418 mean "fewer": nothing more is asked of the venue before `Retry-After` (seconds or an
//! HTTP date) is over. 5xx and lost connections are tried again after a wait; any other 4xx is the
//! request's own fault and is not.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::DateTime;
use reqwest::header::HeaderMap;
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval, timeout};

use super::{Backoff, Context, Failure, NetworkOptions, RecorderGone, now};
use crate::record::inbound::Inbound;
use crate::venue::{GapReason, RestRequest};

/// A request to ask, and the flag that its poll holds until it is done.
#[derive(Debug)]
pub(in crate::record) struct Job {
    pub(in crate::record) request: RestRequest,
    pub(in crate::record) is_pending: Option<Arc<AtomicBool>>,
}

/// Asks each request until it is answered or given up.
pub(in crate::record) async fn run_requests(
    context: Context,
    client: reqwest::Client,
    mut jobs: mpsc::Receiver<Job>,
) {
    while let Some(job) = jobs.recv().await {
        let asked = ask_until_done(&context, &client, &job.request).await;
        if let Some(is_pending) = &job.is_pending {
            is_pending.store(false, Ordering::Release);
        }
        if let Err(RecorderGone) = asked {
            return;
        }
    }
}

async fn ask_until_done(
    context: &Context,
    client: &reqwest::Client,
    request: &RestRequest,
) -> Result<(), RecorderGone> {
    let mut backoff = context.backoff();
    loop {
        match ask(context.options.answer_most, client, request).await {
            Ok(body) => {
                let (connector, request) = (context.connector, request.clone());
                return context
                    .send(Inbound::Answer {
                        connector,
                        request,
                        body,
                    })
                    .await;
            }
            Err(failure) => {
                if !context.wait(&mut backoff, Some(request), failure).await? {
                    return Ok(());
                }
            }
        }
    }
}

/// Asks outside of a recording until it is answered or given up; why, in words.
pub(crate) async fn fetch_body(
    client: &reqwest::Client,
    request: &RestRequest,
    options: &NetworkOptions,
) -> Result<String, String> {
    let mut backoff = Backoff::new(options, 0);
    loop {
        let failure = match ask(options.answer_most, client, request).await {
            Ok(body) => return Ok(body),
            Err(failure) => failure,
        };
        let Some(chosen) = backoff.next().filter(|_| !failure.is_final) else {
            return Err(failure.detail);
        };
        tokio::time::sleep(chosen.max(failure.retry_after.unwrap_or_default())).await;
    }
}

async fn ask(
    limit: Duration,
    client: &reqwest::Client,
    request: &RestRequest,
) -> Result<String, Failure> {
    let lost = |detail: String| Failure::new(GapReason::Disconnected, detail);
    let exchange = async {
        // The URL may hold a key: it is not repeated in messages.
        let response = build(client, request)
            .send()
            .await
            .map_err(|error| lost(error.without_url().to_string()))?;
        let status = response.status();
        if !status.is_success() {
            return Err(status_failure(status.as_u16(), response.headers()));
        }
        let body = response.text().await;
        body.map_err(|error| lost(error.without_url().to_string()))
    };
    timeout(limit, exchange)
        .await
        .unwrap_or_else(|_| Err(lost(format!("no answer within {limit:?}"))))
}

/// The request with its headers and body.
pub(super) fn build(client: &reqwest::Client, request: &RestRequest) -> reqwest::RequestBuilder {
    let builder = match &request.body {
        Some(body) => client
            .post(&request.url)
            .header("content-type", "application/json")
            .body(body.clone()),
        None => client.get(&request.url),
    };
    let headers = request.headers.iter();
    headers.fold(builder, |builder, (name, value)| {
        builder.header(name.as_str(), value.as_str())
    })
}

/// What an answer that is no success means.
pub(super) fn status_failure(status: u16, headers: &HeaderMap) -> Failure {
    let retry_after = retry_after(headers);
    let (reason, is_final) = match status {
        418 | 429 => (GapReason::RateLimited, false),
        408 | 500.. => (GapReason::Disconnected, false),
        _ => (GapReason::Refused, true),
    };
    Failure {
        reason,
        detail: format!("the answer was {status}"),
        retry_after,
        is_final,
    }
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get("retry-after")?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = DateTime::parse_from_rfc2822(text).ok()?.timestamp_millis();
    u64::try_from(until - now().millis())
        .ok()
        .map(Duration::from_millis)
}

/// Asks for `request` every `every`, the first time at once; once only, without an interval.
pub(in crate::record) async fn poll(
    context: Context,
    jobs: mpsc::Sender<Job>,
    request: RestRequest,
    every: Option<Duration>,
) {
    let is_pending = Arc::new(AtomicBool::new(false));
    let mut ticks = every.map(|every| {
        let mut ticks = interval(every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        ticks
    });
    loop {
        if let Some(ticks) = &mut ticks {
            ticks.tick().await;
        }
        if is_pending.swap(true, Ordering::AcqRel) {
            let connector = context.connector;
            let skipped = context.send(Inbound::PollSkipped { connector }).await;
            if let Err(RecorderGone) = skipped {
                return;
            }
        } else {
            let job = Job {
                request: request.clone(),
                is_pending: Some(Arc::clone(&is_pending)),
            };
            if jobs.send(job).await.is_err() {
                return;
            }
        }
        if ticks.is_none() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(value: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("retry-after", value.parse().unwrap());
        headers
    }

    #[test]
    fn fewer_requests_waits_as_long_as_the_venue_says() {
        let failure = status_failure(418, &headers("120"));

        assert_eq!(failure.reason, GapReason::RateLimited);
        assert_eq!(failure.retry_after, Some(Duration::from_mins(2)));
        assert!(!failure.is_final);
    }

    #[test]
    fn date_in_the_past_and_nonsense_name_no_wait() {
        for value in ["Fri, 31 Dec 1999 23:59:59 GMT", "soon", "-5"] {
            assert_eq!(
                status_failure(429, &headers(value)).retry_after,
                None,
                "{value}"
            );
        }
    }

    #[test]
    fn date_ahead_is_a_wait() {
        let failure = status_failure(503, &headers("Wed, 01 Jan 2200 00:00:00 GMT"));

        assert!(failure.retry_after > Some(Duration::from_hours(24)));
        assert_eq!(failure.reason, GapReason::Disconnected);
    }

    #[test]
    fn wrong_request_is_not_asked_again() {
        let failure = status_failure(400, &HeaderMap::new());

        assert!(failure.is_final);
        assert_eq!(failure.reason, GapReason::Refused);
    }
}
