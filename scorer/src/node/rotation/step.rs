//! What is to be done on a feed, from its account alone.

use ballast_client::layout::RiskFeed;
use solana_address::Address;

use crate::node::permission::SILENT;

/// A key that a publisher named as its successor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    /// The key.
    pub key: Address,
    /// Until when it may take the slot over, Unix seconds.
    pub until: u64,
}

/// How far a hand-over is on a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The successor is to be named.
    Name {
        /// Who was named before, whose time may have passed: it is not any more then.
        instead_of: Option<Named>,
    },
    /// The successor is named: its next report takes the slot over.
    Named {
        /// Until when, Unix seconds.
        until: u64,
    },
    /// The successor holds the slot.
    Done,
}

/// Why a successor cannot be named, or would get nothing by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Hindrance {
    /// Neither key is in a slot.
    #[error(
        "neither {present} nor {successor} is listed: ask the publisher admin for publisher_add"
    )]
    Unlisted {
        /// The present key.
        present: Address,
        /// The successor.
        successor: Address,
    },
    /// Both keys are in a slot.
    #[error(
        "{successor} has a slot of its own ({slot}): a key in a slot succeeds nobody; put a new key under [successor]"
    )]
    Listed {
        /// The successor.
        successor: Address,
        /// Its slot.
        slot: usize,
    },
    /// Another publisher named it.
    #[error(
        "{successor} is named by {by} as well: its first report might take that slot; put a new key under [successor]"
    )]
    Promised {
        /// The successor.
        successor: Address,
        /// Who named it.
        by: Address,
    },
}

/// What is to be done on `feed` at `now`, Unix seconds of the chain, and in which slot; whether that slot is muted.
///
/// # Errors
/// [`Hindrance`].
pub fn step(
    feed: &RiskFeed,
    (present, successor): (&Address, &Address),
    now: u64,
) -> Result<(Step, usize, bool), Hindrance> {
    let slot_of = |key: &Address| feed.publishers.iter().position(|held| held.key == *key);
    let is_muted = |slot: usize| {
        feed.reports
            .get(slot)
            .is_none_or(|it| it.standing == SILENT)
    };
    let (present, successor) = (*present, *successor);
    let held = slot_of(&present).and_then(|slot| Some((slot, feed.publishers.get(slot)?)));
    let Some((slot, publisher)) = held else {
        let slot = slot_of(&successor).ok_or(Hindrance::Unlisted { present, successor })?;
        return Ok((Step::Done, slot, is_muted(slot)));
    };
    if let Some(slot) = slot_of(&successor) {
        return Err(Hindrance::Listed { successor, slot });
    }
    let mut others = feed.publishers.iter().filter(|it| it.key != present);
    if let Some(other) = others.find(|it| it.successor == successor && now <= it.successor_until) {
        let by = other.key;
        return Err(Hindrance::Promised { successor, by });
    }
    let named = (publisher.successor != Address::default()).then_some(Named {
        key: publisher.successor,
        until: publisher.successor_until,
    });
    let step = match named {
        Some(named) if named.key == successor && now <= named.until => {
            Step::Named { until: named.until }
        }
        instead_of => Step::Name { instead_of },
    };
    Ok((step, slot, is_muted(slot)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: Address = Address::new_from_array([1; 32]);
    const NEXT: Address = Address::new_from_array([2; 32]);
    const OTHER: Address = Address::new_from_array([3; 32]);
    const KEYS: (&Address, &Address) = (&OURS, &NEXT);
    const SLOT: usize = 4;

    fn feed() -> RiskFeed {
        let mut feed: RiskFeed = bytemuck::Zeroable::zeroed();
        feed.publishers[0].key = OTHER;
        feed.reports[0].standing = 1;
        feed.publishers[SLOT].key = OURS;
        feed.reports[SLOT].standing = 1;
        feed
    }

    fn naming(key: Address, until: u64) -> RiskFeed {
        let mut feed = feed();
        feed.publishers[SLOT].successor = key;
        feed.publishers[SLOT].successor_until = until;
        feed
    }

    #[test]
    fn successor_that_nobody_named_is_to_be_named() {
        let name = Step::Name { instead_of: None };

        assert_eq!(step(&feed(), KEYS, 50), Ok((name, SLOT, false)));
    }

    #[test]
    fn successor_that_is_named_is_named_again_only_once_its_time_has_passed() {
        let feed = naming(NEXT, 100);

        let in_time = step(&feed, KEYS, 100).unwrap().0;
        let late = step(&feed, KEYS, 101).unwrap().0;

        assert_eq!(in_time, Step::Named { until: 100 });
        let instead_of = Some(Named {
            key: NEXT,
            until: 100,
        });
        assert_eq!(late, Step::Name { instead_of });
    }

    #[test]
    fn another_key_that_was_named_before_is_told() {
        let found = step(&naming(OTHER, 100), KEYS, 50).unwrap().0;

        let instead_of = Some(Named {
            key: OTHER,
            until: 100,
        });
        assert_eq!(found, Step::Name { instead_of });
    }

    #[test]
    fn successor_that_holds_the_slot_has_nothing_left_to_do() {
        let mut feed = feed();
        feed.publishers[SLOT].key = NEXT;

        assert_eq!(step(&feed, KEYS, 50), Ok((Step::Done, SLOT, false)));
    }

    #[test]
    fn muted_slot_is_told_because_its_successor_is_not_heard_either() {
        let mut feed = feed();
        feed.reports[SLOT].standing = SILENT;

        assert_eq!(
            step(&feed, KEYS, 50).map(|(_, _, is_muted)| is_muted),
            Ok(true)
        );
    }

    #[test]
    fn keys_that_no_slot_knows_are_refused() {
        let (present, successor) = (OURS, NEXT);

        let mut feed = feed();
        feed.publishers[SLOT].key = Address::default();

        let refused = step(&feed, KEYS, 50);
        assert_eq!(refused, Err(Hindrance::Unlisted { present, successor }));
    }

    #[test]
    fn successor_with_a_slot_or_a_promise_of_its_own_is_refused() {
        let (slot, successor) = (7, NEXT);
        let mut listed = feed();
        listed.publishers[slot].key = NEXT;
        let mut promised = feed();
        promised.publishers[0].successor = NEXT;
        promised.publishers[0].successor_until = 100;

        let refused = step(&listed, KEYS, 50);
        assert_eq!(refused, Err(Hindrance::Listed { successor, slot }));
        let refused = step(&promised, KEYS, 100);
        let by = OTHER;
        assert_eq!(refused, Err(Hindrance::Promised { successor, by }));
        // A promise whose time has passed binds nobody.
        assert!(step(&promised, KEYS, 101).is_ok());
    }
}
