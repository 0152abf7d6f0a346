//! Exact Shapley values of trees: Lundberg, Erion and Lee, "Consistent individualized feature
//! attribution for tree ensembles" (2018), algorithm 2; Nature Machine Intelligence 2 (2020).
//!
//! A coalition of features is worth what the tree forecasts when the others are unknown: a split on
//! an unknown feature averages its sides by their covers. Instead of all subsets, a walk to each
//! leaf carries, for every number of features on the path, the weight of the subsets of that many
//! that lead there: O(leaves x depth²) for a tree.
//!
//! A missing value is a value: it goes where the split sends it, and its feature is held to account.

use crate::model::tree::{DEPTH_MAX, Ensemble, Node, Tree};
use crate::number::count;

/// Places for the paths of all levels of the walk, 1 + 2 + ... + (`DEPTH_MAX` + 1).
const PLACES: usize = (DEPTH_MAX + 1) * (DEPTH_MAX + 2) / 2;

/// One distinct feature on the way to a node; the first stands for the root and has none.
#[derive(Clone, Copy, Debug, Default)]
struct Step {
    feature: Option<u16>,
    /// Share of the covers that takes this way when the feature is unknown.
    unknown: f64,
    /// Whether the row takes this way when the feature is known: 1 or 0.
    known: f64,
    /// Weight of the subsets that hold as many features as this step's place.
    weight: f64,
}

/// What each column adds to the forecast of a row (NaN where missing), beyond [`expected_value`];
/// together they are the forecast. One number for each of the first `columns` columns.
pub fn shapley_values(ensemble: &Ensemble, row: &[f64], columns: usize) -> Vec<f64> {
    let mut values = vec![0.0; columns];
    let mut places = vec![Step::default(); PLACES];
    for tree in ensemble.trees() {
        let mut walk = Walk {
            tree,
            row,
            values: &mut values,
        };
        places[0] = Step {
            weight: 1.0,
            known: 1.0,
            unknown: 1.0,
            feature: None,
        };
        walk.visit(0, &mut places, 1);
    }
    values
}

/// The forecast of a row of which nothing is known: the base and each tree's mean leaf by covers.
pub fn expected_value(ensemble: &Ensemble) -> f64 {
    ensemble.trees().iter().fold(ensemble.base(), |sum, tree| {
        let total = tree
            .nodes()
            .first()
            .map_or(1.0, |root| f64::from(root.cover()));
        let leaves = tree.nodes().iter().map(|node| match node {
            Node::Leaf { value, cover } => value * f64::from(*cover),
            Node::Split { .. } => 0.0,
        });
        sum + leaves.sum::<f64>() / total
    })
}

struct Walk<'a> {
    tree: &'a Tree,
    row: &'a [f64],
    values: &'a mut [f64],
}

impl Walk<'_> {
    /// Visits the node at `place`; the first `length` of `path` lead to it, the rest is free.
    fn visit(&mut self, place: usize, path: &mut [Step], length: usize) {
        match self.tree.nodes()[place] {
            Node::Leaf { value, .. } => {
                for step in 1..length {
                    let weight = weight_without(&path[..length], step);
                    let Step {
                        feature,
                        known,
                        unknown,
                        ..
                    } = path[step];
                    if let Some(sum) =
                        feature.and_then(|column| self.values.get_mut(usize::from(column)))
                    {
                        *sum += weight * (known - unknown) * value;
                    }
                }
            }
            Node::Split {
                feature,
                left,
                right,
                cover,
                ..
            } => {
                let taken = self.tree.nodes()[place].next(self.row, place);
                // A feature that is on the path already is taken off, and its shares carried on.
                let earlier = path[..length]
                    .iter()
                    .position(|step| step.feature == Some(feature));
                let (known, unknown) =
                    earlier.map_or((1.0, 1.0), |step| (path[step].known, path[step].unknown));
                let length = earlier.map_or(length, |step| take_off(&mut path[..length], step));
                for child in [left as usize, right as usize] {
                    let share = f64::from(self.tree.nodes()[child].cover()) / f64::from(cover);
                    let (own, rest) = path.split_at_mut(length);
                    rest[..length].copy_from_slice(own);
                    let step = Step {
                        feature: Some(feature),
                        known: if child == taken { known } else { 0.0 },
                        unknown: unknown * share,
                        weight: 0.0,
                    };
                    put_on(&mut rest[..=length], step);
                    self.visit(child, rest, length + 1);
                }
            }
        }
    }
}

/// Puts `step` at the end of `path`, whose last place is free, and lets its feature into the
/// subsets.
fn put_on(path: &mut [Step], step: Step) {
    let last = path.len() - 1;
    path[last] = step;
    let size = count(path.len());
    for place in (0..last).rev() {
        let weight = path[place].weight;
        path[place + 1].weight += step.known * weight * count(place + 1) / size;
        path[place].weight = step.unknown * weight * count(last - place) / size;
    }
}

