//! The list of all features, and which of them the default model reads.

use super::{
    AbsorptionRatio, Basis, BasisChange, BookSlippage, ContagionDrawdown, ContagionStress,
    DataOverdue, DayReturn, DepthChange, DepthLevel, DownsideShare, DownsideVolatility, Drawdown,
    DrawdownInVolatilities, ExponentialVolatility, Feature, FiveMinuteVolatility, FundingLevel,
    FundingMean, FundingZ, GarmanKlass, HedgeDelta, HedgeGamma, HedgeVega, ImpliedChange,
    ImpliedLevel, ImpliedPremium, ImpliedTerm, JumpShare, LastHourJump, LogVolatility, MarkSpotGap,
    MarketCorrelation, MarketVolatility, ORACLE_LAG, OpenInterestChange, POOL_CONCENTRATION,
    POOL_LEVERAGE, Parkinson, PegDistance, ReturnInVolatilities, RiseFromLow, RogersSatchell,
    Skewness, Slippage, UTILIZATION_PRESSURE, UtilizationPressureChange, VolatilityOfVolatility,
    VolumeRatio, VolumeSlippage, WeekCycle, WeekendShare,
};

/// The name of the 24-hour volatility: the baseline that every report shows beside the model.
pub const VOLATILITY_24H: &str = "log_volatility_24h";

/// The size of the liquidation whose slippage the features estimate, in USD.
pub const LIQUIDATION_SIZE_USD: f64 = 1_000_000.0;

/// Every feature, in the order of the full schema.
pub static FEATURES: [&dyn Feature; 57] = [
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
    &ORACLE_LAG,
    &UTILIZATION_PRESSURE,
    &UtilizationPressureChange,
    &POOL_LEVERAGE,
    &POOL_CONCENTRATION,
    &ContagionStress,
    &ContagionDrawdown,
    &DataOverdue,
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
