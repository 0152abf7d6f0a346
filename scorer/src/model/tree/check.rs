//! What makes a tree sound: every walk ends at a leaf, every number is finite, and the covers are
//! those that one set of rows can leave.

use super::{Node, Tree};

/// Most levels of splits in a tree. Bounds the work of an explanation, which grows with the square.
pub const DEPTH_MAX: usize = 32;

/// Why a tree cannot be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each operand is")]
pub enum TreeUnsound {
    /// A tree needs at least a leaf.
    #[error("tree {tree} has no nodes")]
    Empty { tree: usize },

    /// A child's place lies outside.
    #[error("tree {tree}: node {node} has child {child}, beyond the last of {nodes} nodes")]
    ChildAbsent {
        tree: usize,
        node: usize,
        child: u32,
        nodes: usize,
    },

    /// Children stand after their parents, so that no walk goes in circles.
    #[error("tree {tree}: child {child} of node {node} stands before it")]
    ChildBeforeParent {
        tree: usize,
        node: usize,
        child: u32,
    },

    /// Each node but the root is the child of one split.
    #[error("tree {tree}: node {node} is the child of {parents} splits")]
    ParentsNotOne {
        tree: usize,
        node: usize,
        parents: usize,
    },

    /// Too many levels.
    #[error("tree {tree} has more than {DEPTH_MAX} levels of splits")]
    TooDeep { tree: usize },

