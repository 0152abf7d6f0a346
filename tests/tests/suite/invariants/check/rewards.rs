//! Rewards: a stream gives what it was given, to who earned it, and moves nothing else.

use super::Step;
use crate::invariants::deed::Act;
use crate::invariants::judge::{Tally, Verdict};
use crate::invariants::reward::{STREAMS, Stream};
use crate::invariants::state::{balance, index};
use crate::invariants::world::{RESERVES, USERS, fee_of};
use ballast_policy::market::Reserve;
use ballast_policy::position::Position;
use ballast_policy::reward::{Earned, RewardIndex, RewardStream, Side};
use ballast_vm::Image;
use proptest::prelude::*;
use solana_address::Address;

/// A base unit, in what is counted of it.
const UNIT: u128 = 1 << 32;

/// A stream's vault holds what is left and what is unclaimed, to the base unit, and never more was paid than funded; what
/// positions have earned is covered; nobody earns or loses by moving shares; who claims is paid that, and nothing else moves.
pub(super) fn streams_give_what_they_were_given(step: &Step<'_>, tally: &mut Tally) -> Verdict {
    if !step.is_done() {
        return Ok(());
    }
    for number in 0..STREAMS {
        vault_holds_the_stream(step, number, tally)?;
        earned_is_covered(step, number, tally)?;
        moving_earns_nothing(step, number, tally)?;
    }
    match step.single() {
        Some(Act::Claim(number, user)) => {
            pays_the_owner(step, number, user, tally)?;
            nothing_else_moves(step, number)
        }
        Some(Act::Fund(number, _) | Act::RetireRewards(number) | Act::OpenRewards(number)) => {
            nothing_else_moves(step, number)
        }
        _ => Ok(()),
    }
}

fn vault_holds_the_stream(step: &Step<'_>, number: usize, tally: &mut Tally) -> Verdict {
    let stream = &step.world.streams[number];
    let (of, given) = (stream.of(step.after), step.after.given[number]);
    let held = held(step.images.1, &stream.vault(of.generation));
    let noted = of.left.0 + of.unclaimed.0;
    prop_assert_eq!(held, noted, "rewards: the vault of {}", number);
    prop_assert!(given.paid <= given.funded, "rewards: {number}: {given:?}");
    prop_assert_eq!(held, given.funded - given.paid, "rewards: {}", number);
    tally.add("rewards: vault counted");
    if given.paid > 0 {
        tally.add("rewards: vault counted after a claim");
    }
    Ok(())
}

/// All that positions have earned, counted or not, is at most what was emitted and not claimed.
fn earned_is_covered(step: &Step<'_>, number: usize, tally: &mut Tally) -> Verdict {
    let stream = &step.world.streams[number];
    let of = stream.of(step.after);
    if of.is_open == 0 {
        return Ok(());
    }
    let users = 0..USERS;
    let earned: u128 = users
        .map(|user| earned(stream, &step.after.position(user), of))
        .sum();
    let unclaimed = u128::from(of.unclaimed.0) * UNIT;
    prop_assert!(earned <= unclaimed, "rewards: {number}: {earned} of {of:?}");
    if earned > 0 {
        tally.add("rewards: earnings counted");
    }
    Ok(())
}

/// Whatever moves a position's shares, it has earned the same before and after; a claim takes the whole units out.
fn moving_earns_nothing(step: &Step<'_>, number: usize, tally: &mut Tally) -> Verdict {
    let stream = &step.world.streams[number];
    let (old, new) = (stream.of(step.before), stream.of(step.after));
    if old.is_open == 0 || new.is_open == 0 || old.generation != new.generation {
        return Ok(());
    }
    let paid = step.after.given[number].paid - step.before.given[number].paid;
    for user in 0..USERS {
        let (was, is) = (step.before.position(user), step.after.position(user));
        let (had, has) = (earned(stream, &was, new), earned(stream, &is, new));
        let is_claimed = step.single() == Some(Act::Claim(number, user));
        let kept = has
            + if is_claimed {
                u128::from(paid) * UNIT
            } else {
                0
            };
        // Less than a unit goes with a slot that gets free.
        let is_same = kept <= had && had - kept < UNIT;
        prop_assert!(is_same, "rewards: {number} {user}: {had}, {kept}");
        if had > 0 && shares(stream, &was) != shares(stream, &is) {
            tally.add(match step.single() {
                Some(Act::Liquidate { .. } | Act::Resolve(..)) => "rewards: earned and liquidated",
                _ => "rewards: earned and moved",
            });
        }
    }
    Ok(())
}

