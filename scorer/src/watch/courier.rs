//! Has the webhook's receiver know what stands: one post at a time, and what it did not accept goes into the next.

use std::sync::Arc;
use std::time::Instant;

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::Alert;
use super::news::{Ledger, News};
use super::webhook::Webhook;

/// Whoever brings news to the webhook.
pub(super) struct Courier {
    webhook: Arc<Webhook>,
    market: String,
    /// The last slot that was seen.
    slot: u64,
    ledger: Ledger,
    /// What is on its way, and whether it was accepted once that is known.
    posting: Option<(News, JoinHandle<bool>)>,
    /// Posts that failed in a row, and until when none is tried.
    failures: u32,
    rests_until: Option<Instant>,
}

impl Courier {
    /// Nothing was told yet.
    pub(super) fn new(webhook: Webhook, market: String) -> Self {
        Self {
            webhook: Arc::new(webhook),
            market,
            slot: 0,
            ledger: Ledger::default(),
            posting: None,
            failures: 0,
            rests_until: None,
        }
    }

    /// Takes in the alerts of a look at `slot`, of none when nothing was seen, and posts what is news in the background.
    pub(super) async fn note(
        &mut self,
        slot: Option<u64>,
        alerts: &[Alert],
        stop: &CancellationToken,
    ) {
        self.slot = slot.unwrap_or(self.slot);
        self.ledger.note(alerts);
        let posting = self.posting.as_ref();
        if posting.is_some_and(|(_, posting)| posting.is_finished()) {
            self.settle().await;
        }
        if self.rests_until.is_none_or(|until| Instant::now() >= until) {
            self.post(stop);
        }
    }

    /// Waits for what is on its way, and posts what is left unless that has just failed. `stop` cuts the waits between attempts
    /// short.
    pub(super) async fn finish(mut self, stop: &CancellationToken) {
        let is_posting = self.posting.is_some();
        self.settle().await;
        if !is_posting || self.failures == 0 {
            self.post(stop);
            self.settle().await;
        }
    }

    /// Begins to post what is news, unless something is on its way.
    fn post(&mut self, stop: &CancellationToken) {
        if self.posting.is_some() {
            return;
        }
        let Some(news) = self.ledger.news(&self.market, self.slot) else {
            return;
        };
        let (webhook, posted, stop) = (Arc::clone(&self.webhook), news.clone(), stop.clone());
        let posting = tokio::spawn(async move { webhook.post(&posted, &stop).await });
        self.posting = Some((news, posting));
    }

