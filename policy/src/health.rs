//! What a position is worth and what it may owe.
//!
//! ```text
//! borrow limit      = sum of floor(collateral at its low price) x opening LTV      (follows the score)
//! seasoned limit    = the same without what arrived of late                        (see `fresh`)
//! liquidation limit = sum of floor(collateral at its low price) x threshold        (never follows the score)
//! debt              = sum of ceil(debt at its high price)                          (times its weight when opening, or
//!                                                                                    while governance deleverages it)
//! ```
//!
//! Positions of a group are judged on the group's LTV and threshold where the collateral is of it (see `group`). Isolated
//! collateral opens something only where a position holds nothing else. A breaker may have a collateral judged on its
//! strictest opening LTV, or open nothing; it never touches a threshold.

mod view;

use crate::deleverage::PLAIN_WEIGHT_BPS;
use crate::error::{Result, Rule};
use crate::fresh::seasoned_value_floor;
use crate::liquidation::Exposure;
use crate::num::{BPS_ONE, mul_div_ceil, share_floor};
use crate::position::{DepositSlot, Position};
use crate::price::PriceNeeds;
use crate::unit::{DepositShares, ReserveIndex, Timestamp, Usd};

pub use view::{ReserveView, UNSHOWN_SECONDS, WORTH_SEIZING};

/// Where a valuation finds the reserves that a position uses.
pub trait ReserveSource {
    /// The reserve with this index, or [`Rule::ReserveMissing`].
    fn reserve(&self, index: ReserveIndex) -> Result<ReserveView<'_>>;
}

/// What the valuation is for: it decides what a price that is no longer usable means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Opening risk: collateral without a usable price backs nothing, so that one dead oracle blocks no one else; debt
    /// without one is an error.
    Opening,
    /// Liquidation: what has no usable price counts at its last one, and at nothing if it never had one. So a dead
    /// oracle neither liquidates anyone nor, through a few cents of what it priced, shields anyone. For a day after that
    /// last price, though, collateral counts twice and debt half: whoever liquidates chooses which prices to show, and must
    /// not gain by leaving a good one out. The two reserves that a liquidation trades must have usable prices;
    /// [`crate::action::liquidate()`] sees to that.
    Liquidating,
}

/// A position's totals in USD.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// Collateral at its low price.
    pub collateral: Usd,
    /// What new debt may reach on present terms.
    pub borrow_limit: Usd,
    /// The part of `borrow_limit` that seasoned collateral gives. Only of a valuation for opening.
    pub seasoned_limit: Usd,
    /// The debt beyond which the position may be liquidated.
    pub liquidation_limit: Usd,
    /// Debt at its high price.
    pub debt: Usd,
    /// The same, each debt times its asset's weight. Only of a valuation for opening.
    pub weighted_debt: Usd,
    /// What debts that governance deleverages count for above `debt`. Only of a valuation for liquidation.
    pub deleveraged: Usd,
    /// The lowest threshold of any collateral that could be seized now and is worth a hundred dollars, basis points; the
    /// largest number where there is none. What covers no debt at all is not counted: it may be seized at any time. Only of a
    /// valuation for liquidation.
    pub weakest_bps: u16,
    /// The largest weight of any debt that can be traded now and is worth a hundred dollars, basis points. Only of a valuation for liquidation.
    pub heaviest_bps: u16,
}

/// A debt's value times its weight, rounded up.
#[cold]
fn weighted_ceil(value: Usd, weight_bps: u16) -> Result<Usd> {
    mul_div_ceil(value.0, u64::from(weight_bps), BPS_ONE).map(Usd)
}

impl Health {
    /// Values `position` at `now`.
    #[inline]
    pub fn assess(
        position: &Position,
        source: &impl ReserveSource,
        purpose: Purpose,
        now: Timestamp,
    ) -> Result<Self> {
        let mut health = Self {
            weakest_bps: u16::MAX,
            ..Self::default()
        };
        for slot in position
            .deposits
            .iter()
            .filter(|slot| !slot.shares.is_zero())
        {
            let reserve = source.reserve(slot.reserve)?;
            let is_believed = reserve.check_price(PriceNeeds::BACKING, now).is_ok();
            if purpose == Purpose::Opening && !is_believed {
                continue;
            }
            let backs = !reserve.config.is_isolated_collateral() || position.holds_one();
            let group = position.group;
            health.add_collateral(&reserve, slot, purpose, (group, backs), now)?;
        }
        for slot in position
            .borrows
            .iter()
            .filter(|slot| !slot.shares.is_zero())
        {
            let reserve = source.reserve(slot.reserve)?;
            if purpose == Purpose::Opening {
                reserve.check_price(PriceNeeds::OWED, now)?;
            }
            let owed = reserve.ledger.index_at(now).owed_ceil(slot.shares);
            health.add_debt(&reserve, reserve.price.high.value_ceil(owed)?, purpose, now)?;
        }
        Ok(health)
    }

