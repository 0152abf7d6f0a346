//! Whether the chain goes on. By its slots, not by clocks: local networks travel in time, and a node that has stopped tells
//! the same moment for ever.

use std::time::{Duration, Instant};

use super::KeeperError;

/// Notices that the chain's slot does not rise any more.
#[derive(Clone, Debug)]
pub(crate) struct Pulse {
    most: Duration,
    /// The slot that the next must exceed, and when it was first seen.
    risen: Option<(u64, Instant)>,
}

impl Pulse {
    /// The chain stands once its slot has not risen for `most`.
    pub(crate) const fn new(most: Duration) -> Self {
        Self { most, risen: None }
    }

    /// Takes in the slot that a look saw at `now`.
    ///
    /// # Errors
    /// [`KeeperError::ChainStands`].
    pub(crate) fn beat(&mut self, slot: u64, now: Instant) -> Result<(), KeeperError> {
        let Some((_, since)) = self.risen.filter(|(highest, _)| slot <= *highest) else {
            self.risen = Some((slot, now));
            return Ok(());
        };
        let stood = now.saturating_duration_since(since);
        if stood < self.most {
            return Ok(());
        }
        // A node that once told a slot from the future must not keep the others from being believed for ever.
        self.risen = Some((slot, since));
        let seconds = stood.as_secs();
        Err(KeeperError::ChainStands { slot, seconds })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How long the chain has stood at each of these looks, of which each is a second and a slot.
    fn stood(looks: &[(u64, u64)]) -> Vec<Option<u64>> {
        let (mut pulse, start) = (Pulse::new(Duration::from_secs(30)), Instant::now());
        let looks = looks.iter().map(|(second, slot)| {
            let beat = pulse.beat(*slot, start + Duration::from_secs(*second));
            beat.err().map(|error| match error {
                KeeperError::ChainStands { seconds, .. } => seconds,
                other => panic!("{other}"),
            })
        });
        looks.collect()
    }

    #[test]
    fn slot_that_does_not_rise_for_so_long_is_a_chain_that_stands_until_it_rises_again() {
        let looks = [
            (0, 7),
            (29, 7),
            (30, 7),
            (90, 7),
            (91, 8),
            (120, 8),
            (121, 8),
        ];

        let expected = [None, None, Some(30), Some(90), None, None, Some(30)];
        assert_eq!(stood(&looks), expected);
    }

    #[test]
    fn node_that_is_a_little_behind_the_one_before_is_no_chain_that_stands() {
        assert_eq!(stood(&[(0, 70), (10, 60), (20, 65), (29, 71)]), [None; 4]);
    }

    #[test]
    fn one_slot_from_the_future_blinds_for_no_longer_than_a_chain_may_stand() {
        let looks = [
            (0, 7),
            (1, u64::MAX),
            (20, 50),
            (31, 60),
            (32, 61),
            (40, 70),
        ];

        let expected = [None, None, None, Some(30), None, None];
        assert_eq!(stood(&looks), expected);
    }
}