    /// Waits for the end of what is on its way.
    async fn settle(&mut self) {
        let Some((news, posting)) = self.posting.take() else {
            return;
        };
        if posting.await.unwrap_or(false) {
            self.ledger.accepted(&news);
            self.failures = 0;
            self.rests_until = None;
        } else {
            self.failures = self.failures.saturating_add(1);
            let rest = self.webhook.rest(self.failures);
            self.rests_until = Some(Instant::now() + rest);
            tracing::warn!(seconds = rest.as_secs(), "news wait for the webhook");
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::Mutex;

    use axum::extract::State;
    use axum::http::StatusCode;
    use axum::routing::post;
    use axum::{Json, Router};
    use serde_json::Value;
    use tokio::net::TcpListener;

    use super::*;
    use crate::settings::Secret;
    use crate::watch::AlertConfig;
    use crate::watch::news::tests::alert;

    /// How many posts are still refused, and what was accepted.
    #[derive(Default)]
    struct Heard {
        refusals: u32,
        accepted: Vec<Value>,
    }

    /// A webhook's receiver that refuses the first posts.
    #[derive(Clone, Default)]
    pub(in crate::watch) struct Receiver(Arc<Mutex<Heard>>);

    impl Receiver {
        /// Listens; the settings try each post once and lose no time.
        pub(in crate::watch) async fn start(refusals: u32) -> (Self, AlertConfig) {
            let receiver = Self::default();
            receiver.0.lock().unwrap().refusals = refusals;
            let answer = |State(Self(heard)): State<Self>, Json(news): Json<Value>| async move {
                let mut heard = heard.lock().unwrap();
                if let Some(left) = heard.refusals.checked_sub(1) {
                    heard.refusals = left;
                    return StatusCode::BAD_GATEWAY;
                }
                heard.accepted.push(news);
                StatusCode::NO_CONTENT
            };
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let url = format!("http://{}", listener.local_addr().unwrap());
            let router = Router::new().route("/", post(answer));
            let router = router.with_state(receiver.clone());
            tokio::spawn(async move { axum::serve(listener, router).await });
            let config = AlertConfig {
                webhook: Some(Secret::from(url)),
                webhook_attempts_most: 1,
                webhook_wait_first_ms: 0,
                ..AlertConfig::default()
            };
            (receiver, config)
        }

        /// Of every post that was accepted one word an alert: `+` where it began and `-` where it ended, before its `field`.
        pub(in crate::watch) fn told(&self, field: &str) -> Vec<String> {
            let heard = self.0.lock().unwrap();
            let words = |news: &Value, list: &str, sign: &str| -> String {
                let alerts = news[list].as_array().unwrap().iter();
                let words =
                    alerts.map(|alert| format!("{sign}{} ", alert[field].as_str().unwrap()));
                words.collect()
            };
            let posts = heard.accepted.iter();
            let posts = posts.map(|news| words(news, "began", "+") + &words(news, "ended", "-"));
            posts.map(|post| post.trim().to_owned()).collect()
        }
    }

    fn courier(config: &AlertConfig) -> Courier {
        let webhook = Webhook::new(config).unwrap().unwrap();
        Courier::new(webhook, "market".to_owned())
    }

    #[tokio::test]
    async fn alert_that_no_post_could_tell_is_told_once_the_receiver_answers_though_it_has_ended() {
        // Given a receiver that refuses two posts
        let (receiver, config) = Receiver::start(2).await;
        let (mut courier, stop) = (courier(&config), CancellationToken::new());

        // When one alert begins and ends meanwhile, and another begins
        courier.note(Some(1), &[alert("a")], &stop).await;
        courier.settle().await;
        courier.note(Some(2), &[], &stop).await;
        courier.settle().await;
        assert_eq!(courier.failures, 2);
        courier.note(Some(3), &[alert("b")], &stop).await;
        courier.settle().await;

        // Then both are told by the first post that is accepted, and nothing twice
        courier.note(Some(4), &[alert("b")], &stop).await;
        courier.finish(&stop).await;
        assert_eq!(receiver.told("subject"), ["+b +a -a"]);
    }

    #[tokio::test]
    async fn what_changes_while_a_post_is_on_its_way_is_told_by_the_next() {
        let (receiver, config) = Receiver::start(0).await;
        let (mut courier, stop) = (courier(&config), CancellationToken::new());

        // No look waits for a post: many of them are more than any queue would hold.
        courier.note(Some(0), &[alert("0")], &stop).await;
        for slot in 1..100 {
            let one = alert(&slot.to_string());
            courier.ledger.note(&[one]);
        }
        courier.finish(&stop).await;

        let told = receiver.told("subject");
        assert_eq!(told.len(), 2, "{told:?}");
        assert_eq!(told[0], "+0");
        for slot in 1..99 {
            assert!(told[1].contains(&format!("+{slot} ")), "{told:?}");
            assert!(
                told[1].contains(&format!("-{slot} ")) || told[1].ends_with(&format!("-{slot}"))
            );
        }
        assert!(
            told[1].contains("+99 ") && !told[1].contains("-99"),
            "{told:?}"
        );
    }

    #[tokio::test]
    async fn webhook_that_failed_rests_and_is_tried_once_more_at_the_end() {
        let (receiver, config) = Receiver::start(1).await;
        let patient = AlertConfig {
            webhook_wait_first_ms: 3_600_000,
            ..config
        };
        let (mut courier, stop) = (courier(&patient), CancellationToken::new());
        courier.note(Some(1), &[alert("a")], &stop).await;
        courier.settle().await;

        courier.note(Some(2), &[alert("a")], &stop).await;
        assert!(courier.posting.is_none());

        courier.finish(&stop).await;
        assert_eq!(receiver.told("subject"), ["+a"]);
    }
}
