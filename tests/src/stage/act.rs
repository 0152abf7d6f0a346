//! What users do, one line each.

use super::Stage;
use crate::actor::Actor;
use ballast_client::instruction;
use ballast_vm::{SendError, Sent};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_signer::Signer as _;

impl Stage {
    /// Deposits `amount` of `reserve`.
    pub fn deposit(
        &mut self,
        actor: &Actor,
        reserve: usize,
        amount: u64,
    ) -> Result<Sent, SendError> {
        let deposit = self.deposit_instruction(actor, reserve, amount);
        self.send(&deposit, &[&actor.key])
    }

    /// Withdraws `amount` of `reserve`, naming every other reserve in use when there is debt.
    pub fn withdraw(
        &mut self,
        actor: &Actor,
        reserve: usize,
        amount: u64,
    ) -> Result<Sent, SendError> {
        let withdraw = self.withdraw_instruction(actor, reserve, amount);
        self.send(&withdraw, &[&actor.key])
    }

    /// Borrows `amount` of `reserve`, naming every other reserve in use.
    pub fn borrow(
        &mut self,
        actor: &Actor,
        reserve: usize,
        amount: u64,
    ) -> Result<Sent, SendError> {
        let borrow = self.borrow_instruction(actor, reserve, amount);
        self.send(&borrow, &[&actor.key])
    }

    /// Repays `amount` of `reserve`.
    pub fn repay(&mut self, actor: &Actor, reserve: usize, amount: u64) -> Result<Sent, SendError> {
        let repay = self.repay_instruction(actor, reserve, amount);
        self.send(&repay, &[&actor.key])
    }

    /// Has `liquidator` repay `amount` of `debt` for `borrower` and seize `collateral`.
    pub fn liquidate(
        &mut self,
        liquidator: &Actor,
        borrower: &Actor,
        debt: usize,
        collateral: usize,
        amount: u64,
    ) -> Result<Sent, SendError> {
        let liquidate = self.liquidate_instruction(liquidator, borrower, debt, collateral, amount);
        self.send(&liquidate, &[&liquidator.key])
    }

    /// Repeats [`Stage::liquidate`] until it is refused, and returns how often it went through; ends the test after a
    /// hundred times.
    #[track_caller]
    pub fn liquidate_on(
        &mut self,
        liquidator: &Actor,
        borrower: &Actor,
        debt: usize,
        collateral: usize,
        amount: u64,
    ) -> usize {
        let mut times = 0;
        while self
            .liquidate(liquidator, borrower, debt, collateral, amount)
            .is_ok()
        {
            times += 1;
            assert!(times < 100, "the position can be liquidated for ever");
        }
        times
    }

    /// Counts a reserve's interest.
    pub fn accrue(&mut self, reserve: usize) -> Result<Sent, SendError> {
        let accrue = self.accrue_instruction(reserve);
        self.send(&accrue, &[])
    }

    /// Borrows `amount` of `reserve` for the length of a transaction, in which `between` happens, and repays it.
    pub fn flash(
        &mut self,
        actor: &Actor,
        reserve: usize,
        amount: u64,
        between: &[Instruction],
    ) -> Result<Sent, SendError> {
        let mut instructions = vec![self.flash_borrow_instruction(actor, reserve, amount)];
        instructions.extend_from_slice(between);
        instructions.push(self.flash_repay_instruction(actor, reserve));
        self.machine.send(&instructions, &[&actor.key])
    }

    /// Gives `amount` of `reserve` for bad debt.
    pub fn insure(
        &mut self,
        actor: &Actor,
        reserve: usize,
        amount: u64,
    ) -> Result<Sent, SendError> {
        let insure = self.insure_instruction(actor, reserve, amount);
        self.send(&insure, &[&actor.key])
    }

    /// Notes that an actor's position is unhealthy.
    pub fn mark(&mut self, actor: &Actor) -> Result<Sent, SendError> {
        let reserves = self.others(actor, &[]);
        let mark = instruction::position_mark(&self.market.market, &actor.position, &reserves);
        self.send(&mark, &[])
    }

    /// Writes off what an actor owes to `reserve`.
    pub fn resolve(&mut self, actor: &Actor, reserve: usize) -> Result<Sent, SendError> {
        let market = self.market.market;
        let resolve =
            instruction::bad_debt_resolve(&market, &actor.position, &self.accounts(reserve));
        self.send(&resolve, &[])
    }

    /// Pays a reserve's fees out to a token account of governance, and returns that account as well.
    pub fn collect_fees(&mut self, reserve: usize) -> (Address, Result<Sent, SendError>) {
        let (governance, mint) = (self.market.governance.pubkey(), self.accounts(reserve).mint);
        let purse = self.machine.create_tokens(&governance, &mint, 0).unwrap();
        let market = self.market.market;
        let collect = instruction::fees_collect(&market, &self.accounts(reserve), &purse);
        (purse, self.send(&collect, &[]))
    }

    /// Closes an actor's position.
    pub fn close(&mut self, actor: &Actor) -> Result<Sent, SendError> {
        let close = instruction::position_close(&actor.address(), &actor.position);
        self.send(&close, &[&actor.key])
    }
}
