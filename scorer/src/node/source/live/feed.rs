//! The recorder inside the node, and the task that hears what it hands over.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;
use tokio_util::sync::CancellationToken;

use super::{Plan, Shared, lock};
use crate::record::{Outlet, RecordError, RecordOptions, Recorded, Row, Tap, TapDrops, record_to};

/// Wait before a recorder that ended begins anew.
const AGAIN_AFTER: Duration = Duration::from_secs(10);
/// Rows taken in at a time.
const BATCH: usize = 512;

/// Records until `stop`; a recorder that ends by itself is begun anew.
pub(super) async fn record_on(
    plan: Arc<Plan>,
    sender: mpsc::Sender<Row>,
    drops: TapDrops,
    stop: CancellationToken,
) {
    loop {
        let tap = Tap::new(sender.clone(), drops.clone());
        let (recording, ending) = (Arc::clone(&plan), stop.clone());
        // Its flushes write files: not on the runtime's own threads.
        let ended = spawn_blocking(move || {
            Handle::current().block_on(record_once(&recording, tap, ending))
        });
        match ended.await {
            Ok(Ok(recorded)) if !recorded.is_exhausted => return,
            Ok(Ok(_)) => tracing::error!("every venue was given up; the recorder begins anew"),
            Ok(Err(error)) => tracing::error!(%error, "the recorder ended; it begins anew"),
            Err(error) => tracing::error!(%error, "the recorder broke; it begins anew"),
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(AGAIN_AFTER) => {}
        }
    }
}

async fn record_once(
    plan: &Plan,
    tap: Tap,
    stop: CancellationToken,
) -> Result<Recorded, RecordError> {
    let folder = (!plan.section.store.is_empty()).then(|| PathBuf::from(&plan.section.store));
    let outlet = Outlet {
        folder: folder.as_deref(),
        tap: Some(tap),
    };
    let options = plan.record.options();
    let mut network = options.network;
    // A node that outlives an outage must not give a venue up.
    network.attempts_most = u32::MAX;
    let options = RecordOptions { network, ..options };
    let connectors = plan.connectors();
    record_to(connectors, &options, outlet, stop.cancelled(), |_| {}).await
}

/// Takes rows in until nobody sends any more.
pub(super) async fn listen(market: Shared, mut rows: mpsc::Receiver<Row>) {
    let mut batch = Vec::with_capacity(BATCH);
    while rows.recv_many(&mut batch, BATCH).await > 0 {
        let mut market = lock(&market);
        for row in batch.drain(..) {
            market.hear(&row);
        }
    }
}
