//! Which liquidation of a position pays most, tried on a copy of the market by policy itself.

use ballast_client::layout::Position;
use ballast_policy::action::ALL;
use ballast_policy::error::Rule;
use ballast_policy::health::Purpose;
use ballast_policy::market::{Action, Outcome};
use ballast_policy::position::Position as Holdings;
use ballast_policy::unit::{PricePerUnit, ReserveIndex, TokenAmount, Usd};
use ballast_vm::policy_holdings;
use serde::Serialize;
use solana_address::Address;

use super::{ProfitConfig, Purse};
use crate::keeper::{Books, Placed, Scene};

/// A token whose transfers cost a fee: what is repaid and what is paid out are not what arrives.
const WITH_TRANSFER_FEE: u8 = 2;

/// What a search for offers needs.
#[derive(Debug)]
pub struct Candidate<'a> {
    /// The market.
    pub scene: &'a Scene,
    /// Its books with the newest prices loaded.
    pub books: &'a Books,
    /// What is at hand.
    pub purse: &'a Purse,
    /// The share of each token that is never spent, basis points.
    pub keep_bps: u64,
    /// The most that may be repaid, dollars.
    pub room_dollars: f64,
    /// What pays.
    pub profit: &'a ProfitConfig,
}

/// A liquidation that was tried on a copy.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Offer {
    /// The position.
    #[serde(serialize_with = "as_text")]
    pub position: Address,
    /// The reserve that is repaid.
    #[serde(serialize_with = "as_index")]
    pub debt: ReserveIndex,
    /// The reserve that is seized.
    #[serde(serialize_with = "as_index")]
    pub collateral: ReserveIndex,
    /// What is repaid, base units.
    pub repaid: u64,
    /// What is paid out, base units.
    pub paid: u64,
    /// The bonus, basis points.
    pub bonus_bps: u16,
    /// What is repaid is worth so much, dollars.
    pub repaid_dollars: f64,
    /// Profit after the cost of selling and before the transaction's fee, dollars.
    pub gain_dollars: f64,
    /// Whether debt is left that nothing backs: it is written off in the same transaction.
    pub leaves_bad_debt: bool,
}

/// What a position is, at the newest prices.
#[derive(Clone, Debug, PartialEq)]
pub enum Judged {
    /// Its debt is within its limit; how much of it, basis points.
    Healthy {
        /// Share of the liquidation limit that is owed, basis points.
        used_bps: u64,
    },
    /// It can be liquidated.
    Unhealthy(Box<Offer>),
    /// It is past its limit, and nothing can be done.
    Stuck(Refused),
}

/// Why nothing can be done with an unhealthy position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Refused {
    /// None of its debts' tokens is at hand, or the budget is used up.
    NothingToRepay,
    /// No account for its collateral stands.
    NoAccountForCollateral,
    /// The program would refuse every pair; the last rule is in the log.
    NoPairAllowed,
}

/// Values a position and finds its best offer.
pub fn judge(candidate: &Candidate<'_>, position: &Placed<Position>) -> Judged {
    let holdings = policy_holdings(&position.1);
    let now = candidate.scene.now();
    let mut books = candidate.books.clone();
    let health = books.market().health(&holdings, Purpose::Liquidating, now);
    let Ok(health) = health else {
        return Judged::Stuck(Refused::NoPairAllowed);
    };
    if health.check_may_liquidate().is_err() {
        let (owed, limit) = (health.judged_debt().0, health.liquidation_limit.0);
        let used = (u128::from(owed) * 10_000).checked_div(u128::from(limit));
        let used = used.unwrap_or_default();
        return Judged::Healthy {
            used_bps: u64::try_from(used).unwrap_or(u64::MAX),
        };
    }
    let mut best: Option<Offer> = None;
    let mut refused = Refused::NothingToRepay;
    for (debt, collateral) in pairs(&holdings) {
        match try_pair(candidate, &position.0, &holdings, debt, collateral) {
            Ok(offer) => {
                if best.is_none_or(|best| offer.gain_dollars > best.gain_dollars) {
                    best = Some(offer);
                }
            }
            Err(Refused::NothingToRepay) => {}
            Err(why) => refused = why,
        }
    }
    match best {
        Some(offer) => Judged::Unhealthy(Box::new(offer)),
        None => Judged::Stuck(refused),
    }
}

/// Every debt with every deposit.
fn pairs(holdings: &Holdings) -> Vec<(ReserveIndex, ReserveIndex)> {
    let borrows = holdings.borrows.iter();
    let borrows = borrows.filter(|slot| !slot.shares.is_zero());
    let deposits = holdings.deposits.iter();
    let deposits = deposits.filter(|slot| !slot.shares.is_zero());
    let deposits: Vec<_> = deposits.map(|slot| slot.reserve).collect();
    borrows
        .flat_map(|slot| deposits.iter().map(|deposit| (slot.reserve, *deposit)))
        .collect()
}

