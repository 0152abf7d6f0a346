//! The instructions behind the actions, for the tests that change them before they send them.

use super::Stage;
use crate::actor::Actor;
use ballast_client::instruction::{self, LiquidationAccounts};
use solana_instruction::Instruction;

impl Stage {
    /// The instruction behind [`Stage::deposit`].
    pub fn deposit_instruction(&self, actor: &Actor, reserve: usize, amount: u64) -> Instruction {
        instruction::deposit(
            &actor.address(),
            &self.market.market,
            &self.accounts(reserve),
            &actor.position,
            &actor.tokens[reserve],
            amount,
        )
    }

    /// The instruction behind [`Stage::withdraw`].
    pub fn withdraw_instruction(&self, actor: &Actor, reserve: usize, amount: u64) -> Instruction {
        let others = if self.has_debt(actor) {
            self.others(actor, &[reserve])
        } else {
            vec![]
        };
        instruction::withdraw(
            &actor.address(),
            &self.market.market,
            &self.accounts(reserve),
            &actor.position,
            &actor.tokens[reserve],
            amount,
            &others,
        )
    }

    /// The instruction behind [`Stage::borrow`].
    pub fn borrow_instruction(&self, actor: &Actor, reserve: usize, amount: u64) -> Instruction {
        instruction::borrow(
            &actor.address(),
            &self.market.market,
            &self.accounts(reserve),
            &actor.position,
            &actor.tokens[reserve],
            amount,
            &self.others(actor, &[reserve]),
        )
    }

    /// The instruction behind [`Stage::repay`].
    pub fn repay_instruction(&self, actor: &Actor, reserve: usize, amount: u64) -> Instruction {
        instruction::repay(
            &actor.address(),
            &self.market.market,
            &self.accounts(reserve),
            &actor.position,
            &actor.tokens[reserve],
            amount,
        )
    }

    /// The instruction behind [`Stage::liquidate`].
    pub fn liquidate_instruction(
        &self,
        liquidator: &Actor,
        borrower: &Actor,
        debt: usize,
        collateral: usize,
        amount: u64,
    ) -> Instruction {
        let parties = self.parties(liquidator, borrower, debt, collateral);
        let others = self.others(borrower, &[debt, collateral]);
        instruction::liquidate(&self.market.market, &parties, amount, &others)
    }

    /// The instruction with which `liquidator` seizes `collateral` as a deposit of its own position.
    pub fn liquidate_into_instruction(
        &self,
        liquidator: &Actor,
        borrower: &Actor,
        debt: usize,
        collateral: usize,
        amount: u64,
    ) -> Instruction {
        let parties = self.parties(liquidator, borrower, debt, collateral);
        let others = self.others(borrower, &[debt, collateral]);
        let receiver = &liquidator.position;
        instruction::liquidate_into(&self.market.market, &parties, receiver, amount, &others)
    }

    fn parties(
        &self,
        liquidator: &Actor,
        borrower: &Actor,
        debt: usize,
        collateral: usize,
    ) -> LiquidationAccounts {
        LiquidationAccounts {
            liquidator: liquidator.address(),
            position: borrower.position,
            debt: self.accounts(debt),
            source: liquidator.tokens[debt],
            collateral: self.accounts(collateral),
            destination: liquidator.tokens[collateral],
        }
    }

    /// The instruction that begins [`Stage::flash`].
    pub fn flash_borrow_instruction(
        &self,
        actor: &Actor,
        reserve: usize,
        amount: u64,
    ) -> Instruction {
        let (market, accounts) = (&self.market.market, self.accounts(reserve));
        instruction::flash_borrow(market, &accounts, &actor.tokens[reserve], amount)
    }

    /// The instruction that ends [`Stage::flash`].
    pub fn flash_repay_instruction(&self, actor: &Actor, reserve: usize) -> Instruction {
        let (market, accounts) = (&self.market.market, self.accounts(reserve));
        instruction::flash_repay(&actor.address(), market, &accounts, &actor.tokens[reserve])
    }

    /// The instruction behind [`Stage::insure`].
    pub fn insure_instruction(&self, actor: &Actor, reserve: usize, amount: u64) -> Instruction {
        let accounts = self.accounts(reserve);
        instruction::insure(&actor.address(), &accounts, &actor.tokens[reserve], amount)
    }

    /// The instruction behind [`Stage::accrue`].
    pub fn accrue_instruction(&self, reserve: usize) -> Instruction {
        let accounts = self.accounts(reserve);
        instruction::accrue(&accounts.reserve, &accounts.feed)
    }

    /// The instruction that loads the price in a reserve's price account.
    pub fn refresh_instruction(&self, reserve: usize) -> Instruction {
        let handle = &self.market.reserves[reserve];
        instruction::price_refresh(&handle.accounts.reserve, &handle.price_account, &[])
    }

    /// The instruction behind [`Stage::advance`].
    pub fn advance_instruction(&self, feed: usize) -> Instruction {
        instruction::terms_advance(&self.market.feeds[feed].address)
    }
}
