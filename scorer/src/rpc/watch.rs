//! Probing: which nodes answer again, and which have fallen behind.

use std::time::Duration;

use futures_util::future::join_all;
use solana_commitment_config::CommitmentConfig;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::Endpoints;

impl Endpoints {
    /// Probes every node at the configured interval until `cancel`.
    pub async fn watch(&self, cancel: CancellationToken) {
        let every = Duration::from_millis(self.shared.config.probe_every_ms);
        let mut ticks = interval(every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = cancel.cancelled() => return,
                _ = ticks.tick() => {}
            }
            tokio::select! {
                () = cancel.cancelled() => return,
                () = self.probe() => {}
            }
        }
    }

    /// Asks every node for its health and slot once, and compares the slots.
    ///
    /// A node of another cluster is compared anew: its operator may have mended it.
    pub async fn probe(&self) {
        let probed = (0..self.shared.endpoints.len()).map(|index| self.probe_one(index));
        let told: Vec<Option<u64>> = join_all(probed).await;
        let best = reference(told.iter().flatten().copied().collect());
        for (endpoint, told) in self.shared.endpoints.iter().zip(told) {
            if told.is_some() {
                endpoint.note_sync(best, self.shared.config.slots_behind_most);
            }
        }
    }

    /// The node's slot, if it is healthy.
    async fn probe_one(&self, index: usize) -> Option<u64> {
        let asked = self.ask_one(index, &|client| async move {
            client.get_health().await?;
            client
                .get_slot_with_commitment(CommitmentConfig::processed())
                .await
        });
        let slot = asked.await.ok()?;
        self.shared.endpoints[index].note_slot(slot);
        Some(slot)
    }
}

/// The slot that nodes are held against: of three or more the second highest, so that a single one that lies about its
/// slot puts no other out of sync; of fewer the highest.
fn reference(mut slots: Vec<u64>) -> u64 {
    const SECOND: usize = 1;
    slots.sort_unstable_by(|left, right| right.cmp(left));
    let index = if slots.len() > 2 { SECOND } else { 0 };
    slots.get(index).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::reference;

    #[test]
    fn one_node_far_ahead_puts_no_other_out_of_sync() {
        assert_eq!(reference(vec![100, u64::MAX, 101]), 101);
        assert_eq!(reference(vec![100, 130]), 130);
        assert_eq!(reference(vec![7]), 7);
        assert_eq!(reference(vec![]), 0);
    }
}
