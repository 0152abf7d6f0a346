//! What ties the pool to its neighbour, row by row.

use crate::agent::{Ballast, ContagionConfig, PoolFailure, Steward};
use crate::peer::Fixed;
use serde::Serialize;

/// A row: the same people in the same two pools, and one thing that differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// The neighbour is shown its prices like anyone; every channel is open.
    Sound,
    /// The neighbour fails; every channel is closed: what the others are compared with.
    Apart,
    /// It fails, and both sell on the same books.
    Books,
    /// It fails, and who is in both pools has one wallet.
    Wallet,
    /// It fails, and depositors are afraid.
    Fear,
    /// It fails, every channel is open, and no score sees it.
    Unseen,
    /// It fails, every channel is open, and publishers read it.
    Seen,
    /// As [`Self::Unseen`], with fixed terms like Kamino's here too.
    Fixed,
}

impl Link {
    /// All, in the order of tables.
    pub const ALL: [Self; 8] = [
        Self::Sound,
        Self::Apart,
        Self::Books,
        Self::Wallet,
        Self::Fear,
        Self::Unseen,
        Self::Seen,
        Self::Fixed,
    ];

    /// What it is called in tables.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Sound => "sound neighbour",
            Self::Apart => "apart",
            Self::Books => "books",
            Self::Wallet => "wallet",
            Self::Fear => "fear",
            Self::Unseen => "all, unseen",
            Self::Seen => "all, seen",
            Self::Fixed => "fixed terms, all",
        }
    }

    /// Its place in [`Self::ALL`].
    pub fn place(self) -> usize {
        let mut all = Self::ALL.iter();
        all.position(|link| *link == self).unwrap_or(0)
    }

    /// What ties the pools together where the neighbour's failure is `failure`.
    pub fn contagion(self, failure: PoolFailure) -> ContagionConfig {
        let linked = ContagionConfig {
            failures: vec![failure],
            ..ContagionConfig::linked()
        };
        let (fear, apart) = (linked.fear, linked.clone().apart());
        match self {
            Self::Sound => ContagionConfig::linked(),
            Self::Apart => apart,
            Self::Books => ContagionConfig {
                common_books: true,
                ..apart
            },
            Self::Wallet => ContagionConfig {
                one_wallet: true,
                ..apart
            },
            Self::Fear => ContagionConfig { fear, ..apart },
            Self::Unseen | Self::Fixed => ContagionConfig {
                scores_see: false,
                ..linked
            },
            Self::Seen => linked,
        }
    }

    /// Who sets the terms here, and next door.
    pub fn stewards(self) -> Vec<Box<dyn Steward>> {
        let here: Box<dyn Steward> = match self {
            Self::Fixed => Box::new(Fixed),
            _ => Box::new(Ballast),
        };
        vec![here, Box::new(Fixed)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_differs_from_apart_by_what_it_is_named_for() {
        let failure = PoolFailure {
            pool: 1,
            from: 10,
            until: 20,
        };
        let of = |link: Link| {
            let config = link.contagion(failure);
            let opened = (config.common_books, config.one_wallet, config.fear > 0.0);
            (opened, config.scores_see, config.failures.len())
        };

        assert_eq!(of(Link::Sound), ((true, true, true), true, 0));
        assert_eq!(of(Link::Apart), ((false, false, false), false, 1));
        assert_eq!(of(Link::Books), ((true, false, false), false, 1));
        assert_eq!(of(Link::Wallet), ((false, true, false), false, 1));
        assert_eq!(of(Link::Fear), ((false, false, true), false, 1));
        assert_eq!(of(Link::Unseen), ((true, true, true), false, 1));
        assert_eq!(of(Link::Seen), ((true, true, true), true, 1));
        for (place, link) in Link::ALL.into_iter().enumerate() {
            assert_eq!(link.place(), place);
        }
    }
}
