//! What the books of a market must say whatever happened.

use crate::stage::Stage;
use ballast_client::address::{PROGRAM_ID, vault};
use ballast_client::layout::{Account as _, Position};

impl Stage {
    /// Fails the test unless in every reserve the vault covers the cash (INV-1), depositors' claims are covered
    /// (INV-2), and the positions' shares add up to the reserve's (INV-5).
    #[track_caller]
    pub fn assert_books_hold(&self) {
        let positions = self.positions();
        for (index, handle) in (0u16..).zip(&self.market.reserves) {
            let reserve = self.reserve(usize::from(index));
            let books = ballast_vm::ledger(&reserve.ledger);
            let held = self
                .machine
                .token_balance(&vault(&handle.accounts.reserve).0);
            assert!(held.unwrap() >= books.cash.0, "vault of {}", handle.asset);
            assert_eq!(books.check_solvent(), Ok(()), "{}", handle.asset);
            let deposits = positions
                .iter()
                .flat_map(|position| position.holdings.deposits);
            let deposits = deposits.filter(|slot| slot.reserve == index);
            let deposits: u64 = deposits.map(|slot| slot.shares).sum();
            assert_eq!(
                deposits, books.deposit_shares.0,
                "deposits of {}",
                handle.asset
            );
            let debts = positions
                .iter()
                .flat_map(|position| position.holdings.borrows);
            let debts = debts.filter(|slot| slot.reserve == index);
            let debts: u64 = debts.map(|slot| slot.shares).sum();
            assert_eq!(debts, books.debt_shares.0, "debts of {}", handle.asset);
        }
    }

    /// Every open position of the market.
    fn positions(&self) -> Vec<Position> {
        let accounts = self.machine.accounts_of(&PROGRAM_ID).into_values();
        accounts
            .filter_map(|account| Position::decode(&account.data).ok())
            .filter(|position| position.market == self.market.market)
            .collect()
    }
}
