//! The page on the score: what it promises, how it comes about, how good it was, where it is blind.
//!
//! Every figure is computed here from the published score map, the evidence rules and the model, or read from the JSON of
//! `scorer evaluate`; only the targets are stated.

mod definition;
mod error;
mod evaluation;
mod floors;
mod targets;

use serde::Deserialize;

pub use error::PageError;

use crate::card::weights;
use crate::evaluate::{Evaluation, SCHEMA_VERSION};
use crate::model::Model;

#[derive(Deserialize)]
struct Header {
    schema_version: u32,
}

/// Reads what `scorer evaluate --json` wrote.
///
/// # Errors
/// [`PageError`]: no evaluation, one of another version, or one of hindsight.
pub fn read(json: &str) -> Result<Evaluation, PageError> {
    let malformed = |error: serde_json::Error| PageError::Malformed {
        reason: error.to_string(),
    };
    let header: Header = serde_json::from_str(json).map_err(malformed)?;
    if header.schema_version != SCHEMA_VERSION {
        let found = header.schema_version;
        return Err(PageError::SchemaVersionUnknown { found });
    }
    let evaluation: Evaluation = serde_json::from_str(json).map_err(malformed)?;
    if evaluation.is_hindsight {
        return Err(PageError::Hindsight);
    }
    Ok(evaluation)
}

/// The page, with the features of `model`.
pub fn page(evaluation: &Evaluation, model: &Model) -> String {
    [
        definition::definition(evaluation, model),
        definition::calibrated(),
        format!("## Features in use\n\n{}", weights(model)),
        floors::floors(evaluation, model),
        targets::targets(evaluation),
        evaluation::evaluation(evaluation),
        definition::BLIND_SPOTS.to_owned(),
    ]
    .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evaluation_of_another_version_is_refused_with_what_to_do() {
        let error = read(r#"{"schema_version":1,"sections":[]}"#).unwrap_err();

        assert!(matches!(
            error,
            PageError::SchemaVersionUnknown { found: 1 }
        ));
        let message = error.to_string();
        assert!(
            message.contains("schema version 1") && message.contains("scorer evaluate"),
            "{message}"
        );
    }

    #[test]
    fn other_documents_are_refused() {
        for json in ["", "[]", "{\"schema_version\":2}", "{\"model\":1}"] {
            let error = read(json).unwrap_err();

            assert!(
                matches!(error, PageError::Malformed { .. }),
                "{json}: {error}"
            );
        }
    }
}
