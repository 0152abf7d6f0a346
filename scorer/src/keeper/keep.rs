//! The loop that every keeper runs: look, note how it went, wait.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use super::{Health, KeeperError, KeeperMetrics, Pace};
use crate::health::{ListenError, routes, serve};
use crate::rpc::Endpoints;
use crate::telemetry::span;

/// The longest wait after failures, and how long without a look that succeeded a keeper counts as ready.
const LONGEST: Duration = Duration::from_mins(1);

/// Whoever looks at a market again and again.
pub(crate) trait Keeper {
    /// What a look shows or led to.
    type Seen;

    /// What the names of its metrics begin with.
    const PREFIX: &'static str;

    /// What it counts.
    fn metrics(&self) -> &KeeperMetrics;

    /// The nodes that it asks.
    fn endpoints(&self) -> &Endpoints;

    /// Adds metrics of its own.
    fn register(&self, _health: &mut Health) {}

    /// Where it may be asked how it does; none: nowhere.
    fn listen(&self) -> Option<SocketAddr>;

    /// The time between two looks while they succeed.
    fn every(&self) -> Duration;

    /// Looks once and does what is due.
    ///
    /// # Errors
    /// The market cannot be read.
    async fn turn(&mut self, stop: &CancellationToken) -> Result<Self::Seen, KeeperError>;

    /// Why it is not ready although it has `seen` something.
    fn trouble(_seen: &Self::Seen) -> Option<String> {
        None
    }
}

/// Has `keeper` look until `stop`, beside probes of its nodes; every look goes to `tell`. With `once` every node is probed once,
/// and a single look follows, whose failure is the result's; nobody is served.
///
/// # Errors
/// A health address that cannot be used; with `once` a market that cannot be read.
pub(crate) async fn keep<K: Keeper>(
    keeper: &mut K,
    once: bool,
    stop: &CancellationToken,
    mut tell: impl FnMut(&K::Seen),
) -> Result<(), KeeperError> {
    let endpoints = keeper.endpoints().clone();
    if once {
        endpoints.probe().await;
        keeper.metrics().looks.inc();
        tell(&keeper.turn(stop).instrument(span::look()).await?);
        return Ok(());
    }
    let mut health = Health::new(K::PREFIX, LONGEST, keeper.metrics());
    endpoints.register(health.registry());
    keeper.register(&mut health);
    let health = Arc::new(health);
    if let Some(address) = keeper.listen() {
        answer(address, Arc::clone(&health), stop).await?;
    }
    let (end, looking) = (stop.clone(), look_on(keeper, &health, stop, tell));
    tokio::join!(endpoints.watch(end), looking);
    Ok(())
}

/// Looks until `stop`, and notes how each look went.
async fn look_on<K: Keeper>(
    keeper: &mut K,
    health: &Health,
    stop: &CancellationToken,
    mut tell: impl FnMut(&K::Seen),
) {
    let mut pace = Pace::new(keeper.every(), LONGEST);
    loop {
        keeper.metrics().looks.inc();
        let looked = keeper.turn(stop).instrument(span::look()).await;
        match &looked {
            Ok(seen) => tell(seen),
            Err(error) => {
                keeper.metrics().looks_failed.inc();
                tracing::warn!(%error, "the market cannot be read");
            }
        }
        health.note(
            looked
                .as_ref()
                .map_or_else(|error| Some(error.to_string()), K::trouble),
        );
        if !Pace::wait(pace.after(looked.is_ok()), stop).await {
            return;
        }
    }
}

/// Serves `health` in the background until `stop`.
async fn answer(
    address: SocketAddr,
    health: Arc<Health>,
    stop: &CancellationToken,
) -> Result<(), KeeperError> {
    let end = stop.clone().cancelled_owned();
    let serving = serve(address, routes(health), end).await;
    let refused = |ListenError { address, reason }| KeeperError::Listen { address, reason };
    let (bound, server) = serving.map_err(refused)?;
    tokio::spawn(server);
    tracing::info!(address = %bound, "health server listens");
    Ok(())
}

#[cfg(test)]
mod tests {
    use axum::extract::State;
    use axum::routing::post;
    use axum::{Json, Router};
    use serde_json::{Value, json};
    use tokio::net::TcpListener;
    use tokio::sync::mpsc;
    use tokio::time::timeout;

    use super::*;
    use crate::rpc::EndpointsConfig;

    /// Nodes of which none is there.
    fn nowhere() -> Endpoints {
        let config = EndpointsConfig::of(["http://127.0.0.1:1"]).unwrap();
        Endpoints::new(&config).unwrap()
    }

