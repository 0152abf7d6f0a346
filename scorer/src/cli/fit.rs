//! `scorer fit`.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Context;
use ballast_scorer::path::{AssetStatistics, PathModel, Quality, ThreeWays};
use ballast_scorer::time::{Timestamp, Window};
use clap::Args;
use serde_json::json;

use super::input::{self, Gaps, Source};
use super::progress;

/// Fit the model that price futures are drawn from
///
/// Hours in which any of the assets is missing are left out; nothing before --from or at and after --until is looked at.
/// Prints statistics of the data beside those of futures drawn from the fit.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  scorer fit --data data --assets BTC,ETH,SOL \
    --from 2021-01-01 --until 2024-01-01 --out paths.json"
)]
pub(super) struct FitArgs {
    #[command(flatten)]
    source: Source,
    /// Assets to fit together
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "BTC,ETH,SOL",
        value_name = "ASSETS"
    )]
    assets: Vec<String>,
    /// First bar [default: the first hour that all assets have]
    #[arg(long, value_name = "TIME")]
    from: Option<Timestamp>,
    /// End of the bars
    #[arg(long, value_name = "TIME")]
    until: Timestamp,
    /// Where to write the path model
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Futures of either method to compare with the data
    #[arg(long, default_value_t = 2_000, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..))]
    scenarios: u32,
    /// Draws those futures
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &FitArgs) -> anyhow::Result<()> {
    let dataset = input::load(
        &args.source,
        &args.assets,
        Gaps::Mark,
        args.from,
        args.until,
    )?;
    let start = dataset.window().context("the data set is empty")?.from;
    let window = Window::new(args.from.unwrap_or(start), args.until);

    let spinner = progress::spinner("fitting");
    let started = Instant::now();
    let model = PathModel::fit(&dataset, &args.assets, window)?;
    spinner.set_message("comparing futures with the data");
    let quality = Quality::of(&dataset, &model, args.scenarios, args.seed)?;
    let seconds = started.elapsed().as_secs_f64();
    spinner.finish_and_clear();
    model.save(&args.out)?;
    if model.window.until < args.until {
        eprintln!(
            "note: the last hour that all assets have ends at {}: futures begin there",
            model.window.until
        );
    }
    if args.json {
        let report = json!({
            "path_model": args.out, "hash": model.hash()?, "origin": model.origin, "window": model.window,
            "joint_hours": model.residuals.hours(), "runs": model.residuals.runs.len(),
            "assets": model.assets.iter().map(|asset| json!({
                "symbol": asset.symbol, "price_now": asset.price_now, "variance_now": asset.variance_now,
                "garch": asset.garch, "half_life_hours": asset.garch.half_life_hours(),
                "lower_tail": asset.margin.lower, "upper_tail": asset.margin.upper,
            })).collect::<Vec<_>>(),
            "copula": model.copula, "jumps": {
                "common_per_hour": model.jumps.common_per_hour, "common_down": model.jumps.common_down,
                "assets": model.jumps.assets.iter().map(|asset| json!({
                    "per_hour": model.jumps.per_hour(asset), "own_per_hour": asset.own_per_hour,
                    "own_down": asset.own_down, "in_common": asset.in_common,
                    "size_tail": asset.sizes.as_ref().map(|sizes| sizes.upper),
                })).collect::<Vec<_>>(),
            },
            "quality": quality, "seconds": seconds,
        });
        println!("{report}");
    } else {
        println!("path model {} ({})", args.out.display(), model.hash()?);
        println!(
            "fitted to {}, {}: {} joint hours in {} runs, in {seconds:.1} s",
            model.origin,
            model.window,
            model.residuals.hours(),
            model.residuals.runs.len()
        );
        print_model(&model);
        print_quality(&quality);
    }
    Ok(())
}

fn print_model(model: &PathModel) {
    println!();
    println!(
        "asset   volatility a year   now   alpha   gamma    beta  half-life   jumps a day  of them common"
    );
    for (asset, jumps) in model.assets.iter().zip(&model.jumps.assets) {
        let yearly = |variance: f64| 100.0 * (variance * 8_766.0).sqrt();
        let garch = &asset.garch;
        let per_hour = model.jumps.per_hour(jumps);
        let common = if per_hour > 0.0 {
            1.0 - jumps.own_per_hour / per_hour
        } else {
            0.0
        };
        println!(
            "{:<7} {:>15.1} % {:>4.0} % {:>7.3} {:>7.3} {:>7.3} {:>8.0} h {:>13.2} {:>13.0} %",
            asset.symbol,
            yearly(garch.variance),
            yearly(asset.variance_now),
            garch.alpha,
            garch.gamma,
            garch.beta,
            garch.half_life_hours(),
            24.0 * per_hour,
            100.0 * common,
        );
    }
    println!("copula: {:.1} degrees of freedom", model.copula.freedom);
}

/// A column's name, how it is read and how many digits it has.
type Row = (&'static str, fn(&AssetStatistics) -> f64, usize);

const ROWS: [Row; 14] = [
    (
        "volatility a year, %",
        |all| 100.0 * all.annual_volatility,
        1,
    ),
    ("kurtosis, hourly", |all| all.kurtosis, 1),
    ("tail index of losses", |all| all.tail_index, 2),
    ("1 % hour, %", |all| 100.0 * all.hour_quantile_1_percent, 2),
    (
        "0.1 % hour, %",
        |all| 100.0 * all.hour_quantile_0_1_percent,
        2,
    ),
    ("1 % day, %", |all| 100.0 * all.day_quantile_1_percent, 1),
    (
        "0.1 % day, %",
        |all| 100.0 * all.day_quantile_0_1_percent,
        1,
    ),
    (
        "squares, 1 h apart",
        |all| all.squares_autocorrelation[0],
        3,
    ),
    (
        "squares, 24 h apart",
        |all| all.squares_autocorrelation[1],
        3,
    ),
    ("sizes, 1 h apart", |all| all.sizes_autocorrelation[0], 3),
    ("sizes, 24 h apart", |all| all.sizes_autocorrelation[1], 3),
    (
        "24 h fall of 8 %, %",
        |all| 100.0 * all.fall_frequencies[0],
        2,
    ),
    (
        "24 h fall of 20 %, %",
        |all| 100.0 * all.fall_frequencies[1],
        3,
    ),
    (
        "24 h fall of 30 %, %",
        |all| 100.0 * all.fall_frequencies[2],
        3,
    ),
];

fn print_quality(quality: &Quality) {
    println!();
    println!(
        "{} futures of {} hours from the volatilities of the window; returns are logarithmic, closes hourly",
        quality.scenarios, quality.hours
    );
    println!(
        "{:<30} {:>10} {:>10} {:>10}",
        "", "data", "bootstrap", "copula"
    );
    for asset in &quality.assets {
        for (name, of, digits) in ROWS {
            print_row(
                &format!("{} {name}", asset.asset),
                asset.statistics.map(of),
                digits,
            );
        }
    }
    for pair in &quality.pairs {
        let name = pair.assets.join(" ");
        print_row(&format!("{name} correlation"), pair.correlation, 3);
        print_row(
            &format!("{name} both in worst 1 %"),
            pair.tail_dependence,
            3,
        );
    }
}

fn print_row(name: &str, values: ThreeWays<f64>, digits: usize) {
    println!(
        "{name:<30} {:>10.digits$} {:>10.digits$} {:>10.digits$}",
        values.data, values.bootstrap, values.copula
    );
}
