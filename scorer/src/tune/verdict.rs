//! The proposal beside the preset, seed by seed.

use super::objective::{Cost, CostPart, Weights};
use super::play::{Bench, Plays};
use super::{Candidate, TuneError};
use crate::metric::{Estimate, difference_interval, mean_interval};
use serde::Serialize;

/// With fewer seeds an interval is hardly more than the draws themselves, and nothing is recommended on it.
const LEAST_SEEDS: u64 = 10;

/// One part of the cost, or all of it: weighted dollars a year, means with 95 % intervals over seeds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PartRow {
    /// Its name.
    pub name: String,
    /// Under the fixed terms.
    pub fixed: Option<Estimate>,
    /// Under the preset.
    pub preset: Option<Estimate>,
    /// Under the proposal.
    pub proposal: Option<Estimate>,
    /// The proposal less the preset, run by run: negative is better.
    pub difference: Option<Estimate>,
}

/// The proposal beside the preset on the same draws.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// Seeds of every scene.
    pub seeds: u64,
    /// All of the cost.
    pub total: PartRow,
    /// By part.
    pub parts: Vec<PartRow>,
}

impl Comparison {
    /// From costs by seed: the proposal's, the preset's, the fixed terms'.
    pub fn of(costs: &[Vec<Cost>; 3]) -> Self {
        let parts = CostPart::ALL.map(|part| row(part.label(), costs, &|cost| cost.part(part)));
        Self {
            seeds: costs[0].len() as u64,
            total: row("cost", costs, &Cost::total),
            parts: parts.to_vec(),
        }
    }

    /// Whether the proposal costs less than the preset, with an interval over ten seeds or more that leaves zero out.
    pub fn is_better(&self) -> bool {
        let difference = self.total.difference;
        self.seeds >= LEAST_SEEDS && difference.is_some_and(|difference| difference.high < 0.0)
    }
}

fn row(name: &str, costs: &[Vec<Cost>; 3], of: &dyn Fn(&Cost) -> f64) -> PartRow {
    let [proposal, preset, fixed] = costs
        .each_ref()
        .map(|costs| costs.iter().map(of).collect::<Vec<f64>>());
    PartRow {
        name: name.to_owned(),
        fixed: mean_interval(&fixed),
        preset: mean_interval(&preset),
        proposal: mean_interval(&proposal),
        difference: difference_interval(&proposal, &preset),
    }
}

/// Plays `proposal` and the preset on `ground` with `seeds` seeds each; `tick` is told of each run.
///
/// # Errors
/// [`TuneError::ScenesEmpty`], and what a run says.
pub fn compare(
    ground: &dyn Plays,
    proposal: &Candidate,
    (weights, borrowers): (Weights, usize),
    seeds: u64,
    threads: usize,
    tick: &(dyn Fn() + Sync),
) -> Result<Comparison, TuneError> {
    if ground.kinds().is_empty() {
        return Err(TuneError::ScenesEmpty { side: "validation" });
    }
    let mut bench = Bench::new(ground, weights, borrowers, threads, tick);
    let both = [*proposal, Candidate::preset()];
    let mut costs = bench.costs(&both, 1..1 + seeds)?.into_iter();
    let proposal = costs.next().unwrap_or_default();
    let preset = costs.next().unwrap_or_default();
    Ok(Comparison::of(&[proposal, preset, bench.fixed_costs()]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::{FIGURES, Kind};

    fn costs(bad_debt: f64, seeds: usize) -> Vec<Cost> {
        let value = |name: &str| if name == "bad_debt" { bad_debt } else { 0.0 };
        let row: Vec<f64> = FIGURES.iter().map(|figure| value(figure.name)).collect();
        let weights = Weights::default();
        vec![Cost::of_seed(&weights, 1, &[Kind::Crash], &[&row], &[&row]); seeds]
    }

    #[test]
    fn less_is_better_on_ten_seeds_and_nothing_is_on_fewer() {
        let compared = |proposal, preset, seeds| {
            let of = |bad_debt| costs(bad_debt, seeds);
            Comparison::of(&[of(proposal), of(preset), of(0.0)]).is_better()
        };

        assert!(compared(5.0, 6.0, 10));
        assert!(!compared(5.0, 6.0, 9));
        assert!(!compared(6.0, 6.0, 10));
        assert!(!compared(7.0, 6.0, 10));
    }
}
