//! What a feature computes, in the words of its own file.

use crate::feature::Feature;

/// Files of the default features, by the name of the type.
const SOURCES: [(&str, &str); 18] = [
    (
        "AbsorptionRatio",
        include_str!("../feature/absorption_ratio.rs"),
    ),
    ("DayReturn", include_str!("../feature/day_return.rs")),
    (
        "DownsideVolatility",
        include_str!("../feature/downside_volatility.rs"),
    ),
    (
        "DrawdownInVolatilities",
        include_str!("../feature/drawdown_in_volatilities.rs"),
    ),
    (
        "ExponentialVolatility",
        include_str!("../feature/exponential_volatility.rs"),
    ),
    ("FundingMean", include_str!("../feature/funding_mean.rs")),
    ("FundingZ", include_str!("../feature/funding_z.rs")),
    (
        "ImpliedChange",
        include_str!("../feature/implied_change.rs"),
    ),
    (
        "ImpliedPremium",
        include_str!("../feature/implied_premium.rs"),
    ),
    ("JumpShare", include_str!("../feature/jump_share.rs")),
    (
        "LogVolatility",
        include_str!("../feature/log_volatility.rs"),
    ),
    (
        "ReturnInVolatilities",
        include_str!("../feature/return_in_volatilities.rs"),
    ),
    ("RiseFromLow", include_str!("../feature/rise_from_low.rs")),
    ("Skewness", include_str!("../feature/skewness.rs")),
    (
        "VolatilityOfVolatility",
        include_str!("../feature/volatility_of_volatility.rs"),
    ),
    ("VolumeRatio", include_str!("../feature/volume_ratio.rs")),
    ("WeekCycle", include_str!("../feature/week_cycle.rs")),
    ("WeekendShare", include_str!("../feature/weekend_share.rs")),
];

/// The first paragraph of the documentation of a feature's type; None for a feature that no default model reads.
pub(crate) fn formula(feature: &dyn Feature) -> Option<String> {
    let debug = format!("{feature:?}");
    let name: String = debug.chars().take_while(|c| c.is_alphanumeric()).collect();
    let (_, source) = SOURCES.iter().find(|(other, _)| *other == name)?;
    let mut lines: Vec<&str> = Vec::new();
    for line in source.lines() {
        if let Some(text) = line.strip_prefix("///") {
            lines.push(text.trim());
        } else if line == format!("pub struct {name};") || line == format!("pub struct {name} {{") {
            let first = lines.split(|line| line.is_empty()).next()?;
            return Some(plain(&first.join(" ")));
        } else if !line.starts_with("#[") {
            lines.clear();
        }
    }
    None
}

/// Without links of the documentation, and safe inside a table.
fn plain(text: &str) -> String {
    text.replace("[`super::", "`")
        .replace("`]", "`")
        .replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feature::{DEFAULT_FEATURES, FEATURES};

    #[test]
    fn every_default_feature_has_a_formula() {
        for name in DEFAULT_FEATURES {
            let feature = FEATURES
                .iter()
                .find(|feature| feature.name() == name)
                .unwrap();

            let formula = formula(*feature).unwrap_or_default();

            assert!(formula.len() > 10, "{name}: {formula:?}");
        }
    }
}
