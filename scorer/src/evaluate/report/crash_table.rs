//! Lead times as a table.

use std::fmt::Write as _;

use super::escape;
use super::tables::{head, number, percent};
use crate::evaluate::crash::LeadTime;
use crate::evaluate::summary::Evaluation;
use crate::time::Timestamp;

/// Lead times.
pub(super) fn crashes(evaluation: &Evaluation) -> String {
    let names = evaluation
        .curves
        .iter()
        .map(|curve| curve.forecaster.to_string());
    let mut columns = vec![
        "crash".to_owned(),
        "asset".to_owned(),
        "fall".to_owned(),
        "first leg".to_owned(),
    ];
    columns.extend(names);
    let mut html = head(&columns.iter().map(String::as_str).collect::<Vec<_>>());
    for crash in &evaluation.crashes {
        for (index, asset) in crash.assets.iter().enumerate() {
            let (class, name) = if index == 0 {
                (" class=\"first\"", crash.name.as_str())
            } else {
                ("", "")
            };
            // Writing to a string cannot fail.
            let _ = write!(
                html,
                "<tr{class}><td>{}{}",
                escape(name),
                crash_cells(&asset.asset, Some(-asset.fall), asset.leg, &asset.leads)
            );
        }
        if let Some(market) = &crash.market {
            let cells = crash_cells("worst", None, market.leg, &market.leads);
            let _ = write!(html, "<tr><td>{cells}");
        }
    }
    html + "</table></div><p>Hours from the first score of 45 / of 65 points to the first fall of 5 %, and the score as that hour \
            began. Below zero: late. A plus: high since before the run-up of 72 hours. A dash: never in the window. Last: hours of false alarm between \
            the run-up's start and the window's end. Worst: the highest score of all assets against the first such fall of any.</p>"
}

fn crash_cells(name: &str, fall: Option<f64>, leg: Timestamp, leads: &[LeadTime]) -> String {
    let leg: String = leg.to_string().chars().take(13).collect();
    let mut html = format!(
        "<td>{}<td>{}<td>{}",
        escape(name),
        percent(fall),
        leg.replace('T', " ")
    );
    for lead in leads {
        let hours = |hours: Option<i64>| match hours {
            None => "–".to_owned(),
            Some(hours) if hours >= lead.longest_hours => format!("{hours}+"),
            Some(hours) => hours.to_string(),
        };
        // Writing to a string cannot fail.
        let _ = write!(
            html,
            "<td>{} / {} ({}) {}",
            hours(lead.transition_hours),
            hours(lead.stress_hours),
            number(lead.score_at_leg, 0),
            lead.false_alarm_hours
        );
    }
    html
}
