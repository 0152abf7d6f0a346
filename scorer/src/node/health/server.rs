//! The HTTP server. It says nothing secret and takes one thing: a request to publish, from this machine alone.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use tokio::sync::mpsc;

use super::{Metrics, Status};
use crate::health::{self, ListenError, Vital, routes};

/// Where requests to publish go.
pub type Requests = mpsc::Sender<()>;

struct Served {
    status: Status,
    metrics: Arc<Metrics>,
}

impl Vital for Served {
    fn ready(&self) -> (bool, Response) {
        let readiness = self.status.readiness();
        (readiness.is_ready, Json(readiness).into_response())
    }

    fn metrics(&self) -> String {
        self.metrics.text()
    }
}

/// Listens on `address` and gives where that is and the server, which runs until `stop` is ready.
///
/// # Errors
/// [`ListenError`], when the address is taken.
pub async fn serve(
    address: SocketAddr,
    status: Status,
    metrics: Arc<Metrics>,
    requests: Requests,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(SocketAddr, impl Future<Output = ()> + Send), ListenError> {
    let publish = post(publish).with_state(requests);
    let routes = routes(Arc::new(Served { status, metrics })).route("/publish", publish);
    health::serve(address, routes, stop).await
}

async fn publish(
    State(requests): State<Requests>,
    ConnectInfo(asker): ConnectInfo<SocketAddr>,
) -> impl IntoResponse {
    if !asker.ip().is_loopback() {
        return (StatusCode::FORBIDDEN, "from this machine alone\n");
    }
    // One that waits already asks for the same.
    let _ = requests.try_send(());
    (StatusCode::ACCEPTED, "asked\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn started() -> (String, Status, mpsc::Receiver<()>) {
        let (status, metrics) = (Status::default(), Arc::new(Metrics::new("hash", "key")));
        let (requests, asked) = mpsc::channel(1);
        let address = "127.0.0.1:0".parse().unwrap();
        let stop = std::future::pending();
        let serving = serve(address, status.clone(), metrics, requests, stop).await;
        let (bound, server) = serving.unwrap();
        tokio::spawn(server);
        (format!("http://{bound}"), status, asked)
    }

    #[tokio::test]
    async fn readiness_names_what_is_stale_with_503_and_then_200() {
        let (url, status, _asked) = started().await;
        for part in ["audit", "chain"] {
            status.well(part);
        }
        status.set("source", [("SOL spot_5m".to_owned(), "late".to_owned())]);

        let red = reqwest::get(format!("{url}/ready")).await.unwrap();
        let (code, text) = (red.status().as_u16(), red.text().await.unwrap());
        status.well("source");
        let green = reqwest::get(format!("{url}/ready")).await.unwrap();

        assert_eq!(code, 503);
        assert!(text.contains("\"source:SOL spot_5m\":\"late\""), "{text}");
        assert_eq!(green.status().as_u16(), 200);
    }

    #[tokio::test]
    async fn node_says_that_it_lives_and_what_it_counted() {
        let (url, _status, _asked) = started().await;

        let live = reqwest::get(format!("{url}/live")).await.unwrap();
        let metrics = reqwest::get(format!("{url}/metrics")).await.unwrap();

        assert_eq!(live.status().as_u16(), 200);
        let text = metrics.text().await.unwrap();
        assert!(text.contains("ballast_publisher_ticks_total 0"), "{text}");
    }

    #[tokio::test]
    async fn request_to_publish_arrives_once_however_often_it_is_made() {
        let (url, _status, mut asked) = started().await;
        let client = reqwest::Client::new();

        for _ in 0..3 {
            let answer = client.post(format!("{url}/publish")).send().await.unwrap();
            assert_eq!(answer.status().as_u16(), 202);
        }

        assert_eq!(asked.try_recv(), Ok(()));
        assert!(asked.try_recv().is_err());
    }

    #[tokio::test]
    async fn taken_address_is_an_error_that_names_the_key() {
        let (url, status, _asked) = started().await;
        let address = url.trim_start_matches("http://").parse().unwrap();
        let (requests, _) = mpsc::channel(1);
        let metrics = Arc::new(Metrics::new("hash", "key"));

        let stop = std::future::pending();
        let again = serve(address, status, metrics, requests, stop).await;

        assert!(again.err().unwrap().to_string().contains("health.listen"));
    }
}