    /// Looks as it is told, and stops with the last look. Once told to, each look waits for a probe of its node.
    struct Scripted {
        metrics: KeeperMetrics,
        endpoints: Endpoints,
        probed: Option<mpsc::UnboundedReceiver<()>>,
        looks: Vec<Result<u64, KeeperError>>,
    }

    impl Scripted {
        /// Looks that end so, the last first.
        fn new(looks: Vec<Result<u64, KeeperError>>) -> Self {
            Self {
                metrics: KeeperMetrics::default(),
                endpoints: nowhere(),
                probed: None,
                looks,
            }
        }

        fn counted(&self) -> (u64, u64) {
            (self.metrics.looks.get(), self.metrics.looks_failed.get())
        }
    }

    impl Keeper for Scripted {
        type Seen = u64;

        const PREFIX: &'static str = "scripted";

        fn metrics(&self) -> &KeeperMetrics {
            &self.metrics
        }

        fn endpoints(&self) -> &Endpoints {
            &self.endpoints
        }

        fn listen(&self) -> Option<SocketAddr> {
            None
        }

        fn every(&self) -> Duration {
            Duration::from_millis(1)
        }

        async fn turn(&mut self, stop: &CancellationToken) -> Result<u64, KeeperError> {
            if let Some(probed) = &mut self.probed {
                let probe = timeout(Duration::from_secs(20), probed.recv()).await;
                assert!(matches!(probe, Ok(Some(()))), "no probe came");
            }
            let look = self.looks.pop().unwrap();
            if self.looks.is_empty() {
                stop.cancel();
            }
            look
        }
    }

    fn failure() -> Result<u64, KeeperError> {
        let reason = "no node answers".to_owned();
        Err(KeeperError::Webhook { reason })
    }

    /// A node that tells of each question for its health, which is that of a probe.
    async fn node() -> (Endpoints, mpsc::UnboundedReceiver<()>) {
        type Told = mpsc::UnboundedSender<()>;
        let (told, probed) = mpsc::unbounded_channel();
        let answer = |State(told): State<Told>, Json(request): Json<Value>| async move {
            let result = match request["method"].as_str() {
                Some("getHealth") => {
                    let _ = told.send(());
                    json!("ok")
                }
                Some("getSlot") => json!(7),
                _ => json!(solana_hash::Hash::default().to_string()),
            };
            Json(json!({"jsonrpc": "2.0", "id": request["id"], "result": result}))
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().route("/", post(answer)).with_state(told);
        tokio::spawn(async move { axum::serve(listener, router).await });
        let config = EndpointsConfig {
            probe_every_ms: 1,
            ..EndpointsConfig::of([url.as_str()]).unwrap()
        };
        (Endpoints::new(&config).unwrap(), probed)
    }

    #[tokio::test]
    async fn nodes_are_probed_as_long_as_a_keeper_looks() {
        // Given a keeper of whose looks each waits for another probe
        let (endpoints, probed) = node().await;
        let mut keeper = Scripted {
            endpoints: endpoints.clone(),
            probed: Some(probed),
            ..Scripted::new(vec![Ok(3), Ok(2), Ok(1)])
        };
        let stop = CancellationToken::new();

        let kept = keep(&mut keeper, false, &stop, |_| {}).await;

        assert!(kept.is_ok());
        assert_eq!(keeper.counted(), (3, 0));
        assert_eq!(endpoints.health().endpoints[0].slot, 7);
    }

    #[tokio::test]
    async fn nodes_are_probed_before_a_single_look() {
        let (endpoints, probed) = node().await;
        let mut keeper = Scripted {
            endpoints: endpoints.clone(),
            probed: Some(probed),
            ..Scripted::new(vec![Ok(1)])
        };

        let kept = keep(&mut keeper, true, &CancellationToken::new(), |_| {}).await;

        assert!(kept.is_ok());
        assert_eq!(endpoints.health().endpoints[0].slot, 7);
    }

    #[tokio::test]
    async fn looks_go_on_after_one_that_failed_until_it_is_stopped() {
        let mut keeper = Scripted::new(vec![Ok(3), failure(), Ok(1)]);
        let (stop, mut told) = (CancellationToken::new(), Vec::new());

        let kept = keep(&mut keeper, false, &stop, |seen| told.push(*seen)).await;

        assert!(kept.is_ok());
        assert_eq!(told, [1, 3]);
        assert_eq!(keeper.counted(), (3, 1));
    }

    #[tokio::test]
    async fn single_look_that_fails_is_the_result_and_no_other_follows() {
        let mut keeper = Scripted::new(vec![Ok(2), failure()]);
        let stop = CancellationToken::new();

        let kept = keep(&mut keeper, true, &stop, |_| panic!("it saw nothing")).await;

        assert!(matches!(kept, Err(KeeperError::Webhook { .. })));
        assert_eq!(keeper.looks.len(), 1);
    }
}
