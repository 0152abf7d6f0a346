//! What a node's health endpoints say.

use crate::error::LocalnetError;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// An answer to "are you ready".
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Readiness {
    /// Whether nothing is wrong.
    pub is_ready: bool,
    /// What is wrong, and why.
    pub wrong: BTreeMap<String, String>,
}

/// What `url` answers, whatever its status.
pub(super) fn get(url: &str) -> Result<String, LocalnetError> {
    ask(url, |client| client.get(url))
}

/// Posts nothing to `url`.
pub(super) fn post(url: &str) -> Result<String, LocalnetError> {
    ask(url, |client| client.post(url))
}

fn ask(
    url: &str,
    request: impl FnOnce(&reqwest::Client) -> reqwest::RequestBuilder,
) -> Result<String, LocalnetError> {
    let failed = |reason: String| LocalnetError::Silent {
        url: url.to_owned(),
        reason,
    };
    let client = reqwest::Client::builder().no_proxy().timeout(PATIENCE);
    let client = client.build().map_err(|error| failed(error.to_string()))?;
    let runtime = runtime().ok_or_else(|| failed("no runtime".to_owned()))?;
    let (request, (tell, told)) = (request(&client), std::sync::mpsc::channel());
    // On the runtime's own thread, so that it may be asked from anywhere.
    runtime.spawn(async move {
        let answer = async { request.send().await?.text().await };
        let _ = tell.send(answer.await);
    });
    let answer = told.recv().map_err(|error| failed(error.to_string()))?;
    answer.map_err(|error| failed(error.to_string()))
}

fn runtime() -> Option<&'static Runtime> {
    static RUNTIME: OnceLock<Option<Runtime>> = OnceLock::new();
    let start = || {
        Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .ok()
    };
    RUNTIME.get_or_init(start).as_ref()
}
