//! What decided the score, and quiet months, as tables.

use std::fmt::Write as _;

use super::escape;
use super::tables::{head, number, percent};
use crate::evaluate::summary::Evaluation;

/// Hours by what decided the model's score.
pub(super) fn floors(evaluation: &Evaluation) -> String {
    let mut html = head(&[
        "decided by",
        "",
        "hours",
        "share",
        "raised, points",
        "score promises",
        "a shock below the price",
        "a shock below the day's high",
    ]);
    for floor in &evaluation.floors {
        // Writing to a string cannot fail.
        let _ = write!(
            html,
            "<tr><td>{}<td><td>{}<td>{}<td>{}<td>{}<td>{}<td>{}",
            escape(&floor.cause),
            floor.hours,
            percent(Some(floor.share)),
            number(floor.raised_points, 1),
            percent(floor.promised),
            percent(floor.below_price),
            percent(floor.below_high),
        );
    }
    html + "</table></div><p>The last two: share of hours followed within 24 hours by a price a shock below the price then, \
            and below the high of the 24 hours before.</p>"
}

/// Quiet months.
pub(super) fn quiet(evaluation: &Evaluation) -> String {
    let mut columns = vec!["quiet months".to_owned(), String::new()];
    let names = evaluation
        .curves
        .iter()
        .map(|curve| curve.forecaster.to_string());
    columns.extend(names);
    let mut html = head(&columns.iter().map(String::as_str).collect::<Vec<_>>());
    for quiet in &evaluation.quiet {
        let name = quiet.asset.as_deref().unwrap_or("pooled");
        let cells = quiet.forecasters.iter().map(|regimes| {
            let flips = number(regimes.flips_per_week, 2);
            format!("<td>{flips} / {}", percent(regimes.outside_calm))
        });
        // Writing to a string cannot fail.
        let _ = write!(
            html,
            "<tr><td>{}<td>{} of {}{}",
            escape(name),
            quiet.months,
            quiet.of_months,
            cells.collect::<String>()
        );
    }
    html + "</table></div><p>Calendar months of an asset without a fall of 10 % under the high of the 24 hours before: flips a \
            week / share of hours outside calm.</p>"
}
