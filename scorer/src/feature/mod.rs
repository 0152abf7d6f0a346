//! Features: what is known about an asset at a decision time, one number and one file each.
//!
//! A feature reads the market through [`MarketView`], which ends at the decision time; a value that
//! cannot be computed is missing (`None`), never a default. Models replace missing values by the
//! medians of their training rows, stored in the model file, and widen the score's half-width.

mod absorption_ratio;
mod day_return;
mod downside_share;
mod downside_volatility;
mod drawdown;
mod drawdown_in_volatilities;
mod exponential_volatility;
mod funding_level;
mod funding_mean;
mod funding_z;
mod implied_change;
mod implied_level;
mod implied_premium;
mod jump_share;
mod last_hour_jump;
mod log_volatility;
mod market_correlation;
mod market_volatility;
mod return_in_volatilities;
mod rise_from_low;
mod schema;
mod skewness;
mod view;
mod volatility_of_volatility;
mod volume_ratio;
mod week_cycle;
mod weekend_share;

pub use absorption_ratio::AbsorptionRatio;
pub use day_return::DayReturn;
pub use downside_share::DownsideShare;
pub use downside_volatility::DownsideVolatility;
pub use drawdown::Drawdown;
pub use drawdown_in_volatilities::DrawdownInVolatilities;
pub use exponential_volatility::ExponentialVolatility;
pub use funding_level::FundingLevel;
pub use funding_mean::FundingMean;
pub use funding_z::FundingZ;
pub use implied_change::ImpliedChange;
pub use implied_level::ImpliedLevel;
pub use implied_premium::ImpliedPremium;
pub use jump_share::JumpShare;
pub use last_hour_jump::LastHourJump;
pub use log_volatility::LogVolatility;
pub use market_correlation::MarketCorrelation;
pub use market_volatility::MarketVolatility;
pub use return_in_volatilities::ReturnInVolatilities;
pub use rise_from_low::RiseFromLow;
pub use schema::{FeatureRow, FeatureSchema, SchemaError};
pub use skewness::Skewness;
pub use view::{COVERAGE_REQUIRED, MarketView, Shocks};
pub use volatility_of_volatility::VolatilityOfVolatility;
pub use volume_ratio::VolumeRatio;
pub use week_cycle::WeekCycle;
pub use weekend_share::WeekendShare;

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
pub static FEATURES: [&dyn Feature; 31] = [
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
    &VolumeRatio {
        name: "log_volume_24h_to_720h",
        recent_hours: 24,
        usual_hours: 720,
    },
    &FundingLevel,
    &MarketCorrelation,
    &ImpliedLevel,
    &LastHourJump,
    &MarketVolatility,
    &ExponentialVolatility,
    &DownsideVolatility {
        name: "log_downside_volatility_24h",
        hours: 24,
    },
    &DownsideVolatility {
        name: "log_downside_volatility_168h",
        hours: 168,
    },
    &VolatilityOfVolatility,
    &JumpShare,
    &Skewness,
    &DrawdownInVolatilities,
    &DayReturn,
    &ReturnInVolatilities,
    &RiseFromLow,
    &VolumeRatio {
        name: "log_volume_6h_to_168h",
        recent_hours: 6,
        usual_hours: 168,
    },
    &FundingMean,
    &FundingZ,
    &ImpliedChange,
    &ImpliedPremium,
    &AbsorptionRatio,
    &WeekendShare,
    &WeekCycle,
];

/// Features of the logistic baseline. A row without one of them is not trained on.
pub const OFFSET_FEATURES: [&str; 5] = [
    "log_volatility_6h",
    VOLATILITY_24H,
    "log_volatility_72h",
    "log_volatility_168h",
    "log_volatility_720h",
];

/// Features of the default model, in order.
pub const DEFAULT_FEATURES: [&str; 22] = [
    "log_volatility_6h",
    VOLATILITY_24H,
    "log_volatility_72h",
    "log_volatility_168h",
    "log_volatility_720h",
    "exponential_log_volatility_48h",
    "volatility_of_volatility_336h",
    "log_downside_volatility_168h",
    "jump_share_24h",
    "skewness_168h",
    "drawdown_in_volatilities_168h",
    "return_24h",
    "return_in_volatilities_720h",
    "rise_from_low_720h",
    "log_volume_6h_to_168h",
    "funding_mean_bps_24h",
    "funding_z_720h",
    "implied_volatility_change_24h",
    "implied_volatility_premium_24h",
    "absorption_ratio_24h",
    "weekend_share_ahead_24h",
    "week_cosine_second",
];

/// Features of the default model's severity regression. Chosen by forward selection on the walk-forward years 2021 to
/// 2023 (BTC, ETH and SOL; what came later was not looked at); the others of [`DEFAULT_FEATURES`] are the booster's alone.
pub const LINEAR_FEATURES: [&str; 17] = [
    "log_volatility_6h",
    "log_volatility_168h",
    "exponential_log_volatility_48h",
    "volatility_of_volatility_336h",
    "jump_share_24h",
    "skewness_168h",
    "drawdown_in_volatilities_168h",
    "return_24h",
    "return_in_volatilities_720h",
    "rise_from_low_720h",
    "log_volume_6h_to_168h",
    "funding_mean_bps_24h",
    "funding_z_720h",
    "implied_volatility_change_24h",
    "implied_volatility_premium_24h",
    "weekend_share_ahead_24h",
    "week_cosine_second",
];

/// Longest look-back of any feature, in hours.
pub fn longest_look_back_hours() -> usize {
    FEATURES
        .iter()
        .map(|feature| feature.look_back_hours())
        .max()
        .unwrap_or(0)
}
