//! Where market data come from: a folder or the generator.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use ballast_scorer::data::{self, Dataset, GapPolicy, LoadRequest, SeriesKind};
use ballast_scorer::feature::{DEFAULT_FEATURES, FeatureSchema, Shocks, longest_look_back_hours};
use ballast_scorer::label::SHOCK_DEFAULT;
use ballast_scorer::model::{BoosterKind, BoosterSettings, Model};
use ballast_scorer::synthetic::{self, SyntheticConfig};
use ballast_scorer::time::{Span, Timestamp, Window};
use clap::{Args, ValueEnum};

/// Where readings of lending pools are, under the data.
const POOL_FOLDER: &str = "pool_1h";

/// What to do about missing hours.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Gaps {
    /// Stop with an error that names the gap
    Reject,
    /// Go on; features that need the missing hours are missing too
    Mark,
}

impl From<Gaps> for GapPolicy {
    fn from(gaps: Gaps) -> Self {
        match gaps {
            Gaps::Reject => Self::Reject,
            Gaps::Mark => Self::Mark,
        }
    }
}

/// Which boosting library corrects the regression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum BoosterChoice {
    /// Both, judged walk-forward on the training window; the one with the smaller loss is taken
    Auto,
    /// forust-ml: logarithmic loss, monotone directions
    Forust,
    /// smartcore: squared error on what the severity leaves over
    Smartcore,
}

impl BoosterChoice {
    /// The booster to try first, and the others.
    pub(super) fn settings(self) -> (BoosterSettings, Vec<BoosterSettings>) {
        let default = BoosterSettings::default();
        match self {
            Self::Auto => {
                let other = BoosterSettings::other(default.kind);
                (default, vec![other])
            }
            Self::Forust => (BoosterSettings::of(BoosterKind::ForustLogLoss), Vec::new()),
            Self::Smartcore => (
                BoosterSettings::of(BoosterKind::SmartcoreXgboost),
                Vec::new(),
            ),
        }
    }
}

/// What a data folder holds.
pub(super) const FOLDER_HELP: &str =
    "Folder with spot_1h/BTC.parquet (or .csv) and so on; funding_8h and dvol_1h are optional";

/// A folder or a seed.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(super) struct Source {
    #[arg(long, value_name = "DIR", help = FOLDER_HELP)]
    pub(super) data: Option<PathBuf>,
    /// Generate the market from this seed instead
    #[arg(long, value_name = "SEED")]
    pub(super) synthetic: Option<u64>,
}

/// Assets, and what counts as a shock for each.
#[derive(Debug, Args)]
pub(super) struct AssetArgs {
    /// Assets to pool
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "BTC,ETH,SOL",
        value_name = "ASSETS"
    )]
    pub(super) assets: Vec<String>,
    /// Fall that counts as a shock for an asset, as a fraction (others: 0.08); may be repeated
    #[arg(long, value_name = "ASSET=FALL", value_parser = parse_shock)]
    pub(super) shock: Vec<(String, f64)>,
    /// What to do about missing hours
    #[arg(long, value_enum, default_value = "reject")]
    pub(super) gaps: Gaps,
}

fn parse_shock(text: &str) -> Result<(String, f64), String> {
    let (asset, fall) = text
        .split_once('=')
        .ok_or("write ASSET=FALL, such as SOL=0.12")?;
    let fall = fall
        .parse()
        .map_err(|_| format!("{fall:?} is not a number"))?;
    Ok((asset.to_owned(), fall))
}

impl AssetArgs {
    /// Every asset with its shock.
    pub(super) fn shocks(&self) -> anyhow::Result<Shocks> {
        let mut shocks: Shocks = self
            .assets
            .iter()
            .map(|asset| (asset.clone(), SHOCK_DEFAULT))
            .collect();
        for (asset, fall) in &self.shock {
            match shocks.get_mut(asset) {
                Some(shock) => *shock = *fall,
                None => bail!("--shock {asset}={fall}: {asset} is not among --assets"),
            }
        }
        Ok(shocks)
    }
}

/// Reads the model of `file`, or the one inside this program.
pub(super) fn model(file: Option<&Path>) -> anyhow::Result<Model> {
    match file {
        Some(file) => Model::load(file).with_context(|| format!("model file {}", file.display())),
        None => Ok(Model::embedded()?),
    }
}

/// Reads or generates what the default model's decisions from `from` up to `until` need; without `until`, up to the end of
/// the data.
pub(super) fn load(
    source: &Source,
    assets: &[String],
    gaps: Gaps,
    from: Option<Timestamp>,
    until: impl Into<Option<Timestamp>>,
) -> anyhow::Result<Dataset> {
    let schema = FeatureSchema::of_names(&DEFAULT_FEATURES)?;
    load_for(&schema, source, assets, gaps, from, until)
}

/// What the features read, and other pools' readings where there are any: those are evidence for every model.
fn series(schema: &FeatureSchema, folder: &Path) -> Vec<SeriesKind> {
    let mut series = schema.reads();
    let has_pools = folder.join(POOL_FOLDER).is_dir();
    if has_pools && !series.contains(&SeriesKind::Pools) {
        series.push(SeriesKind::Pools);
    }
    series
}

/// The same for a model with these features.
pub(super) fn load_for(
    schema: &FeatureSchema,
    source: &Source,
    assets: &[String],
    gaps: Gaps,
    from: Option<Timestamp>,
    until: impl Into<Option<Timestamp>>,
) -> anyhow::Result<Dataset> {
    let look_back = i64::try_from(longest_look_back_hours())?;
    let from = from.map(|from| from.plus_hours(-look_back));
    let until = until.into();
    match (&source.data, source.synthetic) {
        (Some(folder), _) => {
            let span = Span { from, until };
            let request = LoadRequest {
                assets: assets.to_vec(),
                span,
                gaps: gaps.into(),
                series: series(schema, folder),
            };
            let dataset = data::load(folder, &request)?;
            for file in &dataset.absent {
                eprintln!(
                    "note: {} has nothing to offer: its feature is missing",
                    file.display()
                );
            }
            Ok(dataset)
        }
        (None, Some(seed)) => {
            const YEARS_HOURS: i64 = 5 * 8_766;
            let Some(until) = until else {
                bail!("a synthetic market needs an end");
            };
            let window = Window::new(from.unwrap_or(until.plus_hours(-YEARS_HOURS)), until);
            let assets = assets.to_vec();
            Ok(synthetic::generate(&SyntheticConfig {
                seed,
                window,
                assets,
                crash: None,
            })?
            .dataset)
        }
        (None, None) => bail!("neither --data nor --synthetic given"),
    }
}
