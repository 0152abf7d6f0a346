//! `scorer evaluate`.

use anyhow::Context;
use ballast_scorer::evaluate::{YearEvaluation, evaluate_year, year_start};
use ballast_scorer::model::TrainConfig;
use ballast_scorer::time::{Timestamp, Window};
use clap::Args;
use serde_json::json;

use super::input::{self, AssetArgs, Source};
use super::progress;

/// Train and judge year by year, walking forward, beside simple baselines
///
/// Each year is judged by a model of everything before it, less 48 hours, on every hour with a
/// known label. Reference rows are AUC / average precision measured elsewhere on real BTC, ETH and
/// SOL data, judged by falls of 8 %: they mean nothing beside synthetic data or other shocks.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  scorer evaluate --data data --gaps mark --years 2021,2022,2023"
)]
pub(super) struct EvaluateArgs {
    #[command(flatten)]
    source: Source,
    #[command(flatten)]
    assets: AssetArgs,
    /// Years to judge
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "2021,2022,2023,2024",
        value_name = "YEARS"
    )]
    years: Vec<i32>,
    /// First decision time to train on [default: the start of the data; synthetic: 2018-01-01]
    #[arg(long, value_name = "TIME")]
    from: Option<Timestamp>,
    /// Draws the weeks that the booster sees
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &EvaluateArgs) -> anyhow::Result<()> {
    const SYNTHETIC_YEAR: i32 = 2018;
    let shocks = args.assets.shocks()?;
    let assets: Vec<String> = shocks.keys().cloned().collect();
    let last = args.years.iter().max().context("name at least one year")?;
    let end = year_start(last + 1).context("years have four digits")?;
    let from = args.from.or(args
        .source
        .synthetic
        .and_then(|_| year_start(SYNTHETIC_YEAR)));
    let dataset = input::load(&args.source, &assets, args.assets.gaps, from, end)?;
    let start = dataset.window().context("the data set is empty")?.from;

    let mut config = TrainConfig::new(&assets, Window::new(from.unwrap_or(start), end));
    config.shocks = shocks;
    config.seed = args.seed;
    let bar = progress::bar("evaluating", u64::try_from(args.years.len())?);
    let mut years = Vec::new();
    for &year in &args.years {
        years.push(evaluate_year(&dataset, &config, year)?);
        bar.inc(1);
    }
    bar.finish_and_clear();
    if args.json {
        println!(
            "{}",
            json!({"origin": dataset.origin, "config": config, "years": years})
        );
    } else {
        println!("AUC / average precision / Brier on {}", dataset.origin);
        years.iter().for_each(print);
    }
    Ok(())
}

fn print(evaluation: &YearEvaluation) {
    let quality = &evaluation.quality;
    println!();
    println!(
        "{} ({} hours, base rate {:.3}), trained {}",
        evaluation.year, quality.model.rows, quality.model.base_rate, evaluation.trained
    );
    let mut rows = vec![
        ("this model", Some(&quality.model)),
        ("logit on 5 volatilities", Some(&quality.logit)),
    ];
    rows.push(("24 h volatility", quality.volatility_24h.as_ref()));
    for (name, quality) in rows {
        let Some(quality) = quality else { continue };
        let number = |value: Option<f64>, digits: usize| {
            value.map_or_else(|| "-".to_owned(), |value| format!("{value:.digits$}"))
        };
        println!(
            "  {name:<36} {} / {} / {}",
            number(quality.auc, 3),
            number(quality.average_precision, 3),
            number(quality.brier, 4)
        );
    }
    let Some(reference) = evaluation.reference else {
        return;
    };
    for (name, (auc, precision)) in [
        ("logit on 5 volatilities", reference.logit),
        ("24 h volatility", reference.volatility_24h),
        ("LightGBM, monotone, 13", reference.lightgbm_monotone),
        ("boosting on the logit", reference.boosted_logit),
    ] {
        println!(
            "  {:<36} {auc:.3} / {precision:.3}",
            format!("reference: {name}")
        );
    }
}