/// Who claims is paid what its position has earned, less what a token takes of every transfer.
fn pays_the_owner(step: &Step<'_>, number: usize, user: usize, tally: &mut Tally) -> Verdict {
    let stream = &step.world.streams[number];
    let of = stream.of(step.after);
    let paid = step.after.given[number].paid - step.before.given[number].paid;
    let position = step.before.position(user);
    if of.is_open != 0 {
        let due = earned(stream, &position, of);
        let whole = due / UNIT;
        prop_assert_eq!(u128::from(paid), whole, "rewards: {} of {}", number, user);
    }
    let purse = &stream.purses[user];
    let gained = held(step.images.1, purse) - held(step.images.0, purse);
    let takes_fee = number + 1 == STREAMS;
    let fee = if takes_fee { fee_of(paid) } else { 0 };
    prop_assert_eq!(gained, paid - fee, "rewards: {} of {}", number, user);
    tally.add(match (paid, stream.side) {
        (0, _) => "rewards: nothing to pay",
        (_, Side::Deposit) => "rewards: a depositor paid",
        (_, Side::Borrow) => "rewards: a debtor paid",
    });
    if fee > 0 {
        tally.add("rewards: paid with a transfer fee");
    }
    Ok(())
}

/// Reserves and positions are what they were, but for the rewards in them.
fn nothing_else_moves(step: &Step<'_>, number: usize) -> Verdict {
    let reserves = step.before.reserves.iter().zip(&step.after.reserves);
    for (reserve, (old, new)) in reserves.enumerate() {
        let (old, new) = (without_rewards(old), without_rewards(new));
        prop_assert!(old == new, "rewards: {number} moved {reserve}");
    }
    for user in 0..USERS {
        let (was, is) = (step.before.position(user), step.after.position(user));
        for reserve in (0..RESERVES).map(index) {
            prop_assert_eq!(was.deposit_shares(reserve), is.deposit_shares(reserve));
            prop_assert_eq!(was.debt_shares(reserve), is.debt_shares(reserve));
        }
        let rest = |of: &Position| (of.group, of.unhealthy_since, of.noted_at);
        prop_assert_eq!(rest(&was), rest(&is), "rewards: {} moved {}", number, user);
    }
    Ok(())
}

fn without_rewards(reserve: &Reserve) -> Reserve {
    Reserve {
        deposit_rewards: RewardStream::default(),
        borrow_rewards: RewardStream::default(),
        ..*reserve
    }
}

fn held(image: &Image, tokens: &Address) -> u64 {
    image.data(tokens).map_or(0, balance)
}

/// The shares of a position that a stream rewards.
fn shares(stream: &Stream, position: &Position) -> u64 {
    let at = index(stream.reserve);
    match stream.side {
        Side::Deposit => position.deposit_shares(at).0,
        Side::Borrow => position.debt_shares(at).0,
    }
}

/// What a position has earned by the index of `of`, in units of 2^-32: what is counted, and what its shares have earned since.
fn earned(stream: &Stream, position: &Position, of: &RewardStream) -> u128 {
    let at = index(stream.reserve);
    match stream.side {
        Side::Deposit => {
            let slots = position.deposits.iter().filter(|slot| slot.reserve == at);
            slots.map(|slot| due(slot.shares.0, &slot.earned, of)).sum()
        }
        Side::Borrow => {
            let slots = position.borrows.iter().filter(|slot| slot.reserve == at);
            slots.map(|slot| due(slot.shares.0, &slot.earned, of)).sum()
        }
    }
}

/// What was counted in another generation is forgotten, and these shares have been held since this one began.
fn due(shares: u64, earned: &Earned, of: &RewardStream) -> u128 {
    let is_present = earned.generation == of.generation;
    let (owed, seen) = if is_present {
        let counted = u128::from(earned.owed.0) * UNIT + u128::from(earned.fraction);
        (counted, raw(earned.seen))
    } else {
        (0, 0)
    };
    let grown = raw(of.index).saturating_sub(seen);
    let (whole, part) = (grown >> 64, grown & u128::from(u64::MAX));
    let shares = u128::from(shares);
    owed + (whole * shares).saturating_mul(UNIT) + part * shares / UNIT
}

fn raw(index: RewardIndex) -> u128 {
    (u128::from(index.whole) << 64) | u128::from(index.fraction)
}
