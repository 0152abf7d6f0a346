//! The loop that every keeper runs: look, note how it went, wait.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use super::{Health, KeeperError, KeeperMetrics, Pace};
use crate::health::{ListenError, routes, serve};
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
}

/// Has `keeper` look until `stop`; every look goes to `tell`. With `once` a single look, whose failure is the result's, and nobody
/// is served.
///
/// # Errors
/// A health address that cannot be used; with `once` a market that cannot be read.
pub(crate) async fn keep<K: Keeper>(
    keeper: &mut K,
    once: bool,
    stop: &CancellationToken,
    mut tell: impl FnMut(&K::Seen),
) -> Result<(), KeeperError> {
    if once {
        keeper.metrics().looks.inc();
        tell(&keeper.turn(stop).instrument(span::look()).await?);
        return Ok(());
    }
    let mut health = Health::new(K::PREFIX, LONGEST, keeper.metrics());
    keeper.register(&mut health);
    let health = Arc::new(health);
    if let Some(address) = keeper.listen() {
        answer(address, Arc::clone(&health), stop).await?;
    }
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
        health.note(looked.as_ref().err().map(ToString::to_string));
        if !Pace::wait(pace.after(looked.is_ok()), stop).await {
            return Ok(());
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
    use super::*;

    /// Looks as it is told, and stops with the last look.
    struct Scripted {
        metrics: KeeperMetrics,
        looks: Vec<Result<u64, KeeperError>>,
    }

    impl Scripted {
        /// Looks that end so, the last first.
        fn new(looks: Vec<Result<u64, KeeperError>>) -> Self {
            Self {
                metrics: KeeperMetrics::default(),
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

        fn listen(&self) -> Option<SocketAddr> {
            None
        }

        fn every(&self) -> Duration {
            Duration::from_millis(1)
        }

        async fn turn(&mut self, stop: &CancellationToken) -> Result<u64, KeeperError> {
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
