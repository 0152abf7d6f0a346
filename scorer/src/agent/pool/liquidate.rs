//! Liquidations: tried on a copy first, then done.

use super::{LENT, Pool, Result};
use crate::agent::operation::Operation;
use ballast_policy::Rule;
use ballast_policy::action::Liquidation;
use ballast_policy::market::{Action, Market, Outcome};
use ballast_policy::unit::{ReserveIndex, Timestamp, TokenAmount};

impl Pool {
    /// What a liquidation of `amount` of `victim`'s debt would move, tried on a copy; none where policy refuses it.
    pub(in crate::agent) fn preview(
        &self,
        victim: usize,
        collateral: ReserveIndex,
        amount: TokenAmount,
        now: u64,
    ) -> Option<Liquidation> {
        let (mut reserves, mut feeds) = (self.reserves.clone(), self.feeds.clone());
        let mut flows = self.flows;
        let mut market = Market {
            reserves: &mut reserves,
            feeds: &mut feeds,
            limits: &self.limits,
            flows: &mut flows,
        };
        let mut position = self.accounts[victim].position;
        let action = Action::Liquidate {
            debt: LENT,
            collateral,
            amount,
        };
        match market.apply(&mut position, action, Timestamp(now)) {
            Ok(Outcome::Liquidated(moved)) => Some(moved),
            _ => None,
        }
    }

    /// Liquidates `amount` of `victim`'s debt with the purse of `account`, which must hold what [`Self::preview`] says is
    /// repaid.
    pub(in crate::agent) fn liquidate(
        &mut self,
        account: usize,
        victim: usize,
        collateral: ReserveIndex,
        amount: TokenAmount,
        now: u64,
    ) -> Result<Liquidation> {
        let debt = LENT;
        let held = self.purse(account, debt);
        let wanted = self.preview(victim, collateral, amount, now);
        if wanted.is_some_and(|moved| moved.repaid > held) {
            return Err(Rule::InsufficientLiquidity.broken(amount.0, held.0));
        }
        let action = Action::Liquidate {
            debt,
            collateral,
            amount,
        };
        let mut position = self.accounts[victim].position;
        let applied = self.market().apply(&mut position, action, Timestamp(now));
        let moved = match applied {
            Ok(Outcome::Liquidated(moved)) => moved,
            // Policy answers a liquidation with one.
            Ok(_) => return Err(Rule::ZeroAmount.broken(0, 0)),
            Err(error) => {
                let refused = ("liquidate", error);
                self.note_refused(now, refused, || Operation::Act(victim, action));
                return Err(error);
            }
        };
        self.note(now, || Operation::Act(victim, action));
        self.accounts[victim].position = position;
        self.liquidated.insert(victim);
        let purse = &mut self.accounts[account].purse;
        purse[usize::from(debt.0)] -= moved.repaid.0;
        purse[usize::from(collateral.0)] += moved.paid().0;
        self.retrigger(victim, now);
        Ok(moved)
    }
}
