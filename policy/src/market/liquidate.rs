//! Liquidations: two reserves change at once.

use super::{Market, Outcome, Snapshot, effective, get};
use crate::action::{self, Liquidation, MarketMut};
use crate::error::Result;
use crate::position::Position;
use crate::unit::{ReserveIndex, Timestamp, TokenAmount};

impl Market<'_> {
    pub(super) fn liquidate(
        &mut self,
        position: &mut Position,
        debt: ReserveIndex,
        collateral: ReserveIndex,
        amount: TokenAmount,
        now: Timestamp,
    ) -> Result<Outcome> {
        let others = Snapshot {
            reserves: self.reserves,
            feeds: self.feeds,
            now,
        };
        let mut debt_draft = *get(self.reserves, debt)?;
        let mut collateral_draft = *get(self.reserves, collateral)?;
        let debt_terms = effective(self.feeds, &debt_draft, now);
        let collateral_terms = effective(self.feeds, &collateral_draft, now);
        let mut flows = *self.flows;
        let mut market = MarketMut {
            limits: self.limits,
            flows: &mut flows,
        };
        let outcome = action::liquidate(
            &mut debt_draft.as_mut(debt, debt_terms),
            &mut collateral_draft.as_mut(collateral, collateral_terms),
            &mut market,
            position,
            amount,
            &others,
            now,
        )?;
        self.put(debt, &debt_draft);
        self.put(collateral, &collateral_draft);
        *self.flows = flows;
        Ok(Outcome::Liquidated(outcome))
    }

    /// Liquidates `position` for a deposit of `receiver`'s, see [`action::liquidate_into()`].
    pub fn liquidate_into(
        &mut self,
        position: &mut Position,
        receiver: &mut Position,
        (debt, collateral): (ReserveIndex, ReserveIndex),
        amount: TokenAmount,
        now: Timestamp,
    ) -> Result<Liquidation> {
        let others = Snapshot {
            reserves: self.reserves,
            feeds: self.feeds,
            now,
        };
        let mut debt_draft = *get(self.reserves, debt)?;
        let mut collateral_draft = *get(self.reserves, collateral)?;
        let debt_terms = effective(self.feeds, &debt_draft, now);
        let collateral_terms = effective(self.feeds, &collateral_draft, now);
        let (mut flows, mut drafts) = (*self.flows, (*position, *receiver));
        let mut market = MarketMut {
            limits: self.limits,
            flows: &mut flows,
        };
        let moved = action::liquidate_into(
            &mut debt_draft.as_mut(debt, debt_terms),
            &mut collateral_draft.as_mut(collateral, collateral_terms),
            &mut market,
            &mut drafts.0,
            &mut drafts.1,
            amount,
            &others,
            now,
        )?;
        self.put(debt, &debt_draft);
        self.put(collateral, &collateral_draft);
        *self.flows = flows;
        (*position, *receiver) = drafts;
        Ok(moved)
    }
}
