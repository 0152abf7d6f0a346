//! `scorer explain`.

use std::path::PathBuf;

use anyhow::Context;
use ballast_scorer::explain::Explanation;
use ballast_scorer::model::{Explained, RegimeLabel, Scored};
use ballast_scorer::time::Timestamp;
use clap::Args;
use serde_json::json;

use super::input::{self, Gaps, Source};

/// Say what a score is made of, feature by feature
///
/// The base is the score with every feature at its training mean; base and features add up to the forecast's score, and
/// what has just been seen (a fall in progress, say) stands on top.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  scorer explain --data data --asset SOL \
    --at 2022-11-08T14:00:00Z --top 8 --svg waterfall.svg")]
pub(super) struct ExplainArgs {
    /// Model file [default: the model inside this program]
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    #[arg(long, value_name = "DIR", help = input::FOLDER_HELP)]
    data: PathBuf,
    /// Asset whose score to explain
    #[arg(long)]
    asset: String,
    /// Decision time, a full hour
    #[arg(long, value_name = "TIME")]
    at: Timestamp,
    /// Features to show; the others are one line
    #[arg(long, default_value_t = 8)]
    top: usize,
    /// What to do about missing hours
    #[arg(long, value_enum, default_value = "reject")]
    gaps: Gaps,
    /// Draw the waterfall into this file
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Print JSON, with every feature
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &ExplainArgs) -> anyhow::Result<()> {
    let model = input::model(args.model.as_deref())?;
    let assets: Vec<String> = model.config().shocks.keys().cloned().collect();
    let source = Source {
        data: Some(args.data.clone()),
        synthetic: None,
    };
    // The bar that closes at the decision time opened an hour before.
    let (from, until) = (Some(args.at), args.at.plus_hours(1));
    let schema = model.schema();
    let dataset = input::load_for(schema, &source, &assets, args.gaps, from, until)?;
    let Explained {
        scored,
        explanation,
    } = model.explain_at(&dataset, &args.asset, args.at)?;
    if let Some(file) = &args.svg {
        std::fs::write(file, explanation.waterfall(args.top)?)
            .with_context(|| format!("cannot write {}", file.display()))?;
        eprintln!("waterfall: {}", file.display());
    }
    if args.json {
        let report = json!({
            "model_hash": model.hash(), "asset": args.asset,
            "scored": scored, "explanation": explanation,
        });
        println!("{report}");
        return Ok(());
    }
    println!(
        "{} at {}, price {:.4} USDT",
        args.asset, scored.time, scored.price
    );
    println!("{}", sentence(&explanation, &scored));
    println!();
    print!("{}", explanation.table(args.top));
    Ok(())
}

fn sentence(explanation: &Explanation, scored: &Scored) -> String {
    let regime = RegimeLabel::of(scored.score_hundredths);
    let half_width = f64::from(scored.half_width_hundredths) / 100.0;
    format!(
        "score {:.2} ± {half_width:.2}, {regime}; forecast {:.1} % a day, decided by {}",
        explanation.score_points,
        100.0 * scored.probability,
        scored.cause
    )
}
