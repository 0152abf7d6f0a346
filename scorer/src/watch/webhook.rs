//! Posts alerts as JSON, with a bounded number of attempts. The URL may hold a key and is never logged.

use std::time::Duration;

use serde::Serialize;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{Alert, AlertConfig};
use crate::backoff::Doubling;
use crate::keeper::{KeeperError, Pace};
use crate::settings::Secret;

/// Posts that wait for the one before; beyond that the oldest news is left out.
const WAITING_MOST: usize = 16;

/// What is posted: which alerts began and which ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct News {
    pub(super) market: String,
    pub(super) slot: u64,
    pub(super) began: Vec<Alert>,
    pub(super) ended: Vec<Alert>,
}

impl News {
    /// What changed from `before` to `after`; none when nothing did.
    pub(super) fn of(market: &str, slot: u64, before: &[Alert], after: &[Alert]) -> Option<Self> {
        let missing = |from: &[Alert], among: &[Alert]| -> Vec<Alert> {
            let is_new = |alert: &&Alert| {
                let mut others = among.iter();
                !others.any(|other| other.identity() == alert.identity())
            };
            from.iter().filter(is_new).cloned().collect()
        };
        let (began, ended) = (missing(after, before), missing(before, after));
        (!began.is_empty() || !ended.is_empty()).then(|| Self {
            market: market.to_owned(),
            slot,
            began,
            ended,
        })
    }
}

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
        Ok(Some(Self {
            url,
            client,
            attempts_most: config.webhook_attempts_most,
            waits: Doubling::of_millis(config.webhook_wait_first_ms, u64::MAX),
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

    /// Posts in the background, in order, until the sender is dropped.
    pub(super) fn start(
        self,
        stop: CancellationToken,
    ) -> (mpsc::Sender<News>, tokio::task::JoinHandle<()>) {
        let (sender, mut receiver) = mpsc::channel::<News>(WAITING_MOST);
        let posting = tokio::spawn(async move {
            while let Some(news) = receiver.recv().await {
                self.post(&news, &stop).await;
            }
        });
        (sender, posting)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use axum::Router;
    use axum::http::StatusCode;
    use axum::routing::post;

    use super::super::Kind;
    use super::*;

    fn alert(subject: &str, text: &str) -> Alert {
        Alert {
            kind: Kind::Publisher,
            rule: "publisher_stale",
            subject: subject.to_owned(),
            place: "feed 0 slot 1".to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn only_what_began_and_what_ended_is_news() {
        let (before, after) = (
            [alert("a", "60 s"), alert("b", "61 s")],
            [alert("b", "66 s"), alert("c", "61 s")],
        );

        let news = News::of("m", 7, &before, &after).unwrap();

        assert_eq!(news.began, [alert("c", "61 s")]);
        assert_eq!(news.ended, [alert("a", "60 s")]);
        assert_eq!(News::of("m", 7, &before[1..], &after[..1]), None);
    }

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
        let news = News::of("m", 7, &[], &[alert("a", "")]).unwrap();
        let stop = CancellationToken::new();

        let first = webhook.post(&news, &stop).await;
        let asked_first = asked.load(Ordering::Relaxed);
        let second = webhook.post(&news, &stop).await;

        assert!(first && !second);
        assert_eq!((asked_first, asked.load(Ordering::Relaxed)), (2, 5));
    }
}
