//! What each position is worth at other prices, derived from policy.
//!
//! Policy values a position slot by slot, and each slot in proportion to its asset's price. So every slot is shown to
//! [`Health::assess`] alone, at the prices of the snapshot, and what it answers is the slot's coefficient:
//!
//! ```text
//! limit(r) - debt(r) = sum over deposits of limit x r[asset] - sum over debts of value x r[asset]
//! ```
//!
//! with `r` the price as a multiple of the snapshot's. Interest that would accrue on the way is not counted (half a day at
//! 10 % a year is 0.014 % of a debt), nor is a deleverage in progress: what is in force at the snapshot stays.

use ballast_policy::health::{Health, Purpose, ReserveSource};
use ballast_policy::liquidation::LiquidationRules;
use ballast_policy::position::{BorrowSlot, DepositSlot, Position};
use ballast_policy::regime::Regime;
use ballast_policy::unit::{ReserveIndex, Usd};

use super::RiskError;
use crate::portfolio::Snapshot;

/// A deposit. Dollars at the snapshot's prices.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Collateral {
    /// Its asset.
    pub asset: usize,
    /// Worth at the low price: what solvency is judged on.
    pub value: f64,
    /// The debt that it covers before its owner is liquidated.
    pub limit: f64,
    /// Worth at the mid price: what it is exchanged at.
    pub mid: f64,
    /// Which of [`Legs::rules`] set the bonus for seizing it.
    pub rules: usize,
}

/// A debt. Dollars at the snapshot's prices.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Debt {
    /// Its asset.
    pub asset: usize,
    /// Owed at the high price.
    pub value: f64,
    /// Owed at the mid price: what a repayment costs.
    pub mid: f64,
}

/// A position with debt: its deposits in the order in which policy has them seized, its debts in that of repayment.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Which of the snapshot's accounts.
    pub account: usize,
    /// The weakest threshold first; among equals the largest.
    pub collateral: Vec<Collateral>,
    /// The heaviest weight first; among equals the largest.
    pub debts: Vec<Debt>,
}

/// Every position with debt, and the rules of their liquidation.
#[derive(Clone, Debug, PartialEq)]
pub struct Legs {
    /// Positions in the snapshot's order.
    pub members: Vec<Member>,
    /// By reserve; then again by reserve, with the bonus that holds for positions of the reserve's group.
    pub rules: Vec<LiquidationRules>,
    /// The regime of each reserve's feed, which stays.
    pub regimes: Vec<Regime>,
}

impl Member {
    /// Debt now, dollars.
    pub fn debt(&self) -> f64 {
        self.debts.iter().map(|debt| debt.value).sum()
    }

    /// What the debt may be now before it is liquidated, dollars.
    pub fn limit(&self) -> f64 {
        self.collateral.iter().map(|held| held.limit).sum()
    }
}

impl Legs {
    /// Takes the snapshot apart.
    ///
    /// # Errors
    /// An asset that is held or owed has no price, or policy refuses to value a position.
    pub fn of(snapshot: &Snapshot) -> Result<Self, RiskError> {
        let mut members = Vec::new();
        for (account, held) in snapshot.accounts.iter().enumerate() {
            if !held.position.is_free_of_debt() {
                let member = member(snapshot, account, &held.position);
                members.push(member.map_err(|error| error.of(&held.owner))?);
            }
        }
        let plain = snapshot
            .reserves
            .iter()
            .map(|reserve| reserve.config.liquidation);
        let grouped = snapshot.reserves.iter().map(|reserve| {
            let most = reserve.config.group.most_bonus_bps;
            let rules = reserve.config.liquidation;
            // The smaller of two upper bounds: the same as cutting the result, as a group never offers less than the least.
            LiquidationRules {
                most_bonus_bps: rules.most_bonus_bps.map(|of_regime| of_regime.min(most)),
                ..rules
            }
        });
        let regimes = snapshot.reserves.iter();
        Ok(Self {
            members,
            rules: plain.chain(grouped).collect(),
            regimes: regimes
                .map(|reserve| snapshot.effective(reserve).regime)
                .collect(),
        })
    }
}

