//! What a simulation comes to: one statistic a file, all of them from the [`Journal`] alone.

mod bad_debt;
mod capacity;
mod cascade;
mod false_alarm;
mod liquidation;
mod oracle_gap;
mod rate;
mod regime;
mod utilization;

pub use bad_debt::BadDebt;
pub use capacity::Capacity;
pub use cascade::Cascade;
pub use false_alarm::FalseAlarm;
pub use liquidation::Liquidations;
pub use oracle_gap::OracleGap;
pub use rate::Rate;
pub use regime::RegimeShares;
pub use utilization::UtilizationSpikes;

use super::attack::AttackOutcome;
use super::journal::{Journal, Sample};
use crate::number::count;
use serde::Serialize;
use std::collections::BTreeMap;

/// A simulation in numbers: money in dollars, shares and rates as fractions. Every field can be averaged over seeds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outcome {
    /// Simulations that these numbers are the mean of.
    pub runs: f64,
    /// Debt that was never repaid, and who bore it.
    pub bad_debt: BadDebt,
    /// What was liquidated, and how well it sold.
    pub liquidations: Liquidations,
    /// Liquidations at a price that was not the market's.
    pub oracle_gap: OracleGap,
    /// How often and how long nearly everything was lent out.
    pub utilization: UtilizationSpikes,
    /// Depositors who were refused their money for lack of cash.
    pub cascade: Cascade,
    /// What borrowers paid.
    pub rate: Rate,
    /// What could be borrowed in quiet times.
    pub capacity: Capacity,
    /// Time in each regime, by reserve.
    pub regimes: Vec<RegimeShares>,
    /// What caution cost borrowers in quiet times.
    pub false_alarm: FalseAlarm,
    /// Refusals by action and rule.
    pub refusals: BTreeMap<String, f64>,
    /// Publishers that were muted, counted by feed.
    pub muted_publishers: f64,
    /// How the attack ended, where there was one.
    pub attack: Option<AttackOutcome>,
}

impl Outcome {
    /// The numbers of one journal, sampled every `sample_seconds`.
    pub(super) fn of(
        journal: &Journal,
        sample_seconds: u64,
        attack: Option<AttackOutcome>,
    ) -> Self {
        let samples = &journal.samples;
        let reserves = samples.first().map_or(0, |sample| sample.regimes.len());
        let refusals = journal.refusals.iter();
        Self {
            runs: 1.0,
            bad_debt: BadDebt::of(journal),
            liquidations: Liquidations::of(&journal.liquidations),
            oracle_gap: OracleGap::of(&journal.liquidations),
            utilization: UtilizationSpikes::of(samples, sample_seconds),
            cascade: Cascade::of(journal),
            rate: Rate::of(samples, sample_seconds),
            capacity: Capacity::of(samples),
            regimes: (0..reserves)
                .map(|reserve| RegimeShares::of(samples, reserve))
                .collect(),
            false_alarm: FalseAlarm::of(journal, sample_seconds),
            refusals: refusals
                .map(|(rule, count)| (rule.clone(), super::units::float(*count)))
                .collect(),
            muted_publishers: f64::from(journal.muted),
            attack,
        }
    }

    /// The mean of several simulations, each as many runs as it is itself the mean of; none of nothing.
    pub fn mean(outcomes: &[Self]) -> Option<Self> {
        let runs: f64 = outcomes.iter().map(|outcome| outcome.runs).sum();
        let mean = |figure: &dyn Fn(&Self) -> f64| {
            let weighted = outcomes
                .iter()
                .map(|outcome| figure(outcome) * outcome.runs);
            weighted.sum::<f64>() / runs
        };
        let known = |figure: &dyn Fn(&Self) -> Option<f64>| {
            let of_known = outcomes
                .iter()
                .filter_map(|outcome| Some((figure(outcome)?, outcome.runs)));
            let (sum, runs) = of_known.fold((0.0, 0.0), |(sum, runs), (value, weight)| {
                (sum + value * weight, runs + weight)
            });
            (runs > 0.0).then(|| sum / runs)
        };
        let first = outcomes.first()?;
        let mut rules: Vec<&String> = outcomes
            .iter()
            .flat_map(|outcome| outcome.refusals.keys())
            .collect();
        rules.sort();
        rules.dedup();
        let refusals = rules.into_iter().map(|rule| {
            let count = mean(&|outcome| outcome.refusals.get(rule).copied().unwrap_or(0.0));
            (rule.clone(), count)
        });
        let attacks: Option<Vec<_>> = outcomes.iter().map(|outcome| outcome.attack).collect();
        Some(Self {
            runs,
            bad_debt: BadDebt::mean(&mean),
            liquidations: Liquidations::mean(&mean),
            oracle_gap: OracleGap::mean(&mean),
            utilization: UtilizationSpikes::mean(&mean),
            cascade: Cascade::mean(&mean),
            rate: Rate::mean(&mean),
            capacity: Capacity::mean(&mean, &known),
            regimes: (0..first.regimes.len())
                .map(|reserve| RegimeShares::mean(&mean, reserve))
                .collect(),
            false_alarm: FalseAlarm::mean(&mean),
            refusals: refusals.collect(),
            muted_publishers: mean(&|outcome| outcome.muted_publishers),
            attack: attacks.map(|_| AttackOutcome {
                profit: mean(&|outcome| outcome.attack.map_or(0.0, |attack| attack.profit)),
                borrowed: mean(&|outcome| outcome.attack.map_or(0.0, |attack| attack.borrowed)),
                uncovered: mean(&|outcome| outcome.attack.map_or(0.0, |attack| attack.uncovered)),
            }),
        })
    }
}

/// The mean of a figure over outcomes, as [`Outcome::mean`] weighs them.
type Mean<'a> = dyn Fn(&dyn Fn(&Outcome) -> f64) -> f64 + 'a;

/// The mean of a figure over the outcomes that have it; none where none has.
type KnownMean<'a> = dyn Fn(&dyn Fn(&Outcome) -> Option<f64>) -> Option<f64> + 'a;

/// The share of samples of which `holds` is true; zero without samples.
fn share(samples: &[Sample], holds: impl Fn(&Sample) -> bool) -> f64 {
    if samples.is_empty() {
        return 0.0;
    }
    count(samples.iter().filter(|sample| holds(sample)).count()) / count(samples.len())
}
