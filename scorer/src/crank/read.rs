//! What a look reads for the duties.

use std::time::{Duration, Instant};

use ballast_client::address;
use ballast_client::layout::{PendingChange, Position};
use ballast_policy::unit::ReserveIndex;
use solana_address::Address;

use super::duty::Sight;
use super::{Duty, DutyConfig, Job};
use crate::keeper::{KeeperError, Placed, Reader, Scene};
use crate::rpc::Endpoints;

/// Everything that one look has read.
pub(super) struct Look {
    pub(super) scene: Scene,
    changes: Vec<Placed<PendingChange>>,
    positions: Vec<Placed<Position>>,
    treasuries: Vec<Option<Address>>,
}

impl Look {
    /// What is due.
    pub(super) fn jobs(&self, config: &DutyConfig) -> Vec<Job> {
        let sight = Sight {
            scene: &self.scene,
            changes: &self.changes,
            positions: &self.positions,
            treasuries: &self.treasuries,
            config,
        };
        sight.jobs()
    }
}

/// Looks at a market, and remembers what need not be read again.
#[derive(Debug)]
pub(super) struct Lookout {
    reader: Reader,
    duties: DutyConfig,
    /// Changes below this number that are still pending, and how many were looked at.
    pending: Vec<u64>,
    changes_seen: u64,
    positions_at: Option<Instant>,
}

impl Lookout {
    /// Nothing was read yet.
    pub(super) fn new(reader: Reader, duties: DutyConfig) -> Self {
        Self {
            reader,
            duties,
            pending: Vec::new(),
            changes_seen: 0,
            positions_at: None,
        }
    }

    /// Whether positions are due to be read; it counts them as read.
    pub(super) fn wants_positions(&mut self) -> bool {
        let every = Duration::from_secs(self.duties.positions_every_seconds);
        let is_asked = [Duty::BadDebt, Duty::Mark].map(|duty| self.does(duty));
        let is_due = self.positions_at.is_none_or(|at| at.elapsed() >= every);
        if !is_asked.contains(&true) || !is_due {
            return false;
        }
        self.positions_at = Some(Instant::now());
        true
    }

    /// Reads what the enabled duties look at, positions only where they are wanted.
    pub(super) async fn look(&mut self, with_positions: bool) -> Result<Look, KeeperError> {
        let look = self.read(&self.reader, with_positions).await?;
        let pending = look.changes.iter();
        self.pending = pending.map(|(_, change)| change.number).collect();
        self.changes_seen = look.scene.market.change_count;
        Ok(look)
    }

    /// Reads the same once more, with what others have just done and no vote has confirmed yet: another crank's transaction is
    /// seen while it is on its way. Such a state may be given up, so nothing of it is remembered.
    pub(super) async fn look_again(&self, with_positions: bool) -> Result<Look, KeeperError> {
        self.read(&self.reader.at_processed(), with_positions).await
    }

    async fn read(&self, reader: &Reader, with_positions: bool) -> Result<Look, KeeperError> {
        let scene = reader.read().await?;
        let endpoints = reader.endpoints();
        let changes = self.changes(endpoints, &scene).await?;
        let positions = if with_positions {
            endpoints.market_accounts(&scene.address).await?
        } else {
            Vec::new()
        };
        let treasuries = self.treasuries(endpoints, &scene).await?;
        Ok(Look {
            scene,
            changes,
            positions,
            treasuries,
        })
    }

    fn does(&self, duty: Duty) -> bool {
        self.duties.enabled.contains(&duty)
    }

    /// Changes that were neither executed nor cancelled; those that were are not read again.
    async fn changes(
        &self,
        endpoints: &Endpoints,
        scene: &Scene,
    ) -> Result<Vec<Placed<PendingChange>>, KeeperError> {
        const PENDING: u8 = 0;
        if !self.does(Duty::Change) {
            return Ok(Vec::new());
        }
        let new = self.changes_seen..scene.market.change_count;
        let numbers: Vec<u64> = self.pending.iter().copied().chain(new).collect();
        let addresses = numbers.iter();
        let addresses: Vec<Address> = addresses
            .map(|number| address::change(&scene.address, *number).0)
            .collect();
        if addresses.is_empty() {
            return Ok(Vec::new());
        }
        let read: Vec<Option<PendingChange>> = endpoints.accounts(&addresses).await?;
        let read = addresses.into_iter().zip(read);
        let pending = read
            .filter_map(|(address, change)| Some((address, change?)))
            .filter(|(_, change)| change.status == PENDING);
        Ok(pending.collect())
    }

    /// Governance's associated token accounts that stand, by reserve.
    async fn treasuries(
        &self,
        endpoints: &Endpoints,
        scene: &Scene,
    ) -> Result<Vec<Option<Address>>, KeeperError> {
        if !self.does(Duty::Fees) {
            return Ok(Vec::new());
        }
        let governance = &scene.market.roles.governance;
        let indices = (0..scene.market.reserve_count).map(ReserveIndex);
        let accounts = indices.filter_map(|index| scene.accounts(index));
        let treasuries: Vec<Address> = accounts
            .map(|of| address::associated_token_account(governance, &of.mint, &of.token_program).0)
            .collect();
        let (_, found) = endpoints.raw_accounts(&treasuries).await?;
        let found = treasuries.into_iter().zip(found);
        Ok(found
            .map(|(address, account)| account.map(|_| address))
            .collect())
    }
}
