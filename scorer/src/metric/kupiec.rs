//! Kupiec's test of unconditional coverage: are violations as frequent as promised?

use super::{ChiSquare, chi_square_tail};
use crate::number::{count, ln};

/// Likelihood ratio and p-value of "violations come with probability `level`", given `violations` of `days` (Kupiec, Journal
/// of Derivatives 3, 1995): `-2 ln [ (1-p)^(n-x) p^x / ((1-x/n)^(n-x) (x/n)^x) ]`, chi-square with one degree of freedom.
/// Days must not overlap. None without days.
pub fn kupiec(violations: usize, days: usize, level: f64) -> Option<(f64, f64)> {
    if days == 0 {
        return None;
    }
    let (hits, misses) = (count(violations), count(days - violations.min(days)));
    let seen = hits / count(days);
    let ratio = 2.0 * (log_likelihood(hits, misses, seen) - log_likelihood(hits, misses, level));
    Some((ratio, chi_square_tail(ratio, ChiSquare::One)))
}

/// `hits ln p + misses ln (1-p)`, with 0 ln 0 = 0.
pub(super) fn log_likelihood(hits: f64, misses: f64, probability: f64) -> f64 {
    let term = |times: f64, chance: f64| if times > 0.0 { times * ln(chance) } else { 0.0 };
    term(hits, probability) + term(misses, 1.0 - probability)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_regions_of_no_rejection() {
        // Kupiec (1995), table 3, test level 5 %: the least and the most violations that do not reject. For 255 days
        // at 1 % the table gives no least.
        for (level, days, least, most) in [
            (0.01, 255, None, 6),
            (0.01, 510, Some(2), 10),
            (0.01, 1_000, Some(5), 16),
            (0.05, 255, Some(7), 20),
            (0.05, 510, Some(17), 35),
            (0.05, 1_000, Some(38), 64),
        ] {
            let is_rejected = |violations: usize| kupiec(violations, days, level).unwrap().1 < 0.05;
            assert!(
                !is_rejected(most) && is_rejected(most + 1),
                "{level} {days} {most}"
            );
            if let Some(least) = least {
                assert!(
                    !is_rejected(least) && is_rejected(least - 1),
                    "{level} {days} {least}"
                );
            }
        }
    }

    #[test]
    fn exact_coverage_has_no_evidence_against_it() {
        let (ratio, p) = kupiec(5, 100, 0.05).unwrap();

        assert!(ratio.abs() < 1e-12 && (p - 1.0).abs() < 1e-6);
        assert_eq!(kupiec(0, 0, 0.05), None);
    }

    #[test]
    fn no_violations_at_all_have_a_finite_ratio() {
        let (ratio, _) = kupiec(0, 100, 0.05).unwrap();

        assert!((ratio - -200.0 * 0.95_f64.ln()).abs() < 1e-9, "{ratio}");
    }
}
