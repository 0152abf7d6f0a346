//! Regression trees as flat data: what every boosting library's result becomes.
//!
//! A row starts at node 0 of a tree. At a split it goes left if its value is below the threshold,
//! right if not, and where the split says if the value is missing (NaN). The forecast is the base
//! plus the leaves' values, added in the order of the trees, so it has the same bits on every
//! machine. Each node knows its cover, the training rows that passed it: exact explanations
//! (`explain`) weigh branches by it.

mod check;
mod count;

use serde::{Deserialize, Serialize};

pub use check::{DEPTH_MAX, TreeUnsound};

/// A sum of trees. Always sound: it can be built, and read, only through the checks of `tree/check.rs`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct Ensemble {
    base: f64,
    trees: Vec<Tree>,
}

/// One tree; node 0 is its root, and children stand after their parents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tree {
    nodes: Vec<Node>,
}

/// A place in a tree.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Node {
    /// Parts the rows by one column.
    Split {
        /// Column, from 0.
        feature: u16,
        /// A value below goes left, any other right.
        threshold: f64,
        /// Place of the left child in the tree's nodes.
        left: u32,
        /// Place of the right child.
        right: u32,
        /// Whether a missing value goes left.
        missing_left: bool,
        /// Training rows that reached the node, at least 1.
        cover: u32,
    },
    /// Ends the walk.
    Leaf {
        /// What the tree adds to the forecast.
        value: f64,
        /// Training rows that ended here, at least 1.
        cover: u32,
    },
}

/// What stands in a file, before it is checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unchecked {
    base: f64,
    trees: Vec<Tree>,
}

impl TryFrom<Unchecked> for Ensemble {
    type Error = TreeUnsound;

    fn try_from(unchecked: Unchecked) -> Result<Self, TreeUnsound> {
        Self::new(unchecked.base, unchecked.trees)
    }
}

impl Ensemble {
    /// The sum of `base` and `trees`.
    ///
    /// # Errors
    /// [`TreeUnsound`] when a walk could fail to end, or a number is not finite.
    pub fn new(base: f64, trees: Vec<Tree>) -> Result<Self, TreeUnsound> {
        check::ensemble(base, &trees)?;
        Ok(Self { base, trees })
    }

    /// The forecast for a row, NaN where a value is missing. A column beyond the row's end is
    /// missing too.
    pub fn predict(&self, row: &[f64]) -> f64 {
        self.trees
            .iter()
            .fold(self.base, |sum, tree| sum + tree.predict(row))
    }

    /// What every forecast starts from.
    pub fn base(&self) -> f64 {
        self.base
    }

    /// The trees, in the order in which their leaves are added.
    pub fn trees(&self) -> &[Tree] {
        &self.trees
    }

    /// Whether all splits are on the first `columns` columns.
    pub fn fits(&self, columns: usize) -> bool {
        let nodes = self.trees.iter().flat_map(|tree| &tree.nodes);
        nodes.into_iter().all(|node| match node {
            Node::Split { feature, .. } => usize::from(*feature) < columns,
            Node::Leaf { .. } => true,
        })
    }
}

impl Tree {
    /// What the tree adds to the forecast of a row.
    pub fn predict(&self, row: &[f64]) -> f64 {
        let mut place = 0;
        loop {
            match self.nodes[place] {
                Node::Leaf { value, .. } => return value,
                Node::Split { .. } => place = self.nodes[place].next(row, place),
            }
        }
    }

    /// The nodes, the root first.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }
}

impl Node {
    /// Training rows that reached the node.
    pub fn cover(&self) -> u32 {
        match self {
            Self::Split { cover, .. } | Self::Leaf { cover, .. } => *cover,
        }
    }

    /// Where a row goes from here; `place`, the node's own, from a leaf.
    pub(crate) fn next(&self, row: &[f64], place: usize) -> usize {
        match *self {
            Self::Leaf { .. } => place,
            Self::Split {
                feature,
                threshold,
                left,
                right,
                missing_left,
                ..
            } => {
                let value = row.get(usize::from(feature)).copied().unwrap_or(f64::NAN);
                let goes_left = value < threshold || (value.is_nan() && missing_left);
                (if goes_left { left } else { right }) as usize
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Column 0 below 1.5: 10, else column 1 below 0: 20, else 30; missing goes left, then right.
    pub(super) fn stump() -> Vec<Node> {
        vec![
            Node::Split {
                feature: 0,
                threshold: 1.5,
                left: 1,
                right: 2,
                missing_left: true,
                cover: 6,
            },
            Node::Leaf {
                value: 10.0,
                cover: 3,
            },
            Node::Split {
                feature: 1,
                threshold: 0.0,
                left: 3,
                right: 4,
                missing_left: false,
                cover: 3,
            },
            Node::Leaf {
                value: 20.0,
                cover: 1,
            },
            Node::Leaf {
                value: 30.0,
                cover: 2,
            },
        ]
    }

    fn ensemble() -> Ensemble {
        let tree = Tree { nodes: stump() };
        Ensemble::new(0.5, vec![tree.clone(), tree]).unwrap()
    }

    #[test]
    fn threshold_itself_goes_right_and_missing_goes_where_the_split_says() {
        let forecasts = [
            ([1.4, -1.0], 20.5),
            ([1.5, -1.0], 40.5),
            ([1.5, 0.0], 60.5),
            ([f64::NAN, 0.0], 20.5),
            ([2.0, f64::NAN], 60.5),
        ];

        for (row, forecast) in forecasts {
            assert_eq!(ensemble().predict(&row).to_bits(), f64::to_bits(forecast));
        }
        assert_eq!(ensemble().predict(&[]).to_bits(), 20.5_f64.to_bits());
    }

    #[test]
    fn json_round_trip_is_the_same_ensemble() {
        let json = serde_json::to_string(&ensemble()).unwrap();

        assert_eq!(serde_json::from_str::<Ensemble>(&json).unwrap(), ensemble());
    }

    #[test]
    fn file_with_a_loop_is_refused() {
        let json = serde_json::to_string(&ensemble()).unwrap();
        let looped = json.replacen("\"left\":3", "\"left\":0", 1);

        let error = serde_json::from_str::<Ensemble>(&looped).unwrap_err();

        assert!(error.to_string().contains("stands before"), "{error}");
    }

    #[test]
    fn splits_on_columns_beyond_the_schema_are_found() {
        assert!(ensemble().fits(2));
        assert!(!ensemble().fits(1));
    }
}
