//! How far one feature can move a forecast, whatever value it is given: what a venue's liar, or an
//! attacker who moves its order book, can do at most.
//!
//! Trees are flat between thresholds, so that trying one value between each two neighbours is trying
//! them all. A column of the logistic regression has no such bound: it is a straight line.

use crate::model::tree::{Ensemble, Node, Tree};

/// The forecasts that one feature can bring about, the other features left as they are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Influence {
    /// Lowest forecast.
    pub lowest: f64,
    /// Highest forecast.
    pub highest: f64,
}

impl Influence {
    /// How far apart they are.
    pub fn width(&self) -> f64 {
        self.highest - self.lowest
    }
}

/// Every forecast that `feature` can bring about in `row`, missing included; exact.
pub fn influence_bound(ensemble: &Ensemble, row: &[f64], feature: u16) -> Influence {
    let mut row = row.to_vec();
    let column = usize::from(feature);
    if column >= row.len() {
        row.resize(column + 1, f64::NAN);
    }
    let mut influence = Influence {
        lowest: f64::INFINITY,
        highest: f64::NEG_INFINITY,
    };
    // A threshold stands for all values from it up to the next.
    let values = thresholds(ensemble, feature).into_iter();
    for value in values.chain([f64::NEG_INFINITY, f64::NAN]) {
        row[column] = value;
        let forecast = ensemble.predict(&row);
        influence.lowest = influence.lowest.min(forecast);
        influence.highest = influence.highest.max(forecast);
    }
    influence
}

/// A width that no row's [`influence_bound`] exceeds: for each tree, the widest spread of leaves
/// below a split on the feature. Not exact, because two trees may not reach theirs in one row.
pub fn influence_ceiling(ensemble: &Ensemble, feature: u16) -> f64 {
    let trees = ensemble.trees().iter();
    trees.map(|tree| widest(tree, 0, feature)).sum()
}

fn thresholds(ensemble: &Ensemble, feature: u16) -> Vec<f64> {
    let nodes = ensemble.trees().iter().flat_map(Tree::nodes);
    let mut thresholds: Vec<f64> = nodes
        .filter_map(|node| match node {
            Node::Split {
                feature: own,
                threshold,
                ..
            } if *own == feature => Some(*threshold),
            _ => None,
        })
        .collect();
    thresholds.sort_by(f64::total_cmp);
    thresholds.dedup_by(|a, b| a.total_cmp(b).is_eq());
    thresholds
}

fn widest(tree: &Tree, place: usize, feature: u16) -> f64 {
    match tree.nodes()[place] {
        Node::Leaf { .. } => 0.0,
        Node::Split { feature: own, .. } if own == feature => {
            let (lowest, highest) = leaves(tree, place);
            highest - lowest
        }
        Node::Split { left, right, .. } => {
            widest(tree, left as usize, feature).max(widest(tree, right as usize, feature))
        }
    }
}

fn leaves(tree: &Tree, place: usize) -> (f64, f64) {
    match tree.nodes()[place] {
        Node::Leaf { value, .. } => (value, value),
        Node::Split { left, right, .. } => {
            let (left, right) = (leaves(tree, left as usize), leaves(tree, right as usize));
            (left.0.min(right.0), left.1.max(right.1))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain::testing::{ensemble, row, uniform};
    use crate::model::BoosterSettings;
    use crate::model::boosting::{BoosterKind, Monotone, Training};
    use crate::model::score_map::score_hundredths;
    use crate::number::sigmoid;
    use proptest::prelude::*;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::SeedableRng;

    proptest! {
        #[test]
        fn prop_no_value_escapes_the_bound_and_its_ends_are_reached(seed: u64, feature in 0_u16..6) {
            let mut generator = ChaCha8Rng::seed_from_u64(seed);
            let ensemble = ensemble(&mut generator, 10, 6, 5);
            let mut row = row(&mut generator, 6);

            let bound = influence_bound(&ensemble, &row, feature);

            let (mut lowest, mut highest) = (f64::INFINITY, f64::NEG_INFINITY);
            for _ in 0..2_000 {
                row[usize::from(feature)] = 2.4 * uniform(&mut generator) - 1.2;
                let forecast = ensemble.predict(&row);
                lowest = lowest.min(forecast);
                highest = highest.max(forecast);
                prop_assert!((bound.lowest..=bound.highest).contains(&forecast));
            }
            prop_assert!(bound.width() <= influence_ceiling(&ensemble, feature) + 1e-9);
            prop_assert!(highest - lowest <= bound.width());
        }
    }

    #[test]
    fn bound_of_one_split_is_the_difference_of_its_leaves() {
        let mut generator = ChaCha8Rng::seed_from_u64(3);
        let stump = ensemble(&mut generator, 1, 1, 1);
        let (low, high) = leaves(&stump.trees()[0], 0);

        let bound = influence_bound(&stump, &[0.0], 0);

        assert!((bound.width() - (high - low)).abs() < 1e-12 && high > low);
        assert!(influence_bound(&stump, &[0.0], 7).width().abs() < 1e-300);
    }

    /// Events follow volatility, and a little the depth of one venue's book.
    fn market_with_depth() -> (Vec<Vec<f64>>, Vec<f64>) {
        let mut generator = ChaCha8Rng::seed_from_u64(9);
        let mut uniform = || uniform(&mut generator);
        let rows: Vec<Vec<f64>> = (0..5_000)
            .map(|_| vec![4.0 * uniform() - 2.0, 1e6 * uniform()])
            .collect();
        let targets = rows.iter().map(|row| {
            let log_odds = 1.5 * row[0] - row[1] / 1e6 - 1.0;
            f64::from(u8::from(uniform() < sigmoid(log_odds)))
        });
        let targets = targets.collect();
        (rows, targets)
    }

    #[test]
    fn attacker_who_owns_one_venues_depth_moves_the_score_no_further_than_the_bound() {
        let (rows, targets) = market_with_depth();
        let mut settings = BoosterSettings {
            kind: BoosterKind::ForustLogLoss,
            ..BoosterSettings::default()
        };
        settings
            .monotone
            .insert("depth".to_owned(), Monotone::Falling);
        let training = Training {
            columns: &["log_volatility", "depth"],
            rows: &rows,
            targets: &targets,
            offsets: &vec![-1.0; rows.len()],
            weights: None,
        };
        let ensemble = BoosterKind::ForustLogLoss
            .fit(&training, &settings)
            .unwrap();
        let score = |log_odds: f64| score_hundredths(sigmoid(log_odds - 1.0));

        let honest = [0.5, 4e5];
        let bound = influence_bound(&ensemble, &honest, 1);
        let calmest = score(bound.lowest);

        assert!(bound.width() > 0.05, "depth must matter: {bound:?}");
        for depth in [
            -1e300,
            -1.0,
            0.0,
            1.0,
            4e5,
            9.9e5,
            1e12,
            1e300,
            f64::INFINITY,
            f64::NAN,
        ] {
            let forecast = ensemble.predict(&[honest[0], depth]);
            assert!(score(forecast) >= calmest, "{depth}");
            assert!(score(forecast) <= score(bound.highest), "{depth}");
        }
        // Deeper is never riskier, so the best lie is an endless book.
        let best_lie = ensemble.predict(&[honest[0], f64::INFINITY]);
        assert!(best_lie <= ensemble.predict(&honest));
        assert!(bound.width() <= influence_ceiling(&ensemble, 1) + 1e-12);
    }
}
