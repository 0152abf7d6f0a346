//! Several independent models at once, as the publishers of a feed run them.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::{Model, ModelError, TrainConfig};
use crate::data::Dataset;

/// Trains the models of publishers 0 to `publishers - 1` ([`TrainConfig::publisher`]) on all cores,
/// in order. `done` is called, from any thread, after each.
///
/// # Errors
/// The first publisher's [`ModelError`], by index.
pub fn train_publishers(
    dataset: &Dataset,
    config: &TrainConfig,
    publishers: u32,
    done: &(dyn Fn() + Sync),
) -> Result<Vec<Model>, ModelError> {
    let configs: Vec<TrainConfig> = (0..publishers)
        .map(|index| config.publisher(index))
        .collect();
    let next = AtomicUsize::new(0);
    let trained: Mutex<Vec<(usize, Result<Model, ModelError>)>> = Mutex::new(Vec::new());
    let work = || {
        while let Some((index, config)) = take(&next, &configs) {
            let model = Model::train(dataset, config);
            done();
            // A poisoned lock means another thread panicked; its panic is what should be seen.
            if let Ok(mut trained) = trained.lock() {
                trained.push((index, model));
            }
        }
    };
    let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    thread::scope(|scope| {
        for _ in 0..threads.min(configs.len()) {
            scope.spawn(work);
        }
    });
    let mut trained = trained.into_inner().unwrap_or_default();
    trained.sort_by_key(|(index, _)| *index);
    trained.into_iter().map(|(_, model)| model).collect()
}

fn take<'a>(next: &AtomicUsize, configs: &'a [TrainConfig]) -> Option<(usize, &'a TrainConfig)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    configs.get(index).map(|config| (index, config))
}
