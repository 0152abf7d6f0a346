use super::*;
use crate::fixture::{NOW, cases};
use crate::position::Position;
use crate::unit::{DebtShares, DepositShares, ReserveIndex};
use proptest::prelude::*;

const HERE: ReserveIndex = ReserveIndex(3);
const HOUR: u64 = 3_600;

fn later(seconds: u64) -> Timestamp {
    Timestamp(NOW.0 + seconds)
}

/// A stream that emits `amount` within an hour from now.
fn funded(amount: u64) -> RewardStream {
    let mut stream = RewardStream::default();
    stream.open().unwrap();
    stream
        .fund(TokenAmount(amount), LEAST_SECONDS, 0, NOW)
        .unwrap();
    stream
}

fn depositor(shares: u64, stream: &RewardStream) -> Position {
    let mut position = Position::default();
    position
        .add_deposit(HERE, DepositShares(shares), stream, 0, NOW)
        .unwrap();
    position
}

fn claim(position: &mut Position, stream: &mut RewardStream) -> u64 {
    position.claim(HERE, Side::Deposit, stream).0
}

#[test]
fn rewards_are_spread_over_shares_and_time() {
    // Given a quarter and three quarters of the shares
    let mut stream = funded(4_000);
    let (mut one, mut other) = (depositor(25, &stream), depositor(75, &stream));
    // When half of the time has passed, half is emitted
    stream.advance(100, later(HOUR / 2));
    assert_eq!(claim(&mut one, &mut stream), 500);
    assert_eq!(stream.left, TokenAmount(2_000));
    // And all of it at the end, and nothing after
    stream.advance(100, later(HOUR));
    stream.advance(100, later(9 * HOUR));
    assert_eq!(claim(&mut one, &mut stream), 500);
    assert_eq!(claim(&mut other, &mut stream), 3_000);
    assert_eq!(stream.unclaimed, TokenAmount::ZERO);
}

#[test]
fn while_nobody_holds_a_share_the_end_moves_away() {
    let mut stream = funded(3_600);
    stream.advance(0, later(HOUR / 2));
    assert_eq!(stream.left, TokenAmount(3_600));
    assert_eq!(stream.until, later(HOUR + HOUR / 2));
    stream.advance(7, later(HOUR));
    assert_eq!(stream.left, TokenAmount(1_800));
}

#[test]
fn who_comes_later_earns_from_then_on() {
    let mut stream = funded(3_600);
    let mut early = depositor(1, &stream);
    stream.advance(1, later(HOUR / 2));
    let mut late = depositor(1, &stream);
    stream.advance(2, later(HOUR));
    assert_eq!(claim(&mut early, &mut stream), 2_700);
    assert_eq!(claim(&mut late, &mut stream), 900);
}

#[test]
fn what_was_held_before_the_rewards_began_earns_from_their_start() {
    // Given a deposit in a reserve that has never had rewards
    let mut stream = RewardStream::default();
    let mut position = depositor(10, &stream);
    // When they are opened and funded
    stream.open().unwrap();
    stream
        .fund(TokenAmount(3_600), LEAST_SECONDS, 10, NOW)
        .unwrap();
    stream.advance(10, later(HOUR));
    // Then it earns all of them without having been touched
    assert_eq!(claim(&mut position, &mut stream), 3_600);
}

#[test]
fn what_is_earned_outlives_the_deposit_and_its_claim_frees_the_slot() {
    let mut stream = funded(3_600);
    let mut position = depositor(10, &stream);
    stream.advance(10, later(HOUR));
    let slot = position.deposit_mut(HERE).unwrap();
    slot.leave(DepositShares(10), &stream, later(HOUR)).unwrap();
    assert_eq!(
        position.check_empty(),
        Err(Rule::PositionNotEmpty.broken(1, 0))
    );
    assert!(position.deposit_shares(HERE).is_zero());
    assert_eq!(claim(&mut position, &mut stream), 3_600);
    assert_eq!(position, Position::default());
    assert_eq!(claim(&mut position, &mut stream), 0);
}

#[test]
fn debts_earn_like_deposits() {
    let mut stream = funded(3_600);
    let mut position = Position::default();
    position.add_borrow(HERE, DebtShares(5), &stream).unwrap();
    stream.advance(5, later(HOUR));
    assert_eq!(claim(&mut position, &mut stream), 0);
    let paid = position.claim(HERE, Side::Borrow, &mut stream);
    assert_eq!(paid, TokenAmount(3_600));
}

#[test]
fn more_funds_spread_what_is_left_anew() {
    let mut stream = funded(3_600);
    let mut position = depositor(1, &stream);
    stream
        .fund(TokenAmount(1_800), 2 * LEAST_SECONDS, 1, later(HOUR / 2))
        .unwrap();
    assert_eq!(stream.left, TokenAmount(3_600));
    stream.advance(1, later(HOUR / 2 + HOUR));
    assert_eq!(claim(&mut position, &mut stream), 1_800 + 1_800);
}

#[test]
fn a_retired_stream_forgets_and_its_next_life_counts_anew() {
    let mut stream = funded(3_600);
    let (mut silent, mut prompt) = (depositor(1, &stream), depositor(1, &stream));
    stream.advance(2, later(HOUR));
    assert_eq!(claim(&mut prompt, &mut stream), 1_800);
    // Not before the time to claim is over
    let due = HOUR + CLAIM_SECONDS;
    let early = stream.retire(2, later(due - 1)).unwrap_err();
    assert_eq!(early.rule, Rule::RewardsStillClaimable);
    assert_eq!(stream.retire(2, later(due)), Ok(TokenAmount(1_800)));
    assert_eq!(claim(&mut silent, &mut stream), 0);
    // The next generation pays what it emits, to both alike
    stream.open().unwrap();
    stream
        .fund(TokenAmount(50), LEAST_SECONDS, 2, later(due))
        .unwrap();
    stream.advance(2, later(due + HOUR));
    assert_eq!(claim(&mut silent, &mut stream), 25);
    assert_eq!(claim(&mut prompt, &mut stream), 25);
}

