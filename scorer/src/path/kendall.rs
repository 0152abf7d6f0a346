//! Kendall's rank correlation: concordant less discordant pairs, over all pairs.

use crate::number::{count, sin};

/// Kendall's tau-a of pairs of numbers, from -1 to 1, by Knight's method (sort, then count exchanges of a merge sort);
/// None for fewer than two pairs. Ties count as neither.
pub(super) fn kendall_tau(pairs: impl Iterator<Item = (f64, f64)>) -> Option<f64> {
    let mut pairs: Vec<(f64, f64)> = pairs.collect();
    let total = count(pairs.len()) * (count(pairs.len()) - 1.0) / 2.0;
    if pairs.len() < 2 {
        return None;
    }
    pairs.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1)));
    let tied_first = ties(pairs.iter().map(|pair| pair.0));
    let tied_both = tied_pairs(&pairs);
    let mut seconds: Vec<f64> = pairs.iter().map(|pair| pair.1).collect();
    let mut buffer = seconds.clone();
    let exchanges = exchanges(&mut seconds, &mut buffer);
    let tied_second = ties(seconds.into_iter());
    let concordant_less_discordant =
        total - tied_first - tied_second + tied_both - 2.0 * count(exchanges);
    Some(concordant_less_discordant / total)
}

/// The correlation of an elliptical distribution with this tau: sin(pi tau / 2).
pub(super) fn elliptical_correlation(tau: f64) -> f64 {
    sin(std::f64::consts::FRAC_PI_2 * tau)
}

/// Pairs of equal neighbours in a sorted sequence, every pair of a run counted.
fn ties(sorted: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut run, mut last) = (0.0, 0.0, None);
    for value in sorted {
        run = if last == Some(value) { run + 1.0 } else { 0.0 };
        sum += run;
        last = Some(value);
    }
    sum
}

fn tied_pairs(sorted: &[(f64, f64)]) -> f64 {
    let (mut sum, mut run, mut last) = (0.0, 0.0, None);
    for &value in sorted {
        run = if last == Some(value) { run + 1.0 } else { 0.0 };
        sum += run;
        last = Some(value);
    }
    sum
}

/// Sorts `values` and counts the pairs that were out of order.
fn exchanges(values: &mut [f64], buffer: &mut [f64]) -> usize {
    if values.len() < 2 {
        return 0;
    }
    let middle = values.len() / 2;
    let mut found = {
        let (left, right) = values.split_at_mut(middle);
        let (left_buffer, right_buffer) = buffer.split_at_mut(middle);
        exchanges(left, left_buffer) + exchanges(right, right_buffer)
    };
    let (mut left, mut right) = (0, middle);
    for slot in buffer.iter_mut() {
        let takes_left = right >= values.len() || (left < middle && values[left] <= values[right]);
        if takes_left {
            *slot = values[left];
            left += 1;
        } else {
            found += middle - left;
            *slot = values[right];
            right += 1;
        }
    }
    values.copy_from_slice(buffer);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_pairs(pairs: &[(f64, f64)]) -> f64 {
        let mut sum = 0.0;
        for (index, one) in pairs.iter().enumerate() {
            for other in &pairs[..index] {
                let product = (one.0 - other.0) * (one.1 - other.1);
                sum += if product == 0.0 {
                    0.0
                } else {
                    product.signum()
                };
            }
        }
        sum / (count(pairs.len()) * (count(pairs.len()) - 1.0) / 2.0)
    }

    #[test]
    fn counting_every_pair_gives_the_same_ties_included() {
        let pairs: Vec<(f64, f64)> = (0..200_i32)
            .map(|i| (f64::from(i * 37 % 50), f64::from(i * 53 % 31 + i / 7)))
            .collect();

        let tau = kendall_tau(pairs.iter().copied()).unwrap();

        assert!((tau - by_pairs(&pairs)).abs() < 1e-12);
        assert_eq!(kendall_tau([(1.0, 2.0)].into_iter()), None);
        assert!((elliptical_correlation(1.0 / 3.0) - 0.5).abs() < 1e-12);
    }
}
