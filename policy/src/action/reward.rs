//! Rewards: what is funded, claimed and retired; what is earned is counted wherever shares change.

use super::ReserveMut;
use crate::error::Result;
use crate::position::Position;
use crate::reward::{RewardStream, Side};
use crate::unit::{Timestamp, TokenAmount};

impl ReserveMut<'_> {
    /// The stream of a side, and the shares that it is spread over, once all is emitted that is due at `now`.
    fn rewards(&mut self, side: Side, now: Timestamp) -> (&mut RewardStream, u64) {
        self.emit_rewards(now);
        self.stream(side)
    }

    /// The stream of a side, and the shares that it is spread over.
    const fn stream(&mut self, side: Side) -> (&mut RewardStream, u64) {
        match side {
            Side::Deposit => (&mut *self.deposit_rewards, self.ledger.deposit_shares.0),
            Side::Borrow => (&mut *self.borrow_rewards, self.ledger.debt_shares.0),
        }
    }
}

/// Adds `amount` to what a side earns, to be emitted within `seconds`, see [`RewardStream::fund`].
pub fn fund_rewards(
    reserve: &mut ReserveMut<'_>,
    side: Side,
    amount: TokenAmount,
    seconds: u32,
    now: Timestamp,
) -> Result<()> {
    let (stream, shares) = reserve.rewards(side, now);
    stream.fund(amount, seconds, shares, now)
}

/// Takes out what `position` has earned on a side and returns it, zero where it has earned nothing.
///
/// 1. What is due up to `now` is emitted, and the position's part of it counted.
/// 2. All of it is paid; a slot that was kept for it alone is free again.
pub fn claim_reward(
    reserve: &mut ReserveMut<'_>,
    side: Side,
    position: &mut Position,
    now: Timestamp,
) -> TokenAmount {
    let index = reserve.index;
    let (stream, _) = reserve.rewards(side, now);
    position.claim(index, side, stream)
}

/// Closes a side's rewards long after their end and returns what was left unclaimed, see [`RewardStream::retire`].
pub fn retire_rewards(
    reserve: &mut ReserveMut<'_>,
    side: Side,
    now: Timestamp,
) -> Result<TokenAmount> {
    let (stream, shares) = reserve.stream(side);
    stream.retire(shares, now)
}
