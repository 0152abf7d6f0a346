//! What users do, one line each.

use super::Stage;
use crate::actor::Actor;
use ballast_client::instruction;
use ballast_vm::{SendError, Sent};

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

    /// Closes an actor's position.
    pub fn close(&mut self, actor: &Actor) -> Result<Sent, SendError> {
        let close = instruction::position_close(&actor.address(), &actor.position);
        self.send(&close, &[&actor.key])
    }
}
