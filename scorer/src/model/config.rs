//! What to train, on what, and how.

use serde::{Deserialize, Serialize};

use super::ModelError;
use super::booster::BoosterSettings;
use crate::feature::{DEFAULT_FEATURES, OFFSET_FEATURES, Shocks};
use crate::label::SHOCK_DEFAULT;
use crate::sample::Thinning;
use crate::time::{Timestamp, Window};

/// Everything that decides what a training run yields, besides the data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainConfig {
    /// Assets to pool, each with the fall that counts as its shock.
    pub shocks: Shocks,
    /// Decision times to train on. Nothing at or after its end is looked at, labels included.
    pub window: Window,
    /// End of the validation span that begins where `window` ends; None validates nothing.
    pub validate_until: Option<Timestamp>,
    /// Names of the features, in order.
    pub features: Vec<String>,
    /// Hours between rows of an asset.
    pub step_hours: u32,
    /// Shift of the rows, in hours, below `step_hours`.
    pub phase_hours: u32,
    /// Last share of the window's rows that is forecast walk-forward, to confirm the booster and
    /// to calibrate, above 0 and below 1.
    pub calibration_share: f64,
    /// Steps in which it is forecast.
    pub calibration_folds: u32,
    /// Share of the weeks that the booster sees, above 0 up to 1.
    pub week_share: f64,
    /// Draws those weeks.
    pub seed: u64,
    /// How the trees are grown.
    pub booster: BoosterSettings,
}

impl TrainConfig {
    /// The default model for `assets`, all judged by [`SHOCK_DEFAULT`].
    pub fn new<N: AsRef<str>>(assets: &[N], window: Window) -> Self {
        let shocks = assets
            .iter()
            .map(|asset| (asset.as_ref().to_owned(), SHOCK_DEFAULT))
            .collect();
        Self {
            shocks,
            window,
            validate_until: None,
            features: DEFAULT_FEATURES.map(str::to_owned).to_vec(),
            step_hours: 6,
            phase_hours: 0,
            calibration_share: 0.5,
            calibration_folds: 3,
            week_share: 0.9,
            seed: 0,
            booster: BoosterSettings::default(),
        }
    }

    /// The model of independent publisher `index` (from 0), a variation of this one: other weeks,
    /// other hours, shallower or deeper trees, and one feature less that is not a volatility.
    #[must_use]
    pub fn publisher(&self, index: u32) -> Self {
        let mut config = self.clone();
        config.seed = self.seed.wrapping_add(u64::from(index));
        config.phase_hours = (self.phase_hours + index) % self.step_hours.max(1);
        if index > 0 {
            config.booster.depth = if index % 2 == 1 { 2 } else { 4 };
            let optional: Vec<&str> = DEFAULT_FEATURES
                .into_iter()
                .filter(|name| !OFFSET_FEATURES.contains(name))
                .collect();
            let dropped = usize::try_from(index - 1).unwrap_or(0) % optional.len();
            config.features.retain(|name| name != optional[dropped]);
        }
        config
    }

    pub(super) fn thinning(&self) -> Thinning {
        Thinning {
            step_hours: self.step_hours,
            phase_hours: self.phase_hours,
        }
    }

    /// Refuses settings without a meaning.
    pub(super) fn check(&self) -> Result<(), ModelError> {
        let invalid = |setting, value: String, rule| {
            Err(ModelError::SettingInvalid {
                setting,
                value,
                rule,
            })
        };
        let is_open_share = |share: f64| share > 0.0 && share < 1.0;
        if self.shocks.is_empty() {
            return invalid("assets", "empty".to_owned(), "name at least one asset");
        }
        for (asset, &shock) in &self.shocks {
            if !is_open_share(shock) {
                return invalid("shock", format!("{shock} for {asset}"), "between 0 and 1");
            }
        }
        if self.window.from >= self.window.until {
            return invalid(
                "window",
                self.window.to_string(),
                "must end after it begins",
            );
        }
        if self
            .validate_until
            .is_some_and(|until| until <= self.window.until)
        {
            let rule = "must lie after the end of training";
            let until = self
                .validate_until
                .map_or_else(String::new, |until| until.to_string());
            return invalid("validate_until", until, rule);
        }
        if self.step_hours == 0 {
            return invalid("step_hours", "0".to_owned(), "at least 1");
        }
        if !is_open_share(self.calibration_share) {
            let value = self.calibration_share.to_string();
            return invalid("calibration_share", value, "above 0 and below 1");
        }
        if self.calibration_folds == 0 {
            return invalid("calibration_folds", "0".to_owned(), "at least 1");
        }
        if !(self.week_share > 0.0 && self.week_share <= 1.0) {
            return invalid(
                "week_share",
                self.week_share.to_string(),
                "above 0, at most 1",
            );
        }
        if self.booster.trees == 0 || self.booster.depth == 0 {
            return invalid(
                "booster",
                "0 trees or depth 0".to_owned(),
                "at least 1 of each",
            );
        }
        Ok(())
    }
}
