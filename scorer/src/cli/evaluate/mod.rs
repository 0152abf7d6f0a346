//! `scorer evaluate`.

mod print;
mod print_crash;
mod print_floor;
mod print_liquidity;

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use ballast_scorer::data::{self, Dataset, LoadRequest, SeriesKind};
use ballast_scorer::evaluate::{
    CrashWindow, Depths, EvaluateError, EvaluateRequest, Evaluation, Overlap, Source,
    TrainedSource, evaluate, report, year_start,
};
use ballast_scorer::model::{Model, TrainConfig};
use ballast_scorer::time::{Span, Timestamp, Window};
use clap::Args;

use super::input::{self, AssetArgs, BoosterChoice};
use super::progress;

const EXAMPLES: &str = "\
Examples:
  scorer evaluate --data data --gaps mark --years 2021,2022,2023
  scorer evaluate --data data --gaps mark --model model.json --from 2024-01-01 --json evaluation.json

Without --model or --embedded each calendar year is judged by a model of everything before it, less 48 hours. With them nothing is
trained, and the window must begin where the model's training ended. Bars at or after --to are not looked at, so that the
last 24 hours before it have no outcome. Reference rows were measured elsewhere on real BTC, ETH and SOL data, judged by
falls of 8 %: they mean nothing beside synthetic data or other shocks.";

/// Judge scores beside four baselines: ranking, calibration, tails, lead times, regimes
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct EvaluateArgs {
    #[command(flatten)]
    source: input::Source,
    #[command(flatten)]
    assets: AssetArgs,
    /// Judge this model file instead of training one for each year
    #[arg(long, value_name = "FILE", conflicts_with_all = ["train_from", "seed", "shock", "booster"])]
    model: Option<PathBuf>,
    /// Judge the model inside this program instead
    #[arg(long, conflicts_with_all = ["model", "train_from", "seed", "shock", "booster"])]
    embedded: bool,
    /// First decision time to judge [default: 2021-01-01; with --model: the end of its training]
    #[arg(long, value_name = "TIME")]
    from: Option<Timestamp>,
    /// End of the decision times to judge [default: the end of the data; synthetic: 2023-01-01]
    #[arg(long, value_name = "TIME")]
    to: Option<Timestamp>,
    /// Judge these calendar years, which follow each other, instead of --from and --to
    #[arg(long, value_delimiter = ',', value_name = "YEARS", conflicts_with_all = ["from", "to"])]
    years: Vec<i32>,
    /// First decision time to train on [default: the start of the data; synthetic: 2018-01-01]
    #[arg(long, value_name = "TIME")]
    train_from: Option<Timestamp>,
    /// Folder that holds the model's training window, for the baselines, if --data does not
    #[arg(long, value_name = "DIR")]
    training_data: Option<PathBuf>,
    /// Judge a window that the model was trained on, marked as hindsight
    #[arg(long)]
    allow_overlap: bool,
    /// Draws the weeks that the booster sees
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Boosting library of the models that are trained
    #[arg(long, value_enum, default_value = "auto")]
    booster: BoosterChoice,
    /// Write JSON to FILE, or print it in place of the tables
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "-")]
    json: Option<PathBuf>,
    /// Where to write the report as a page
    #[arg(long, value_name = "FILE", default_value = "out/evaluate/report.html")]
    html: PathBuf,
    /// Write no page
    #[arg(long, conflicts_with = "html")]
    no_html: bool,
}

const FIRST_YEAR: i32 = 2021;
const SYNTHETIC_TRAIN_FROM: i32 = 2018;
const SYNTHETIC_UNTIL: i32 = 2023;

pub(super) fn run(args: &EvaluateArgs) -> anyhow::Result<()> {
    let is_trained = args.model.is_some() || args.embedded;
    if !is_trained && (args.allow_overlap || args.training_data.is_some()) {
        bail!(
            "--allow-overlap and --training-data are about a trained model: name one (--model or --embedded)"
        );
    }
    let evaluation = match &args.model {
        Some(file) => of_model(args, &Model::load(file)?)?,
        None if args.embedded => of_model(args, &Model::embedded()?)?,
        None => walk_forward(args)?,
    };
    if evaluation.is_hindsight {
        eprintln!("WARNING: the model was trained on part of this window; this is hindsight");
    }
    if !args.no_html {
        report::write(&args.html, &evaluation)?;
        eprintln!("note: the report is {}", args.html.display());
    }
    match &args.json {
        Some(file) if file == Path::new("-") => println!("{}", serde_json::to_string(&evaluation)?),
        Some(file) => {
            std::fs::write(file, serde_json::to_string(&evaluation)? + "\n")
                .with_context(|| format!("{}: cannot be written", file.display()))?;
            print::evaluation(&evaluation);
        }
        None => print::evaluation(&evaluation),
    }
    Ok(())
}

