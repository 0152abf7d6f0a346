//! The same operations through the compiled program: what the simulation says of policy holds of the chain.
//!
//! ```text
//! Recording::opened     -> Deployment (governance's instructions) --+
//! Recording::operations -> signed transactions at the same seconds -+-> program in a Solana VM -> PoolState
//!                       -> PoolState::apply ----------------------------> policy ---------------> PoolState
//! ```
//!
//! Both answer every operation alike: done, or refused by the same rule with the same operands. The whole states (books,
//! prices, limits, flows, breakers, feeds, reports, positions) are compared bit for bit at the opening, after every
//! [`COMPARED_EVERY`] operations and at the end; where they differ, the run is done once more to name the first operation
//! after which they do. Purses are no part of it: agents hold tokens on both sides, the market does not know how many.

mod error;
mod fields;
mod report;
mod stage;
mod tell;

pub use error::ProgramError;
pub use report::{Comparison, Difference, Spent};

use super::operation::{PoolState, Recording, Timed};
use crate::replay::rule_of;
use ballast_policy::error::PolicyError;
use ballast_vm::SendError;
use fields::{fields, first_difference};
use stage::Stage;
use std::collections::BTreeMap;
use std::path::Path;
use tell::Answer;

/// Operations between two comparisons of the whole state.
const COMPARED_EVERY: usize = 256;

/// Does what `recording` says to the program in the file `program`, and compares. `told` is what the program is told: the
/// recording's own operations, or others, where a difference is to be found. `tick` is called for every operation.
///
/// # Errors
/// [`ProgramError`]: of the machine, and [`ProgramError::RecordingIncomplete`] where the recording alone does not bring policy
/// to its end. A difference is none: it is in the result.
pub fn compare(
    program: &Path,
    recording: &Recording,
    told: &[Timed],
    tick: &dyn Fn(),
) -> Result<Comparison, ProgramError> {
    check_whole(recording)?;
    let begin = recording.operations.first().map_or(0, |timed| timed.at);
    let run = |from: usize, every: usize, tick: &dyn Fn()| {
        let mut run = Run {
            stage: Stage::open(program, &recording.opened, begin)?,
            policy: recording.opened.clone(),
            refused: BTreeMap::new(),
            states: 0,
            agreed: 0,
        };
        let difference = run.play(recording, told, (from, every), tick)?;
        Ok::<_, ProgramError>((run, difference))
    };
    let (first, mut difference) = run(0, COMPARED_EVERY, tick)?;
    if difference.is_some() {
        let (_, narrowed) = run(first.agreed, 1, &|| {})?;
        difference = narrowed.or(difference);
    }
    let spent = first.stage.spent.iter();
    Ok(Comparison {
        operations: recording.operations.len() as u64,
        refused: first.refused,
        transactions: first.stage.transactions,
        states: first.states,
        fields: fields(&first.policy).len() as u64,
        spent: spent
            .map(|(kind, spent)| ((*kind).to_owned(), *spent))
            .collect(),
        difference,
    })
}

/// The error unless the operations bring policy from the recorded begin to the recorded end, refusals included.
fn check_whole(recording: &Recording) -> Result<(), ProgramError> {
    let incomplete =
        |operation, [field, replayed, recorded]: [String; 3]| ProgramError::RecordingIncomplete {
            operation,
            field,
            replayed,
            recorded,
        };
    let mut state = recording.opened.clone();
    for (number, timed) in recording.operations.iter().enumerate() {
        let refused = state.apply(timed).err();
        if refused != timed.refused {
            let found = ["answer".into(), in_words(refused), in_words(timed.refused)];
            return Err(incomplete(number + 1, found));
        }
    }
    match first_difference(&state, &recording.closed) {
        Some(found) => Err(incomplete(recording.operations.len(), found)),
        None => Ok(()),
    }
}

/// Policy and program, side by side.
struct Run {
    stage: Stage,
    policy: PoolState,
    refused: BTreeMap<String, u64>,
    states: u64,
    /// How many operations had been done when the states were last found equal.
    agreed: usize,
}

impl Run {
    /// Plays everything; compares from operation `from` on, after each `every`.
    fn play(
        &mut self,
        recording: &Recording,
        told: &[Timed],
        (from, every): (usize, usize),
        tick: &dyn Fn(),
    ) -> Result<Option<Difference>, ProgramError> {
        if let Some(difference) = self.difference(None)? {
            return Ok(Some(difference));
        }
        let mut last = None;
        for (number, (timed, told)) in recording.operations.iter().zip(told).enumerate() {
            let answer = self.stage.tell(number, told, &self.policy)?;
            let expected = self.policy.apply(timed);
            if let Some(difference) = self.weigh(number, timed, expected, &answer) {
                return Ok(Some(difference));
            }
            tick();
            let done = number + 1;
            last = Some((done, timed));
            if done >= from && done.is_multiple_of(every) {
                if let Some(difference) = self.difference(last)? {
                    return Ok(Some(difference));
                }
                self.agreed = done;
            }
        }
        self.difference(last)
    }

    /// Holds the answers against each other.
    fn weigh(
        &mut self,
        number: usize,
        timed: &Timed,
        expected: Result<(), PolicyError>,
        answer: &Answer,
    ) -> Option<Difference> {
        let refusal = answer.as_ref().err().map(|error| (refusal(error), error));
        let is_same = match (&expected, &refusal) {
            (Ok(()), None) => true,
            (Err(expected), Some((found, _))) => *found == Some(*expected),
            _ => false,
        };
        if is_same {
            if let Err(error) = expected {
                let rule = error.rule.name().to_owned();
                *self.refused.entry(rule).or_default() += 1;
            }
            return None;
        }
        let program = match refusal {
            Some((Some(refusal), _)) => in_words(Some(refusal)),
            Some((None, error)) => error.to_string(),
            None => in_words(None),
        };
        Some(Difference {
            operations: number + 1,
            at: timed.at,
            operation: format!("{:?}", timed.operation),
            field: "answer".into(),
            policy: in_words(expected.err()),
            program,
        })
    }

    /// The first field in which the states differ after so many operations, the last of which this is.
    fn difference(
        &mut self,
        last: Option<(usize, &Timed)>,
    ) -> Result<Option<Difference>, ProgramError> {
        self.states += 1;
        let state = self.stage.state()?;
        if state == self.policy {
            return Ok(None);
        }
        let found = first_difference(&self.policy, &state);
        Ok(found.map(|[field, policy, program]| Difference {
            operations: last.map_or(0, |(done, _)| done),
            at: last.map_or(0, |(_, timed)| timed.at),
            operation: last.map_or_else(
                || "the opening".into(),
                |(_, timed)| format!("{:?}", timed.operation),
            ),
            field,
            policy,
            program,
        }))
    }
}

/// The rule by which the program refused, with the operands that it logged.
fn refusal(error: &SendError) -> Option<PolicyError> {
    let rule = rule_of(error)?;
    error.logs().iter().find_map(|line| {
        let mut numbers = line
            .strip_prefix("Program log: 0x")?
            .split(", ")
            .map(|word| u64::from_str_radix(word.trim_start_matches("0x"), 16).ok());
        let mut next = || numbers.next().flatten();
        let (number, actual, bound) = (next()?, next()?, next()?);
        (number == u64::from(rule.number())).then(|| rule.broken(actual, bound))
    })
}

/// An answer in words.
fn in_words(refused: Option<PolicyError>) -> String {
    refused.map_or_else(
        || "done".into(),
        |error| {
            let PolicyError {
                rule,
                actual,
                bound,
            } = error;
            format!("{} ({actual}, {bound})", rule.name())
        },
    )
}
