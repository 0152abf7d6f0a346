//! `scorer score`.

use std::path::{Path, PathBuf};

use anyhow::Context;
use ballast_scorer::feature::FeatureSchema;
use ballast_scorer::model::{RegimeLabel, Scored};
use ballast_scorer::time::{Timestamp, Window};
use clap::Args;
use serde_json::{Value, json};

use super::input::{self, Gaps, Source};
use super::progress;

/// Score an asset hour by hour with a model file
///
/// A row's time is its decision time: only bars that closed at or before it were looked at.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  scorer score --data data --asset SOL \
    --from 2022-11-07 --to 2022-11-11 --csv scores.csv")]
pub(super) struct ScoreArgs {
    /// Model file [default: the model inside this program]
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    #[arg(long, value_name = "DIR", help = input::FOLDER_HELP)]
    data: PathBuf,
    /// Asset to score
    #[arg(long)]
    asset: String,
    /// First decision time
    #[arg(long, value_name = "TIME")]
    from: Timestamp,
    /// End of the decision times, not itself scored
    #[arg(long, value_name = "TIME")]
    to: Timestamp,
    /// What to do about missing hours
    #[arg(long, value_enum, default_value = "reject")]
    gaps: Gaps,
    /// Print JSON
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Write CSV to this file instead of printing
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
}

pub(super) fn run(args: &ScoreArgs) -> anyhow::Result<()> {
    let model = input::model(args.model.as_deref())?;
    let assets: Vec<String> = model.config().shocks.keys().cloned().collect();
    let source = Source {
        data: Some(args.data.clone()),
        synthetic: None,
    };
    let schema = FeatureSchema::of_names(&model.config().features)?;
    let (from, to) = (Some(args.from), args.to);
    let dataset = input::load_for(&schema, &source, &assets, args.gaps, from, to)?;
    if args.from < model.config().window.until {
        eprintln!(
            "note: scores before {} are of the model's own training time",
            model.config().window.until
        );
    }
    let spinner = progress::spinner("scoring");
    let scores = model.score_window(&dataset, &args.asset, Window::new(args.from, args.to))?;
    spinner.finish_and_clear();
    if let Some(file) = &args.csv {
        return write_csv(file, &scores);
    }
    if args.json {
        let rows: Vec<Value> = scores.iter().map(as_json).collect::<Result<_, _>>()?;
        let report = json!({"model_hash": model.hash(), "asset": args.asset, "scores": rows});
        println!("{report}");
        return Ok(());
    }
    println!(
        "{:<20} {:>12} {:>11} {:>6} {:>10} {:<10} missing",
        "time", "price", "probability", "score", "half-width", "regime"
    );
    for scored in &scores {
        println!(
            "{:<20} {:>12.4} {:>11.4} {:>6.2} {:>10.2} {:<10} {}",
            scored.time.to_string(),
            scored.price,
            scored.probability,
            points(scored.score_hundredths),
            points(scored.half_width_hundredths),
            RegimeLabel::of(scored.score_hundredths).to_string(),
            scored.missing_features.join(" "),
        );
    }
    Ok(())
}

fn points(hundredths: u16) -> f64 {
    f64::from(hundredths) / 100.0
}

fn as_json(scored: &Scored) -> anyhow::Result<Value> {
    let mut row = serde_json::to_value(scored)?;
    row["regime"] = serde_json::to_value(RegimeLabel::of(scored.score_hundredths))?;
    Ok(row)
}

fn write_csv(file: &Path, scores: &[Scored]) -> anyhow::Result<()> {
    let context = || format!("cannot write {}", file.display());
    let mut writer = csv::Writer::from_path(file).with_context(context)?;
    let header = [
        "time",
        "price",
        "probability",
        "score",
        "half_width",
        "regime",
        "missing_features",
    ];
    writer.write_record(header).with_context(context)?;
    for scored in scores {
        let row = [
            scored.time.to_string(),
            scored.price.to_string(),
            scored.probability.to_string(),
            points(scored.score_hundredths).to_string(),
            points(scored.half_width_hundredths).to_string(),
            RegimeLabel::of(scored.score_hundredths).to_string(),
            scored.missing_features.join(" "),
        ];
        writer.write_record(row).with_context(context)?;
    }
    writer.flush().with_context(context)?;
    eprintln!("wrote {} scores to {}", scores.len(), file.display());
    Ok(())
}
