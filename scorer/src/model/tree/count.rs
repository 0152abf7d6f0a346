//! Counting the training rows that pass each node.

use super::{Node, Tree};

impl Tree {
    /// The tree of `nodes`, whose children stand after their parents, with the covers that `rows`
    /// leave in it. Nodes that no row reaches are left with cover 0, which
    /// [`super::Ensemble::new`] refuses.
    pub(crate) fn counted<'a>(mut nodes: Vec<Node>, rows: impl Iterator<Item = &'a [f64]>) -> Self {
        let mut covers = vec![0_u32; nodes.len()];
        for row in rows {
            let mut place = 0;
            loop {
                covers[place] += 1;
                let next = nodes[place].next(row, place);
                if next == place {
                    break;
                }
                place = next;
            }
        }
        for (node, counted) in nodes.iter_mut().zip(covers) {
            match node {
                Node::Split { cover, .. } | Node::Leaf { cover, .. } => *cover = counted,
            }
        }
        Self { nodes }
    }

    /// The tree of nodes whose covers are known.
    pub(crate) fn of_nodes(nodes: Vec<Node>) -> Self {
        Self { nodes }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::stump;
    use super::*;

    #[test]
    fn each_node_counts_the_rows_that_pass_it() {
        let rows = [[0.0, 9.0], [2.0, -1.0], [2.0, f64::NAN], [f64::NAN, 0.0]];

        let tree = Tree::counted(stump(), rows.iter().map(<[f64; 2]>::as_slice));

        let covers: Vec<u32> = tree.nodes().iter().map(Node::cover).collect();
        assert_eq!(covers, [4, 2, 2, 1, 1]);
    }
}