fn member(snapshot: &Snapshot, account: usize, position: &Position) -> Result<Member, RiskError> {
    let mut collateral = Vec::new();
    for slot in position
        .deposits
        .iter()
        .filter(|slot| !slot.shares.is_zero())
    {
        collateral.push(deposit(snapshot, slot, position.group)?);
    }
    let mut debts = Vec::new();
    for slot in position
        .borrows
        .iter()
        .filter(|slot| !slot.shares.is_zero())
    {
        debts.push(borrow(snapshot, slot)?);
    }
    collateral.sort_by(|(one, a), (other, b)| one.cmp(other).then(b.value.total_cmp(&a.value)));
    debts.sort_by(|(one, a), (other, b)| other.cmp(one).then(b.value.total_cmp(&a.value)));
    Ok(Member {
        account,
        collateral: collateral.into_iter().map(|(_, leg)| leg).collect(),
        debts: debts.into_iter().map(|(_, leg)| leg).collect(),
    })
}

/// Its threshold, and the leg.
fn deposit(
    snapshot: &Snapshot,
    slot: &DepositSlot,
    group: u16,
) -> Result<(u16, Collateral), RiskError> {
    let mut alone = Position {
        group,
        ..Position::default()
    };
    alone.deposits[0] = *slot;
    let health = assess(snapshot, &alone, slot.reserve)?;
    let reserve = snapshot.reserve(slot.reserve)?;
    let amount = reserve.ledger.worth_floor(slot.shares)?;
    let asset = usize::from(slot.reserve.0);
    let is_of_group = reserve.config.group.apply_to(group);
    let leg = Collateral {
        asset,
        value: dollars(health.collateral),
        limit: dollars(health.liquidation_limit),
        mid: dollars(reserve.price.mid.value_floor(amount)?),
        rules: asset
            + if is_of_group {
                snapshot.reserves.len()
            } else {
                0
            },
    };
    Ok((reserve.threshold(group, snapshot.now), leg))
}

/// Its weight, and the leg.
fn borrow(snapshot: &Snapshot, slot: &BorrowSlot) -> Result<(u16, Debt), RiskError> {
    let mut alone = Position::default();
    alone.borrows[0] = *slot;
    let health = assess(snapshot, &alone, slot.reserve)?;
    let reserve = snapshot.reserve(slot.reserve)?;
    let owed = reserve.ledger.index_at(snapshot.now).owed_ceil(slot.shares);
    let leg = Debt {
        asset: usize::from(slot.reserve.0),
        value: dollars(health.debt),
        mid: dollars(reserve.price.mid.value_ceil(owed)?),
    };
    Ok((reserve.config.borrow_weight_bps, leg))
}

fn assess(
    snapshot: &Snapshot,
    alone: &Position,
    reserve: ReserveIndex,
) -> Result<Health, RiskError> {
    snapshot.reserve(reserve)?.price.check_present()?;
    Ok(Health::assess(
        alone,
        snapshot,
        Purpose::Liquidating,
        snapshot.now,
    )?)
}

/// Dollars of policy's fixed point.
#[expect(clippy::cast_precision_loss, reason = "53 bits of a value are enough")]
pub(super) fn dollars(value: Usd) -> f64 {
    value.0 as f64 / UNITS_OF_DOLLAR
}

/// Policy's fixed point of dollars from zero, rounded down, saturating.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float as u64 saturates at both ends"
)]
pub(super) fn usd_floor(dollars: f64) -> Usd {
    Usd((dollars * UNITS_OF_DOLLAR) as u64)
}

#[expect(clippy::cast_precision_loss, reason = "a power of two")]
const UNITS_OF_DOLLAR: f64 = (1u64 << Usd::FRACTION_BITS) as f64;
