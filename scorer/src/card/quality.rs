//! How good the model was, and how its forecasts became probabilities.

use super::{number, percent};
use crate::metric::Quality;
use crate::model::{Model, score_map};
use crate::published::markdown::table;

const ABOUT: &str = "\
\"fitted\" are the training rows, flattering by nature. \"walk-forward\" are the last part of the window, each fold forecast by a
model of what came before; the calibration was fitted on them. \"validation\" is every hour after the training window.

";

/// The metrics, beside the simple models.
pub(super) fn metrics(model: &Model) -> String {
    let metrics = model.metrics();
    let mut rows = Vec::new();
    for (name, row) in [
        ("fitted", &metrics.fit),
        ("walk-forward", &metrics.walk_forward),
        ("validation", &metrics.validate),
    ] {
        let Some(row) = row else { continue };
        rows.push(line(name, "this model", &row.model));
        rows.push(line(name, "logit on volatilities", &row.logit));
        rows.extend(
            row.volatility_24h
                .iter()
                .map(|quality| line(name, "24 h volatility", quality)),
        );
    }
    let header = [
        "rows",
        "forecast",
        "rows",
        "base rate",
        "AUC",
        "AP",
        "Brier",
    ];
    ABOUT.to_owned() + &table(&header, &rows)
}

fn line(name: &str, forecast: &str, quality: &Quality) -> Vec<String> {
    vec![
        name.to_owned(),
        forecast.to_owned(),
        quality.rows.to_string(),
        percent(Some(quality.base_rate), 1),
        number(quality.auc, 3),
        number(quality.average_precision, 3),
        number(quality.brier, 4),
    ]
}

/// The isotonic map.
pub(super) fn calibration(model: &Model) -> String {
    let rows = model.calibration().knots.iter().map(|knot| {
        let score = score_map::score_hundredths(knot.probability);
        vec![
            percent(Some(knot.raw), 2),
            percent(Some(knot.probability), 2),
            percent(Some(knot.standard_error), 2),
            format!("{:.1}", f64::from(score) / 100.0),
        ]
    });
    let header = ["raw forecast", "probability", "standard error", "score"];
    let text = "Isotonic on the rows forecast walk-forward; straight between these points.\n\n";
    text.to_owned() + &table(&header, &rows.collect::<Vec<_>>())
}
