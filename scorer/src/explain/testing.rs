//! Random ensembles and rows for tests.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::RngCore;

use crate::model::tree::{Ensemble, Node, Tree};

/// From 0 up to 1.
pub(crate) fn uniform(generator: &mut ChaCha8Rng) -> f64 {
    f64::from(generator.next_u32()) / (f64::from(u32::MAX) + 1.0)
}

/// Values from -1 to 1, a fifth missing.
pub(crate) fn row(generator: &mut ChaCha8Rng, columns: usize) -> Vec<f64> {
    let mut value = || {
        if uniform(generator) < 0.2 {
            f64::NAN
        } else {
            2.0 * uniform(generator) - 1.0
        }
    };
    (0..columns).map(|_| value()).collect()
}

/// Trees of up to `depth` levels with random splits, leaves and covers.
pub(crate) fn ensemble(
    generator: &mut ChaCha8Rng,
    trees: usize,
    columns: usize,
    depth: usize,
) -> Ensemble {
    let grown: Vec<Tree> = (0..trees)
        .map(|_| {
            let mut nodes = Vec::new();
            grow(generator, &mut nodes, columns, depth);
            serde_json::from_str(&serde_json::to_string(&nodes).unwrap()).unwrap()
        })
        .collect();
    Ensemble::new(uniform(generator), grown).unwrap()
}

/// Appends a subtree and returns its place and cover.
fn grow(
    generator: &mut ChaCha8Rng,
    nodes: &mut Vec<Node>,
    columns: usize,
    depth: usize,
) -> (u32, u32) {
    let place = nodes.len();
    nodes.push(Node::Leaf {
        value: 2.0 * uniform(generator) - 1.0,
        cover: 1 + generator.next_u32() % 50,
    });
    if depth > 0 && uniform(generator) < 0.85 {
        let feature = generator.next_u32() % u32::try_from(columns).unwrap();
        let threshold = 2.0 * uniform(generator) - 1.0;
        let missing_left = uniform(generator) < 0.5;
        let (left, left_cover) = grow(generator, nodes, columns, depth - 1);
        let (right, right_cover) = grow(generator, nodes, columns, depth - 1);
        nodes[place] = Node::Split {
            feature: u16::try_from(feature).unwrap(),
            threshold,
            left,
            right,
            missing_left,
            cover: left_cover + right_cover,
        };
    }
    (u32::try_from(place).unwrap(), nodes[place].cover())
}
