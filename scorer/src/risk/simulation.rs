//! A portfolio, taken apart once and played as often as is asked.

use super::RiskError;
use super::book::Book;
use super::engine::{self, Play, Runs, check_assets};
use super::legs::Legs;
use super::many_steps::{Liquidators, ManySteps};
use super::one_step::OneStep;
use super::outcomes::Outcomes;
use crate::path::PathSource;
use crate::portfolio::Snapshot;

/// What happens in a scenario.
#[derive(Clone, Debug, PartialEq)]
pub enum Mode {
    /// Prices jump to the last step's at once, and nobody acts.
    OneStep,
    /// Liquidators act at every step.
    ManySteps(Liquidators),
}

/// A portfolio ready to be played.
#[derive(Clone, Debug)]
pub struct Simulation {
    symbols: Vec<String>,
    book: Book,
    mode: Mode,
}

impl Simulation {
    /// Takes `snapshot` apart.
    ///
    /// # Errors
    /// Nobody owes anything, a price is missing, policy refuses to value a position, or a setting is outside its range.
    pub fn new(snapshot: &Snapshot, mode: Mode) -> Result<Self, RiskError> {
        if let Mode::ManySteps(liquidators) = &mode {
            liquidators.validate()?;
        }
        let legs = Legs::of(snapshot)?;
        if legs.members.is_empty() {
            return Err(RiskError::DebtsEmpty);
        }
        let assets = snapshot.assets.iter();
        Ok(Self {
            symbols: assets.map(|asset| asset.symbol.clone()).collect(),
            book: Book::new(legs, snapshot.assets.len()),
            mode,
        })
    }

    /// The positions in blocks.
    pub fn book(&self) -> &Book {
        &self.book
    }

    /// Plays scenarios `0..runs.scenarios` of `source`. `done` is told how many more were finished, from any thread.
    ///
    /// # Errors
    /// Paths of other assets.
    pub fn run(
        &self,
        source: &dyn PathSource,
        runs: Runs,
        done: &(dyn Fn(usize) + Sync),
    ) -> Result<Outcomes, RiskError> {
        check_assets(source, &self.symbols)?;
        Ok(match &self.mode {
            Mode::OneStep => engine::run(&self.one_step(), source, runs, done),
            Mode::ManySteps(liquidators) => {
                engine::run(&self.many_steps(liquidators, source), source, runs, done)
            }
        })
    }

    /// Each account's loss, summed over `scenarios` by weight: (account of the snapshot, dollars), those that lose.
    ///
    /// # Errors
    /// Paths of other assets.
    pub fn losses(
        &self,
        source: &dyn PathSource,
        scenarios: &[(usize, f64)],
    ) -> Result<Vec<(usize, f64)>, RiskError> {
        check_assets(source, &self.symbols)?;
        let losses = match &self.mode {
            Mode::OneStep => engine::losses(&self.one_step(), source, scenarios),
            Mode::ManySteps(liquidators) => {
                engine::losses(&self.many_steps(liquidators, source), source, scenarios)
            }
        };
        let members = self.book.legs().members.iter();
        let of_accounts = members.map(|member| member.account).zip(losses);
        Ok(of_accounts.filter(|(_, loss)| *loss > 0.0).collect())
    }

    fn one_step(&self) -> impl Play + '_ {
        OneStep::new(&self.book, self.symbols.len())
    }

    fn many_steps<'a>(
        &'a self,
        liquidators: &'a Liquidators,
        source: &dyn PathSource,
    ) -> impl Play + 'a {
        ManySteps::new(
            &self.book,
            liquidators,
            self.symbols.len(),
            source.step_seconds(),
        )
    }
}