/// Takes the feature at `removed` off `path` again, and returns the path's new length.
fn take_off(path: &mut [Step], removed: usize) -> usize {
    let last = path.len() - 1;
    let size = count(path.len());
    let Step { known, unknown, .. } = path[removed];
    let mut carried = path[last].weight;
    for place in (0..last).rev() {
        if known > 0.0 {
            let weight = path[place].weight;
            path[place].weight = carried * size / (count(place + 1) * known);
            carried = weight - path[place].weight * unknown * count(last - place) / size;
        } else {
            path[place].weight *= size / (unknown * count(last - place));
        }
    }
    for place in removed..last {
        let weight = path[place].weight;
        path[place] = Step {
            weight,
            ..path[place + 1]
        };
    }
    last
}

/// The weights of `path` summed as if the feature at `removed` had been taken off.
fn weight_without(path: &[Step], removed: usize) -> f64 {
    let last = path.len() - 1;
    let size = count(path.len());
    let Step { known, unknown, .. } = path[removed];
    let mut carried = path[last].weight;
    let mut sum = 0.0;
    for place in (0..last).rev() {
        let left = count(last - place);
        if known > 0.0 {
            let weight = carried * size / (count(place + 1) * known);
            sum += weight;
            carried = path[place].weight - weight * unknown * left / size;
        } else {
            sum += path[place].weight * size / (unknown * left);
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::super::testing::{ensemble, row};
    use super::*;
    use proptest::prelude::*;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::SeedableRng;

    /// What a subset of the features, one bit each, is worth to the tree.
    fn worth(tree: &Tree, place: usize, row: &[f64], subset: u32) -> f64 {
        let node = tree.nodes()[place];
        match node {
            Node::Leaf { value, .. } => value,
            Node::Split { feature, .. } if subset >> feature & 1 == 1 => {
                worth(tree, node.next(row, place), row, subset)
            }
            Node::Split {
                left, right, cover, ..
            } => {
                let side = |child: u32| {
                    f64::from(tree.nodes()[child as usize].cover()) / f64::from(cover)
                        * worth(tree, child as usize, row, subset)
                };
                side(left) + side(right)
            }
        }
    }

    /// Shapley (1953), over every subset.
    fn brute_force(ensemble: &Ensemble, row: &[f64], columns: usize) -> Vec<f64> {
        let factorial = |n: usize| (1..=n).map(count).product::<f64>();
        let total = |subset: u32| {
            let trees = ensemble.trees().iter();
            trees.map(|tree| worth(tree, 0, row, subset)).sum::<f64>()
        };
        let value = |column: usize| {
            let own = 1_u32 << column;
            let others = (0..1_u32 << columns).filter(|subset| subset & own == 0);
            let parts = others.map(|subset| {
                let size = subset.count_ones() as usize;
                let weight = factorial(size) * factorial(columns - size - 1) / factorial(columns);
                weight * (total(subset | own) - total(subset))
            });
            parts.sum()
        };
        (0..columns).map(value).collect()
    }

    proptest! {
        #[test]
        fn prop_values_are_those_of_all_subsets(seed: u64, columns in 1_usize..=8, depth in 1_usize..=6) {
            let mut generator = ChaCha8Rng::seed_from_u64(seed);
            let ensemble = ensemble(&mut generator, 3, columns, depth);
            let row = row(&mut generator, columns);

            let values = shapley_values(&ensemble, &row, columns);

            let expected = brute_force(&ensemble, &row, columns);
            for (value, expected) in values.iter().zip(&expected) {
                prop_assert!((value - expected).abs() < 1e-9, "{values:?} {expected:?}");
            }
        }

        #[test]
        fn prop_values_and_the_expectation_add_up_to_the_forecast(seed: u64, columns in 1_usize..=40, depth in 1_usize..=10) {
            let mut generator = ChaCha8Rng::seed_from_u64(seed);
            let ensemble = ensemble(&mut generator, 20, columns, depth);
            let row = row(&mut generator, columns);

            let sum = shapley_values(&ensemble, &row, columns).iter().sum::<f64>();

            let forecast = ensemble.predict(&row);
            prop_assert!((expected_value(&ensemble) + sum - forecast).abs() < 1e-9, "{sum} {forecast}");
        }
    }

    #[test]
    fn column_that_no_split_asks_for_adds_nothing() {
        let mut generator = ChaCha8Rng::seed_from_u64(1);
        let ensemble = ensemble(&mut generator, 5, 3, 4);
        let row = row(&mut generator, 5);

        let values = shapley_values(&ensemble, &row, 5);

        assert!(values[3].abs() < 1e-300 && values[4].abs() < 1e-300);
        assert!(values[..3].iter().any(|value| value.abs() > 1e-3));
    }
}
