//! `forust-ml`'s histogram trees under logarithmic loss, with an offset for each row.
//!
//! The library's own `fit` takes no offset, and its gradients come from the platform's `exp`. Its
//! trees take gradients from anyone, so the boosting loop stands here: each round hands it
//! g = w (p - y) and h = w p (1 - p) at p = sigmoid(offset + forecast), by [`crate::number`], and
//! adds the tree it grows (Chen and Guestrin, 2016, equations 5 and 7). Gradients and leaves are
//! 32-bit floats in the library. It runs on one thread, without drawing anything.
//!
//! No split may part missing values from known ones alone, or a feed that fails would be a signal;
//! at a split that met none in training, missing values go right.

#[cfg(test)]
mod tests;

use forust_ml::Matrix;
use forust_ml::binning::{BinnedData, TiledBins, bin_matrix};
use forust_ml::constraints::{Constraint, ConstraintMap};
use forust_ml::gradientbooster::GrowPolicy;
use forust_ml::sampler::SampleMethod;
use forust_ml::splitter::MissingImputerSplitter;
use forust_ml::tree::{Tree as ForustTree, TreeRows};

use super::monotone::{Grown, hold};
use super::training::first_not;
use super::{Booster, BoosterSettings, Link, Monotone, Training, failed};
use crate::model::ModelError;
use crate::model::tree::{Ensemble, Node, Tree, TreeUnsound};
use crate::number::sigmoid;

/// Bins per column, as many as smartcore is given.
const BINS: u16 = 64;
/// Least information in a leaf, in rows of even odds: keeps a leaf from standing on rounding.
const LEAF_INFORMATION_MIN: f64 = 0.01;

/// Logarithmic loss by `forust-ml`.
#[derive(Clone, Copy, Debug)]
pub struct ForustLogLoss;

impl Booster for ForustLogLoss {
    fn library(&self) -> &'static str {
        "forust-ml 0.8.0"
    }

    fn link(&self) -> Link {
        Link::LogOdds
    }

    fn fit(
        &self,
        training: &Training<'_>,
        settings: &BoosterSettings,
    ) -> Result<Ensemble, ModelError> {
        training.check()?;
        first_not(
            training.targets,
            |target| (0.0..=1.0).contains(target),
            "has a target outside 0 to 1",
        )?;
        let mut trees = Vec::with_capacity(settings.trees);
        let mut rounds = Rounds::new(training, settings)?;
        for _ in 0..settings.trees {
            trees.push(rounds.next_tree()?);
        }
        Ensemble::new(0.0, trees).map_err(|error| failed(&error))
    }
}

/// The state of the boosting loop.
struct Rounds<'a> {
    training: &'a Training<'a>,
    directions: Vec<Monotone>,
    binned: BinnedData<f64>,
    /// The same, laid out for building histograms row by row.
    tiles: TiledBins,
    splitter: MissingImputerSplitter,
    depth: usize,
    /// Offset and trees so far, in log-odds.
    forecasts: Vec<f64>,
    gradients: Vec<f32>,
    hessians: Vec<f32>,
}

impl<'a> Rounds<'a> {
    fn new(training: &'a Training<'a>, settings: &BoosterSettings) -> Result<Self, ModelError> {
        let directions = directions(training.columns, settings);
        let (rows, columns) = (training.rows, training.columns.len());
        let mut values = vec![0.0; rows.len() * columns];
        for (place, row) in rows.iter().enumerate() {
            for (column, value) in row.iter().enumerate() {
                values[column * rows.len() + place] = *value;
            }
        }
        let matrix = Matrix::new(&values, rows.len(), columns);
        let ones = vec![1.0; rows.len()];
        let binned = bin_matrix(&matrix, &ones, BINS, f64::NAN, false);
        let binned = binned.map_err(|error| failed(&error))?;
        let bins = Matrix::new(&binned.binned_data, rows.len(), columns);
        let mut rounds = Self {
            training,
            splitter: splitter(&directions, settings, 0.0),
            directions,
            tiles: TiledBins::new(&bins, &binned.cuts, false),
            binned,
            depth: usize::from(settings.depth),
            forecasts: training.offsets.to_vec(),
            gradients: vec![0.0; rows.len()],
            hessians: vec![0.0; rows.len()],
        };
        rounds.differentiate();
        let information = rounds.hessians.iter().map(|&hessian| f64::from(hessian));
        rounds.splitter = splitter(&rounds.directions, settings, information.sum());
        Ok(rounds)
    }