#[test]
fn a_slot_that_changes_its_reserve_brings_nothing_along() {
    // Given a slot that has earned in one reserve, is emptied and claimed
    let mut stream = funded(3_600);
    let mut position = depositor(10, &stream);
    stream.advance(10, later(HOUR));
    let slot = position.deposit_mut(HERE).unwrap();
    slot.leave(DepositShares(10), &stream, later(HOUR)).unwrap();
    claim(&mut position, &mut stream);
    // When it is used for another reserve, whose rewards begin later with the same generation
    let other = ReserveIndex(4);
    let mut rewards = RewardStream::default();
    position
        .add_deposit(other, DepositShares(1), &rewards, 0, NOW)
        .unwrap();
    rewards.open().unwrap();
    rewards
        .fund(TokenAmount(100), LEAST_SECONDS, 1, NOW)
        .unwrap();
    rewards.advance(1, later(HOUR));
    // Then it earns all of them
    let paid = position.claim(other, Side::Deposit, &mut rewards);
    assert_eq!(paid, TokenAmount(100));
}

#[test]
fn streams_are_opened_funded_and_retired_in_order_and_within_bounds() {
    let mut stream = RewardStream::default();
    let fund = |stream: &mut RewardStream, amount, seconds| {
        stream.fund(TokenAmount(amount), seconds, 1, NOW)
    };
    let rule = |result: Result<()>| result.unwrap_err().rule;
    assert_eq!(
        rule(fund(&mut stream, 1, LEAST_SECONDS)),
        Rule::RewardsClosed
    );
    assert_eq!(stream.retire(0, NOW).unwrap_err().rule, Rule::RewardsClosed);
    stream.open().unwrap();
    assert_eq!(rule(stream.open()), Rule::RewardsOpen);
    assert_eq!(rule(fund(&mut stream, 0, LEAST_SECONDS)), Rule::ZeroAmount);
    for seconds in [LEAST_SECONDS - 1, MOST_SECONDS + 1] {
        let refused = rule(fund(&mut stream, 1, seconds));
        assert_eq!(refused, Rule::SettingOutOfRange);
    }
    fund(&mut stream, u64::MAX, MOST_SECONDS).unwrap();
    let refused = rule(fund(&mut stream, 1, LEAST_SECONDS));
    assert_eq!(refused, Rule::ArithmeticOverflow);
    // One that was never funded is retired at once
    let mut unused = RewardStream::default();
    unused.open().unwrap();
    assert_eq!(unused.retire(0, NOW), Ok(TokenAmount::ZERO));
    assert_eq!(Side::from_number(1), Ok(Side::Borrow));
    assert_eq!(Side::from_number(2).unwrap_err().rule, Rule::SideUnknown);
}

proptest! {
    #![proptest_config(cases())]
    #[test]
    fn prop_claims_never_exceed_what_was_funded(
        steps in prop::collection::vec((0u8..4, 0usize..3, 0u64..1 << 40, 0u64..20_000), 1..60),
    ) {
        let mut stream = RewardStream::default();
        stream.open().unwrap();
        let mut positions = [Position::default(); 3];
        let (mut now, mut total, mut funded, mut claimed) = (NOW, 0u64, 0u64, 0u64);
        for (kind, who, amount, seconds) in steps {
            now = Timestamp(now.0 + seconds);
            stream.advance(total, now);
            let position = &mut positions[who];
            match kind {
                0 => {
                    let shares = DepositShares(amount);
                    position.add_deposit(HERE, shares, &stream, 0, now).unwrap();
                    total += amount;
                }
                1 => if let Ok(slot) = position.deposit_mut(HERE) {
                    let shares = DepositShares(slot.shares.0.min(amount));
                    slot.leave(shares, &stream, now).unwrap();
                    total -= shares.0;
                },
                2 => {
                    let length = LEAST_SECONDS + seconds as u32;
                    if stream.fund(TokenAmount(amount), length, total, now).is_ok() {
                        funded += amount;
                    }
                }
                _ => claimed += position.claim(HERE, Side::Deposit, &mut stream).0,
            }
            prop_assert_eq!(claimed + stream.unclaimed.0 + stream.left.0, funded);
        }
        // What is owed to all is covered, before a claim cuts it to that, and what rounding keeps is little
        stream.advance(total, Timestamp(now.0 + 100_000_000));
        let emitted = stream.unclaimed.0;
        let counted: u64 = positions.iter().filter_map(|position| {
            let mut slot = *position.deposits.iter().find(|slot| !slot.is_free())?;
            slot.earned.settle(slot.shares.0, &stream);
            Some(slot.earned.owed.0)
        }).sum();
        prop_assert!(counted <= emitted, "{counted} of {emitted}");
        let owed: u64 = positions.iter_mut().map(|position| position.claim(HERE, Side::Deposit, &mut stream).0).sum();
        prop_assert!(owed <= emitted);
        if total > 0 {
            prop_assert!(emitted - owed <= 200, "{} of {}", owed, emitted);
        }
    }
}
