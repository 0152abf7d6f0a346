//! Several pools in one simulation.

use ballast_scorer::agent::{ContagionConfig, PoolFailure, Static, Steward};
use ballast_scorer::peer::Fixed;
use clap::{Args, ValueEnum};

use super::HOUR;

/// Who sets the neighbours' terms.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum NeighbourChoice {
    /// Fixed terms like Kamino's
    Fixed,
    /// The calm terms of the published policy, with neither breakers nor limits of flow
    Static,
    /// The published policy, following its feeds
    Ballast,
}

/// What may be turned off between pools.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Channel {
    /// All trade on the same books
    Books,
    /// Who is in two pools pays for both out of one wallet, and leaves the one after a liquidation in the other
    Wallet,
    /// Depositors who see another pool in trouble leave
    Fear,
    /// Publishers read the other pools
    Score,
}

#[derive(Debug, Args)]
pub(super) struct NetworkArgs {
    /// Pools that share assets and people; the first is the one that --steward sets and that is reported
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=4))]
    pub(super) pools: u16,
    /// Who sets the other pools' terms
    #[arg(long, value_enum, default_value = "fixed", requires = "pools")]
    neighbour: NeighbourChoice,
    /// Have the second pool fail: from this hour on it is shown no prices
    #[arg(long, value_name = "HOUR", requires = "pools")]
    fails_at: Option<u64>,
    /// For so many hours
    #[arg(
        long,
        value_name = "HOURS",
        default_value_t = 24,
        requires = "fails_at"
    )]
    fails_for: u64,
    /// The share of the first borrowers who are in two pools
    #[arg(long, value_name = "SHARE", default_value_t = ContagionConfig::linked().shared_borrowers, requires = "pools")]
    shared: f64,
    /// How much of another pool's trouble depositors feel, from 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = ContagionConfig::linked().fear, requires = "pools")]
    fear: f64,
    /// Turn a channel between pools off; may be repeated
    #[arg(long, value_enum, value_name = "CHANNEL", requires = "pools")]
    without: Vec<Channel>,
}

impl NetworkArgs {
    /// What ties the pools together; none for one pool.
    pub(super) fn contagion(&self) -> Option<ContagionConfig> {
        let has = |channel| !self.without.contains(&channel);
        let failure = |hour: u64| PoolFailure {
            pool: 1,
            from: hour.saturating_mul(HOUR),
            until: hour.saturating_add(self.fails_for).saturating_mul(HOUR),
        };
        (self.pools > 1).then(|| ContagionConfig {
            shared_borrowers: self.shared,
            common_books: has(Channel::Books),
            one_wallet: has(Channel::Wallet),
            fear: if has(Channel::Fear) { self.fear } else { 0.0 },
            scores_see: has(Channel::Score),
            failures: self.fails_at.map(failure).into_iter().collect(),
        })
    }

    /// `own`, and who sets the other pools' terms.
    pub(super) fn stewards(&self, own: Box<dyn Steward>) -> Vec<Box<dyn Steward>> {
        let other = || -> Box<dyn Steward> {
            match self.neighbour {
                NeighbourChoice::Fixed => Box::new(Fixed),
                NeighbourChoice::Static => Box::new(Static::CALM),
                NeighbourChoice::Ballast => Box::new(ballast_scorer::agent::Ballast),
            }
        };
        let others = (1..self.pools).map(|_| other());
        std::iter::once(own).chain(others).collect()
    }
}