    /// A base, a threshold or a leaf's value is not a number.
    #[error("{what} is {value}, not a finite number")]
    NotFinite { what: &'static str, value: f64 },

    /// No training row passed a node.
    #[error("tree {tree}: no training row reached node {node}")]
    CoverZero { tree: usize, node: usize },

    /// The rows of a split are those of its children.
    #[error("tree {tree}: node {node} covers {cover} rows, its children {children}")]
    CoverNotAdditive {
        tree: usize,
        node: usize,
        cover: u32,
        children: u64,
    },

    /// A split on a column that cannot be numbered.
    #[error("a split on column {column}: at most 65,535 columns")]
    ColumnTooLarge { column: usize },
}

pub(super) fn ensemble(base: f64, trees: &[Tree]) -> Result<(), TreeUnsound> {
    finite("the base", base)?;
    trees
        .iter()
        .enumerate()
        .try_for_each(|(tree, data)| self::tree(tree, &data.nodes))
}

fn tree(tree: usize, nodes: &[Node]) -> Result<(), TreeUnsound> {
    if nodes.is_empty() {
        return Err(TreeUnsound::Empty { tree });
    }
    let mut parents = vec![0_usize; nodes.len()];
    let mut depths = vec![0_usize; nodes.len()];
    for (place, node) in nodes.iter().enumerate() {
        if node.cover() == 0 {
            return Err(TreeUnsound::CoverZero { tree, node: place });
        }
        match *node {
            Node::Leaf { value, .. } => finite("a leaf's value", value)?,
            Node::Split {
                threshold,
                left,
                right,
                ..
            } => {
                finite("a threshold", threshold)?;
                for child in [left, right] {
                    let child = child_place(tree, nodes.len(), place, child)?;
                    parents[child] += 1;
                    depths[child] = depths[place] + 1;
                    if depths[child] > DEPTH_MAX {
                        return Err(TreeUnsound::TooDeep { tree });
                    }
                }
                cover(tree, nodes, place)?;
            }
        }
    }
    let orphan = (1..nodes.len()).find(|&place| parents[place] != 1);
    orphan.map_or(Ok(()), |node| {
        let parents = parents[node];
        Err(TreeUnsound::ParentsNotOne {
            tree,
            node,
            parents,
        })
    })
}

fn child_place(tree: usize, nodes: usize, node: usize, child: u32) -> Result<usize, TreeUnsound> {
    let place = child as usize;
    if place >= nodes {
        return Err(TreeUnsound::ChildAbsent {
            tree,
            node,
            child,
            nodes,
        });
    }
    if place <= node {
        return Err(TreeUnsound::ChildBeforeParent { tree, node, child });
    }
    Ok(place)
}

fn cover(tree: usize, nodes: &[Node], node: usize) -> Result<(), TreeUnsound> {
    let Node::Split {
        left, right, cover, ..
    } = nodes[node]
    else {
        return Ok(());
    };
    let children =
        u64::from(nodes[left as usize].cover()) + u64::from(nodes[right as usize].cover());
    if u64::from(cover) == children {
        return Ok(());
    }
    Err(TreeUnsound::CoverNotAdditive {
        tree,
        node,
        cover,
        children,
    })
}

fn finite(what: &'static str, value: f64) -> Result<(), TreeUnsound> {
    if value.is_finite() {
        Ok(())
    } else {
        Err(TreeUnsound::NotFinite { what, value })
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::stump;
    use super::*;

    fn refusal(damage: impl Fn(&mut Vec<Node>)) -> TreeUnsound {
        let mut nodes = stump();
        damage(&mut nodes);
        tree(0, &nodes).unwrap_err()
    }

    fn leaf(value: f64, cover: u32) -> Node {
        Node::Leaf { value, cover }
    }

    #[test]
    fn sound_tree_is_accepted() {
        assert_eq!(tree(0, &stump()), Ok(()));
    }

    #[test]
    fn empty_tree_absent_child_loop_and_orphan_are_refused() {
        let child = |place: usize, to: u32| {
            refusal(move |nodes| {
                if let Node::Split { right, .. } = &mut nodes[place] {
                    *right = to;
                }
            })
        };

        assert_eq!(refusal(Vec::clear), TreeUnsound::Empty { tree: 0 });
        assert!(matches!(
            child(2, 5),
            TreeUnsound::ChildAbsent { child: 5, .. }
        ));
        assert!(matches!(
            child(2, 2),
            TreeUnsound::ChildBeforeParent { child: 2, .. }
        ));
        let orphan = refusal(|nodes| nodes.push(leaf(0.0, 1)));
        assert!(matches!(
            orphan,
            TreeUnsound::ParentsNotOne {
                node: 5,
                parents: 0,
                ..
            }
        ));
        let shared = refusal(|nodes| {
            nodes[4] = leaf(0.0, 1);
            if let Node::Split {
                left, right, cover, ..
            } = &mut nodes[2]
            {
                (*left, *right, *cover) = (3, 3, 2);
            }
            if let Node::Split { cover, .. } = &mut nodes[0] {
                *cover = 5;
            }
        });
        assert!(matches!(
            shared,
            TreeUnsound::ParentsNotOne {
                node: 3,
                parents: 2,
                ..
            }
        ));
    }

    #[test]
    fn numbers_that_are_not_finite_are_refused() {
        let value = refusal(|nodes| nodes[1] = leaf(f64::INFINITY, 3));
        let threshold = refusal(|nodes| {
            if let Node::Split { threshold, .. } = &mut nodes[0] {
                *threshold = f64::NAN;
            }
        });

        assert!(value.to_string().starts_with("a leaf's value is inf"));
        assert!(threshold.to_string().starts_with("a threshold is NaN"));
        assert!(ensemble(f64::NAN, &[]).is_err());
    }

    #[test]
    fn covers_that_no_rows_can_leave_are_refused() {
        let zero = refusal(|nodes| {
            nodes[1] = leaf(10.0, 0);
            if let Node::Split { cover, .. } = &mut nodes[0] {
                *cover = 3;
            }
        });
        let sum = refusal(|nodes| nodes[1] = leaf(10.0, 4));

        assert!(matches!(zero, TreeUnsound::CoverZero { node: 1, .. }));
        assert!(matches!(
            sum,
            TreeUnsound::CoverNotAdditive {
                node: 0,
                cover: 6,
                children: 7,
                ..
            }
        ));
    }

    #[test]
    fn tree_that_is_too_deep_is_refused() {
        let levels = u32::try_from(DEPTH_MAX).unwrap() + 1;
        let mut nodes = Vec::new();
        for level in 0..levels {
            nodes.push(Node::Split {
                feature: 0,
                threshold: 0.0,
                left: 2 * level + 1,
                right: 2 * level + 2,
                missing_left: false,
                cover: levels + 1 - level,
            });
            nodes.push(leaf(0.0, 1));
        }
        nodes.push(leaf(0.0, 1));
        // Each split's right child is the next split: places 0, 2, 4, ...
        assert_eq!(tree(0, &nodes), Err(TreeUnsound::TooDeep { tree: 0 }));
    }
}
