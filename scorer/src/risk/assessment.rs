//! Every statistic of a run, for the market and by asset, and who the tail's losses come from.

use serde::Serialize;

use super::RiskError;
use super::engine::Runs;
use super::outcomes::{Outcomes, SLIPPAGES};
use super::simulation::Simulation;
use super::statistic::{
    Estimate, expected_shortfall, mean, probability_above_zero, tail_weights, value_at_risk,
};
use crate::path::PathSource;
use crate::portfolio::Snapshot;

/// The level of the tail that limits are set on.
pub const TAIL_LEVEL: f64 = 0.99;
/// The level of the milder tail.
const MILD_LEVEL: f64 = 0.95;
/// The fewest scenarios of which the worst percent is more than one.
const LEAST_SCENARIOS: usize = 200;

/// Losses of a market or in an asset, dollars. What counts as bad debt and as at risk: see [`Outcomes`].
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Losses {
    /// The probability of any bad debt.
    pub insolvency_probability: Estimate,
    /// Mean bad debt.
    pub bad_debt_mean: Estimate,
    /// Bad debt that is not exceeded in 95 of 100 scenarios.
    pub bad_debt_95: Estimate,
    /// Bad debt that is not exceeded in 99 of 100 scenarios.
    pub bad_debt_99: Estimate,
    /// Mean bad debt of the worst percent.
    pub expected_shortfall_99: Estimate,
    /// Mean of what is at risk of liquidation.
    pub liquidations_mean: Estimate,
    /// What is at risk of liquidation and is not exceeded in 95 of 100 scenarios.
    pub liquidations_at_risk_95: Estimate,
}

/// An asset's losses.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AssetLosses {
    /// Its symbol.
    pub asset: String,
    /// Bad debt owed in it; liquidations that seize it.
    pub losses: Losses,
}

/// An account's part in the worst percent.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Contribution {
    /// Whose.
    pub owner: String,
    /// What it owes now, dollars.
    pub debt: f64,
    /// Its mean loss in the scenarios of the worst percent, dollars. Those of all accounts sum to the expected shortfall.
    pub loss: f64,
    /// That as a share of the expected shortfall.
    pub share: f64,
}

/// The value that was sold with more slippage than a bound.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Slipped {
    /// The bound, a fraction.
    pub above: f64,
    /// Mean over scenarios, dollars.
    pub mean: Estimate,
}

/// What a run says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Assessment {
    /// Scenarios played.
    pub scenarios: usize,
    /// Positions with debt.
    pub positions: usize,
    /// All debt now, dollars.
    pub debt: f64,
    /// Of the market.
    pub market: Losses,
    /// By asset.
    pub assets: Vec<AssetLosses>,
    /// Liquidations at more slippage than each bound.
    pub slipped: Vec<Slipped>,
    /// Mean number of positions that were liquidatable.
    pub unhealthy_mean: Estimate,
    /// The accounts with the largest parts in the worst percent, the largest first.
    pub contributions: Vec<Contribution>,
}

/// Plays `simulation`, which was made of `snapshot`, and takes every statistic.
///
/// # Errors
/// Paths of other assets, or too few scenarios for a tail.
pub fn assess(
    snapshot: &Snapshot,
    simulation: &Simulation,
    source: &dyn PathSource,
    runs: Runs,
    done: &(dyn Fn(usize) + Sync),
) -> Result<(Assessment, Outcomes), RiskError> {
    if runs.scenarios < LEAST_SCENARIOS {
        return Err(RiskError::TooFewScenarios {
            found: runs.scenarios,
            least: LEAST_SCENARIOS,
        });
    }
    let outcomes = simulation.run(source, runs, done)?;
    let bad_debt = outcomes.bad_debt();
    let members = &simulation.book().legs().members;
    let assets = snapshot.assets.iter().enumerate().map(|(index, asset)| {
        let (bad_debt, at_risk) = (outcomes.bad_debt_of(index), outcomes.at_risk_of(index));
        AssetLosses {
            asset: asset.symbol.clone(),
            losses: Losses::of(&bad_debt, &at_risk),
        }
    });
    let slipped = SLIPPAGES.iter().enumerate().map(|(which, &above)| Slipped {
        above,
        mean: mean(&outcomes.slipped(which)),
    });
    let assessment = Assessment {
        scenarios: runs.scenarios,
        positions: members.len(),
        debt: members.iter().map(super::legs::Member::debt).sum(),
        market: Losses::of(&bad_debt, &outcomes.at_risk()),
        assets: assets.collect(),
        slipped: slipped.collect(),
        unhealthy_mean: mean(&outcomes.unhealthy()),
        contributions: contributions(snapshot, simulation, source, &bad_debt)?,
    };
    Ok((assessment, outcomes))
}

impl Losses {
    fn of(bad_debt: &[f64], at_risk: &[f64]) -> Self {
        Self {
            insolvency_probability: probability_above_zero(bad_debt),
            bad_debt_mean: mean(bad_debt),
            bad_debt_95: value_at_risk(bad_debt, MILD_LEVEL),
            bad_debt_99: value_at_risk(bad_debt, TAIL_LEVEL),
            expected_shortfall_99: expected_shortfall(bad_debt, TAIL_LEVEL),
            liquidations_mean: mean(at_risk),
            liquidations_at_risk_95: value_at_risk(at_risk, MILD_LEVEL),
        }
    }
}

/// Euler's allocation of the expected shortfall: each account's mean loss in the scenarios that make it up.
fn contributions(
    snapshot: &Snapshot,
    simulation: &Simulation,
    source: &dyn PathSource,
    bad_debt: &[f64],
) -> Result<Vec<Contribution>, RiskError> {
    const SHOWN: usize = 10;
    let tail = tail_weights(bad_debt, TAIL_LEVEL);
    let mut losses = simulation.losses(source, &tail)?;
    losses.sort_by(|(one, a), (other, b)| b.total_cmp(a).then(one.cmp(other)));
    let whole: f64 = losses.iter().map(|(_, loss)| loss).sum();
    let members = &simulation.book().legs().members;
    let shown = losses.into_iter().take(SHOWN).map(|(account, loss)| {
        let member = members.iter().find(|member| member.account == account);
        Contribution {
            owner: snapshot.accounts[account].owner.clone(),
            debt: member.map_or(0.0, super::legs::Member::debt),
            loss,
            share: loss / whole,
        }
    });
    Ok(shown.collect())
}
