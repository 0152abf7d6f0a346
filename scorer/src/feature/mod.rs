//! Features: what is known about an asset at a decision time, one number and one file each.
//!
//! A feature reads the market through [`MarketView`], which ends at the decision time; a value that
//! cannot be computed is missing (`None`), never a default. Models replace missing values by the
//! medians of their training rows, stored in the model file, and widen the score's half-width.

mod absorption_ratio;
mod basis;
mod basis_change;
mod book_slippage;
mod contagion_drawdown;
mod contagion_stress;
mod data_overdue;
mod day_return;
mod depth_change;
mod depth_level;
mod downside_share;
mod downside_volatility;
mod drawdown;
mod drawdown_in_volatilities;
mod exponential_volatility;
mod five_minute_volatility;
mod funding_level;
mod funding_mean;
mod funding_z;
mod garman_klass;
mod hedge_delta;
mod hedge_gamma;
mod hedge_vega;
mod implied_change;
mod implied_level;
mod implied_premium;
mod implied_term;
mod jump_share;
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
mod pool_level;
mod pool_leverage;
mod range_volatility;
mod reference_hedge;
mod registry;
mod return_in_volatilities;
mod rise_from_low;
mod rogers_satchell;
mod schema;
mod skewness;
mod slippage;
mod utilization_pressure;
mod utilization_pressure_change;
mod view;
mod volatility_of_volatility;
mod volume_ratio;
mod volume_slippage;
mod week_cycle;
mod weekend_share;

pub use absorption_ratio::AbsorptionRatio;
pub use basis::Basis;
pub use basis_change::BasisChange;
pub use book_slippage::BookSlippage;
pub use contagion_drawdown::ContagionDrawdown;
pub use contagion_stress::ContagionStress;
pub use data_overdue::DataOverdue;
pub use day_return::DayReturn;
pub use depth_change::DepthChange;
pub use depth_level::DepthLevel;
pub use downside_share::DownsideShare;
pub use downside_volatility::DownsideVolatility;
pub use drawdown::Drawdown;
pub use drawdown_in_volatilities::DrawdownInVolatilities;
pub use exponential_volatility::ExponentialVolatility;
pub use five_minute_volatility::FiveMinuteVolatility;
pub use funding_level::FundingLevel;
pub use funding_mean::FundingMean;
pub use funding_z::FundingZ;
pub use garman_klass::GarmanKlass;
pub use hedge_delta::HedgeDelta;
pub use hedge_gamma::HedgeGamma;
pub use hedge_vega::HedgeVega;
pub use implied_change::ImpliedChange;
pub use implied_level::ImpliedLevel;
pub use implied_premium::ImpliedPremium;
pub use implied_term::ImpliedTerm;
pub use jump_share::JumpShare;
pub use last_hour_jump::LastHourJump;
pub use log_volatility::LogVolatility;
pub use mark_spot_gap::MarkSpotGap;
pub use market_correlation::MarketCorrelation;
pub use market_volatility::MarketVolatility;
pub use open_interest_change::OpenInterestChange;
pub use oracle_lag::ORACLE_LAG;
pub use parkinson::Parkinson;
pub use peg_distance::PegDistance;
pub use pool_concentration::POOL_CONCENTRATION;
pub use pool_level::PoolLevel;
pub use pool_leverage::POOL_LEVERAGE;
pub use registry::{
    DEFAULT_FEATURES, FEATURES, LINEAR_FEATURES, LIQUIDATION_SIZE_USD, OFFSET_FEATURES,
    VOLATILITY_24H, longest_look_back_hours,
};
pub use return_in_volatilities::ReturnInVolatilities;
pub use rise_from_low::RiseFromLow;
pub use rogers_satchell::RogersSatchell;
pub use schema::{FeatureRow, FeatureSchema, SchemaError};
pub use skewness::Skewness;
pub use slippage::Slippage;
pub use utilization_pressure::UTILIZATION_PRESSURE;
pub use utilization_pressure_change::UtilizationPressureChange;
pub use view::{COVERAGE_REQUIRED, ClosePair, MarketView, Shocks, SilentHours};
pub use volatility_of_volatility::VolatilityOfVolatility;
pub use volume_ratio::VolumeRatio;
pub use volume_slippage::VolumeSlippage;
pub use week_cycle::WeekCycle;
pub use weekend_share::WeekendShare;

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
