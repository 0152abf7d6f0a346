//! The duties, one a file. Each reads a [`Scene`] and says which jobs there are: it never sends.

mod accrue;
mod bad_debt;
mod breaker;
mod change;
mod fees;
mod mark;
mod price;
mod terms;

use ballast_client::layout::{PendingChange, Position};
use ballast_policy::position::Position as Holdings;
use ballast_policy::unit::ReserveIndex;
use serde::{Deserialize, Serialize};
use solana_address::Address;
use solana_instruction::Instruction;

use super::DutyConfig;
use crate::keeper::{Placed, Scene};

/// What can be done for a market.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Duty {
    /// Load a newer price.
    Price,
    /// Count interest and put the present rate into force.
    Accrue,
    /// Hold a round that changes or counts something.
    Terms,
    /// End a breaker whose cause is gone.
    Breaker,
    /// Execute a change that is due.
    Change,
    /// Write off what nothing backs.
    BadDebt,
    /// Note a position that is unhealthy, so that its bonus grows.
    Mark,
    /// Pay the protocol's fees out to governance.
    Fees,
}

impl Duty {
    /// Its name in metrics and settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Price => "price",
            Self::Accrue => "accrue",
            Self::Terms => "terms",
            Self::Breaker => "breaker",
            Self::Change => "change",
            Self::BadDebt => "bad_debt",
            Self::Mark => "mark",
            Self::Fees => "fees",
        }
    }
}

/// Something that is due.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// What it is.
    pub duty: Duty,
    /// To what.
    pub target: Address,
    /// Which of several of this duty to one target: a breaker, a reserve.
    pub part: u64,
    /// What it was decided by: when that changes it is another job.
    pub version: u64,
    /// Why it is due, for people.
    pub why: String,
    /// What does it.
    pub instruction: Instruction,
}

impl Job {
    /// What stays the same from look to look.
    pub fn identity(&self) -> (Duty, Address, u64) {
        (self.duty, self.target, self.part)
    }
}

/// How a duty finds its jobs.
type Find = fn(&Sight<'_>) -> Vec<Job>;

/// What duties look at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sight<'a> {
    /// The market.
    pub(super) scene: &'a Scene,
    /// Changes that were neither executed nor cancelled.
    pub(super) changes: &'a [Placed<PendingChange>],
    /// Positions, when they were read.
    pub(super) positions: &'a [Placed<Position>],
    /// Token accounts of governance that stand, by reserve.
    pub(super) treasuries: &'a [Option<Address>],
    /// When what is due.
    pub(super) config: &'a DutyConfig,
}

impl Sight<'_> {
    /// Everything that is due, in the order in which it should be done: prices before what is judged by them.
    pub(super) fn jobs(&self) -> Vec<Job> {
        let duties: [(Duty, Find); 8] = [
            (Duty::Price, price::due),
            (Duty::Terms, terms::due),
            (Duty::Breaker, breaker::due),
            (Duty::Change, change::due),
            (Duty::Mark, mark::due),
            (Duty::BadDebt, bad_debt::due),
            (Duty::Accrue, accrue::due),
            (Duty::Fees, fees::due),
        ];
        let enabled = duties
            .iter()
            .filter(|(duty, _)| self.config.enabled.contains(duty));
        enabled.flat_map(|(_, due)| due(self)).collect()
    }

    fn reserves(&self) -> impl Iterator<Item = ReserveIndex> {
        let count = self.scene.reserves.len();
        (0..u16::try_from(count).unwrap_or(u16::MAX)).map(ReserveIndex)
    }
}

/// The reserves that a position uses, each once.
pub(crate) fn used(holdings: &Holdings) -> Vec<ReserveIndex> {
    let deposits = holdings.deposits.iter();
    let deposits = deposits.filter(|slot| !slot.shares.is_zero());
    let borrows = holdings.borrows.iter();
    let borrows = borrows.filter(|slot| !slot.shares.is_zero());
    let mut used: Vec<ReserveIndex> = deposits
        .map(|slot| slot.reserve)
        .chain(borrows.map(|slot| slot.reserve))
        .collect();
    used.sort_unstable_by_key(|index| index.0);
    used.dedup();
    used
}
