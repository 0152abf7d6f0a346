//! Christoffersen's tests: do violations come in clusters?

use serde::{Deserialize, Serialize};

use super::kupiec::log_likelihood;
use super::{ChiSquare, chi_square_tail, kupiec};
use crate::number::count;

/// Tests of a value-at-risk forecast's violations.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Coverage {
    /// Days forecast.
    pub days: usize,
    /// Days that were worse than the value at risk.
    pub violations: usize,
    /// p-value of [`kupiec`]: "as many as promised".
    pub unconditional: Option<f64>,
    /// p-value of "a violation makes the next no likelier"; None unless violations and other days both come before a day.
    pub independence: Option<f64>,
    /// p-value of both together.
    pub conditional: Option<f64>,
}

/// Tests violations (Christoffersen, International Economic Review 39, 1998), chi-square with one degree of freedom for
/// independence and two for both. Each of `runs` is an unbroken sequence of days of one asset, so that no transition leads
/// from one asset to another or over a hole. `level` is the promised frequency.
pub fn christoffersen(runs: &[Vec<bool>], level: f64) -> Coverage {
    let days = runs.iter().map(Vec::len).sum();
    let violations = runs.iter().flatten().filter(|hit| **hit).count();
    let unconditional = kupiec(violations, days, level);
    let independence = independence_ratio(runs);
    let conditional = unconditional
        .zip(independence)
        .map(|((coverage, _), independence)| {
            chi_square_tail(coverage + independence, ChiSquare::Two)
        });
    Coverage {
        days,
        violations,
        unconditional: unconditional.map(|(_, p)| p),
        independence: independence.map(|ratio| chi_square_tail(ratio, ChiSquare::One)),
        conditional,
    }
}

/// Likelihood ratio of a two-state Markov chain against independence.
fn independence_ratio(runs: &[Vec<bool>]) -> Option<f64> {
    let transitions = |from: bool, to: bool| {
        let pairs = runs.iter().flat_map(|run| run.windows(2));
        count(
            pairs
                .filter(|pair| pair[0] == from && pair[1] == to)
                .count(),
        )
    };
    let (n00, n01) = (transitions(false, false), transitions(false, true));
    let (n10, n11) = (transitions(true, false), transitions(true, true));
    let (after_quiet, after_hit) = (n00 + n01, n10 + n11);
    if after_quiet <= 0.0 || after_hit <= 0.0 {
        return None;
    }
    let overall = (n01 + n11) / (after_quiet + after_hit);
    let chain =
        log_likelihood(n01, n00, n01 / after_quiet) + log_likelihood(n11, n10, n11 / after_hit);
    let single = log_likelihood(n01 + n11, n00 + n10, overall);
    Some(2.0 * (chain - single))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(days: usize, hits: &[usize]) -> Vec<bool> {
        (0..days).map(|day| hits.contains(&day)).collect()
    }

    #[test]
    fn hand_computed_ratio() {
        // 0 0 1 1 0 0 0 1 0 0: n00 = 4, n01 = 2, n10 = 2, n11 = 1; both shares are 1/3, so nothing speaks for a chain.
        let ratio = independence_ratio(&[run(10, &[2, 3, 7])]).unwrap();
        assert!(ratio.abs() < 1e-12, "{ratio}");

        // 0 0 0 1 1 1 0 0: n00 = 3, n01 = 1, n10 = 1, n11 = 2.
        let ratio = independence_ratio(&[run(8, &[3, 4, 5])]).unwrap();
        let chain =
            3.0 * 0.75_f64.ln() + 0.25_f64.ln() + (1.0_f64 / 3.0).ln() + 2.0 * (2.0_f64 / 3.0).ln();
        let single = 3.0 * (3.0_f64 / 7.0).ln() + 4.0 * (4.0_f64 / 7.0).ln();
        assert!((ratio - 2.0 * (chain - single)).abs() < 1e-12, "{ratio}");
    }

    #[test]
    fn clustered_violations_are_told_from_spread_ones() {
        let clustered: Vec<usize> = (100..110).chain(500..515).collect();
        let spread: Vec<usize> = (0..25).map(|index| index * 20 + 3).collect();

        let clustered = christoffersen(&[run(500, &clustered), run(500, &[])], 0.05);
        let spread = christoffersen(&[run(500, &spread)], 0.05);

        assert!(clustered.independence.unwrap() < 1e-6, "{clustered:?}");
        assert!(
            spread.unconditional.unwrap() > 0.99 && spread.conditional.unwrap() > 0.05,
            "{spread:?}"
        );
    }

    #[test]
    fn transitions_do_not_cross_runs() {
        let apart = independence_ratio(&[vec![false, true], vec![true, false]]).unwrap();

        // n01 = 1, n10 = 1 and no n11: the chain is certain.
        assert!((apart - -4.0 * 0.5_f64.ln()).abs() < 1e-12, "{apart}");
    }

    #[test]
    fn quiet_days_alone_say_nothing_about_clusters() {
        let coverage = christoffersen(&[run(100, &[])], 0.01);

        assert_eq!((coverage.independence, coverage.conditional), (None, None));
        assert!(coverage.unconditional.is_some());
    }
}
