//! The evaluation as tables on standard output.

use ballast_scorer::evaluate::{
    Evaluation, FORECASTERS, ForecasterReport, REFERENCE_QLIKE, ReferenceRow, Section,
};
use ballast_scorer::metric::Band;

use super::{print_crash, print_floor, print_liquidity};

const TAILS: &str = "\
Value at risk and expected shortfall of the day's deepest fall: violations / days, p-values of Kupiec and of
Christoffersen (independence, both), FZ0";

const REGIMES: &str = "\
Regimes: flips a week, stays in calm / transition / stress (share, median hours), hours of false alarm a week, share
of hours before a shock in stress";

pub(super) fn evaluation(evaluation: &Evaluation) {
    println!("{}, {}", evaluation.origin, evaluation.window);
    for fold in &evaluation.folds {
        println!(
            "  {} judged by what was trained on {}",
            fold.judged, fold.trained
        );
    }
    println!("\nRanking, probability, variance");
    println!(
        "{:<16} {:<24} {:>6} {:>6} {:>7} {:>7} {:>6} {:>6} {:>6}",
        "rows", "forecast", "AUC", "AP", "Brier", "logloss", "ECE", "bands", "QLIKE"
    );
    summaries(evaluation, ranking, |section| {
        reference(evaluation, section);
    });
    println!("\n{TAILS}");
    summaries(evaluation, tails, |_| ());
    println!("\n{REGIMES}");
    summaries(evaluation, regimes, |_| ());
    println!();
    print_floor::quiet(evaluation);
    println!();
    print_floor::floors(evaluation);
    if let Some(model) = evaluation
        .section(None, None)
        .and_then(|section| section.forecasters.first())
    {
        println!(
            "\nCalibration of this model, pooled: promised against realised, by band of ten points"
        );
        bands(&model.bands);
    }
    print_liquidity::liquidity(evaluation);
    println!();
    print_crash::crashes(evaluation);
    println!();
    for note in &evaluation.notes {
        println!("- {note}");
    }
}

/// Every section but those of one asset in one year, which the JSON and the page hold.
fn summaries(
    evaluation: &Evaluation,
    line: fn(&ForecasterReport) -> String,
    after: impl Fn(&Section),
) {
    let sections = evaluation
        .sections
        .iter()
        .filter(|section| section.year.is_none() || section.asset.is_none());
    for section in sections {
        for (place, report) in section.forecasters.iter().enumerate() {
            let name = match place {
                0 => title(section),
                1 => format!("{} h", section.rows),
                2 => format!("base {:.3}", section.base_rate),
                _ => String::new(),
            };
            println!("{name:<16} {:<24} {}", report.forecaster, line(report));
        }
        after(section);
    }
}

fn title(section: &Section) -> String {
    match (section.year, &section.asset) {
        (Some(year), Some(asset)) => format!("{asset} {year}"),
        (Some(year), None) => year.to_string(),
        (None, Some(asset)) => asset.clone(),
        (None, None) => "pooled".to_owned(),
    }
}

pub(super) fn number(value: Option<f64>, digits: usize) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.digits$}"))
}

fn ranking(report: &ForecasterReport) -> String {
    let quality = &report.quality;
    format!(
        "{:>6} {:>6} {:>7} {:>7} {:>6} {:>6} {:>6}",
        number(quality.auc, 3),
        number(quality.average_precision, 3),
        number(quality.brier, 4),
        number(report.log_loss, 4),
        number(report.calibration_error, 3),
        number(report.band_calibration_error, 3),
        number(report.qlike, 3),
    )
}

/// What others reached on the year of a pooled section; BTC's QLIKE for BTC's sections.
fn reference(evaluation: &Evaluation, section: &Section) {
    let (Some(year), None) = (section.year, &section.asset) else {
        return;
    };
    let Some(reference) = evaluation.reference.iter().find(|row| row.year == year) else {
        return;
    };
    for (name, (auc, precision)) in reference_rows(reference) {
        let name = format!("reference: {name}");
        println!("{:<16} {name:<34} {auc:.3} / {precision:.3}", "");
    }
    let Some((_, log_har, ewma)) = REFERENCE_QLIKE.into_iter().find(|row| row.0 == year) else {
        return;
    };
    let ours = evaluation.section(Some(year), Some("BTC")).map(|section| {
        let qlike = |place: usize| {
            number(
                section
                    .forecasters
                    .get(place)
                    .and_then(|report| report.qlike),
                3,
            )
        };
        format!(
            "{} / {}",
            qlike(FORECASTERS.len() - 2),
            qlike(FORECASTERS.len() - 1)
        )
    });
    println!(
        "{:<16} BTC's QLIKE, log-HAR / EWMA: {}, reference {log_har:.3} / {ewma:.3}",
        "",
        ours.unwrap_or_else(|| "-".to_owned())
    );
}

fn reference_rows(reference: &ReferenceRow) -> [(&'static str, (f64, f64)); 4] {
    [
        ("24 h volatility", reference.volatility_24h),
        ("logit on 5 volatilities", reference.logit),
        ("LightGBM, monotone, 13", reference.lightgbm_monotone),
        ("boosting on the logit", reference.boosted_logit),
    ]
}

fn tails(report: &ForecasterReport) -> String {
    let tails = report.tails.iter().map(|tail| {
        let coverage = &tail.coverage;
        format!(
            "{:>2.0} %: {:>4}/{:<5} p {:>5} {:>5} {:>5} FZ0 {:>6}",
            100.0 * tail.level,
            coverage.violations,
            coverage.days,
            number(coverage.unconditional, 3),
            number(coverage.independence, 3),
            number(coverage.conditional, 3),
            number(tail.fz0, 3),
        )
    });
    tails.collect::<Vec<_>>().join("   ")
}

fn regimes(report: &ForecasterReport) -> String {
    let Some(stays) = &report.regimes else {
        return "-".to_owned();
    };
    let each = stays.regimes.iter().map(|stays| {
        format!(
            "{:>5.1} % {:>4} h",
            100.0 * stays.share,
            number(stays.median_hours, 0)
        )
    });
    let alarms = report.alarms;
    format!(
        "{:>5.2} flips  {}  false {:>5} h  recall {:>5}",
        stays.flips_per_week,
        each.collect::<Vec<_>>().join(" / "),
        number(alarms.map(|alarms| alarms.false_per_week), 2),
        number(alarms.and_then(|alarms| alarms.recall), 3),
    )
}

fn bands(bands: &[Band]) {
    println!(
        "{:>9} {:>7} {:>5} {:>9} {:>9} {:>16} {:>15}",
        "points", "hours", "days", "promised", "realised", "95 % interval", "mean fall after"
    );
    for band in bands.iter().filter(|band| band.rows > 0) {
        let percent = |value: Option<f64>| number(value.map(|value| 100.0 * value), 1) + " %";
        println!(
            "{:>9} {:>7} {:>5} {:>9} {:>9} {:>16} {:>15}",
            format!("{} to {}", band.from_points, band.to_points),
            band.rows,
            band.days,
            percent(band.promised),
            percent(band.realised),
            format!(
                "{:.1} to {:.1} %",
                100.0 * band.interval.0,
                100.0 * band.interval.1
            ),
            percent(band.realised_shortfall),
        );
    }
}
