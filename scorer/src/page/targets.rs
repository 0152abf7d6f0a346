//! Targets beside what was reached.

use crate::card::{number, percent};
use crate::evaluate::{Evaluation, ForecasterReport, LeadTime, Section};
use crate::published::markdown::table;

const AUC: f64 = 0.80;
const AVERAGE_PRECISION: f64 = 0.28;
const CALIBRATION_ERROR: f64 = 0.01;
const FLIPS_PER_WEEK: f64 = 2.0;
const STRESS_POINTS: f64 = 65.0;

/// The section.
pub(super) fn targets(evaluation: &Evaluation) -> String {
    let mut rows = Vec::new();
    if let Some(section) = evaluation.section(None, None)
        && let Some(model) = section.forecasters.first()
    {
        let quality = &model.quality;
        rows.push(at_least("AUC, pooled", AUC, quality.auc));
        rows.push(at_least(
            "average precision, pooled",
            AVERAGE_PRECISION,
            quality.average_precision,
        ));
        rows.push(at_most_share(
            "calibration error, 20 bins of equal size, pooled",
            model.calibration_error,
        ));
        rows.push(at_most_share(
            "calibration error, bands of ten points, pooled",
            model.band_calibration_error,
        ));
    }
    rows.push(ahead("AUC ahead of every baseline", evaluation, |report| {
        report.quality.auc
    }));
    rows.push(ahead(
        "average precision ahead of every baseline",
        evaluation,
        |report| report.quality.average_precision,
    ));
    rows.push(worst_year(evaluation));
    rows.push(flips(evaluation));
    rows.push(all_flips(evaluation));
    rows.extend(leads(evaluation));
    let header = ["target", "wanted", "reached", ""];
    format!("## Targets\n\n{}", table(&header, &rows))
}

fn verdict(is_met: bool) -> String {
    if is_met { "met" } else { "missed" }.to_owned()
}

fn at_least(name: &str, wanted: f64, reached: Option<f64>) -> Vec<String> {
    let is_met = reached.is_some_and(|reached| reached >= wanted);
    vec![
        name.to_owned(),
        format!("{wanted:.2}"),
        number(reached, 3),
        verdict(is_met),
    ]
}

fn at_most_share(name: &str, reached: Option<f64>) -> Vec<String> {
    let is_met = reached.is_some_and(|reached| reached < CALIBRATION_ERROR);
    vec![
        name.to_owned(),
        format!("under {}", percent(Some(CALIBRATION_ERROR), 0)),
        percent(reached, 2),
        verdict(is_met),
    ]
}

/// The sections of all assets in one year.
fn years(evaluation: &Evaluation) -> impl Iterator<Item = (i32, &Section)> {
    let sections = evaluation.sections.iter();
    sections
        .filter_map(|section| Some((section.year.filter(|_| section.asset.is_none())?, section)))
}

/// In which years the model beats every baseline, and by whom it is beaten in the others.
fn ahead(
    name: &str,
    evaluation: &Evaluation,
    value: fn(&ForecasterReport) -> Option<f64>,
) -> Vec<String> {
    let (mut all, mut behind) = (0, Vec::new());
    for (year, section) in years(evaluation) {
        let Some((model, baselines)) = section.forecasters.split_first() else {
            continue;
        };
        all += 1;
        let ours = value(model);
        let best = baselines
            .iter()
            .filter_map(|report| Some((value(report)?, report)))
            .max_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((theirs, report)) = best
            && ours.is_none_or(|ours| ours <= theirs)
        {
            behind.push(format!(
                "{year}: {} against {theirs:.3} of {}",
                number(ours, 3),
                report.forecaster
            ));
        }
    }
    let is_met = behind.is_empty();
    let mut reached = vec![format!("{} of {all}", all - behind.len())];
    reached.append(&mut behind);
    vec![
        name.to_owned(),
        "every year".to_owned(),
        reached.join("; "),
        verdict(is_met),
    ]
}

fn worst_year(evaluation: &Evaluation) -> Vec<String> {
    let errors = years(evaluation).filter_map(|(year, section)| {
        Some((section.forecasters.first()?.calibration_error?, year))
    });
    let worst = errors.max_by(|a, b| a.0.total_cmp(&b.0));
    let is_met = worst.is_some_and(|(error, _)| error < CALIBRATION_ERROR);
    vec![
        "calibration error, 20 bins, worst year".to_owned(),
        format!("under {}", percent(Some(CALIBRATION_ERROR), 0)),
        worst.map_or_else(
            || "–".to_owned(),
            |(error, year)| format!("{} ({year})", percent(Some(error), 2)),
        ),
        verdict(is_met),
    ]
}

fn flips(evaluation: &Evaluation) -> Vec<String> {
    let pooled = evaluation.quiet.iter().find(|quiet| quiet.asset.is_none());
    let flips = pooled.and_then(|quiet| quiet.forecasters.first()?.flips_per_week);
    vec![
        "flips a week and asset in quiet months".to_owned(),
        format!("under {FLIPS_PER_WEEK:.0}"),
        number(flips, 2),
        verdict(flips.is_some_and(|flips| flips < FLIPS_PER_WEEK)),
    ]
}

/// Flips in all months, for which no target is set.
fn all_flips(evaluation: &Evaluation) -> Vec<String> {
    let model = evaluation
        .section(None, None)
        .and_then(|section| section.forecasters.first());
    let flips = model.and_then(|model| Some(model.regimes.as_ref()?.flips_per_week));
    let name = "the same in all months".to_owned();
    vec![name, "–".to_owned(), number(flips, 2), String::new()]
}

/// In how many crashes the worst asset's score had reached stress before the first leg's hour, and stood there as it began.
fn leads(evaluation: &Evaluation) -> [Vec<String>; 2] {
    let markets: Vec<&LeadTime> = evaluation
        .crashes
        .iter()
        .filter_map(|crash| crash.market.as_ref()?.leads.first())
        .collect();
    let of_all =
        |is_met: fn(&LeadTime) -> bool| markets.iter().filter(|market| is_met(market)).count();
    let early = of_all(|lead| lead.stress_hours.is_some_and(|hours| hours >= 0));
    let still = of_all(|lead| {
        lead.score_at_leg
            .is_some_and(|score| score >= STRESS_POINTS)
    });
    [
        vec![
            "65 points of the worst asset at some hour of the run-up, before the first fall of 5 %"
                .to_owned(),
            "every crash".to_owned(),
            format!("{early} of {}", markets.len()),
            verdict(early == markets.len()),
        ],
        vec![
            "of them still 65 points as the hour of that fall begins".to_owned(),
            "–".to_owned(),
            format!("{still} of {}", markets.len()),
            String::new(),
        ],
    ]
}
