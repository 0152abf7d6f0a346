//! The evaluation's tables.

use crate::card::{number, percent};
use crate::evaluate::{Evaluation, ForecasterReport, LeadTime, Section};
use crate::published::markdown::table;

const HEAD: &str = "\
## Walk-forward evaluation

Each calendar year is judged by a model of everything before it, less 48 hours; hourly rows of all assets. Ranking and probability
are the forecast's; regimes and lead times the published score's, with its floors. Baselines are fitted on the same rows.

";

/// The section.
pub(super) fn evaluation(evaluation: &Evaluation) -> String {
    format!(
        "{HEAD}{}\n### Ranking and probability\n\n{}\n{}### Regimes\n\n{}\n### Quiet months\n\nCalendar months of an asset without \
         a fall of 10 % under the high of the 24 hours before: flips a week / share of hours outside calm.\n\n{}\n### \
         Crashes\n\nHours from the first score of 45 / of 65 points to the first fall of 5 %, and the score as that hour began. \
         Below zero: late. A plus: high since before the run-up of 72 hours. A dash: never. \"worst\": the highest score of all \
         assets, which a market's feed gets, against the first such fall of any. Where the first \
         leg is the window's first hour, the fall had begun earlier.\n\n{}",
        folds(evaluation),
        ranking(evaluation),
        reference(evaluation),
        regimes(evaluation),
        quiet(evaluation),
        crashes(evaluation),
    )
}

fn folds(evaluation: &Evaluation) -> String {
    let rows = evaluation.folds.iter().map(|fold| {
        vec![
            fold.judged.to_string(),
            fold.trained.to_string(),
            fold.model_hash.chars().take(12).collect(),
        ]
    });
    let header = ["judged", "fitted on decision times", "model"];
    table(&header, &rows.collect::<Vec<_>>())
}

/// Every section but those of one asset in one year.
fn sections(evaluation: &Evaluation) -> impl Iterator<Item = (String, &Section)> {
    let sections = evaluation.sections.iter();
    sections.filter_map(|section| {
        let name = match (section.year, &section.asset) {
            (Some(_), Some(_)) => return None,
            (Some(year), None) => year.to_string(),
            (None, Some(asset)) => asset.clone(),
            (None, None) => "pooled".to_owned(),
        };
        Some((name, section))
    })
}

fn lines(evaluation: &Evaluation, cells: fn(&ForecasterReport) -> Vec<String>) -> Vec<Vec<String>> {
    let mut lines = Vec::new();
    for (name, section) in sections(evaluation) {
        for (place, report) in section.forecasters.iter().enumerate() {
            let name = match place {
                0 => name.clone(),
                1 => format!("{} h", section.rows),
                2 => format!("base {}", percent(Some(section.base_rate), 1)),
                _ => String::new(),
            };
            let mut line = vec![name, report.forecaster.to_string()];
            line.extend(cells(report));
            lines.push(line);
        }
    }
    lines
}

fn ranking(evaluation: &Evaluation) -> String {
    let header = [
        "rows", "forecast", "AUC", "AP", "Brier", "log loss", "ECE", "band ECE",
    ];
    let lines = lines(evaluation, |report| {
        vec![
            number(report.quality.auc, 3),
            number(report.quality.average_precision, 3),
            number(report.quality.brier, 4),
            number(report.log_loss, 4),
            percent(report.calibration_error, 2),
            percent(report.band_calibration_error, 2),
        ]
    });
    table(&header, &lines)
}

/// What others measured, where the years have any.
fn reference(evaluation: &Evaluation) -> String {
    if evaluation.reference.is_empty() {
        return String::new();
    }
    let cell = |(auc, precision): (f64, f64)| format!("{auc:.3} / {precision:.3}");
    let rows = evaluation.reference.iter().map(|row| {
        vec![
            row.year.to_string(),
            cell(row.volatility_24h),
            cell(row.logit),
            cell(row.lightgbm_monotone),
            cell(row.boosted_logit),
        ]
    });
    let header = [
        "AUC / AP",
        "24 h volatility",
        "logit on 5 volatilities",
        "LightGBM, monotone, 13 features",
        "boosting on the logit",
    ];
    format!(
        "Reference rows, measured elsewhere with Python on the same data:\n\n{}\n",
        table(&header, &rows.collect::<Vec<_>>())
    )
}

fn regimes(evaluation: &Evaluation) -> String {
    let header = [
        "rows",
        "forecast",
        "flips a week",
        "calm",
        "transition",
        "stress",
        "false alarm, h a week",
        "shock hours in stress",
    ];
    let lines = lines(evaluation, |report| {
        let stays = report.regimes.as_ref();
        let share = |regime: usize| percent(stays.map(|stays| stays.regimes[regime].share), 1);
        vec![
            number(stays.map(|stays| stays.flips_per_week), 2),
            share(0),
            share(1),
            share(2),
            number(report.alarms.map(|alarms| alarms.false_per_week), 1),
            percent(report.alarms.and_then(|alarms| alarms.recall), 1),
        ]
    });
    table(&header, &lines)
}

fn names(evaluation: &Evaluation) -> Vec<String> {
    let curves = evaluation.curves.iter();
    curves.map(|curve| curve.forecaster.to_string()).collect()
}

fn quiet(evaluation: &Evaluation) -> String {
    let names = names(evaluation);
    let mut header = vec!["", "months"];
    header.extend(names.iter().map(String::as_str));
    let rows = evaluation.quiet.iter().map(|quiet| {
        let mut row = vec![
            quiet.asset.clone().unwrap_or_else(|| "pooled".to_owned()),
            format!("{} of {}", quiet.months, quiet.of_months),
        ];
        row.extend(quiet.forecasters.iter().map(|regimes| {
            let flips = number(regimes.flips_per_week, 2);
            format!("{flips} / {}", percent(regimes.outside_calm, 1))
        }));
        row
    });
    table(&header, &rows.collect::<Vec<_>>())
}

fn crashes(evaluation: &Evaluation) -> String {
    let names = names(evaluation);
    let mut header = vec!["crash", "asset", "fall", "first leg"];
    header.extend(names.iter().map(String::as_str));
    let mut rows = Vec::new();
    for crash in &evaluation.crashes {
        let mut name = crash.name.as_str();
        let mut push = |asset: &str, fall: Option<f64>, leg: String, leads: &[LeadTime]| {
            let leg: String = leg.chars().take(13).collect();
            let mut row = vec![
                std::mem::take(&mut name).to_owned(),
                asset.to_owned(),
                percent(fall, 1),
                leg.replace('T', " "),
            ];
            row.extend(leads.iter().map(lead));
            rows.push(row);
        };
        for asset in &crash.assets {
            push(
                &asset.asset,
                Some(-asset.fall),
                asset.leg.to_string(),
                &asset.leads,
            );
        }
        if let Some(market) = &crash.market {
            push("worst", None, market.leg.to_string(), &market.leads);
        }
    }
    table(&header, &rows)
}

fn lead(lead: &LeadTime) -> String {
    let hours = |hours: Option<i64>| match hours {
        None => "–".to_owned(),
        Some(hours) if hours >= lead.longest_hours => format!("{hours}+"),
        Some(hours) => hours.to_string(),
    };
    format!(
        "{} / {} ({})",
        hours(lead.transition_hours),
        hours(lead.stress_hours),
        number(lead.score_at_leg, 0)
    )
}
