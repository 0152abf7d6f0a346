//! `scorer train`.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Context;
use ballast_scorer::metric::Quality;
use ballast_scorer::model::{MetricsRow, Model, TrainConfig};
use ballast_scorer::reference_shock::reference_shocks;
use ballast_scorer::time::{Timestamp, Window};
use clap::Args;
use serde_json::json;

use super::input::{self, AssetArgs, BoosterChoice, Source};
use super::progress;

/// Train a model and write its model file
///
/// Nothing at or after --until is looked at, except to measure the model up to --validate-until.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  scorer train --data data --gaps mark --shock SOL=0.12 \
    --until 2022-06-01 --validate-until 2022-11-01 --out model.json"
)]
pub(super) struct TrainArgs {
    #[command(flatten)]
    source: Source,
    #[command(flatten)]
    assets: AssetArgs,
    /// First decision time to train on [default: the start of the data]
    #[arg(long, value_name = "TIME")]
    from: Option<Timestamp>,
    /// End of the training window
    #[arg(long, value_name = "TIME")]
    until: Timestamp,
    /// Judge the model from --until up to here
    #[arg(long, value_name = "TIME")]
    validate_until: Option<Timestamp>,
    /// Draws the weeks that the booster sees
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Boosting library
    #[arg(long, value_enum, default_value = "auto")]
    booster: BoosterChoice,
    /// Take each asset's shock from the training window: the first step of the ladder from 8 % that precedes at most one
    /// hour in seven
    #[arg(long, conflicts_with = "shock")]
    shocks_by_training: bool,
    /// Trees of the booster
    #[arg(long)]
    trees: Option<usize>,
    /// Levels of splits in a tree
    #[arg(long)]
    depth: Option<u16>,
    /// Share of each tree's prediction that is added
    #[arg(long)]
    learning_rate: Option<f64>,
    /// Where to write the model file
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &TrainArgs) -> anyhow::Result<()> {
    let mut shocks = args.assets.shocks()?;
    let assets: Vec<String> = shocks.keys().cloned().collect();
    let end = args.validate_until.unwrap_or(args.until);
    let dataset = input::load(&args.source, &assets, args.assets.gaps, args.from, end)?;
    let start = dataset.window().context("the data set is empty")?.from;

    let window = Window::new(args.from.unwrap_or(start), args.until);
    if args.shocks_by_training {
        let names: Vec<&str> = assets.iter().map(String::as_str).collect();
        shocks = reference_shocks(&dataset, &names, window)?;
    }
    let mut config = TrainConfig::new(&assets, window);
    config.shocks = shocks;
    config.validate_until = args.validate_until;
    config.seed = args.seed;
    (config.booster, config.alternatives) = args.booster.settings();
    for booster in std::iter::once(&mut config.booster).chain(&mut config.alternatives) {
        booster.trees = args.trees.unwrap_or(booster.trees);
        booster.depth = args.depth.unwrap_or(booster.depth);
        booster.learning_rate = args.learning_rate.unwrap_or(booster.learning_rate);
    }

    let spinner = progress::spinner("training");
    let started = Instant::now();
    let model = Model::train(&dataset, &config)?;
    let seconds = started.elapsed().as_secs_f64();
    spinner.finish_and_clear();
    model.save(&args.out)?;
    if args.json {
        let report = json!({
            "model": args.out, "hash": model.hash(), "origin": dataset.origin,
            "config": model.config(), "correction_share": model.correction_share(),
            "candidates": model.candidates(),
            "metrics": model.metrics(), "seconds": seconds,
        });
        println!("{report}");
    } else {
        print(args, &model, &dataset.origin, seconds);
    }
    Ok(())
}

fn print(args: &TrainArgs, model: &Model, origin: &str, seconds: f64) {
    let config = model.config();
    println!("model {} ({})", args.out.display(), model.hash());
    println!("trained on {origin}, {}, in {seconds:.1} s", config.window);
    let shocks = config
        .shocks
        .iter()
        .map(|(asset, shock)| format!("{asset} {:.0} %", 100.0 * shock));
    println!(
        "judged by a fall within 24 hours of {}",
        shocks.collect::<Vec<_>>().join(", ")
    );
    for candidate in model.candidates() {
        let is_taken = candidate.kind == config.booster.kind;
        println!(
            "booster {}: {:.2} of its correction confirmed on later rows, log loss {:.5}{}",
            candidate.kind.library(),
            candidate.correction_share,
            candidate.log_loss,
            if is_taken { ", taken" } else { "" }
        );
    }
    println!();
    println!(
        "{:<13} {:<15} {:>7} {:>6} {:>6} {:>6} {:>7}",
        "rows", "forecast", "rows", "base", "AUC", "AP", "Brier"
    );
    let metrics = model.metrics();
    for (name, row) in [
        ("fitted", &metrics.fit),
        ("walk-forward", &metrics.walk_forward),
        ("validation", &metrics.validate),
    ] {
        if let Some(row) = row {
            print_rows(name, row);
        }
    }
}

/// Prints the model and its baselines.
pub(super) fn print_rows(name: &str, row: &MetricsRow) {
    print_quality(name, "this model", &row.model);
    print_quality(name, "logit", &row.logit);
    if let Some(volatility) = &row.volatility_24h {
        print_quality(name, "24 h volatility", volatility);
    }
}

fn print_quality(name: &str, forecast: &str, quality: &Quality) {
    let number = |value: Option<f64>, digits: usize| {
        value.map_or_else(|| "-".to_owned(), |value| format!("{value:.digits$}"))
    };
    println!(
        "{name:<13} {forecast:<15} {:>7} {:>6.3} {:>6} {:>6} {:>7}",
        quality.rows,
        quality.base_rate,
        number(quality.auc, 3),
        number(quality.average_precision, 3),
        number(quality.brier, 4),
    );
}
