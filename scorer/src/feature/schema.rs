//! Which features, in which order and revision. Its hash ties a model to them.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::view::MarketView;
use super::{FEATURES, Feature};
use crate::data::SeriesKind;

/// An ordered selection of features.
#[derive(Clone, Debug)]
pub struct FeatureSchema {
    features: Vec<&'static dyn Feature>,
}

/// A schema that cannot be built.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SchemaError {
    /// No feature has this name.
    #[error("no feature is called {name}: the model file may come from a newer version")]
    FeatureUnknown {
        /// The name as it was given.
        name: String,
    },
    /// A feature is named twice.
    #[error("feature {name} is named twice")]
    FeatureRepeated {
        /// The name.
        name: String,
    },
}

impl FeatureSchema {
    /// All features.
    pub fn full() -> Self {
        Self {
            features: FEATURES.to_vec(),
        }
    }

    /// The features of these names, in this order.
    ///
    /// # Errors
    /// [`SchemaError`] for a name that is unknown or repeated.
    pub fn of_names<N: AsRef<str>>(names: &[N]) -> Result<Self, SchemaError> {
        let mut features: Vec<&'static dyn Feature> = Vec::with_capacity(names.len());
        for name in names {
            let name = name.as_ref();
            let owned = || name.to_owned();
            if features.iter().any(|feature| feature.name() == name) {
                return Err(SchemaError::FeatureRepeated { name: owned() });
            }
            let feature = FEATURES.iter().find(|feature| feature.name() == name);
            features.push(*feature.ok_or_else(|| SchemaError::FeatureUnknown { name: owned() })?);
        }
        Ok(Self { features })
    }

    /// Names in order.
    pub fn names(&self) -> Vec<&'static str> {
        self.features.iter().map(|feature| feature.name()).collect()
    }

    /// Place of a feature in the order.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.features
            .iter()
            .position(|feature| feature.name() == name)
    }

    /// Number of features.
    pub fn len(&self) -> usize {
        self.features.len()
    }

    /// Whether no feature is selected.
    pub fn is_empty(&self) -> bool {
        self.features.is_empty()
    }

    /// Optional series that the features read.
    pub fn reads(&self) -> Vec<SeriesKind> {
        let kinds = self.features.iter().flat_map(|feature| feature.reads());
        let kinds: BTreeSet<SeriesKind> = kinds.copied().collect();
        kinds.into_iter().collect()
    }

    /// SHA-256, in hex, over one line `name revision look-back` per feature.
    pub fn hash(&self) -> String {
        let mut hasher = Sha256::new();
        for feature in &self.features {
            let (name, revision) = (feature.name(), feature.revision());
            hasher.update(format!("{name} {revision} {}\n", feature.look_back_hours()));
        }
        hex::encode(hasher.finalize())
    }

    /// Computes every feature.
    pub fn row(&self, view: &MarketView<'_>) -> FeatureRow {
        // A formula that yields no number on odd data yields a missing value, not a poisoned row.
        let value = |feature: &&dyn Feature| feature.value(view).filter(|value| value.is_finite());
        FeatureRow {
            values: self.features.iter().map(value).collect(),
        }
    }
}

/// The values of a schema's features, in its order; None where missing.
#[derive(Clone, Debug, PartialEq)]
pub struct FeatureRow {
    /// Finite values.
    pub values: Vec<Option<f64>>,
}

impl FeatureRow {
    /// SHA-256 over the values' bits, a missing value as NaN: what a publisher's report states as
    /// its input hash.
    pub fn hash(&self) -> [u8; 32] {
        let mut hasher = Sha256::new();
        for value in &self.values {
            hasher.update(value.unwrap_or(f64::NAN).to_bits().to_le_bytes());
        }
        hasher.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_rebuild_the_same_schema() {
        let full = FeatureSchema::full();

        let rebuilt = FeatureSchema::of_names(&full.names()).unwrap();

        assert_eq!(rebuilt.hash(), full.hash());
    }

    #[test]
    fn order_and_selection_change_the_hash() {
        let names = FeatureSchema::full().names();
        let mut reversed = names.clone();
        reversed.reverse();

        let hashes = [
            FeatureSchema::full().hash(),
            FeatureSchema::of_names(&reversed).unwrap().hash(),
            FeatureSchema::of_names(&names[1..]).unwrap().hash(),
        ];

        assert_ne!(hashes[0], hashes[1]);
        assert_ne!(hashes[0], hashes[2]);
    }

    #[test]
    fn unknown_and_repeated_names_are_refused() {
        let unknown = FeatureSchema::of_names(&["astrology"]).unwrap_err();
        let repeated = FeatureSchema::of_names(&["drawdown_168h", "drawdown_168h"]).unwrap_err();

        assert_eq!(
            unknown,
            SchemaError::FeatureUnknown {
                name: "astrology".into()
            }
        );
        assert_eq!(
            repeated,
            SchemaError::FeatureRepeated {
                name: "drawdown_168h".into()
            }
        );
    }
}
