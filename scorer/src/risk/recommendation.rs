//! The change that would bring the 99 % loss under a limit.
//!
//! Each lever ([`super::lever`]) is tightened as little as brings the loss under the limit, by bisection on basis points;
//! every trial plays the same scenarios (common random numbers), so that trials differ by the change alone. Levers of one
//! asset are tried on the asset whose collateral or debt the tail's bad debt comes from most. Of those that reach the limit,
//! the one that gives up the least capacity is recommended: the share of all that could be owed at the thresholds in force
//! (threshold), or of all that is owed now (cap, concentration); the close factor gives up none.

use serde::Serialize;

use super::assessment::TAIL_LEVEL;
use super::lever::{Lever, Setting, fraction};
use super::statistic::{tail_weights, value_at_risk};
use super::{Mode, Outcomes, RiskError, Runs, Simulation};
use crate::path::PathSource;
use crate::portfolio::Snapshot;

/// What a lever can do.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Remedy {
    /// The lever.
    pub lever: Lever,
    /// The asset that it is set on; none: all.
    pub asset: Option<String>,
    /// Its setting now, a fraction.
    pub from: f64,
    /// The mildest setting that reaches the limit or, where none does, the strictest there is.
    pub to: f64,
    /// Seconds of the ramp that policy's standard bounds ask for; zero without one.
    pub ramp_seconds: u32,
    /// The 99 % loss then, dollars.
    pub loss_after: f64,
    /// Whether it is under the limit.
    pub reaches_limit: bool,
    /// The share of capacity that it gives up.
    pub capacity_lost: f64,
}

/// The loss now, and what every lever can do about it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Recommendation {
    /// The limit, dollars.
    pub limit: f64,
    /// The 99 % loss now, dollars.
    pub loss_before: f64,
    /// Every lever; empty where the loss is under the limit already.
    pub options: Vec<Remedy>,
    /// Which of them is recommended; none: nothing needs to be done, or no lever alone does it.
    pub recommended: Option<usize>,
}

/// A market and how its futures are played.
#[derive(Clone, Copy)]
pub struct Trial<'a> {
    /// The market now.
    pub snapshot: &'a Snapshot,
    /// What happens in a scenario.
    pub mode: &'a Mode,
    /// Prices.
    pub source: &'a dyn PathSource,
    /// How many scenarios.
    pub runs: Runs,
}

impl std::fmt::Debug for Trial<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Trial")
            .field("mode", self.mode)
            .field("runs", &self.runs)
            .finish_non_exhaustive()
    }
}

/// Finds what brings the 99 % loss of `trial`, whose outcomes now are `present`, under `limit` dollars.
///
/// # Errors
/// See [`Simulation::run`].
pub fn recommend(
    trial: Trial<'_>,
    present: &Outcomes,
    limit: f64,
    done: &(dyn Fn(usize) + Sync),
) -> Result<Recommendation, RiskError> {
    let loss_before = value_at_risk(&present.bad_debt(), TAIL_LEVEL).value;
    let mut found = Recommendation {
        limit,
        loss_before,
        options: Vec::new(),
        recommended: None,
    };
    if loss_before <= limit {
        return Ok(found);
    }
    let (collateral, debt) = worst_assets(trial, present)?;
    for lever in Lever::ALL {
        let asset = if lever == Lever::Threshold {
            collateral
        } else {
            debt
        };
        if let Some((loose, strict)) = lever.range(trial.snapshot, asset) {
            let setting = |bps| Setting { lever, asset, bps };
            let (chosen, loss) =
                mildest(loose, strict, limit, |bps| trial.loss(&setting(bps), done))?;
            found
                .options
                .push(trial.option(&setting(chosen), loose, loss, limit)?);
        }
    }
    let reaching = found.options.iter().enumerate();
    found.recommended = reaching
        .filter(|(_, option)| option.reaches_limit)
        .min_by(|(_, a), (_, b)| a.capacity_lost.total_cmp(&b.capacity_lost))
        .map(|(index, _)| index);
    Ok(found)
}

