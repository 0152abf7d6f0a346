//! Computes what is missing of a share, on several threads.

use super::{ShardError, Share, Store};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Chunks computed now.
    pub computed: u64,
    /// Chunks that were there before.
    pub found: u64,
    /// Chunks of the share that are still missing: it was told to stop.
    pub left: u64,
}

/// Computes the chunks of `share` that `store` does not have, each unit by `compute`; `progress` is told of each finished
/// unit, and `stop` is looked at before each. What is whole when it stops stays.
///
/// The first error stops the run; chunks that were whole by then stay too.
///
/// # Errors
/// [`ShardError::UnitFailed`] with what `compute` said, and what [`Store::write`] says.
pub fn run<E: std::fmt::Display>(
    store: &Store,
    share: Share,
    threads: usize,
    stop: &AtomicBool,
    progress: &(dyn Fn() + Sync),
    compute: impl Fn(u64) -> Result<Vec<f64>, E> + Sync,
) -> Result<Ended, ShardError> {
    let (found, missing): (Vec<u64>, Vec<u64>) = (0..store.work().chunks())
        .filter(|&chunk| share.holds(chunk))
        .partition(|&chunk| store.has(chunk));
    for _ in found.iter().flat_map(|&chunk| store.work().units_of(chunk)) {
        progress();
    }
    let queue = Queue {
        store,
        chunks: &missing,
        next: AtomicU64::new(0),
        computed: AtomicU64::new(0),
        failed: AtomicBool::new(false),
        error: Mutex::new(None),
        stop,
        progress,
    };
    thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|| queue.work(&compute));
        }
    });
    let error = queue
        .error
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(error) = error {
        return Err(error);
    }
    let count = |chunks: &[u64]| u64::try_from(chunks.len()).unwrap_or(u64::MAX);
    let computed = queue.computed.into_inner();
    Ok(Ended {
        computed,
        found: count(&found),
        left: count(&missing) - computed,
    })
}

struct Queue<'a> {
    store: &'a Store,
    chunks: &'a [u64],
    next: AtomicU64,
    computed: AtomicU64,
    failed: AtomicBool,
    error: Mutex<Option<ShardError>>,
    stop: &'a AtomicBool,
    progress: &'a (dyn Fn() + Sync),
}

impl Queue<'_> {
    fn work<E: std::fmt::Display>(&self, compute: &impl Fn(u64) -> Result<Vec<f64>, E>) {
        while let Some(chunk) = self.take() {
            match self.chunk(chunk, compute) {
                Ok(true) => {
                    self.computed.fetch_add(1, Ordering::Relaxed);
                }
                Ok(false) => return,
                Err(error) => {
                    self.failed.store(true, Ordering::Relaxed);
                    let mut first = self
                        .error
                        .lock()
                        .unwrap_or_else(std::sync::PoisonError::into_inner);
                    first.get_or_insert(error);
                    return;
                }
            }
        }
    }

    fn take(&self) -> Option<u64> {
        let place = usize::try_from(self.next.fetch_add(1, Ordering::Relaxed)).ok()?;
        self.chunks.get(place).copied()
    }

    /// False when it was told to stop.
    fn chunk<E: std::fmt::Display>(
        &self,
        chunk: u64,
        compute: &impl Fn(u64) -> Result<Vec<f64>, E>,
    ) -> Result<bool, ShardError> {
        let mut rows = Vec::new();
        for unit in self.store.work().units_of(chunk) {
            if self.stop.load(Ordering::Relaxed) || self.failed.load(Ordering::Relaxed) {
                return Ok(false);
            }
            let row = compute(unit).map_err(|error| ShardError::UnitFailed {
                unit,
                reason: error.to_string(),
            })?;
            rows.push(row);
            (self.progress)();
        }
        self.store.write(chunk, &rows)?;
        Ok(true)
    }
}
