//! Work beside the looks, one turn at a time: nothing waits for it, and while a turn lasts no other begins.

use tokio::task::JoinSet;

/// Turns of one kind of work.
#[derive(Debug)]
pub(super) struct Turns {
    /// What a turn does, for the log.
    work: &'static str,
    running: JoinSet<()>,
}

impl Turns {
    pub(super) fn of(work: &'static str) -> Self {
        Self {
            work,
            running: JoinSet::new(),
        }
    }

    /// Whether none is under way. One that ended by a fault is logged.
    pub(super) fn is_free(&mut self) -> bool {
        while let Some(ended) = self.running.try_join_next() {
            if let Err(error) = ended {
                tracing::error!(%error, "{} ended without an answer", self.work);
            }
        }
        self.running.is_empty()
    }

    /// Begins one.
    pub(super) fn begin(&mut self, turn: impl Future<Output = ()> + Send + 'static) {
        self.running.spawn(turn);
    }

    /// Waits until none is under way.
    pub(super) async fn rest(&mut self) {
        while self.running.join_next().await.is_some() {}
    }

    #[cfg(test)]
    pub(super) fn under_way(&self) -> usize {
        self.running.len()
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::Notify;

    use super::*;
    use std::sync::Arc;

    #[tokio::test]
    async fn turn_that_lasts_is_not_free_and_one_that_fails_frees_the_next() {
        let (mut turns, done) = (Turns::of("waiting"), Arc::new(Notify::new()));
        let waited = done.clone();
        turns.begin(async move { waited.notified().await });
        assert!(!turns.is_free());

        done.notify_one();
        turns.rest().await;
        assert!(turns.is_free());

        turns.begin(async { panic!("a fault of a turn") });
        while !turns.is_free() {
            tokio::task::yield_now().await;
        }
    }
}
