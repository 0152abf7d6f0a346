//! Percentile bootstrap: how sure a mean over independent runs is, and how sure a mean is a share smaller than another.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::number::count;

/// Resamples behind an interval: the ends of a 95 % interval are the 50th from either side.
const RESAMPLES: usize = 2_000;
const OUTSIDE: usize = RESAMPLES / 40;
/// The same runs give the same interval.
const SEED: u64 = 0xBA11_A57B_0075_7247;

/// A mean with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

/// The mean of `values` and its 95 % interval by the percentile bootstrap (Efron and Tibshirani, 1993, chapter 13). One value
/// has an interval of itself, which says nothing; none without values. A NaN is a run without a value: it is skipped.
pub fn mean_interval(values: &[f64]) -> Option<Estimate> {
    let known: Vec<f64> = values
        .iter()
        .copied()
        .filter(|value| !value.is_nan())
        .collect();
    estimate(known.len(), |picks| mean(&known, picks))
}

/// One minus the mean of `ours` over the mean of `theirs`: how much smaller ours is, run by run on the same draws. The pairs are
/// resampled together, so that what both share does not widen the interval. None where lengths differ or theirs is zero on
/// average: nothing is a share of nothing. A run with a NaN on either side is skipped.
pub fn reduction_interval(ours: &[f64], theirs: &[f64]) -> Option<Estimate> {
    if ours.len() != theirs.len() {
        return None;
    }
    let (ours, theirs): (Vec<f64>, Vec<f64>) = ours
        .iter()
        .zip(theirs)
        .filter(|(a, b)| !a.is_nan() && !b.is_nan())
        .unzip();
    estimate(ours.len(), |picks| {
        let base = mean(&theirs, picks)?;
        let is_positive = base > 0.0;
        is_positive.then_some(1.0 - mean(&ours, picks)? / base)
    })
}

/// The mean difference ours minus theirs, run by run; none where lengths differ. A run with a NaN on either side is skipped.
pub fn difference_interval(ours: &[f64], theirs: &[f64]) -> Option<Estimate> {
    if ours.len() != theirs.len() {
        return None;
    }
    let differences: Vec<f64> = ours.iter().zip(theirs).map(|(a, b)| a - b).collect();
    mean_interval(&differences)
}

/// `statistic` of all runs, and the 2.5 % and 97.5 % points of it over resamples; resamples without one are left out.
fn estimate(runs: usize, statistic: impl Fn(&[usize]) -> Option<f64>) -> Option<Estimate> {
    let all: Vec<usize> = (0..runs).collect();
    let mean = statistic(&all)?;
    let mut random = ChaCha8Rng::seed_from_u64(SEED);
    let mut picks = all;
    let mut resampled: Vec<f64> = (0..RESAMPLES)
        .filter_map(|_| {
            for pick in &mut picks {
                *pick = random.random_range(0..runs);
            }
            statistic(&picks)
        })
        .collect();
    resampled.sort_by(f64::total_cmp);
    let outside = OUTSIDE * resampled.len() / RESAMPLES;
    Some(Estimate {
        mean,
        low: *resampled.get(outside)?,
        high: *resampled.iter().rev().nth(outside)?,
    })
}

fn mean(values: &[f64], picks: &[usize]) -> Option<f64> {
    let sum: f64 = picks.iter().filter_map(|&pick| values.get(pick)).sum();
    (!picks.is_empty()).then(|| sum / count(picks.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nineteen_of_twenty_intervals_hold_the_true_mean() {
        let mut random = ChaCha8Rng::seed_from_u64(3);
        let held = (0..400)
            .filter(|_| {
                let values: Vec<f64> = (0..40).map(|_| random.random::<f64>()).collect();
                let estimate = mean_interval(&values).unwrap();
                estimate.low <= 0.5 && 0.5 <= estimate.high
            })
            .count();

        // 380 are due; three standard deviations are 13. The percentile method is known to be a little narrow.
        assert!((360..=395).contains(&held), "{held} of 400");
    }

    #[test]
    fn a_reduction_on_the_same_draws_is_surer_than_the_draws() {
        let theirs: Vec<f64> = (1..=30).map(|run| f64::from(run * run)).collect();
        let ours: Vec<f64> = theirs.iter().map(|loss| loss / 10.0).collect();

        let reduction = reduction_interval(&ours, &theirs).unwrap();
        let loss = mean_interval(&theirs).unwrap();

        assert!((reduction.mean - 0.9).abs() < 1e-12);
        assert!(reduction.high - reduction.low < 1e-12);
        assert!(loss.high - loss.low > 0.2 * loss.mean);
    }

    #[test]
    fn nothing_is_no_share_of_nothing() {
        assert_eq!(mean_interval(&[]), None);
        assert_eq!(reduction_interval(&[0.0, 0.0], &[0.0, 0.0]), None);
        assert_eq!(reduction_interval(&[1.0], &[1.0, 2.0]), None);
        assert_eq!(difference_interval(&[1.0], &[]), None);
    }

    #[test]
    fn a_run_without_a_value_on_either_side_is_as_if_it_had_not_been() {
        let ours = [0.4, f64::NAN, 0.9, 0.2];
        let theirs = [0.5, 0.7, f64::NAN, 0.5];

        assert_eq!(mean_interval(&ours), mean_interval(&[0.4, 0.9, 0.2]));
        assert_eq!(
            reduction_interval(&ours, &theirs),
            reduction_interval(&[0.4, 0.2], &[0.5, 0.5])
        );
        assert_eq!(
            difference_interval(&ours, &theirs),
            difference_interval(&[0.4, 0.2], &[0.5, 0.5])
        );
        assert_eq!(mean_interval(&[f64::NAN]), None);
        assert_eq!(reduction_interval(&[f64::NAN], &[1.0]), None);
    }

    #[test]
    fn one_run_is_its_own_interval() {
        let estimate = mean_interval(&[7.0]).unwrap();
        assert!((estimate.mean - 7.0).abs() < 1e-12);
        assert!((estimate.high - estimate.low).abs() < 1e-12);
    }
}
