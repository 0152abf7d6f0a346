//! What must hold after every event: tokens are neither made nor lost, and policy's books agree with the positions.

use super::error::AgentError;
use super::pool::{Pool, reserve_index};

impl Pool {
    /// 1. What agents brought from outside is in their purses or the reserve's cash.
    /// 2. INV-2: depositors' claims never exceed what belongs to them.
    /// 3. The positions' deposit shares, and their debt shares, are the reserve's.
    ///
    /// # Errors
    /// [`AgentError::InvariantBroken`].
    pub(super) fn check(&self, now: u64) -> Result<(), AgentError> {
        for (index, reserve) in self.reserves.iter().enumerate() {
            let broken = |invariant, found, expected| AgentError::InvariantBroken {
                invariant,
                reserve: index,
                seconds: now,
                found,
                expected,
            };
            let purses = self
                .accounts
                .iter()
                .map(|account| i128::from(account.purse[index]));
            let held = purses.sum::<i128>() + i128::from(reserve.ledger.cash.0);
            if held != self.minted[index] {
                return Err(broken("tokens in = tokens out", held, self.minted[index]));
            }
            if let Err(error) = reserve.ledger.check_solvent() {
                let (claims, assets) = (error.actual.into(), error.bound.into());
                return Err(broken("INV-2", claims, assets));
            }
            let of = reserve_index(index);
            let positions = || self.accounts.iter().map(|account| &account.position);
            let deposits: u128 = positions()
                .map(|held| u128::from(held.deposit_shares(of).0))
                .sum();
            let debts: u128 = positions()
                .map(|held| u128::from(held.debt_shares(of).0))
                .sum();
            for (name, found, expected) in [
                ("deposit shares", deposits, reserve.ledger.deposit_shares.0),
                ("debt shares", debts, reserve.ledger.debt_shares.0),
            ] {
                if found != u128::from(expected) {
                    let found = i128::try_from(found).unwrap_or(i128::MAX);
                    return Err(broken(name, found, expected.into()));
                }
            }
        }
        Ok(())
    }
}
