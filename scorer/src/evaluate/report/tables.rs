//! The page's tables.

use std::fmt::Write as _;

use super::escape;
use crate::evaluate::section::{ForecasterReport, Section};
use crate::evaluate::summary::Evaluation;

/// Ranking of every section; single years of single assets are folded away.
pub(super) fn ranking(evaluation: &Evaluation) -> String {
    let columns = [
        "rows", "forecast", "AUC", "AP", "Brier", "log loss", "ECE", "band ECE", "QLIKE",
        "AUC 1 h", "AUC 6 h",
    ];
    sections(evaluation, &columns, |report| {
        let quality = &report.quality;
        let mut cells = vec![
            number(quality.auc, 3),
            number(quality.average_precision, 3),
            number(quality.brier, 4),
            number(report.log_loss, 4),
            number(report.calibration_error, 3),
            number(report.band_calibration_error, 3),
            number(report.qlike, 3),
        ];
        cells.extend(
            report
                .shorter_horizons
                .iter()
                .map(|shorter| number(shorter.auc, 3)),
        );
        cells
    })
}

/// What others reached.
pub(super) fn reference(evaluation: &Evaluation) -> String {
    if evaluation.reference.is_empty() {
        return String::new();
    }
    let mut html =
        "<p>AUC / average precision measured elsewhere on BTC, ETH and SOL, falls of 8 %:</p>"
            .to_owned();
    html += &head(&[
        "year",
        "",
        "24 h volatility",
        "logit on 5 volatilities",
        "LightGBM, monotone, 13 features",
        "boosting on the logit",
    ]);
    for row in &evaluation.reference {
        let rows = [
            row.volatility_24h,
            row.logit,
            row.lightgbm_monotone,
            row.boosted_logit,
        ];
        let cells = rows.map(|(auc, precision)| format!("<td>{auc:.3} / {precision:.3}"));
        // Writing to a string cannot fail.
        let _ = write!(html, "<tr><td>{}<td>{}", row.year, cells.concat());
    }
    html + "</table></div>"
}

/// Backtests of every section.
pub(super) fn tails(evaluation: &Evaluation) -> String {
    let columns = [
        "rows",
        "forecast",
        "1 %: hits",
        "p count",
        "p clusters",
        "p both",
        "FZ0",
        "ES said",
        "ES came",
        "5 %: hits",
        "p count",
        "p clusters",
        "p both",
        "FZ0",
        "ES said",
        "ES came",
    ];
    sections(evaluation, &columns, |report| {
        let cells = report.tails.iter().flat_map(|tail| {
            let coverage = &tail.coverage;
            [
                format!("{} of {}", coverage.violations, coverage.days),
                number(coverage.unconditional, 3),
                number(coverage.independence, 3),
                number(coverage.conditional, 3),
                number(tail.fz0, 3),
                percent(tail.promised_shortfall),
                percent(tail.realised_shortfall),
            ]
        });
        cells.collect()
    })
}

/// Regimes of every section.
pub(super) fn regimes(evaluation: &Evaluation) -> String {
    let columns = [
        "rows",
        "forecast",
        "flips a week",
        "calm",
        "median h",
        "transition",
        "median h",
        "stress",
        "median h",
        "false h a week",
        "shock hours in stress",
    ];
    sections(evaluation, &columns, |report| {
        let stays = report.regimes.as_ref();
        let mut cells = vec![number(stays.map(|stays| stays.flips_per_week), 2)];
        for stays in stays.map_or(&[][..], |stays| &stays.regimes) {
            cells.push(percent(Some(stays.share)));
            cells.push(number(stays.median_hours, 0));
        }
        cells.push(number(report.alarms.map(|alarms| alarms.false_per_week), 2));
        cells.push(percent(report.alarms.and_then(|alarms| alarms.recall)));
        cells
    })
}

/// What judged what.
pub(super) fn folds(evaluation: &Evaluation) -> String {
    let day = |time: crate::time::Timestamp| time.to_string().chars().take(10).collect::<String>();
    let mut html = head(&["judged", "", "fitted on decision times", "model"]);
    for fold in &evaluation.folds {
        // Writing to a string cannot fail.
        let _ = write!(
            html,
            "<tr><td>{} to {}<td><td>{} to {}<td>{}",
            day(fold.judged.from),
            day(fold.judged.until),
            day(fold.trained.from),
            day(fold.trained.until),
            escape(&fold.model_hash.chars().take(12).collect::<String>()),
        );
    }
    let shocks = evaluation
        .assets
        .iter()
        .map(|asset| format!("{} {}", escape(&asset.asset), percent(Some(asset.shock))));
    html + &format!(
        "</table></div><p>Shock: a fall within 24 hours of {}.</p>",
        shocks.collect::<Vec<_>>().join(", ")
    )
}

/// A table of every section, the years of single assets in a fold.
fn sections(
    evaluation: &Evaluation,
    columns: &[&str],
    cells: impl Fn(&ForecasterReport) -> Vec<String>,
) -> String {
    let is_detail = |section: &&Section| section.year.is_some() && section.asset.is_some();
    let table = |details: bool| {
        let mut html = head(columns);
        for section in evaluation
            .sections
            .iter()
            .filter(|section| is_detail(section) == details)
        {
            rows(&mut html, section, &cells);
        }
        html + "</table></div>"
    };
    let mut html = table(false);
    if evaluation
        .sections
        .iter()
        .any(|section| is_detail(&section))
    {
        html.push_str("<details><summary>Each year of each asset</summary>");
        html.push_str(&table(true));
        html.push_str("</details>");
    }
    html
}

fn rows(html: &mut String, section: &Section, cells: &impl Fn(&ForecasterReport) -> Vec<String>) {
    for (place, report) in section.forecasters.iter().enumerate() {
        let (class, name) = match place {
            0 => ("first model", title(section)),
            1 => ("", format!("{} h", section.rows)),
            2 => ("", format!("base {}", percent(Some(section.base_rate)))),
            _ => ("", String::new()),
        };
        let cells = cells(report)
            .iter()
            .fold(String::new(), |line, cell| line + "<td>" + &escape(cell));
        // Writing to a string cannot fail.
        let _ = write!(
            html,
            "<tr class=\"{class}\"><td>{}<td>{}{cells}",
            escape(&name),
            escape(&report.forecaster.to_string()),
        );
    }
}

pub(super) fn title(section: &Section) -> String {
    match (section.year, &section.asset) {
        (Some(year), Some(asset)) => format!("{asset} {year}"),
        (Some(year), None) => year.to_string(),
        (None, Some(asset)) => asset.clone(),
        (None, None) => "pooled".to_owned(),
    }
}

pub(super) fn head(columns: &[&str]) -> String {
    let cells = columns.iter().fold(String::new(), |line, column| {
        line + "<th>" + &escape(column)
    });
    format!("<div class=\"wide\"><table><tr>{cells}")
}

pub(super) fn number(value: Option<f64>, digits: usize) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.digits$}"))
}

pub(super) fn percent(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{:.1} %", 100.0 * value))
}
