//! Directions that a forecast may not leave, and how a tree is held to them.
//!
//! A split on a rising column promises that nothing on its left exceeds anything on its right. The
//! usual way (`XGBoost`'s) is to bound both sides by the middle of the two children's values, and
//! everything below them likewise. `forust-ml` 0.8.0 hands these bounds down but applies them only
//! at splits on constrained columns, so a free column further down can break the promise.
//! [`hold`] therefore bounds every node again.

use serde::{Deserialize, Serialize};

/// A direction, written as 1, 0 or -1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "i8", into = "i8")]
pub enum Monotone {
    /// A higher value never lowers the forecast.
    Rising,
    /// Any shape.
    #[default]
    Free,
    /// A higher value never raises the forecast.
    Falling,
}

impl From<Monotone> for i8 {
    fn from(monotone: Monotone) -> Self {
        match monotone {
            Monotone::Rising => 1,
            Monotone::Free => 0,
            Monotone::Falling => -1,
        }
    }
}

impl TryFrom<i8> for Monotone {
    type Error = String;

    fn try_from(direction: i8) -> Result<Self, String> {
        match direction {
            1 => Ok(Self::Rising),
            0 => Ok(Self::Free),
            -1 => Ok(Self::Falling),
            _ => Err(format!("monotone direction {direction}: 1, 0 or -1")),
        }
    }
}

/// A node's value, and its split when it has one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grown {
    /// What the node would forecast as a leaf.
    pub(super) value: f64,
    /// Direction of the split's column, places of the left and the right child.
    pub(super) split: Option<(Monotone, usize, usize)>,
}

/// The nodes' values, moved as little as their ancestors' splits require. Children stand after
/// their parents.
pub(super) fn hold(nodes: &[Grown]) -> Vec<f64> {
    let mut bounds = vec![(f64::NEG_INFINITY, f64::INFINITY); nodes.len()];
    let mut values: Vec<f64> = nodes.iter().map(|node| node.value).collect();
    for (place, node) in nodes.iter().enumerate() {
        let (low, high) = bounds[place];
        values[place] = values[place].clamp(low, high);
        let Some((direction, left, right)) = node.split else {
            continue;
        };
        // Both children's own values, as far as this node's bounds let them go.
        let middle = f64::midpoint(
            nodes[left].value.clamp(low, high),
            nodes[right].value.clamp(low, high),
        );
        (bounds[left], bounds[right]) = match direction {
            Monotone::Free => ((low, high), (low, high)),
            Monotone::Rising => ((low, middle), (middle, high)),
            Monotone::Falling => ((middle, high), (low, middle)),
        };
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(value: f64, split: Option<(Monotone, usize, usize)>) -> Grown {
        Grown { value, split }
    }

    #[test]
    fn leaf_below_a_free_split_keeps_its_ancestors_promise() {
        // Rising at the root; on its left a free split whose right leaf overshoots.
        let nodes = [
            node(0.0, Some((Monotone::Rising, 1, 2))),
            node(-1.0, Some((Monotone::Free, 3, 4))),
            node(1.0, None),
            node(-6.0, None),
            node(4.0, None),
        ];

        let values = hold(&nodes);

        assert!((values[4]).abs() < 1e-12, "held to the middle, 0");
        assert!((values[3] + 6.0).abs() < 1e-12, "untouched");
        assert!((values[2] - 1.0).abs() < 1e-12, "untouched");
    }

    #[test]
    fn falling_split_that_rises_is_levelled() {
        let nodes = [
            node(0.0, Some((Monotone::Falling, 1, 2))),
            node(-1.0, None),
            node(3.0, None),
        ];

        let values = hold(&nodes);

        assert!((values[1] - 1.0).abs() < 1e-12 && (values[2] - 1.0).abs() < 1e-12);
    }

    #[test]
    fn direction_is_written_as_a_number() {
        assert_eq!(serde_json::to_string(&Monotone::Falling).unwrap(), "-1");
        assert_eq!(
            serde_json::from_str::<Monotone>("1").unwrap(),
            Monotone::Rising
        );
        assert!(serde_json::from_str::<Monotone>("2").is_err());
    }
}
