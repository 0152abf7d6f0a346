//! A smaller simulation, operation for operation, through the compiled program.

use std::path::Path;

use anyhow::{Context as _, bail};
use ballast_scorer::agent::{
    Comparison, ScoreSource, SimulationConfig, Steward, Tape, compare, simulate,
};

use super::progress;

/// Fewer borrowers than this make no market.
const LEAST_BORROWERS: usize = 5;

/// A share of `borrowers`, rounded.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a share of a number of people"
)]
pub(super) fn part(borrowers: usize, share: f64) -> usize {
    ((borrowers as f64 * share).round() as usize).max(LEAST_BORROWERS.min(borrowers))
}

/// Simulates `config` and does all of it to `program` as well.
pub(super) fn check(
    program: &Path,
    (config, tape, scores): (&SimulationConfig, &Tape, &dyn ScoreSource),
    stewards: Vec<Box<dyn Steward>>,
) -> anyhow::Result<Comparison> {
    if let Some(steward) = stewards
        .iter()
        .find(|steward| steward.interval_seconds().is_some())
    {
        bail!(
            "the steward {} changes the market while it runs, and no transaction stands for that: choose one that only \
             opens it",
            steward.name()
        );
    }
    let config = SimulationConfig {
        records_operations: true,
        ..config.clone()
    };
    let hours = (tape.end() - tape.start()) / 3_600;
    let bar = progress::bar("simulating a share of it", hours);
    let run = simulate(&config, tape, scores, stewards, &|| bar.inc(1))?;
    bar.finish_and_clear();
    let recording = run.recordings.first().context("nothing was recorded")?;
    let operations = &recording.operations;
    let bar = progress::bar("through the program", operations.len() as u64);
    let comparison = compare(program, recording, operations, &|| bar.inc(1))?;
    bar.finish_and_clear();
    Ok(comparison)
}
