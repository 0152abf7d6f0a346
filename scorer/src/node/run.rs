//! The node's life: start, settle what was left, look and report until it is stopped, finish or write down what is in flight.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, mpsc, watch};
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use super::audit::AuditDesk;
use super::chain;
use super::config::NodeConfig;
use super::desk::Desk;
use super::error::NodeError;
use super::health::{Metrics, Status, serve};
use super::publish::{Post, now};
use super::source::Running;
use super::start;
use crate::key::SigningKey;
use crate::rpc::Endpoints;
use crate::send::Sender;
use crate::telemetry::span;

/// Time between two settlings of what is in flight.
const SETTLE_EVERY: Duration = Duration::from_secs(10);
/// How long a stop waits for the last seal.
const SEAL_MOST: Duration = Duration::from_secs(4);
/// Time between two removals of old ticks.
const PRUNE_EVERY: Duration = Duration::from_hours(6);

/// Runs a node until `stop`.
///
/// # Errors
/// [`NodeError`], at the start alone: afterwards what goes wrong is counted, logged, shown by `/ready`, and tried again.
pub async fn run(config: NodeConfig, stop: CancellationToken) -> Result<(), NodeError> {
    let feeds = config.feeds()?;
    let keys = start::keys(&config).await?;
    let endpoints = Endpoints::new(&config.rpc)?;
    let (fee, confirm) = (config.fee.clone(), config.confirm.clone());
    let sender = Sender::new(endpoints.clone(), fee, confirm)?;
    let opening = config.clone();
    let opened = spawn_blocking(move || {
        let scorer = start::scorer(&opening)?;
        let shadow = start::shadow(&opening, scorer.model())?;
        let source = start::source(&opening, scorer.model(), now())?;
        Ok::<_, NodeError>((scorer, shadow, source))
    });
    let ended = |_| NodeError::Ended { what: "the start" };
    let (scorer, shadow, mut source) = opened.await.map_err(ended)??;
    let busy = Duration::from_millis(config.audit.busy_ms);
    let audit = AuditDesk::start(PathBuf::from(&config.audit.database), busy)?;
    let addresses: Vec<_> = keys.iter().map(SigningKey::address).collect();
    let metrics =
        Metrics::new(scorer.model().hash(), &addresses[0].to_string()).with_rpc(&endpoints);
    let (metrics, status) = (Arc::new(metrics), Status::default());
    let mut tasks = JoinSet::new();
    let (requests, asked) = mpsc::channel(1);
    if let Some(address) = config.health.listen {
        if !address.ip().is_loopback() {
            tracing::warn!(%address, "health.listen is open to others than this machine");
        }
        let end = stop.clone().cancelled_owned();
        let (bound, server) = serve(
            address,
            status.clone(),
            Arc::clone(&metrics),
            requests.clone(),
            end,
        )
        .await?;
        tracing::info!(address = %bound, "health server listens");
        tasks.spawn(server);
    }
    let post = Arc::new(Post {
        sender,
        audit,
        keys: addresses.clone(),
        advances: config.node.advances,
        is_dry: config.node.dry_run,
        cancel: CancellationToken::new(),
    });
    tracing::info!(
        name = config.node.name,
        publisher = %addresses[0],
        successor = addresses.get(1).map(ToString::to_string),
        model = scorer.model().hash(),
        shadow = shadow.as_ref().map(|shadow| shadow.model().hash()),
        source = source.describe(),
        feeds = feeds.len(),
        dry_run = config.node.dry_run,
        "node starts"
    );
    settle_first(&post, &config, &stop).await;
    let (told, chain) = watch::channel(None);
    let hurry = Arc::new(Notify::new());
    let (feeds_on_chain, refresh) = (
        start::addresses(&feeds),
        Duration::from_millis(config.chain.refresh_ms),
    );
    let looking = {
        let (endpoints, hurry, stop) = (endpoints.clone(), Arc::clone(&hurry), stop.clone());
        async move {
            let whom = (addresses, feeds_on_chain);
            chain::watch(endpoints, whom, refresh, (told, &hurry), stop).await;
        }
    };
    tasks.spawn(looking);
    let probing = {
        let (endpoints, stop) = (endpoints.clone(), stop.clone());
        async move { endpoints.watch(stop).await }
    };
    tasks.spawn(probing);
    source.begin(Running {
        tasks: &mut tasks,
        stop: &stop,
        metrics: &metrics,
    });
    let mut desk = Desk::new(config.clone(), feeds, keys, scorer, source).beside(shadow);
    desk.connect(Arc::clone(&post), chain, hurry, (status, metrics));
    live(&mut desk, &config, asked, &stop).await;
    drop(requests);
    finish(
        &mut desk,
        &post,
        Duration::from_secs(config.node.stop_seconds),
    )
    .await;
    // Everything else ends on the same signal.
    while tasks.join_next().await.is_some() {}
    tracing::info!("node stopped");
    Ok(())
}

async fn settle_first(post: &Post, config: &NodeConfig, stop: &CancellationToken) {
    let most = Duration::from_secs(config.node.settle_seconds);
    match post.settle_at_start(most, stop).await {
        Ok(0) => {}
        Ok(left) => tracing::warn!(left, "earlier reports may still land; they are watched"),
        Err(error) => tracing::error!(%error, "what an earlier run left cannot be settled yet"),
    }
}

async fn live(
    desk: &mut Desk,
    config: &NodeConfig,
    mut asked: mpsc::Receiver<()>,
    stop: &CancellationToken,
) {
    let every = |every: Duration| {
        let mut ticks = interval(every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        ticks
    };
    let mut ticks = every(Duration::from_millis(config.node.tick_ms));
    let (mut settles, mut prunes) = (every(SETTLE_EVERY), every(PRUNE_EVERY));
    settles.reset();
    let mut seals = every(Duration::from_secs(config.audit.seal_every_seconds.max(1)));
    loop {
        tokio::select! {
            biased;
            () = stop.cancelled() => return,
            () = desk.report_ended() => {}
            Some(()) = asked.recv() => desk.request(),
            _ = ticks.tick() => desk.tick().instrument(span::tick()).await,
            _ = settles.tick() => {
                desk.settle().await;
                desk.tell_unsealed().await;
            }
            _ = prunes.tick() => desk.prune().await,
            _ = seals.tick(), if config.audit.seal_every_seconds > 0 => desk.seal(),
        }
    }
}

/// Waits for what is in flight; what is left when the time is over stays written down as such. Seals the log to its end.
async fn finish(desk: &mut Desk, post: &Post, most: Duration) {
    if timeout(most, desk.all_ended()).await.is_err() {
        tracing::warn!("reports are still in flight: the next start settles them");
        post.cancel.cancel();
        let last = Duration::from_secs(2);
        if timeout(last, desk.all_ended()).await.is_err() {
            tracing::error!("reports do not end");
        }
    }
    if timeout(SEAL_MOST, desk.seal_rest()).await.is_err() {
        tracing::warn!("the score log's last rows have no seal: the next start seals them");
    }
}
