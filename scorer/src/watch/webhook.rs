//! Posts alerts as JSON, with a bounded number of attempts. The URL may hold a key and is never logged.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::AlertConfig;
use super::news::News;
use crate::backoff::Doubling;
use crate::keeper::{KeeperError, Pace};
use crate::settings::Secret;

/// The longest wait between two attempts, and between two posts while none succeeds.
const LONGEST: Duration = Duration::from_mins(5);

/// Where news are posted to.
pub(super) struct Webhook {
    url: Secret,
    client: reqwest::Client,
    attempts_most: u32,
    waits: Doubling,
}

impl Webhook {
    /// The one of the settings; none without one.
    pub(super) fn new(config: &AlertConfig) -> Result<Option<Self>, KeeperError> {
        let Some(url) = config.webhook.clone() else {
            return Ok(None);
        };
        let timeout = Duration::from_millis(config.webhook_timeout_ms);
        let client = reqwest::Client::builder().timeout(timeout).build();
        let client = client.map_err(|error| KeeperError::Webhook {
            reason: error.without_url().to_string(),
        })?;
        let first = Duration::from_millis(config.webhook_wait_first_ms);
        Ok(Some(Self {
            url,
            client,
            attempts_most: config.webhook_attempts_most,
            waits: Doubling::new(first, LONGEST.max(first)),
        }))
    }

    /// Posts until it succeeds, the attempts are used up, or `stop`; whether it was delivered.
    pub(super) async fn post(&self, news: &News, stop: &CancellationToken) -> bool {
        let Ok(body) = serde_json::to_vec(news) else {
            return false;
        };
        for attempt in 1..=self.attempts_most {
            let request = self.client.post(self.url.reveal());
            let request = request.header("content-type", "application/json");
            let sent = request.body(body.clone()).send().await;
            let reason = match sent.map(|answer| answer.status()) {
                Ok(status) if status.is_success() => return true,
                Ok(status) => format!("it answers {status}"),
                Err(error) => error.without_url().to_string(),
            };
            tracing::warn!(attempt, reason, "the webhook failed");
            if attempt < self.attempts_most && !Pace::wait(self.waits.after(attempt), stop).await {
                return false;
            }
        }
        false
    }

    /// How long nothing is posted after so many posts in a row that failed: the waits between their attempts go on doubling.
    pub(super) fn rest(&self, failures: u32) -> Duration {
        let before = self.attempts_most.saturating_sub(1);
        self.waits.after(before.saturating_add(failures))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use axum::Router;
    use axum::http::StatusCode;
    use axum::routing::post;

    use super::*;
    use crate::watch::news::tests::{alert, news};

    #[tokio::test]
    async fn post_is_tried_again_and_no_more_often_than_allowed() {
        let asked = Arc::new(AtomicU32::new(0));
        let counter = Arc::clone(&asked);
        let answer = move || {
            let before = counter.fetch_add(1, Ordering::Relaxed);
            async move {
                if before == 1 {
                    StatusCode::NO_CONTENT
                } else {
                    StatusCode::BAD_GATEWAY
                }
            }
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/key", listener.local_addr().unwrap());
        let router = Router::new().route("/key", post(answer));
        tokio::spawn(async move { axum::serve(listener, router).await });
        let config = AlertConfig {
            webhook: Some(Secret::from(url)),
            webhook_attempts_most: 3,
            webhook_wait_first_ms: 1,
            ..AlertConfig::default()
        };
        let webhook = Webhook::new(&config).unwrap().unwrap();
        let news = news(&[alert("a")]);
        let stop = CancellationToken::new();

        let first = webhook.post(&news, &stop).await;
        let asked_first = asked.load(Ordering::Relaxed);
        let second = webhook.post(&news, &stop).await;

        assert!(first && !second);
        assert_eq!((asked_first, asked.load(Ordering::Relaxed)), (2, 5));
    }

    #[test]
    fn posts_that_fail_are_tried_ever_later_up_to_five_minutes() {
        let config = AlertConfig {
            webhook: Some(Secret::from("http://127.0.0.1:1".to_owned())),
            ..AlertConfig::default()
        };
        let webhook = Webhook::new(&config).unwrap().unwrap();

        let rests = [1, 2, 5, 6, 99].map(|failures| webhook.rest(failures).as_secs());

        assert_eq!(rests, [16, 32, 256, 300, 300]);
    }
}
