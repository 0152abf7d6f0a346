//! Questions about where positions stand: the shares of their limits, the moves that would have them liquidated, rewards.

use crate::preview::{Draft, Preview, applied, reserve_index};
use crate::scene::Scene;
use crate::{Answer, Refusal, status, words};
use ballast_client::layout::{Account, Position};
use ballast_policy::interest::AnnualRate;
use ballast_policy::market::Market;
use ballast_policy::outlook;
use ballast_policy::position;
use ballast_policy::position_view::MAX_ASSETS;
use ballast_policy::reward::Side;
use ballast_policy::unit::{ReserveIndex, Timestamp, Usd};

/// Stands for: none, or no move does it.
const NONE: u64 = u64::MAX;

/// A position's bytes, the discriminator included.
const ACCOUNT: usize = 8 + size_of::<Position>();

/// Where a position stands at `now`, fifteen words: the shares of the opening and of the liquidation limit that it uses
/// (basis points), and for each asset in the order of `PositionView` the move of its price alone that would have the position
/// liquidated (basis points; the largest number: none does).
pub fn outlook(scene: &Scene, position: &Position, now: u64) -> Answer {
    let holdings = ballast_bridge::policy_holdings(position);
    standing_words(&Draft::of(scene).market(), &holdings, Timestamp(now))
}

/// The same once an action has been done.
pub fn apply_outlook(scene: &Scene, position: &Position, preview: Preview) -> Answer {
    let mut draft = Draft::of(scene);
    let (_, holdings) = applied(&mut draft, position, preview)?;
    standing_words(&draft.market(), &holdings, Timestamp(preview.now))
}

fn standing_words(market: &Market<'_>, held: &position::Position, now: Timestamp) -> Answer {
    let standing = market.standing(held, now)?;
    let mut answer = words([standing.of_opening_bps, standing.of_liquidation_bps]);
    let mut moves = [NONE; MAX_ASSETS];
    let deposits = held.deposits.iter().filter(|slot| !slot.shares.is_zero());
    let borrows = held.borrows.iter().filter(|slot| !slot.shares.is_zero());
    let reserves = deposits
        .map(|slot| slot.reserve)
        .chain(borrows.map(|slot| slot.reserve));
    for (place, reserve) in moves.iter_mut().zip(reserves) {
        *place = market.reach_bps(held, reserve, now)?.unwrap_or(NONE);
    }
    answer.extend(words(moves));
    Ok(answer)
}

/// Words of a position in a [`survey`].
const SURVEYED: usize = 8;

/// Where many positions stand at `now`; `accounts` are whole accounts one after another. Of each eight words: collateral,
/// debt, what new debt may reach, the debt past which it is liquidated (USD, 2^-20), the share of the latter that it uses (basis points),
/// when its bad health was first noted, the fall of the price of `reserve` alone that would have it liquidated (basis
/// points; the largest number: none does, as where it is owed), and 1 where it may be liquidated now, else 0. All are the largest number for what is
/// no position that this market can value.
pub fn survey(scene: &Scene, accounts: &[u8], reserve: u32, now: u64) -> Answer {
    if !accounts.len().is_multiple_of(ACCOUNT) {
        return Err(Refusal::Status(status::NOT_AN_ACCOUNT));
    }
    let (index, now) = (reserve_index(reserve)?, Timestamp(now));
    scene.reserve(reserve, now)?;
    let mut draft = Draft::of(scene);
    let market = draft.market();
    let each = accounts.chunks_exact(ACCOUNT);
    Ok(each
        .flat_map(|account| {
            words(surveyed(&market, account, index, now).unwrap_or([NONE; SURVEYED]))
        })
        .collect())
}

fn surveyed(
    market: &Market<'_>,
    account: &[u8],
    index: ReserveIndex,
    now: Timestamp,
) -> Option<[u64; SURVEYED]> {
    let position = Position::decode(account).ok()?;
    let holdings = ballast_bridge::policy_holdings(&position);
    let standing = market.standing(&holdings, now).ok()?;
    let held = standing.held;
    let reach = market.reach_bps(&holdings, index, now).ok()?;
    // What is owed harms by its rise, which stands in the position's own outlook.
    let fall = reach.filter(|by| *by == 0 || !holdings.deposit_shares(index).is_zero());
    Some([
        held.collateral.0,
        held.debt.0,
        standing.borrow_limit.0,
        held.liquidation_limit.0,
        standing.of_liquidation_bps,
        holdings.unhealthy_since.0,
        fall.unwrap_or(NONE),
        u64::from(held.check_may_liquidate().is_ok()),
    ])
}

/// What a position could claim now of the rewards of a side (0 deposits, 1 debts) of a reserve, one word: base units of the
/// reward token.
pub fn reward(scene: &Scene, position: &Position, reserve: u32, side: u32, now: u64) -> Answer {
    let index = reserve_index(reserve)?;
    let side = u8::try_from(side).map_err(|_| Refusal::Status(status::ARGUMENT))?;
    let side = Side::from_number(side)?;
    let mut holdings = ballast_bridge::policy_holdings(position);
    let mut draft = Draft::of(scene);
    let claimed = draft
        .market()
        .claim_reward(&mut holdings, index, side, Timestamp(now))?;
    Ok(words([claimed.0]))
}

/// What a value earns or costs in a year at a rate (2^-32), one word: USD, 2^-20.
pub fn yearly(_: &Scene, value: u64, rate: u64) -> Answer {
    Ok(words([outlook::yearly_floor(
        Usd(value),
        AnnualRate(rate),
    )?
    .0]))
}