    #[inline(always)]
    fn add_collateral(
        &mut self,
        reserve: &ReserveView<'_>,
        slot: &DepositSlot,
        purpose: Purpose,
        (group, backs): (u16, bool),
        now: Timestamp,
    ) -> Result<()> {
        let amount = reserve.ledger.worth_floor(slot.shares)?;
        let mut value = reserve.price.low.value_floor(amount)?;
        if purpose == Purpose::Liquidating && reserve.is_unshown(now) {
            value = value.plus(value)?;
        }
        self.collateral = self.collateral.plus(value)?;
        let threshold = reserve.threshold(group, now);
        let holds = Usd(share_floor(value.0, threshold));
        self.liquidation_limit = self.liquidation_limit.plus(holds)?;
        if purpose == Purpose::Opening {
            if !backs {
                return Ok(());
            }
            let opens = Usd(share_floor(value.0, reserve.opening_ltv_floor(group, now)));
            self.borrow_limit = self.borrow_limit.plus(opens)?;
            let fresh = DepositShares(slot.fresh.at_ceil(now));
            let seasoned = seasoned_value_floor(opens, slot.shares, fresh);
            self.seasoned_limit = self.seasoned_limit.plus(seasoned)?;
        } else if threshold != 0
            && threshold < self.weakest_bps
            && value >= WORTH_SEIZING
            && reserve.is_seizable(now)
        {
            self.weakest_bps = threshold;
        }
        Ok(())
    }

    #[inline(always)]
    fn add_debt(
        &mut self,
        reserve: &ReserveView<'_>,
        value: Usd,
        purpose: Purpose,
        now: Timestamp,
    ) -> Result<()> {
        let weight = reserve.config.borrow_weight_bps;
        let is_unshown = purpose == Purpose::Liquidating && reserve.is_unshown(now);
        let value = if is_unshown { Usd(value.0 >> 1) } else { value };
        self.debt = self.debt.plus(value)?;
        let pressed = reserve.liquidation_weight_bps_floor(now);
        if purpose == Purpose::Opening {
            // Nothing is opened that could be reduced in the same second.
            let weight = weight.max(pressed);
            let weighted = if u64::from(weight) == BPS_ONE {
                value
            } else {
                weighted_ceil(value, weight)?
            };
            self.weighted_debt = self.weighted_debt.plus(weighted)?;
            return Ok(());
        }
        if pressed != PLAIN_WEIGHT_BPS {
            let extra = pressed.saturating_sub(PLAIN_WEIGHT_BPS);
            let extra = Usd(share_floor(value.0, extra));
            self.deleveraged = self.deleveraged.plus(extra)?;
        }
        if weight > self.heaviest_bps
            && value >= WORTH_SEIZING
            && reserve.check_price(PriceNeeds::TRADED, now).is_ok()
        {
            self.heaviest_bps = weight;
        }
        Ok(())
    }

    /// INV-12: the error when the debt exceeds what present terms allow.
    #[inline(always)]
    pub fn check_may_open(&self) -> Result<()> {
        if self.weighted_debt > self.borrow_limit {
            return Err(Rule::BorrowLimitExceeded.broken(self.weighted_debt.0, self.borrow_limit.0));
        }
        Ok(())
    }

    /// What a liquidation's bonus and size follow from.
    pub const fn exposure(&self) -> Exposure {
        Exposure {
            debt: self.debt,
            collateral: self.collateral,
            limit: self.liquidation_limit,
        }
    }

    /// Whether the position is past its liquidation threshold.
    #[inline(always)]
    pub fn is_unhealthy(&self) -> bool {
        self.debt > self.liquidation_limit
    }

    /// What is held against the liquidation limit: the debt, and what a deleverage adds to it.
    #[inline(always)]
    pub fn judged_debt(&self) -> Usd {
        Usd(self.debt.0.saturating_add(self.deleveraged.0))
    }

    /// The error when the position is neither past its liquidation threshold nor brought past it by a deleverage.
    #[inline(always)]
    pub fn check_may_liquidate(&self) -> Result<()> {
        let judged = self.judged_debt();
        if judged <= self.liquidation_limit {
            return Err(Rule::PositionHealthy.broken(judged.0, self.liquidation_limit.0));
        }
        Ok(())
    }

    /// INV-14: the error when the debt lies further above the liquidation limit than it did in `before`.
    ///
    /// Not their ratio: where the collateral no longer covers debt and bonus, every liquidation worsens the ratio, and
    /// the position would be out of reach until it is insolvent.
    pub fn check_no_worse_than(&self, before: &Self) -> Result<()> {
        // debt - limit > debt before - limit before, without the signs.
        let now = u128::from(self.debt.0).saturating_add(u128::from(before.liquidation_limit.0));
        let then = u128::from(before.debt.0).saturating_add(u128::from(self.liquidation_limit.0));
        if now > then {
            return Err(Rule::HealthNotImproved.broken(self.debt.0, self.liquidation_limit.0));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
