//! Where a publisher is listed, and what its word counts for at first.

use crate::error::{Result, Rule};
use crate::report::{MAX_PUBLISHERS, Standing};

/// A place in a feed's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seat {
    /// Its slot.
    pub slot: usize,
    /// A vote at once, or none until it has proved itself.
    pub standing: Standing,
}

/// What a feed's list says of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listing {
    /// The slot that the key stands in; for nobody's key, which stands in every free slot, the first free one.
    pub listed: Option<usize>,
    /// The first free slot.
    pub free: Option<usize>,
    /// What each slot's word counts for.
    pub standings: [Standing; MAX_PUBLISHERS],
    /// How many voters a consensus needs.
    pub min_publishers: u8,
    /// Whether the market is launched.
    pub is_launched: bool,
}

impl Listing {
    /// The seat that a new publisher takes: the first free one, in shadow where the feed of a launched market has all the
    /// voters it needs.
    ///
    /// In shadow one is compared with the median. A feed with too few voters has none, so that whoever joins it votes; and one
    /// that was muted may be named again, or such a feed could run out of slots. Nobody's key is listed everywhere: nobody can
    /// report for it.
    pub fn seat(&self) -> Result<Seat> {
        let is_short = self.voters() < usize::from(self.min_publishers);
        let standing = if self.is_launched && !is_short {
            Standing::Shadow
        } else {
            Standing::Voting
        };
        let slot = match self.listed {
            Some(slot) if self.is_launched && is_short && self.was_muted(slot) => slot,
            Some(slot) => return Err(Rule::PublisherAlreadyListed.broken(slot as u64, 0)),
            None => {
                let most = MAX_PUBLISHERS as u64;
                let free = self.free;
                free.ok_or_else(|| Rule::NoFreePublisherSlot.broken(most, most))?
            }
        };
        Ok(Seat { slot, standing })
    }

    fn voters(&self) -> usize {
        let votes = |standing: &&Standing| **standing == Standing::Voting;
        self.standings.iter().filter(votes).count()
    }

    fn was_muted(&self, slot: usize) -> bool {
        self.free != Some(slot) && self.standings.get(slot) != Some(&Standing::Voting)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::PolicyError;
    use Standing::{Shadow, Silent, Voting};

    /// A launched market's feed that needs three voters, with `standings` in its first slots and the rest free.
    fn listing(standings: &[Standing], listed: Option<usize>) -> Listing {
        let mut all = [Silent; MAX_PUBLISHERS];
        all[..standings.len()].copy_from_slice(standings);
        Listing {
            listed,
            free: Some(standings.len()).filter(|slot| *slot < MAX_PUBLISHERS),
            standings: all,
            min_publishers: 3,
            is_launched: true,
        }
    }

    const fn seat(slot: usize, standing: Standing) -> Seat {
        Seat { slot, standing }
    }

    fn already_listed(slot: u64) -> PolicyError {
        Rule::PublisherAlreadyListed.broken(slot, 0)
    }

    #[test]
    fn a_newcomer_takes_the_first_free_slot_in_shadow() {
        let full = listing(&[Voting, Voting, Voting], None);
        assert_eq!(full.seat(), Ok(seat(3, Shadow)));
    }

    #[test]
    fn a_newcomer_votes_where_voters_lack_or_the_market_is_not_launched() {
        let short = listing(&[Voting, Shadow, Silent], None);
        assert_eq!(short.seat(), Ok(seat(3, Voting)));
        let unlaunched = Listing {
            is_launched: false,
            ..listing(&[Voting, Voting, Voting], None)
        };
        assert_eq!(unlaunched.seat(), Ok(seat(3, Voting)));
    }

    #[test]
    fn a_muted_one_is_seated_again_only_where_voters_lack() {
        let short = listing(&[Voting, Voting, Silent], Some(2));
        assert_eq!(short.seat(), Ok(seat(2, Voting)));
        let enough = listing(&[Voting, Voting, Voting, Silent], Some(3));
        assert_eq!(enough.seat(), Err(already_listed(3)));
        let unlaunched = Listing {
            is_launched: false,
            ..short
        };
        assert_eq!(unlaunched.seat(), Err(already_listed(2)));
    }

    #[test]
    fn a_voter_is_not_listed_twice() {
        let short = listing(&[Voting, Voting, Silent], Some(1));
        assert_eq!(short.seat(), Err(already_listed(1)));
    }

    #[test]
    fn nobody_is_not_seated_where_voters_lack() {
        let nobody = listing(&[Voting, Voting], Some(2));
        assert_eq!(nobody.seat(), Err(already_listed(2)));
    }

    #[test]
    fn a_full_list_takes_nobody_new() {
        let full = listing(&[Voting; MAX_PUBLISHERS], None);
        assert_eq!(full.seat(), Err(Rule::NoFreePublisherSlot.broken(16, 16)));
    }
}
