//! The features and what each weighs.

use super::formula::formula;
use crate::feature::FEATURES;
use crate::model::Model;
use crate::published::markdown::table;

const ABOUT: &str = "\
Weight: log-odds by which one standard deviation more moves the regression's forecast; with a minus it calms. Volatilities overlap,
so that one may subtract what another adds. \"trees\": read by the booster alone.

";

/// The table, heaviest first.
pub(crate) fn weights(model: &Model) -> String {
    let slopes = model.log_odds_per_deviation();
    let mut features: Vec<(&str, Option<f64>)> = model
        .schema()
        .names()
        .into_iter()
        .map(|name| (name, slopes.get(name).copied()))
        .collect();
    let weight = |slope: Option<f64>| slope.map_or(-1.0, f64::abs);
    features.sort_by(|a, b| weight(b.1).total_cmp(&weight(a.1)));
    let rows = features.iter().map(|(name, slope)| {
        let feature = FEATURES.iter().find(|feature| feature.name() == *name);
        let look_back = feature.map_or(0, |feature| feature.look_back_hours());
        vec![
            format!("`{name}`"),
            slope.map_or_else(|| "trees".to_owned(), |slope| format!("{slope:+.3}")),
            format!("{look_back} h"),
            feature
                .and_then(|feature| formula(*feature))
                .unwrap_or_default(),
        ]
    });
    ABOUT.to_owned()
        + &table(
            &["feature", "weight", "look-back", "what it is"],
            &rows.collect::<Vec<_>>(),
        )
}