/// The window's ends as far as the arguments name them.
fn ends(args: &EvaluateArgs) -> anyhow::Result<(Option<Timestamp>, Option<Timestamp>)> {
    let synthetic_end = args
        .source
        .synthetic
        .and_then(|_| year_start(SYNTHETIC_UNTIL));
    let (Some(first), Some(last)) = (args.years.iter().min(), args.years.iter().max()) else {
        return Ok((args.from, args.to.or(synthetic_end)));
    };
    for year in *first..=*last {
        if !args.years.contains(&year) {
            bail!("--years: {year} is missing between {first} and {last}; judge them one by one");
        }
    }
    let end = year_start(last + 1).context("years have four digits")?;
    Ok((
        Some(year_start(*first).context("years have four digits")?),
        Some(end),
    ))
}

fn walk_forward(args: &EvaluateArgs) -> anyhow::Result<Evaluation> {
    let shocks = args.assets.shocks()?;
    let assets: Vec<String> = shocks.keys().cloned().collect();
    let (from, until) = ends(args)?;
    let synthetic_start = args
        .source
        .synthetic
        .and_then(|_| year_start(SYNTHETIC_TRAIN_FROM));
    let train_from = args.train_from.or(synthetic_start);
    let dataset = input::load(&args.source, &assets, args.assets.gaps, train_from, until)?;
    let data = dataset.window().context("the data set is empty")?;
    let from = from.or(year_start(FIRST_YEAR)).unwrap_or(data.from);
    let mut config = TrainConfig::new(&assets, Window::new(train_from.unwrap_or(data.from), from));
    config.shocks = shocks;
    config.seed = args.seed;
    (config.booster, config.alternatives) = args.booster.settings();
    let request = EvaluateRequest {
        window: Window::new(from, until.unwrap_or(data.until)),
        source: Source::WalkForward(Box::new(config)),
        overlap: Overlap::Refuse,
        crashes: crashes(args),
        depths: depths(args, &assets, until)?,
    };
    judge(&dataset, &request)
}

fn of_model(args: &EvaluateArgs, model: &Model) -> anyhow::Result<Evaluation> {
    let config = model.config();
    let assets: Vec<String> = config.shocks.keys().cloned().collect();
    let (from, until) = ends(args)?;
    let schema = model.schema();
    let dataset = input::load_for(schema, &args.source, &assets, args.assets.gaps, None, until)?;
    let training_data = args
        .training_data
        .as_ref()
        .map(|folder| {
            let source = input::Source {
                data: Some(folder.clone()),
                synthetic: None,
            };
            input::load_for(
                schema,
                &source,
                &assets,
                args.assets.gaps,
                None,
                Some(config.window.until),
            )
        })
        .transpose()?;
    let data = dataset.window().context("the data set is empty")?;
    let mut source = TrainedSource::of_model(model);
    source.training_data = training_data.as_ref();
    source
        .shocks
        .retain(|asset, _| args.assets.assets.contains(asset));
    if source.shocks.is_empty() {
        bail!(
            "the model knows {}: name some of them with --assets",
            assets.join(", ")
        );
    }
    let request = EvaluateRequest {
        window: Window::new(
            from.unwrap_or(config.window.until.max(data.from)),
            until.unwrap_or(data.until),
        ),
        source: Source::Trained(source),
        overlap: if args.allow_overlap {
            Overlap::Mark
        } else {
            Overlap::Refuse
        },
        crashes: crashes(args),
        depths: depths(args, &assets, until)?,
    };
    judge(&dataset, &request)
}

/// Readings of the order books, where the folder holds some.
fn depths(
    args: &EvaluateArgs,
    assets: &[String],
    until: Option<Timestamp>,
) -> anyhow::Result<Depths> {
    let Some(folder) = &args.source.data else {
        return Ok(Depths::new());
    };
    let request = LoadRequest {
        assets: assets.to_vec(),
        span: Span { from: None, until },
        gaps: args.assets.gaps.into(),
        series: vec![SeriesKind::Depth],
    };
    let read = data::load(folder, &request)?.assets.into_iter();
    let depths = read.map(|(asset, history)| (asset, history.extras().depth.clone()));
    Ok(depths.filter(|(_, depth)| !depth.is_empty()).collect())
}

/// The listed crashes happened in real markets only.
fn crashes(args: &EvaluateArgs) -> Vec<CrashWindow> {
    match args.source.synthetic {
        Some(_) => Vec::new(),
        None => CrashWindow::listed(),
    }
}

fn judge(dataset: &Dataset, request: &EvaluateRequest<'_>) -> anyhow::Result<Evaluation> {
    let bar = progress::bar("evaluating", u64::try_from(request.steps())?);
    let evaluation = evaluate(dataset, request, &|| bar.inc(1));
    bar.finish_and_clear();
    evaluation.map_err(|error| match error {
        EvaluateError::Model(error) => error.into(),
        other => other.into(),
    })
}
