//! Minimising a smooth function of a few variables without its derivatives: the simplex of Nelder and Mead (The Computer
//! Journal 7, 1965), with the usual coefficients 1, 2, 1/2, 1/2.

use crate::number::count;

/// A point and the function's value there.
type Vertex = (Vec<f64>, f64);

/// The best point found from `start` with first steps of `step`, and its value. Values that are no number count as worst.
pub(super) fn minimise(
    function: impl Fn(&[f64]) -> f64,
    start: &[f64],
    step: f64,
) -> (Vec<f64>, f64) {
    const ROUNDS: usize = 400;
    const SPREAD_MIN: f64 = 1e-10;
    let at = |point: Vec<f64>| {
        let value = function(&point);
        (point, if value.is_nan() { f64::INFINITY } else { value })
    };
    let mut simplex: Vec<Vertex> = vec![at(start.to_vec())];
    for axis in 0..start.len() {
        let mut point = start.to_vec();
        point[axis] += step;
        simplex.push(at(point));
    }
    for _ in 0..ROUNDS {
        simplex.sort_by(|one, other| one.1.total_cmp(&other.1));
        let (best, worst) = (simplex[0].1, simplex[start.len()].1);
        if (worst - best).abs() <= SPREAD_MIN * (1.0 + best.abs()) {
            break;
        }
        improve(&mut simplex, &at);
    }
    simplex.sort_by(|one, other| one.1.total_cmp(&other.1));
    simplex.swap_remove(0)
}

/// Replaces the last vertex of a sorted simplex by a better one, or shrinks everything towards the first.
fn improve(simplex: &mut [Vertex], at: &impl Fn(Vec<f64>) -> Vertex) {
    let last = simplex.len() - 1;
    let centre: Vec<f64> = (0..last)
        .map(|axis| {
            simplex[..last]
                .iter()
                .map(|vertex| vertex.0[axis])
                .sum::<f64>()
                / count(last)
        })
        .collect();
    let towards = |from: &[f64], weight: f64| {
        let pairs = centre.iter().zip(from);
        at(pairs
            .map(|(centre, from)| centre + weight * (from - centre))
            .collect())
    };
    let reflected = towards(&simplex[last].0, -1.0);
    let found = if reflected.1 < simplex[0].1 {
        let expanded = towards(&simplex[last].0, -2.0);
        if expanded.1 < reflected.1 {
            expanded
        } else {
            reflected
        }
    } else if reflected.1 < simplex[last - 1].1 {
        reflected
    } else if reflected.1 < simplex[last].1 {
        towards(&simplex[last].0, -0.5)
    } else {
        towards(&simplex[last].0, 0.5)
    };
    if found.1 < simplex[last].1 {
        simplex[last] = found;
        return;
    }
    let best = simplex[0].0.clone();
    for vertex in &mut simplex[1..] {
        let pairs = best.iter().zip(&vertex.0);
        *vertex = at(pairs
            .map(|(best, own)| f64::midpoint(*best, *own))
            .collect());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn valley_of_rosenbrock_is_walked_to_its_end() {
        let valley = |point: &[f64]| {
            let (x, y) = (point[0], point[1]);
            (1.0 - x) * (1.0 - x) + 100.0 * (y - x * x) * (y - x * x)
        };

        let (point, value) = minimise(valley, &[-1.2, 1.0], 0.5);

        assert!(
            (point[0] - 1.0).abs() < 1e-3 && (point[1] - 1.0).abs() < 1e-3,
            "{point:?}"
        );
        assert!(value < 1e-6);
    }
}
