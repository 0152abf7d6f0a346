//! The HTTP client of one node.
//!
//! Solana's own sender waits up to ten minutes when a node answers 429. Here that answer is an error at once, so that
//! another node is asked.

use std::sync::Arc;
use std::time::Duration;

use axum::http::Extensions;
use futures_util::future::BoxFuture;
use reqwest::header::RETRY_AFTER;
use reqwest::{Request, Response, StatusCode};
use reqwest_middleware::{ClientBuilder, Error as MiddlewareError, Next};
use solana_client::nonblocking::rpc_client::RpcClient;
use solana_client::rpc_client::RpcClientConfig;
use solana_rpc_client::http_sender::HttpSender;

use super::{EndpointsConfig, RpcError, RpcUrl};

/// The longest `Retry-After` that is kept to.
const WAIT_MOST: Duration = Duration::from_mins(2);

/// A node's 429.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the node asks for fewer requests")]
pub(super) struct RateLimited {
    /// `Retry-After` in seconds, when it is given so.
    pub(super) wait: Option<Duration>,
}

pub(super) fn client(url: &RpcUrl, config: &EndpointsConfig) -> Result<Arc<RpcClient>, RpcError> {
    let http = reqwest::Client::builder()
        .no_proxy()
        .default_headers(HttpSender::default_headers())
        .timeout(config.timeout())
        .connect_timeout(config.timeout())
        .build()
        .map_err(|error| RpcError::ClientUnusable {
            reason: error.without_url().to_string(),
        })?;
    let http = ClientBuilder::new(http).with(refuse_limits).build();
    let sender = HttpSender::new_with_client_with_middleware(url.reveal(), http);
    let config = RpcClientConfig::with_commitment(config.commitment());
    Ok(Arc::new(RpcClient::new_sender(sender, config)))
}

fn refuse_limits<'a>(
    request: Request,
    extensions: &'a mut Extensions,
    next: Next<'a>,
) -> BoxFuture<'a, Result<Response, MiddlewareError>> {
    Box::pin(async move {
        let response = next.run(request, extensions).await?;
        if response.status() != StatusCode::TOO_MANY_REQUESTS {
            return Ok(response);
        }
        let wait = response.headers().get(RETRY_AFTER);
        let seconds = wait.and_then(|wait| wait.to_str().ok()?.parse().ok());
        let wait = seconds.map(|seconds| Duration::from_secs(seconds).min(WAIT_MOST));
        Err(MiddlewareError::middleware(RateLimited { wait }))
    })
}
