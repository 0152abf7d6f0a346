//! Successive halving over drawn candidates.

use super::draw::{Drawn, draw};
use super::objective::{Cost, Weights};
use super::play::{Bench, Plays};
use super::{Candidate, Parameter, TuneError};
use crate::number::count;
use serde::Serialize;

/// One candidate in so many goes on, with so many times the seeds: each round costs about the same.
const KEPT_ONE_IN: usize = 3;

/// How the search goes.
#[derive(Clone, Debug, Serialize)]
pub struct SearchConfig {
    /// Draws the candidates.
    pub seed: u64,
    /// How many are drawn besides the preset.
    pub candidates: usize,
    /// Seeds of the first round; each further round has three times as many.
    pub first_seeds: u64,
    /// What may move.
    pub parameters: Vec<Parameter>,
    /// Threads; changes no result.
    #[serde(skip)]
    pub threads: usize,
    /// Borrowers of a run, for what capacity is worth.
    pub borrowers: usize,
    /// See [`Weights`].
    pub weights: Weights,
}

impl SearchConfig {
    /// Rounds as candidates and seeds so far.
    fn rounds(&self) -> Vec<(usize, u64)> {
        let mut rounds = vec![(self.candidates, self.first_seeds)];
        while let Some(&(alive, seeds)) = rounds.last()
            && alive > KEPT_ONE_IN
        {
            let further = seeds.saturating_mul(KEPT_ONE_IN as u64);
            rounds.push((alive.div_ceil(KEPT_ONE_IN), further));
        }
        rounds
    }

    /// Runs of a search over `scenes` scenes: the candidates', the preset's and the fixed terms'.
    pub fn runs(&self, scenes: usize) -> u64 {
        let mut before = 0;
        let of_round = |(alive, seeds): (usize, u64)| {
            let runs = (alive as u64 + 2) * (seeds - before);
            before = seeds;
            runs
        };
        self.rounds().into_iter().map(of_round).sum::<u64>() * scenes as u64
    }

    fn check(&self) -> Result<(), TuneError> {
        let (candidates, parameters) = (self.candidates as u64, self.parameters.len() as u64);
        for (setting, given) in [
            ("candidates", candidates),
            ("first seeds", self.first_seeds),
            ("parameters", parameters),
        ] {
            if given == 0 {
                let rule = "one at least";
                return Err(TuneError::SettingOutOfRange {
                    setting,
                    given,
                    rule,
                });
            }
        }
        Ok(())
    }
}

/// A round of the search.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rung {
    /// Seeds that every candidate of it has met.
    pub seeds: u64,
    /// The candidates by their numbers, least cost first.
    pub candidates: Vec<usize>,
    /// Their mean costs, dollars a year.
    pub costs: Vec<f64>,
    /// The preset's on the same seeds.
    pub preset_cost: f64,
}

/// What the search came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// All candidates by number, and what was refused; number zero is the preset.
    pub drawn: Drawn,
    /// The rounds in order.
    pub rungs: Vec<Rung>,
    /// The number of the best: zero where the preset costs no more than any survivor.
    pub winner: usize,
    /// Costs by seed: the winner's, the preset's, the fixed terms'.
    pub costs: [Vec<Cost>; 3],
}

impl Found {
    /// The best.
    pub fn candidate(&self) -> Candidate {
        let drawn = self.drawn.candidates.get(self.winner);
        drawn.copied().unwrap_or_else(Candidate::preset)
    }
}

/// Searches on `ground`; `tick` is told of each run.
///
/// # Errors
/// [`TuneError::SettingOutOfRange`], [`TuneError::TooFewLegal`], [`TuneError::ScenesEmpty`], and what a run says.
pub fn search(
    ground: &dyn Plays,
    config: &SearchConfig,
    tick: &(dyn Fn() + Sync),
) -> Result<Found, TuneError> {
    config.check()?;
    if ground.kinds().is_empty() {
        return Err(TuneError::ScenesEmpty { side: "training" });
    }
    let drawn = draw(config.seed, config.candidates, &config.parameters)?;
    let mut bench = Bench::new(
        ground,
        config.weights,
        config.borrowers,
        config.threads,
        tick,
    );
    let mut costs: Vec<Vec<Cost>> = vec![Vec::new(); drawn.candidates.len()];
    let mut alive: Vec<usize> = (1..drawn.candidates.len()).collect();
    let mut rungs = Vec::new();
    let mut met = 0;
    for (keep, seeds) in config.rounds() {
        alive.truncate(keep);
        let playing: Vec<usize> = std::iter::once(0).chain(alive.iter().copied()).collect();
        let played: Vec<Candidate> = playing.iter().map(|&one| drawn.candidates[one]).collect();
        for (&one, new) in playing
            .iter()
            .zip(bench.costs(&played, 1 + met..1 + seeds)?)
        {
            costs[one].extend(new);
        }
        met = seeds;
        // The sort is stable: of equals the one drawn first is better.
        alive.sort_unstable();
        alive.sort_by(|&one, &other| mean(&costs[one]).total_cmp(&mean(&costs[other])));
        rungs.push(Rung {
            seeds,
            candidates: alive.clone(),
            costs: alive.iter().map(|&one| mean(&costs[one])).collect(),
            preset_cost: mean(&costs[0]),
        });
    }
    let best = alive.first().copied().unwrap_or(0);
    let winner = if mean(&costs[best]) < mean(&costs[0]) {
        best
    } else {
        0
    };
    Ok(Found {
        costs: [costs[winner].clone(), costs[0].clone(), bench.fixed_costs()],
        drawn,
        rungs,
        winner,
    })
}

fn mean(costs: &[Cost]) -> f64 {
    costs.iter().map(Cost::total).sum::<f64>() / count(costs.len().max(1))
}
