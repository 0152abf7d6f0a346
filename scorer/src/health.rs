//! `/live`, `/ready` and `/metrics` over HTTP, for whoever runs: nodes and keepers. It says nothing secret and takes nothing;
//! whoever takes something adds a route of its own.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use tokio::net::TcpListener;

/// A value that rises and falls.
pub(crate) type Level = Gauge<f64, AtomicU64>;

/// Why nobody is served.
#[derive(Debug, thiserror::Error)]
#[error(
    "cannot listen on {address} (health.listen): {reason}; choose another port or leave it out"
)]
pub struct ListenError {
    /// Where.
    pub address: SocketAddr,
    /// Why.
    pub reason: String,
}

/// Whoever is asked how it does.
pub(crate) trait Vital: Send + Sync + 'static {
    /// Whether it is ready, and what it says to that.
    fn ready(&self) -> (bool, Response);

    /// What it counted, as [`text`] writes it.
    fn metrics(&self) -> String;
}

/// The routes that everybody serves.
pub(crate) fn routes<V: Vital>(vital: Arc<V>) -> Router {
    Router::new()
        .route("/live", get(|| async { "alive\n" }))
        .route("/ready", get(ready::<V>))
        .route("/metrics", get(metrics::<V>))
        .with_state(vital)
}

/// Listens on `address` and gives where that is and the server, which runs until `stop` is ready.
///
/// # Errors
/// [`ListenError`], when the address is taken.
pub(crate) async fn serve(
    address: SocketAddr,
    routes: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(SocketAddr, impl Future<Output = ()> + Send), ListenError> {
    let failed = |error: std::io::Error| ListenError {
        address,
        reason: error.to_string(),
    };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    let routes = routes.into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, routes).with_graceful_shutdown(stop);
    let served = async move {
        if let Err(error) = server.await {
            tracing::error!(%error, "the health server ended");
        }
    };
    Ok((bound, served))
}

/// Everything that `registry` holds, in Prometheus' text format.
pub(crate) fn text(registry: &Registry) -> String {
    let mut text = String::new();
    // Writing into a String does not fail.
    let _ = encode(&mut text, registry);
    text
}

async fn ready<V: Vital>(State(vital): State<Arc<V>>) -> Response {
    let (is_ready, words) = vital.ready();
    let code = if is_ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (code, words).into_response()
}

async fn metrics<V: Vital>(State(vital): State<Arc<V>>) -> impl IntoResponse {
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], vital.metrics())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed {
        is_ready: bool,
    }

    impl Vital for Fixed {
        fn ready(&self) -> (bool, Response) {
            (self.is_ready, "words\n".into_response())
        }

        fn metrics(&self) -> String {
            text(&Registry::default())
        }
    }

    async fn started(is_ready: bool) -> SocketAddr {
        let address = "127.0.0.1:0".parse().unwrap();
        let routes = routes(Arc::new(Fixed { is_ready }));
        let serving = serve(address, routes, std::future::pending());
        let (bound, server) = serving.await.unwrap();
        tokio::spawn(server);
        bound
    }

    async fn asked(bound: SocketAddr, path: &str) -> (u16, String, String) {
        let answer = reqwest::get(format!("http://{bound}/{path}"))
            .await
            .unwrap();
        let kind = answer.headers()["content-type"].to_str().unwrap();
        let (code, kind) = (answer.status().as_u16(), kind.to_owned());
        (code, kind, answer.text().await.unwrap())
    }

    #[tokio::test]
    async fn whoever_is_not_ready_answers_503_with_its_words_and_lives_all_the_same() {
        let (well, ill) = (started(true).await, started(false).await);

        let (ready, unready) = (asked(well, "ready").await, asked(ill, "ready").await);

        assert_eq!((ready.0, ready.2.as_str()), (200, "words\n"));
        assert_eq!((unready.0, unready.2.as_str()), (503, "words\n"));
        let (code, _, words) = asked(ill, "live").await;
        assert_eq!((code, words.as_str()), (200, "alive\n"));
        assert_eq!(
            reqwest::get(format!("http://{ill}/else"))
                .await
                .unwrap()
                .status(),
            404
        );
    }

    #[tokio::test]
    async fn what_was_counted_is_told_in_prometheus_format() {
        let bound = started(true).await;

        let (code, kind, text) = asked(bound, "metrics").await;

        assert_eq!((code, text.as_str()), (200, "# EOF\n"));
        assert_eq!(
            kind,
            "application/openmetrics-text; version=1.0.0; charset=utf-8"
        );
    }
}
