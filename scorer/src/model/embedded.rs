//! The model inside the program: what is asked when no model file is named. `make model` writes it.

use super::{Model, ModelError};

/// The model file of `make model`; its card is docs/model-card.md.
const DEFAULT: &str = include_str!("../../models/default.json");

impl Model {
    /// The model inside this program.
    ///
    /// # Errors
    /// As [`Model::from_json`]: only where the program was built around a damaged or outdated file.
    pub fn embedded() -> Result<Self, ModelError> {
        Self::from_json(DEFAULT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    #[test]
    fn embedded_model_loads_states_its_hash_and_has_seen_nothing_from_2024_on() {
        let model = Model::embedded().unwrap();

        let until: Timestamp = "2024-01-01".parse().unwrap();
        assert!(model.config().window.until <= until);
        assert!(DEFAULT.contains(model.hash()), "the file states its hash");
        assert_eq!(model.hash().len(), 64);
        assert!(DEFAULT.len() < 2_000_000, "{} bytes", DEFAULT.len());
    }

    #[test]
    fn card_is_of_the_embedded_model() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/model-card.md");
        let card = std::fs::read_to_string(file).unwrap();

        let model = Model::embedded().unwrap();

        assert_eq!(card, crate::card::page(&model), "run `make model`");
    }
}
