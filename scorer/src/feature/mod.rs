//! Features: what is known about an asset at a decision time, one number and one file each.
//!
//! A feature reads the market through [`MarketView`], which ends at the decision time; a value that
//! cannot be computed is missing (`None`), never a default. Models replace missing values by the
//! medians of their training rows, stored in the model file, and widen the score's half-width.

mod downside_share;
mod drawdown;
mod funding_level;
mod implied_level;
mod last_hour_jump;
mod log_volatility;
mod market_correlation;
mod market_volatility;
mod schema;
mod view;
mod volume_ratio;

pub use downside_share::DownsideShare;
pub use drawdown::Drawdown;
pub use funding_level::FundingLevel;
pub use implied_level::ImpliedLevel;
pub use last_hour_jump::LastHourJump;
pub use log_volatility::LogVolatility;
pub use market_correlation::MarketCorrelation;
pub use market_volatility::MarketVolatility;
pub use schema::{FeatureRow, FeatureSchema, SchemaError};
pub use view::{COVERAGE_REQUIRED, MarketView, Shocks};
pub use volume_ratio::VolumeRatio;

/// One number about an asset at a decision time.
pub trait Feature: std::fmt::Debug + Sync {
    /// Name in schemas, model files and reports.
    fn name(&self) -> &'static str;

    /// Revision of the formula, raised whenever the same data would give another value. Part of
    /// the schema hash, so that a model never meets a formula it was not trained on.
    fn revision(&self) -> u32 {
        1
    }

    /// Hours of bars before the decision time that the value may depend on.
    fn look_back_hours(&self) -> usize;

    /// The value, or None where too little is known.
    fn value(&self, view: &MarketView<'_>) -> Option<f64>;
}

/// The name of the 24-hour volatility: the baseline that every report shows beside the model.
pub const VOLATILITY_24H: &str = "log_volatility_24h";

/// Every feature, in the order of the full schema.
pub static FEATURES: [&dyn Feature; 13] = [
    &LogVolatility {
        name: "log_volatility_6h",
        hours: 6,
    },
    &LogVolatility {
        name: VOLATILITY_24H,
        hours: 24,
    },
    &LogVolatility {
        name: "log_volatility_72h",
        hours: 72,
    },
    &LogVolatility {
        name: "log_volatility_168h",
        hours: 168,
    },
    &LogVolatility {
        name: "log_volatility_720h",
        hours: 720,
    },
    &DownsideShare,
    &Drawdown,
    &VolumeRatio,
    &FundingLevel,
    &MarketCorrelation,
    &ImpliedLevel,
    &LastHourJump,
    &MarketVolatility,
];

/// Features that make up the logistic baseline; the booster fits what they leave over.
pub const OFFSET_FEATURES: [&str; 5] = [
    "log_volatility_6h",
    VOLATILITY_24H,
    "log_volatility_72h",
    "log_volatility_168h",
    "log_volatility_720h",
];

/// Longest look-back of any feature, in hours.
pub fn longest_look_back_hours() -> usize {
    FEATURES
        .iter()
        .map(|feature| feature.look_back_hours())
        .max()
        .unwrap_or(0)
}
