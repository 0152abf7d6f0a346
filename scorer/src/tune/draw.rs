//! Candidates by chance: the preset, then legal neighbours of it.

use super::{Candidate, Parameter, TuneError};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::{BTreeMap, BTreeSet};

/// Draws for each candidate wanted, before it is given up.
const DRAWS_EACH: usize = 1_000;

/// What came of drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// Legal candidates, all different; the first is the preset.
    pub candidates: Vec<Candidate>,
    /// How many were refused, by the rule that they broke.
    pub refused: BTreeMap<&'static str, u64>,
}

/// The preset and `wanted` legal candidates. Each parameter of `moving` keeps the preset's value with probability one half,
/// else it is drawn evenly from its range: a change of everything at once explains nothing.
///
/// # Errors
/// [`TuneError::TooFewLegal`].
pub fn draw(seed: u64, wanted: usize, moving: &[Parameter]) -> Result<Drawn, TuneError> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut candidates = vec![Candidate::preset()];
    let mut known = BTreeSet::from([Candidate::preset()]);
    let mut refused = BTreeMap::new();
    let most = wanted.saturating_mul(DRAWS_EACH);
    let mut drawn = 0;
    while candidates.len() <= wanted {
        if drawn == most {
            let found = candidates.len() - 1;
            return Err(TuneError::TooFewLegal {
                found,
                wanted,
                drawn,
            });
        }
        drawn += 1;
        let candidate = neighbour(&mut random, moving);
        if !known.insert(candidate) {
            continue;
        }
        match candidate.check() {
            Ok(()) => candidates.push(candidate),
            Err(illegal) => *refused.entry(illegal.rule()).or_default() += 1,
        }
    }
    Ok(Drawn {
        candidates,
        refused,
    })
}

fn neighbour(random: &mut ChaCha8Rng, moving: &[Parameter]) -> Candidate {
    let mut candidate = Candidate::preset();
    for &parameter in moving {
        if random.random::<bool>() {
            let range = parameter.range();
            let place = random.random_range(0..range.values());
            candidate = candidate.with(parameter, range.least + place * range.step);
        }
    }
    candidate
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tune::PARAMETERS;

    #[test]
    fn all_drawn_are_legal_and_different_and_the_refused_are_counted() {
        let drawn = draw(5, 60, &PARAMETERS).unwrap();

        let different: BTreeSet<_> = drawn.candidates.iter().collect();
        assert_eq!(different.len(), 61);
        assert_eq!(drawn.candidates[0], Candidate::preset());
        assert!(drawn.candidates.iter().all(|one| one.check().is_ok()));
        assert!(drawn.refused.len() >= 3, "{:?}", drawn.refused);
        assert_eq!(drawn, draw(5, 60, &PARAMETERS).unwrap());
        assert_ne!(drawn, draw(6, 60, &PARAMETERS).unwrap());
    }

    #[test]
    fn what_may_not_move_stays_and_too_small_a_space_is_named() {
        let drawn = draw(1, 5, &[Parameter::Confirmations]).unwrap();
        let error = draw(1, 12, &[Parameter::Confirmations]).unwrap_err();

        let moved = drawn.candidates.iter().skip(1);
        for candidate in moved {
            let back = candidate.with(Parameter::Confirmations, 3);
            assert_eq!(back, Candidate::preset());
        }
        assert!(
            matches!(
                error,
                TuneError::TooFewLegal {
                    found: 11,
                    wanted: 12,
                    ..
                }
            ),
            "{error}"
        );
    }
}
