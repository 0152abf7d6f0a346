//! Where prices of `scorer risk` come from: a fitted model, or an assumption.

use std::path::PathBuf;

use anyhow::bail;
use ballast_scorer::path::{BootstrapPaths, CopulaPaths, PathModel, PathSource};
use ballast_scorer::portfolio::Snapshot;
use ballast_scorer::risk::{AssetMoves, FittedPaths, StudentPaths};
use clap::{Args, ValueEnum};

use super::RiskArgs;
use super::setting::{check_assets, chosen, parse_setting};

/// How futures are drawn from a fitted model.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Method {
    /// Real hours, drawn anew in blocks
    Bootstrap,
    /// From the fitted distributions
    Copula,
}

#[derive(Debug, Args)]
pub(super) struct FutureArgs {
    /// Path model that prices are drawn from (scorer fit); its steps are hours, and a stablecoin that it does not hold
    /// stays at its price. Without one, prices are an assumption: correlated Student t returns
    #[arg(long, value_name = "FILE", conflicts_with_all = ["step_seconds", "volatility", "correlation"])]
    paths: Option<PathBuf>,
    /// How futures are drawn from the path model
    #[arg(long, value_enum, default_value = "bootstrap", requires = "paths")]
    method: Method,
    /// Seconds of a step
    #[arg(long, default_value_t = 3_600, value_parser = clap::value_parser!(u32).range(1..))]
    step_seconds: u32,
    /// Annualised volatility of an asset, a fraction (others: 0.8; stablecoins: 0.02); may be repeated
    #[arg(long, value_name = "ASSET=FRACTION", value_parser = parse_setting)]
    volatility: Vec<(String, f64)>,
    /// How much of assets' moves is common to all, 0 to 1
    #[arg(long, default_value_t = 0.7)]
    correlation: f64,
}

/// Futures, and what to call them.
pub(super) struct Futures {
    /// Draws them.
    pub(super) source: Box<dyn PathSource>,
    /// Where they come from, for reports.
    pub(super) origin: String,
}

/// Where prices come from: the one place that chooses it.
pub(super) fn futures(args: &RiskArgs, snapshot: &Snapshot) -> anyhow::Result<Futures> {
    let Some(file) = &args.futures.paths else {
        let source = assumed(args, snapshot)?;
        return Ok(Futures {
            source: Box::new(source),
            origin: "correlated Student t returns, an assumption".to_owned(),
        });
    };
    let model = PathModel::load(file)?;
    let (steps, seed) = (args.steps.get(), args.seed);
    let hash = model.hash()?;
    let named = |method: &str| {
        let (origin, window) = (&model.origin, model.window);
        let short = hash.get(..8).unwrap_or(&hash);
        format!("{method} of path model {short}, fitted to {origin}, {window}")
    };
    match args.futures.method {
        Method::Bootstrap => fitted(
            BootstrapPaths::new(&model, seed, steps)?,
            snapshot,
            named("bootstrap"),
        ),
        // No antithetic pairs: the intervals of what is estimated count every scenario as a draw of its own.
        Method::Copula => fitted(
            CopulaPaths::new(&model, seed, steps, false)?,
            snapshot,
            named("copula"),
        ),
    }
}

fn fitted<P: PathSource + 'static>(
    model: P,
    snapshot: &Snapshot,
    mut origin: String,
) -> anyhow::Result<Futures> {
    let paths = FittedPaths::new(model, snapshot)?;
    let still = paths.still();
    if !still.is_empty() {
        origin = format!("{origin}; {} kept at the price of now", still.join(", "));
    }
    Ok(Futures {
        source: Box::new(paths),
        origin,
    })
}

fn assumed(args: &RiskArgs, snapshot: &Snapshot) -> anyhow::Result<StudentPaths> {
    const VOLATILE: f64 = 0.8;
    const STABLE: f64 = 0.02;
    check_assets(&args.futures.volatility, snapshot)?;
    let correlation = args.futures.correlation;
    if !(0.0..=1.0).contains(&correlation) {
        bail!("--correlation {correlation}: give a fraction from 0 to 1");
    }
    let moves = snapshot.assets.iter().enumerate().map(|(index, asset)| {
        let is_stable = snapshot.is_stablecoin(index);
        let known = args.source.synthetic_asset(&asset.symbol);
        let usual = known.map_or(if is_stable { STABLE } else { VOLATILE }, |known| {
            known.volatility
        });
        let common = known.map_or(if is_stable { 0.0 } else { correlation }, |known| {
            known.correlation
        });
        let volatility = chosen(&args.futures.volatility, &asset.symbol).unwrap_or(usual);
        if !volatility.is_finite() || volatility < 0.0 {
            bail!(
                "--volatility {}={volatility}: give a fraction from zero",
                asset.symbol
            );
        }
        Ok(AssetMoves {
            symbol: asset.symbol.clone(),
            volatility,
            correlation: common,
        })
    });
    let moves: Vec<AssetMoves> = moves.collect::<anyhow::Result<_>>()?;
    let (steps, seconds) = (args.steps.get(), args.futures.step_seconds);
    Ok(StudentPaths::new(&moves, steps, seconds, args.seed))
}