impl Trial<'_> {
    /// The 99 % loss with `setting`.
    fn loss(&self, setting: &Setting, done: &(dyn Fn(usize) + Sync)) -> Result<f64, RiskError> {
        let changed = setting.apply(self.snapshot);
        let simulation = match Simulation::new(&changed, self.mode.clone()) {
            // So strict that nobody owes anything any more.
            Err(RiskError::DebtsEmpty) => return Ok(0.0),
            made => made?,
        };
        let outcomes = simulation.run(self.source, self.runs, done)?;
        Ok(value_at_risk(&outcomes.bad_debt(), TAIL_LEVEL).value)
    }

    fn option(
        &self,
        setting: &Setting,
        loose: u16,
        loss: f64,
        limit: f64,
    ) -> Result<Remedy, RiskError> {
        let symbol = self.snapshot.assets[setting.asset].symbol.clone();
        let before = capacity(self.snapshot, setting.lever)?;
        let after = capacity(&setting.apply(self.snapshot), setting.lever)?;
        Ok(Remedy {
            lever: setting.lever,
            asset: matches!(setting.lever, Lever::Threshold | Lever::BorrowCap).then_some(symbol),
            from: fraction(loose),
            to: fraction(setting.bps),
            ramp_seconds: setting.ramp_seconds(self.snapshot),
            loss_after: loss,
            reaches_limit: loss <= limit,
            capacity_lost: (1.0 - after / before).max(0.0),
        })
    }
}

/// What could be owed at the thresholds, or what is owed, whichever the lever takes from, dollars.
fn capacity(snapshot: &Snapshot, lever: Lever) -> Result<f64, RiskError> {
    let legs = super::legs::Legs::of(snapshot)?;
    let members = legs.members.iter();
    Ok(match lever {
        Lever::Threshold => members.map(super::legs::Member::limit).sum(),
        _ => members.map(super::legs::Member::debt).sum(),
    })
}

/// The collateral behind the worst percent's bad debt and the asset that it is owed in, each the one with most of it.
fn worst_assets(trial: Trial<'_>, present: &Outcomes) -> Result<(usize, usize), RiskError> {
    let tail = tail_weights(&present.bad_debt(), TAIL_LEVEL);
    let simulation = Simulation::new(trial.snapshot, trial.mode.clone())?;
    let losses = simulation.losses(trial.source, &tail)?;
    let members = &simulation.book().legs().members;
    let mut by_collateral = vec![0.0; trial.snapshot.assets.len()];
    let mut by_debt = by_collateral.clone();
    let by_account: std::collections::BTreeMap<usize, f64> = losses.into_iter().collect();
    for member in members {
        let Some(loss) = by_account.get(&member.account) else {
            continue;
        };
        let (limit, debt) = (member.limit(), member.debt());
        for held in member.collateral.iter().filter(|_| limit > 0.0) {
            by_collateral[held.asset] += loss * held.limit / limit;
        }
        for owed in &member.debts {
            by_debt[owed.asset] += loss * owed.value / debt;
        }
    }
    Ok((largest(&by_collateral), largest(&by_debt)))
}

fn largest(values: &[f64]) -> usize {
    (0..values.len()).fold(0, |best, index| {
        if values[index] > values[best] {
            index
        } else {
            best
        }
    })
}

/// The setting nearest to `loose` whose loss is within `limit`, and that loss; the strictest where none is found.
///
/// # Errors
/// Those of `loss`.
fn mildest(
    loose: u16,
    strict: u16,
    limit: f64,
    mut loss: impl FnMut(u16) -> Result<f64, RiskError>,
) -> Result<(u16, f64), RiskError> {
    let mut best = (strict, loss(strict)?);
    if best.1 > limit {
        return Ok(best);
    }
    let (mut failing, mut reaching) = (loose, strict);
    while failing.abs_diff(reaching) > 1 {
        let middle = u16::midpoint(failing, reaching);
        let found = loss(middle)?;
        if found <= limit {
            (reaching, best) = (middle, (middle, found));
        } else {
            failing = middle;
        }
    }
    Ok(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bisection_finds_the_edge_from_both_directions() {
        let falling = |bps: u16| Ok(f64::from(bps));
        assert_eq!(mildest(10_000, 1, 4_321.5, falling).unwrap().0, 4_321);

        let rising = |bps: u16| Ok(f64::from(10_000 - bps));
        assert_eq!(mildest(5_000, 10_000, 1_234.0, rising).unwrap().0, 8_766);
    }

    #[test]
    fn strictest_is_named_where_nothing_reaches_the_limit() {
        let found = mildest(10_000, 1, 0.5, |bps| Ok(f64::from(bps))).unwrap();

        assert_eq!(found.0, 1);
        assert!(found.1 > 0.5);
    }
}
