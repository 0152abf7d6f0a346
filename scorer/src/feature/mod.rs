//! Features: what is known about an asset at a decision time, one number and one file each.
//!
//! A feature reads the market through [`MarketView`], which ends at the decision time; a value that
//! cannot be computed is missing (`None`), never a default. Models replace missing values by the
//! medians of their training rows, stored in the model file, and widen the score's half-width.

mod basis;
mod basis_change;
mod book_slippage;
mod contagion_drawdown;
mod contagion_stress;
mod data_overdue;
mod depth_change;
mod depth_level;
mod downside_share;
mod drawdown;
mod five_minute_volatility;
mod funding_level;
mod garman_klass;
mod hedge_delta;
mod hedge_gamma;
mod hedge_vega;
mod implied_level;
mod implied_term;
mod last_hour_jump;
mod log_volatility;
mod mark_spot_gap;
mod market_correlation;
mod market_volatility;
mod open_interest_change;
mod oracle_lag;
mod parkinson;
mod patience;
mod peg_distance;
mod pool_concentration;
mod pool_leverage;
mod range_volatility;
mod reference_hedge;
mod rogers_satchell;
mod schema;
mod slippage;
mod utilization_pressure;
mod utilization_pressure_change;
mod view;
mod volume_ratio;
mod volume_slippage;

pub use basis::Basis;
pub use basis_change::BasisChange;
pub use book_slippage::BookSlippage;
pub use contagion_drawdown::ContagionDrawdown;
pub use contagion_stress::ContagionStress;
pub use data_overdue::DataOverdue;
pub use depth_change::DepthChange;
pub use depth_level::DepthLevel;
pub use downside_share::DownsideShare;
pub use drawdown::Drawdown;
pub use five_minute_volatility::FiveMinuteVolatility;
pub use funding_level::FundingLevel;
pub use garman_klass::GarmanKlass;
pub use hedge_delta::HedgeDelta;
pub use hedge_gamma::HedgeGamma;
pub use hedge_vega::HedgeVega;
pub use implied_level::ImpliedLevel;
pub use implied_term::ImpliedTerm;
pub use last_hour_jump::LastHourJump;
pub use log_volatility::LogVolatility;
pub use mark_spot_gap::MarkSpotGap;
pub use market_correlation::MarketCorrelation;
pub use market_volatility::MarketVolatility;
pub use open_interest_change::OpenInterestChange;
pub use oracle_lag::OracleLag;
pub use parkinson::Parkinson;
pub use peg_distance::PegDistance;
pub use pool_concentration::PoolConcentration;
pub use pool_leverage::PoolLeverage;
pub use rogers_satchell::RogersSatchell;
pub use schema::{FeatureRow, FeatureSchema, SchemaError};
pub use slippage::Slippage;
pub use utilization_pressure::UtilizationPressure;
pub use utilization_pressure_change::UtilizationPressureChange;
pub use view::{COVERAGE_REQUIRED, ClosePair, MarketView, Shocks, SilentHours};
pub use volume_ratio::VolumeRatio;
pub use volume_slippage::VolumeSlippage;

use crate::data::SeriesKind;

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

    /// Optional series without which the value is missing (or only approximate); a
    /// [`crate::data::LoadRequest`] has to name them. Spot bars, funding and DVOL are always read.
    fn reads(&self) -> &'static [SeriesKind] {
        &[]
    }

    /// The value, or None where too little is known.
    fn value(&self, view: &MarketView<'_>) -> Option<f64>;
}

/// The name of the 24-hour volatility: the baseline that every report shows beside the model.
pub const VOLATILITY_24H: &str = "log_volatility_24h";

/// The size of the liquidation whose slippage the features estimate, in USD.
pub const LIQUIDATION_SIZE_USD: f64 = 1_000_000.0;

/// Every feature, in the order of the full schema.
pub static FEATURES: [&dyn Feature; 39] = [
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
    &Parkinson,
    &GarmanKlass,
    &RogersSatchell,
    &FiveMinuteVolatility,
    &Basis,
    &BasisChange,
    &MarkSpotGap,
    &OpenInterestChange,
    &DepthLevel,
    &DepthChange,
    &BookSlippage {
        name: "book_slippage_bps_1m",
        size_usd: LIQUIDATION_SIZE_USD,
    },
    &VolumeSlippage {
        name: "volume_slippage_bps_1m",
        size_usd: LIQUIDATION_SIZE_USD,
    },
    &Slippage {
        name: "slippage_bps_1m",
        size_usd: LIQUIDATION_SIZE_USD,
    },
    &ImpliedTerm,
    &HedgeDelta,
    &HedgeGamma,
    &HedgeVega,
    &PegDistance,
    &OracleLag,
    &UtilizationPressure,
    &UtilizationPressureChange,
    &PoolLeverage,
    &PoolConcentration,
    &ContagionStress,
    &ContagionDrawdown,
    &DataOverdue,
];

/// The features of the default model: those that five years of spot bars, funding and DVOL can fill.
pub const DEFAULT_FEATURES: [&str; 13] = [
    "log_volatility_6h",
    VOLATILITY_24H,
    "log_volatility_72h",
    "log_volatility_168h",
    "log_volatility_720h",
    "downside_semivariance_share_72h",
    "drawdown_168h",
    "log_volume_24h_to_720h",
    "funding_rate_bps_8h",
    "market_correlation_72h",
    "log_implied_volatility",
    "last_hour_jump",
    "market_log_volatility_24h",
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