fn try_pair(
    candidate: &Candidate<'_>,
    position: &Address,
    holdings: &Holdings,
    debt: ReserveIndex,
    collateral: ReserveIndex,
) -> Result<Offer, Refused> {
    let reserve = |index: ReserveIndex| candidate.scene.reserves.get(usize::from(index.0));
    let (Some((_, of_debt)), Some((_, of_collateral))) = (reserve(debt), reserve(collateral))
    else {
        return Err(Refused::NoPairAllowed);
    };
    let kinds = [of_debt.token_kind, of_collateral.token_kind];
    if kinds.contains(&WITH_TRANSFER_FEE) {
        return Err(Refused::NoPairAllowed);
    }
    if candidate.purse.account(collateral).is_none() {
        return Err(Refused::NoAccountForCollateral);
    }
    let price = |index: ReserveIndex| {
        let reserve = candidate.books.reserves.get(usize::from(index.0));
        reserve.map_or(PricePerUnit::default(), |reserve| reserve.price.mid)
    };
    let (debt_price, collateral_price) = (price(debt), price(collateral));
    let most = spendable(candidate, debt, debt_price);
    if most.is_zero() {
        return Err(Refused::NothingToRepay);
    }
    let (mut moved, mut after) = attempt(candidate, holdings, (debt, collateral), ALL)?;
    if moved.repaid > most {
        (moved, after) = attempt(candidate, holdings, (debt, collateral), most)?;
    }
    let repaid_dollars = dollars(debt_price.value_ceil(moved.repaid));
    let paid_dollars = dollars(collateral_price.value_floor(moved.paid()));
    let kept = 1.0 - f64::from(candidate.profit.sell_cost_bps) / 10_000.0;
    Ok(Offer {
        position: *position,
        debt,
        collateral,
        repaid: moved.repaid.0,
        paid: moved.paid().0,
        bonus_bps: moved.bonus_bps,
        repaid_dollars,
        gain_dollars: paid_dollars * kept - repaid_dollars,
        leaves_bad_debt: after.check_no_collateral().is_ok() && !after.is_free_of_debt(),
    })
}

/// What may be repaid, base units.
fn spendable(candidate: &Candidate<'_>, debt: ReserveIndex, price: PricePerUnit) -> TokenAmount {
    let at_hand = candidate.purse.spendable(debt, candidate.keep_bps);
    let room = price.amount_floor(usd(candidate.room_dollars));
    // A token whose every unit is worth less than can be counted costs nothing.
    room.map_or(at_hand, |room| at_hand.min(room))
}

/// The liquidation of a pair on a copy, and the position after it.
fn attempt(
    candidate: &Candidate<'_>,
    holdings: &Holdings,
    (debt, collateral): (ReserveIndex, ReserveIndex),
    amount: TokenAmount,
) -> Result<(ballast_policy::action::Liquidation, Holdings), Refused> {
    let (mut books, mut draft) = (candidate.books.clone(), *holdings);
    let action = Action::Liquidate {
        debt,
        collateral,
        amount,
    };
    let mut market = books.market();
    match market.apply(&mut draft, action, candidate.scene.now()) {
        Ok(Outcome::Liquidated(moved)) => Ok((moved, draft)),
        Ok(_) => Err(Refused::NoPairAllowed),
        Err(error) => {
            if !matches!(
                error.rule,
                Rule::NotWeakestCollateral | Rule::NotHeaviestDebt
            ) {
                tracing::debug!(debt = debt.0, collateral = collateral.0, %error, "refused");
            }
            Err(Refused::NoPairAllowed)
        }
    }
}

/// Dollars out of policy's unit; nothing for a value that it cannot hold.
#[expect(clippy::cast_precision_loss, reason = "for comparing and for people")]
fn dollars(value: ballast_policy::error::Result<Usd>) -> f64 {
    value.map_or(0.0, |value| {
        value.0 as f64 / f64::from(1u32 << Usd::FRACTION_BITS)
    })
}

/// Policy's unit out of dollars, rounded down.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates at both ends"
)]
fn usd(dollars: f64) -> Usd {
    Usd((dollars * f64::from(1u32 << Usd::FRACTION_BITS)) as u64)
}

fn as_text<S: serde::Serializer>(address: &Address, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(address)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "what serde hands over")]
fn as_index<S: serde::Serializer>(index: &ReserveIndex, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_u16(index.0)
}

#[cfg(test)]
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a few dollars"
)]
mod tests;
