//! Model files with something else in them, and the hash made good again.

use ballast_scorer::model::{BoosterKind, BoosterSettings, Model, TrainConfig};
use sha2::{Digest, Sha256};

/// Both libraries.
pub(crate) const LIBRARIES: [BoosterKind; 2] =
    [BoosterKind::SmartcoreXgboost, BoosterKind::ForustLogLoss];

/// `config` with eight trees of a library.
pub(crate) fn of_library(config: TrainConfig, kind: BoosterKind) -> TrainConfig {
    let booster = BoosterSettings {
        trees: 8,
        ..BoosterSettings::of(kind)
    };
    TrainConfig { booster, ..config }
}

/// The file with `from` replaced by `to` in its content.
pub(crate) fn forged(json: &str, from: &str, to: &str) -> String {
    let start = json.find("\"content\":").unwrap() + "\"content\":".len();
    let (head, content) = json.split_at(start);
    let content = content.trim_end().strip_suffix('}').unwrap();
    assert!(content.contains(from), "{from}");
    let forged = content.replacen(from, to, 1);
    let hash = |content: &str| format!("{:x}", Sha256::digest(content.as_bytes()));
    let head = head.replace(&hash(content), &hash(&forged));
    format!("{head}{forged}}}")
}

/// The model with another share of its trees, such as `0.5`, whatever later rows confirmed.
pub(crate) fn with_share(model: &Model, share: &str) -> Model {
    let with = |share: &str| format!("\"correction_share\":{share},\"calibration\"");
    let confirmed = serde_json::to_string(&model.correction_share()).unwrap();
    let json = forged(&model.to_json().unwrap(), &with(&confirmed), &with(share));
    Model::from_json(&json).unwrap()
}