    /// Slope and curvature of each row's loss at its forecast.
    #[expect(clippy::cast_possible_truncation, reason = "the library takes f32")]
    fn differentiate(&mut self) {
        for (row, forecast) in self.forecasts.iter().enumerate() {
            let weight = self.training.weights.map_or(1.0, |weights| weights[row]);
            let probability = sigmoid(*forecast);
            let residual = probability - self.training.targets[row];
            self.gradients[row] = (weight * residual) as f32;
            self.hessians[row] = (weight * probability * (1.0 - probability)) as f32;
        }
    }

    fn next_tree(&mut self) -> Result<Tree, ModelError> {
        let (rows, columns) = (self.training.rows.len(), self.directions.len());
        let every_column: Vec<usize> = (0..columns).collect();
        let mut grown = ForustTree::new();
        let placed = grown.fit_with_tiles(
            &Matrix::new(&self.binned.binned_data, rows, columns),
            (0..rows).collect(),
            &every_column,
            &self.binned.cuts,
            &self.gradients,
            &self.hessians,
            &self.splitter,
            usize::MAX,
            self.depth,
            false,
            &SampleMethod::None,
            &GrowPolicy::DepthWise,
            Some(&self.tiles),
        );
        let nodes = flatten(&grown, &self.directions)?;
        let tree = match placed {
            Some(placed) => self.add_placed(nodes, &placed)?,
            None => self.add_walked(nodes),
        };
        self.differentiate();
        Ok(tree)
    }

    /// Adds a tree whose rows the library has left sorted by node: no row needs to walk it.
    fn add_placed(&mut self, mut nodes: Vec<Node>, placed: &TreeRows) -> Result<Tree, ModelError> {
        for (node, &(start, stop)) in nodes.iter_mut().zip(&placed.ranges) {
            let rows = u32::try_from(stop - start).map_err(|error| failed(&error))?;
            match node {
                Node::Split { cover, .. } => *cover = rows,
                Node::Leaf { value, cover } => {
                    *cover = rows;
                    for &row in &placed.index[start..stop] {
                        self.forecasts[row] += *value;
                    }
                }
            }
        }
        Ok(Tree::of_nodes(nodes))
    }

    /// Adds a tree that the library could not place its rows in exactly.
    fn add_walked(&mut self, nodes: Vec<Node>) -> Tree {
        let tree = Tree::counted(nodes, self.training.rows.iter().map(Vec::as_slice));
        for (forecast, row) in self.forecasts.iter_mut().zip(self.training.rows) {
            *forecast += tree.predict(row);
        }
        tree
    }
}

fn directions(columns: &[&str], settings: &BoosterSettings) -> Vec<Monotone> {
    let direction = |name: &&str| settings.monotone.get(*name).copied().unwrap_or_default();
    columns.iter().map(direction).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "the library takes f32")]
fn splitter(
    directions: &[Monotone],
    settings: &BoosterSettings,
    information: f64,
) -> MissingImputerSplitter {
    let constraints: ConstraintMap = directions
        .iter()
        .enumerate()
        .filter_map(|(column, direction)| match direction {
            Monotone::Rising => Some((column, Constraint::Positive)),
            Monotone::Falling => Some((column, Constraint::Negative)),
            Monotone::Free => None,
        })
        .collect();
    let leaf = (settings.leaf_share_min.clamp(0.0, 1.0) * information).max(LEAF_INFORMATION_MIN);
    MissingImputerSplitter {
        l1: 0.0,
        l2: (settings.lambda_share * information) as f32,
        max_delta_step: 0.0,
        gamma: 0.0,
        min_leaf_weight: leaf as f32,
        learning_rate: settings.learning_rate as f32,
        allow_missing_splits: false,
        constraints_map: constraints,
    }
}

/// The library's tree in our form, held to its directions; covers are still to be counted.
fn flatten(grown: &ForustTree, directions: &[Monotone]) -> Result<Vec<Node>, ModelError> {
    let shape: Vec<Grown> = grown
        .nodes
        .iter()
        .map(|node| Grown {
            value: f64::from(node.weight_value),
            split: (!node.is_leaf).then(|| {
                let direction = directions[node.split_feature];
                (direction, node.left_child, node.right_child)
            }),
        })
        .collect();
    let place = |child: usize| u32::try_from(child).map_err(|error| failed(&error));
    let values = hold(&shape);
    let mut nodes = Vec::with_capacity(values.len());
    for (node, value) in grown.nodes.iter().zip(values) {
        if node.is_leaf {
            nodes.push(Node::Leaf { value, cover: 0 });
            continue;
        }
        let column = node.split_feature;
        nodes.push(Node::Split {
            feature: u16::try_from(column)
                .map_err(|_| failed(&TreeUnsound::ColumnTooLarge { column }))?,
            threshold: node.split_value,
            left: place(node.left_child)?,
            right: place(node.right_child)?,
            missing_left: node.missing_node == node.left_child,
            cover: 0,
        });
    }
    Ok(nodes)
}
