//! Rows to train on or to judge by: the features of an asset at a decision time, and its label.

use sha2::{Digest, Sha256};

use crate::data::{DataError, Dataset};
use crate::feature::{FeatureRow, FeatureSchema, MarketView, OFFSET_FEATURES, Shocks};
use crate::label::{HORIZON_HOURS, falls_by_shock, worst_fall};
use crate::time::{Timestamp, Window};

/// Which decision times to take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thinning {
    /// Hours between rows of an asset. Labels overlap over 24 hours, so that four to six hours
    /// keep nearly all that hourly rows know (research: thin overlapping labels).
    pub step_hours: u32,
    /// Hours by which the rows are shifted, below `step_hours`.
    pub phase_hours: u32,
}

impl Thinning {
    /// Every hour.
    pub const HOURLY: Self = Self {
        step_hours: 1,
        phase_hours: 0,
    };

    fn takes(self, time: Timestamp) -> bool {
        let hour = time.hours_since_floor(Timestamp::from_millis(0));
        let step = i64::from(self.step_hours.max(1));
        hour.rem_euclid(step) == i64::from(self.phase_hours).rem_euclid(step)
    }
}

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// Decision time.
    pub time: Timestamp,
    /// Place of the asset in the order of the shocks' symbols.
    pub asset: usize,
    /// Features at the decision time.
    pub features: FeatureRow,
    /// The worst fall of the next 24 hours, in shocks of the asset; below zero where the price never came back.
    pub fall_in_shocks: f64,
    /// Whether the price fell by the asset's shock afterwards.
    pub event: bool,
}

/// The rows of all assets of `shocks` with decision times in `window` whose label is known and
/// whose volatilities ([`OFFSET_FEATURES`] of the schema) are all known, ascending in time.
///
/// # Errors
/// [`DataError::AssetUnknown`].
pub fn collect(
    dataset: &Dataset,
    schema: &FeatureSchema,
    shocks: &Shocks,
    window: Window,
    thinning: Thinning,
) -> Result<Vec<Sample>, DataError> {
    let offset: Vec<usize> = OFFSET_FEATURES
        .iter()
        .filter_map(|name| schema.position(name))
        .collect();
    let mut samples = Vec::new();
    for (asset, (symbol, &shock)) in shocks.iter().enumerate() {
        let history = dataset.asset(symbol)?;
        for time in window.hours().filter(|&time| thinning.takes(time)) {
            let (Some(fall), Some(event)) = (
                worst_fall(history, time, HORIZON_HOURS),
                falls_by_shock(history, time, shock),
            ) else {
                continue;
            };
            let features = schema.row(&MarketView::new(dataset, shocks, symbol, time)?);
            if offset.iter().all(|&index| features.values[index].is_some()) {
                samples.push(Sample {
                    time,
                    asset,
                    features,
                    fall_in_shocks: fall / shock,
                    event,
                });
            }
        }
    }
    samples.sort_by_key(|sample| (sample.time, sample.asset));
    Ok(samples)
}

/// SHA-256, in hex, over the rows' times, assets, features and labels: what a model was trained on.
pub fn hash(samples: &[Sample]) -> String {
    let mut hasher = Sha256::new();
    for sample in samples {
        hasher.update(sample.time.millis().to_le_bytes());
        hasher.update([
            u8::try_from(sample.asset).unwrap_or(u8::MAX),
            u8::from(sample.event),
        ]);
        hasher.update(sample.fall_in_shocks.to_bits().to_le_bytes());
        hasher.update(sample.features.hash());
    }
    hex::encode(hasher.finalize())
}
