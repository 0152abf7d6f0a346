//! The model by itself: its numbers at a glance, and its bands.

use std::fmt::Write as _;

use super::escape;
use super::tables::{head, number, percent, title};
use crate::evaluate::section::Section;
use crate::evaluate::summary::Evaluation;

/// The model's pooled numbers at a glance.
pub(super) fn cards(evaluation: &Evaluation) -> String {
    let Some(section) = evaluation.section(None, None) else {
        return String::new();
    };
    let Some(model) = section.forecasters.first() else {
        return String::new();
    };
    let flips = model.regimes.as_ref().map(|stays| stays.flips_per_week);
    let cards = [
        (format!("{}", section.rows), "hours judged".to_owned()),
        (
            percent(Some(section.base_rate)),
            "of them before a shock".to_owned(),
        ),
        (number(model.quality.auc, 3), "AUC".to_owned()),
        (
            number(model.quality.average_precision, 3),
            "average precision".to_owned(),
        ),
        (number(model.quality.brier, 4), "Brier score".to_owned()),
        (
            percent(model.band_calibration_error),
            "mean gap, promised to realised".to_owned(),
        ),
        (number(flips, 2), "regime flips a week and asset".to_owned()),
        (
            number(model.alarms.map(|alarms| alarms.false_per_week), 1),
            "false-alarm hours a week and asset".to_owned(),
        ),
    ];
    let cards = cards.map(|(figure, name)| {
        format!(
            "<div class=\"card\"><b>{}</b><span>{}</span></div>",
            escape(&figure),
            escape(&name)
        )
    });
    format!("<div class=\"cards\">{}</div>", cards.concat())
}

/// The model's bands: everything pooled, and the years and assets by themselves in a fold.
pub(super) fn bands(evaluation: &Evaluation) -> String {
    let mut html = evaluation
        .section(None, None)
        .map_or_else(String::new, band_table);
    html.push_str("<details><summary>Each year, each asset</summary>");
    let parts = evaluation
        .sections
        .iter()
        .filter(|section| section.year.is_some() != section.asset.is_some());
    for section in parts {
        // Writing to a string cannot fail.
        let _ = write!(
            html,
            "<h3>{}</h3>{}",
            escape(&title(section)),
            band_table(section)
        );
    }
    html + "</details>"
}

fn band_table(section: &Section) -> String {
    let bands = section
        .forecasters
        .first()
        .map_or(&[][..], |model| &model.bands);
    let mut html = head(&[
        "score",
        "",
        "hours",
        "days",
        "promised",
        "realised",
        "95 % interval",
        "mean fall after it",
    ]);
    for band in bands.iter().filter(|band| band.rows > 0) {
        // Writing to a string cannot fail.
        let _ = write!(
            html,
            "<tr><td>{} to {}<td><td>{}<td>{}<td>{}<td>{}<td>{} to {}<td>{}",
            band.from_points,
            band.to_points,
            band.rows,
            band.days,
            percent(band.promised),
            percent(band.realised),
            percent(Some(band.interval.0)),
            percent(Some(band.interval.1)),
            percent(band.realised_shortfall),
        );
    }
    html + "</table></div>"
}
