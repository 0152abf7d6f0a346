//! What others measured on the same years: printed beside ours.

use serde::{Deserialize, Serialize};

/// AUC and average precision of simple models on BTC, ETH and SOL of one year, label "falls by 8 %
/// within 24 hours", measured with Python on the data that these loaders read (data README,
/// "Numbers to beat"). They were trained on rows from November 2019 on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReferenceRow {
    /// Calendar year, UTC.
    pub year: i32,
    /// Realised volatility of 24 hours alone.
    pub volatility_24h: (f64, f64),
    /// Logistic regression on five log-volatilities.
    pub logit: (f64, f64),
    /// `LightGBM` with monotone constraints, 13 features.
    pub lightgbm_monotone: (f64, f64),
    /// Boosting on the logit's offset.
    pub boosted_logit: (f64, f64),
}

/// The reference numbers, by year.
pub const REFERENCE: [ReferenceRow; 4] = [
    ReferenceRow {
        year: 2021,
        volatility_24h: (0.705, 0.324),
        logit: (0.727, 0.343),
        lightgbm_monotone: (0.706, 0.298),
        boosted_logit: (0.714, 0.299),
    },
    ReferenceRow {
        year: 2022,
        volatility_24h: (0.731, 0.281),
        logit: (0.722, 0.262),
        lightgbm_monotone: (0.725, 0.264),
        boosted_logit: (0.732, 0.276),
    },
    ReferenceRow {
        year: 2023,
        volatility_24h: (0.756, 0.114),
        logit: (0.772, 0.112),
        lightgbm_monotone: (0.797, 0.115),
        boosted_logit: (0.787, 0.126),
    },
    ReferenceRow {
        year: 2024,
        volatility_24h: (0.704, 0.110),
        logit: (0.720, 0.123),
        lightgbm_monotone: (0.744, 0.136),
        boosted_logit: (0.746, 0.137),
    },
];

/// QLIKE of BTC's next 24 hours, measured with Python on the same data (data README): year, log-HAR, EWMA. The EWMA there
/// fades by 0.94 an hour over the trailing day's variance; [`crate::baseline::Baseline::Ewma`] fades by 0.94 a day.
pub const REFERENCE_QLIKE: [(i32, f64, f64); 4] = [
    (2021, 0.268, 0.333),
    (2022, 0.387, 0.542),
    (2023, 0.597, 1.044),
    (2024, 0.358, 0.583),
];
