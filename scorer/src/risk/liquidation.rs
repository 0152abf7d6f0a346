//! One liquidation, as policy sizes it.
//!
//! The order (weakest collateral, heaviest debt), the bonus and the allowed repayment are policy's; what is moved between
//! them is a proportion. The liquidator repays as much as is allowed and passes over what is worth less than policy's
//! [`WORTH_SEIZING`] while something larger is left.

use ballast_policy::health::WORTH_SEIZING;
use ballast_policy::liquidation::Exposure;
use ballast_policy::num::BPS_ONE;
use ballast_policy::position_view::MAX_ASSETS;

use super::legs::{Collateral, Debt, Legs, Member, usd_floor};

/// The parts of a position's deposits that are left, then those of its debts; one is all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Left(pub(super) [f64; MAX_ASSETS]);

/// A position at some prices, dollars.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Worth {
    /// At the low price.
    pub(super) collateral: f64,
    /// The debt past which it is liquidated.
    pub(super) limit: f64,
    /// At the high price.
    pub(super) debt: f64,
}

/// What a liquidation moved, dollars at the mid prices that it was settled on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Moved {
    /// The asset that was seized.
    pub(super) collateral: usize,
    /// The asset that was repaid.
    pub(super) debt: usize,
    /// What was seized.
    pub(super) seized: f64,
    /// What was repaid.
    pub(super) repaid: f64,
}

impl Left {
    /// All of it.
    pub(super) const ALL: Self = Self([1.0; MAX_ASSETS]);
}

impl Worth {
    /// True past the liquidation threshold.
    pub(super) fn is_unhealthy(&self) -> bool {
        self.debt > self.limit
    }

    /// The debt that no collateral covers.
    pub(super) fn shortfall(&self) -> f64 {
        (self.debt - self.collateral).max(0.0)
    }

    fn exposure(&self) -> Exposure {
        Exposure {
            debt: usd_floor(self.debt),
            collateral: usd_floor(self.collateral),
            limit: usd_floor(self.limit),
        }
    }
}

impl Member {
    /// What is left of the position at these price multiples.
    pub(super) fn worth(&self, left: &Left, relatives: &[f64]) -> Worth {
        let mut worth = Worth::default();
        let (held, owed) = left.0.split_at(self.collateral.len().min(MAX_ASSETS));
        for (leg, part) in self.collateral.iter().zip(held) {
            let scale = part * relatives[leg.asset];
            worth.collateral += leg.value * scale;
            worth.limit += leg.limit * scale;
        }
        for (leg, part) in self.debts.iter().zip(owed) {
            worth.debt += leg.value * part * relatives[leg.asset];
        }
        worth
    }

    /// Each debt that is left, with its asset, dollars.
    pub(super) fn debts_left<'a>(
        &'a self,
        left: &'a Left,
        relatives: &'a [f64],
    ) -> impl Iterator<Item = (usize, f64)> + 'a {
        let owed = left.0.iter().skip(self.collateral.len());
        let legs = self.debts.iter().zip(owed);
        legs.map(|(leg, part)| (leg.asset, leg.value * part * relatives[leg.asset]))
    }
}

impl Legs {
    /// Liquidates once what is `left` of an unhealthy position worth `worth` at these price multiples, that has been known to
    /// be unhealthy for `seconds`, repaying at most `capacity` dollars. None where nothing can be seized or repaid.
    pub(super) fn liquidate(
        &self,
        member: &Member,
        left: &mut Left,
        (worth, relatives): (&Worth, &[f64]),
        seconds: u64,
        capacity: f64,
    ) -> Option<Moved> {
        let (held, owed) = left.0.split_at_mut(member.collateral.len().min(MAX_ASSETS));
        let seize = first_worth_trading(&member.collateral, held, |leg| {
            leg.mid * relatives[leg.asset]
        })?;
        let repay =
            first_worth_trading(&member.debts, owed, |leg| leg.value * relatives[leg.asset])?;
        let (collateral, debt) = (&member.collateral[seize], &member.debts[repay]);
        let exposure = worth.exposure();
        let allowed = self.allowed_share(debt, owed[repay] * relatives[debt.asset], &exposure);
        let bonus = self.bonus(collateral, &exposure, seconds);
        let owed_mid = debt.mid * owed[repay] * relatives[debt.asset];
        let held_mid = collateral.mid * held[seize] * relatives[collateral.asset];
        let mut repaid = owed_mid * allowed;
        let mut seized = repaid * (1.0 + bonus);
        if seized > held_mid {
            (seized, repaid) = (held_mid, held_mid / (1.0 + bonus));
        }
        if repaid > capacity {
            seized *= capacity / repaid;
            repaid = capacity;
        }
        if repaid <= 0.0 {
            return None;
        }
        held[seize] *= 1.0 - (seized / held_mid).min(1.0);
        owed[repay] *= 1.0 - (repaid / owed_mid).min(1.0);
        Some(Moved {
            collateral: collateral.asset,
            debt: debt.asset,
            seized,
            repaid,
        })
    }

    /// The share of a debt that one liquidation may repay; `part` is what is left of it times its price multiple.
    #[expect(
        clippy::cast_precision_loss,
        reason = "a ratio needs no more than 53 bits"
    )]
    fn allowed_share(&self, debt: &Debt, part: f64, exposure: &Exposure) -> f64 {
        // Policy allows a share of what is owed whatever the unit; dollars serve for base units.
        let value = usd_floor(debt.value * part);
        let allowed = self.rules[debt.asset].allowed_repayment(value.0, value, exposure);
        if allowed == value.0 {
            return 1.0;
        }
        allowed as f64 / value.0 as f64
    }

    /// The bonus for seizing it, a fraction.
    fn bonus(&self, collateral: &Collateral, exposure: &Exposure, seconds: u64) -> f64 {
        let regime = self.regimes[collateral.asset];
        let bonus = self.rules[collateral.rules].bonus_bps(exposure, regime, seconds);
        f64::from(bonus) / BPS_IN_ONE
    }
}

#[expect(clippy::cast_precision_loss, reason = "ten thousand")]
const BPS_IN_ONE: f64 = BPS_ONE as f64;

/// The first leg of which something worth trading is left; failing that, the one with the most left.
fn first_worth_trading<T>(legs: &[T], left: &[f64], price: impl Fn(&T) -> f64) -> Option<usize> {
    let mut largest: Option<(usize, f64)> = None;
    for (index, (leg, part)) in legs.iter().zip(left).enumerate() {
        let worth = price(leg) * part;
        if usd_floor(worth) >= WORTH_SEIZING {
            return Some(index);
        }
        if worth > largest.map_or(0.0, |(_, most)| most) {
            largest = Some((index, worth));
        }
    }
    largest.map(|(index, _)| index)
}
