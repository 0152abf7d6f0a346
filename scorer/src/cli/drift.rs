//! `scorer drift`.

use std::path::PathBuf;

use ballast_scorer::drift::{Assessment, Chosen, FeatureDrift, Level, Stance};
use ballast_scorer::time::{Timestamp, Window};
use clap::Args;
use serde_json::json;

use super::input::{self, Gaps, Source};
use super::progress;

/// Judge whether the market has left what a model knows
///
/// Compares the hours from --from up to --to with the model's training: how far each feature has moved, whether its feed
/// fails or is frozen, and whether what was promised came true. An alarm is a finding, not an error: the exit code is 0.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  scorer drift --data data \
    --from 2022-08-01 --to 2022-11-01 --asset SOL")]
pub(super) struct DriftArgs {
    /// Model file [default: the model inside this program]
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    #[arg(long, value_name = "DIR", help = input::FOLDER_HELP)]
    data: PathBuf,
    /// Asset to judge [default: every asset of the model]
    #[arg(long)]
    asset: Option<String>,
    /// First hour
    #[arg(long, value_name = "TIME")]
    from: Timestamp,
    /// End of the hours; nothing after it is looked at
    #[arg(long, value_name = "TIME")]
    to: Timestamp,
    /// What to do about missing hours
    #[arg(long, value_enum, default_value = "mark")]
    gaps: Gaps,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &DriftArgs) -> anyhow::Result<()> {
    let model = input::model(args.model.as_deref())?;
    let all: Vec<String> = model.config().shocks.keys().cloned().collect();
    let source = Source {
        data: Some(args.data.clone()),
        synthetic: None,
    };
    let (from, until) = (Some(args.from), args.to);
    let dataset = input::load_for(model.schema(), &source, &all, args.gaps, from, until)?;
    let assets = args.asset.as_ref().map_or(all, |asset| vec![asset.clone()]);
    let bar = progress::bar("judging", u64::try_from(assets.len())?);
    let mut judged = Vec::new();
    for asset in assets {
        let assessment = model.assess(&dataset, &asset, Window::new(args.from, args.to))?;
        let stance = model.stance(&assessment);
        judged.push((asset, assessment, stance));
        bar.inc(1);
    }
    bar.finish_and_clear();
    if args.json {
        let rows = judged.iter().map(|(asset, assessment, stance)| {
            json!({"asset": asset, "assessment": assessment, "stance": stance})
        });
        let assets: Vec<_> = rows.collect();
        println!("{}", json!({"model_hash": model.hash(), "assets": assets}));
        return Ok(());
    }
    for (asset, assessment, stance) in &judged {
        print(asset, assessment, stance);
    }
    Ok(())
}

fn print(asset: &str, assessment: &Assessment, stance: &Stance) {
    println!("{asset}: {} hours", assessment.rows);
    println!(
        "{:<32} {:>6} {:>7} {:>8} {:>7}  level",
        "feature", "PSI", "KS p", "missing", "still"
    );
    for drift in &assessment.features {
        println!("{}", line(drift));
    }
    match assessment.calibration {
        Some(drift) => println!(
            "promised {:.4}, realised {:.4}: {:+.1} standard errors, {}",
            drift.promised,
            drift.realised,
            drift.z,
            word(drift.level)
        ),
        None => println!("promised and realised: no label is known yet"),
    }
    let forecaster = match stance.chosen {
        Chosen::Model => "the model forecasts",
        Chosen::Baseline => "ALARM: the volatility baseline forecasts",
    };
    let extra = f64::from(stance.extra_half_width_hundredths) / 100.0;
    println!("stance: {forecaster}, half-width +{extra:.2} points");
    for reason in &stance.reasons {
        println!("  {reason}");
    }
    println!();
}

fn line(drift: &FeatureDrift) -> String {
    let index = drift
        .stability
        .map_or_else(|| "-".to_owned(), |part| format!("{:.2}", part.index));
    let chance = drift
        .kolmogorov_smirnov
        .map_or_else(|| "-".to_owned(), |part| format!("{:.4}", part.p_value()));
    format!(
        "{:<32} {index:>6} {chance:>7} {:>6.1} % {:>5} h  {}",
        drift.feature,
        100.0 * drift.missing.share,
        drift.stillness.hours,
        word(drift.distribution_level().max(drift.feed_level())),
    )
}

fn word(level: Level) -> &'static str {
    match level {
        Level::None => "-",
        Level::Watch => "watch",
        Level::Alarm => "ALARM",
    }
}
