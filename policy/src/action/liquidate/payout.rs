//! What a liquidator gains: tokens out of the reserve's cash, or a deposit in it.

use super::super::ReserveMut;
use super::Liquidation;
use crate::error::Result;
use crate::position::Position;
use crate::unit::{DepositShares, Timestamp, TokenAmount};

/// Where the seized collateral goes.
pub(super) enum Payout<'a> {
    /// Out of the reserve.
    Tokens,
    /// To a position of the liquidator's.
    Shares(&'a mut Position),
}

impl Payout<'_> {
    /// The most that can be seized of what `position` holds.
    #[inline(always)]
    pub(super) fn most(
        &self,
        collateral: &ReserveMut<'_>,
        position: &mut Position,
    ) -> Result<TokenAmount> {
        let shares = position.deposit_mut(collateral.index)?.shares;
        let held = collateral.ledger.worth_floor(shares)?;
        Ok(match self {
            Self::Tokens => held.min(collateral.ledger.cash),
            Self::Shares(_) => held,
        })
    }

    /// Takes the shares behind what is seized, rounded up and at most what the position holds, and pays it out.
    #[inline(always)]
    pub(super) fn seize(
        self,
        collateral: &mut ReserveMut<'_>,
        position: &mut Position,
        moved: &Liquidation,
        now: Timestamp,
    ) -> Result<()> {
        let slot = position.deposit_mut(collateral.index)?;
        let shares = if moved.seized >= collateral.ledger.worth_floor(slot.shares)? {
            // All that they are worth takes all of them: a share left over would be worth nothing and stay for ever.
            slot.shares
        } else {
            let shares = collateral.ledger.shares_for_ceil(moved.seized)?;
            shares.min(slot.shares)
        };
        slot.leave(shares, collateral.deposit_rewards, now)?;
        match self {
            Self::Tokens => collateral.ledger.seize(shares, moved.seized, moved.fee),
            Self::Shares(receiver) => give(collateral, receiver, shares, moved, now),
        }
    }
}

/// True when a loss has left the position's deposit worth nothing.
#[inline(always)]
pub(super) fn is_worthless(collateral: &ReserveMut<'_>, position: &mut Position) -> Result<bool> {
    if collateral.ledger.virtual_lost == 0 {
        return Ok(false);
    }
    let shares = position.deposit_mut(collateral.index)?.shares;
    Ok(collateral.ledger.worth_floor(shares)?.is_zero())
}

/// Burns a worthless deposit: it would keep the position's debt from being written off.
#[cold]
pub(super) fn clear(
    debt: &mut ReserveMut<'_>,
    collateral: &mut ReserveMut<'_>,
    position: &mut Position,
    now: Timestamp,
) -> Result<Liquidation> {
    let slot = position.deposit_mut(collateral.index)?;
    let shares = slot.shares;
    slot.leave(shares, collateral.deposit_rewards, now)?;
    collateral.ledger.withdraw(shares, TokenAmount::ZERO)?;
    debt.reprice();
    collateral.reprice();
    Ok(Liquidation {
        repaid: TokenAmount::ZERO,
        seized: TokenAmount::ZERO,
        fee: TokenAmount::ZERO,
        bonus_bps: 0,
    })
}

/// Hands the liquidator's part of `shares` over; the protocol's part is burned and owed to it.
#[cold]
fn give(
    collateral: &mut ReserveMut<'_>,
    receiver: &mut Position,
    shares: DepositShares,
    moved: &Liquidation,
    now: Timestamp,
) -> Result<()> {
    let burned = collateral.ledger.shares_for_ceil(moved.fee)?.min(shares);
    let gained = shares.minus(burned)?;
    collateral.ledger.keep(burned, moved.fee)?;
    let season = collateral.limits.season_seconds;
    let rewards = &*collateral.deposit_rewards;
    receiver.add_deposit(collateral.index, gained, rewards, season, now)
}
