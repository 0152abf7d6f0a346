//! Scenarios over threads: the same result to the bit at any number of them.
//!
//! A scenario is a function of its number alone and writes a row of its own, so that who computes it and when leaves no
//! trace; whatever is summed over scenarios is summed later, in their order.

use std::sync::Mutex;

use super::RiskError;
use super::book::{Book, Mask};
use super::many_steps::Touched;
use super::outcomes::{Losses, Outcomes, Row};
use crate::path::PathSource;

/// Scenarios that a thread takes at a time.
const SCENARIOS_A_TURN: usize = 64;

/// What a thread reuses from scenario to scenario.
#[derive(Debug, Default)]
pub(super) struct Workspace {
    /// The scenario's price multiples, `[step][asset]`.
    pub(super) path: Vec<f64>,
    /// Prices with impact after each step, `[step][asset]`.
    pub(super) market: Vec<f64>,
    /// Net sales of late, by asset.
    pub(super) sold: Vec<f64>,
    /// Positions that were unhealthy at some step.
    pub(super) touched: Vec<Touched>,
    /// Which they are, by block.
    pub(super) is_touched: Vec<Mask>,
    /// Blocks of which any is.
    pub(super) blocks_touched: Vec<usize>,
}

/// What is made of a scenario's prices.
pub(super) trait Play: Sync {
    /// Whose positions.
    fn book(&self) -> &Book;

    /// Plays the scenario in `space.path` into its row and, if asked, the losses by position.
    fn play(&self, space: &mut Workspace, row: &mut Row<'_>, losses: Losses<'_>);
}

/// How many scenarios, on how many threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Runs {
    /// Scenarios from number zero.
    pub scenarios: usize,
    /// Threads, from one.
    pub threads: usize,
}

/// Plays every scenario. `done` is told how many scenarios were finished, from any thread.
pub(super) fn run(
    play: &impl Play,
    source: &dyn PathSource,
    runs: Runs,
    done: &(dyn Fn(usize) + Sync),
) -> Outcomes {
    let assets = source.assets().len();
    let mut outcomes = Outcomes::new(assets, runs.scenarios);
    let turn = outcomes.width() * SCENARIOS_A_TURN;
    let width = outcomes.width();
    let turns = Mutex::new(outcomes.rows_mut().chunks_mut(turn).enumerate());
    let work = || {
        let mut space = Workspace::new(play.book(), source);
        // A poisoned lock means that another thread has panicked, which the scope hands on.
        while let Some((turn, rows)) = turns.lock().ok().and_then(|mut turns| turns.next()) {
            let first = turn * SCENARIOS_A_TURN;
            for (offset, row) in rows.chunks_exact_mut(width).enumerate() {
                source.fill((first + offset) as u64, &mut space.path);
                play.play(&mut space, &mut Outcomes::row(row), None);
            }
            done(rows.len() / width);
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..runs.threads.max(1) {
            scope.spawn(work);
        }
        work();
    });
    outcomes
}

/// The loss of every position, by its place in the book, summed over `scenarios` by weight.
pub(super) fn losses(
    play: &impl Play,
    source: &dyn PathSource,
    scenarios: &[(usize, f64)],
) -> Vec<f64> {
    let mut space = Workspace::new(play.book(), source);
    let places = play.book().legs().members.len();
    let (mut total, mut one) = (vec![0.0; places], vec![0.0; places]);
    let mut outcomes = Outcomes::new(source.assets().len(), 1);
    for &(number, weight) in scenarios {
        one.fill(0.0);
        source.fill(number as u64, &mut space.path);
        let mut row = Outcomes::row(outcomes.rows_mut());
        play.play(&mut space, &mut row, Some(&mut one));
        for (total, loss) in total.iter_mut().zip(&one) {
            *total += weight * loss;
        }
    }
    total
}

impl Workspace {
    fn new(book: &Book, source: &dyn PathSource) -> Self {
        let (assets, steps) = (source.assets().len(), source.steps());
        Self {
            path: vec![1.0; assets * steps],
            market: vec![1.0; assets * steps],
            sold: vec![0.0; assets],
            touched: Vec::new(),
            is_touched: vec![0; book.blocks()],
            blocks_touched: Vec::new(),
        }
    }
}

/// The error unless the paths draw exactly these assets.
pub(super) fn check_assets(source: &dyn PathSource, expected: &[String]) -> Result<(), RiskError> {
    if source.assets() == expected {
        return Ok(());
    }
    Err(RiskError::AssetsDiffer {
        found: source.assets().to_vec(),
        expected: expected.to_vec(),
    })
}
