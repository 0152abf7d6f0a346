//! What liquidators of `scorer risk` can do, and what their sales do to prices.

use ballast_scorer::portfolio::Snapshot;
use ballast_scorer::risk::{Impact, ImpactForm, Liquidators, Mode};
use clap::{Args, ValueEnum};

use super::RiskArgs;
use super::setting::{check_assets, chosen, parse_setting};

/// How impact grows.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Form {
    /// With the square root of what is sold
    SquareRoot,
    /// In proportion
    Linear,
    /// Not at all
    None,
}

#[derive(Debug, Args)]
pub(super) struct MarketArgs {
    /// How liquidations' sales move prices
    #[arg(long, value_enum, default_value = "square-root")]
    impact: Form,
    /// Dollars that move an asset's price by 1 % (others: 5e6; stablecoins: 5e7); may be repeated
    #[arg(long, value_name = "ASSET=USD", value_parser = parse_setting)]
    depth: Vec<(String, f64)>,
    /// Half-life of impact, seconds
    #[arg(long, default_value_t = 1_800.0)]
    recovery_seconds: f64,
    /// What liquidators can repay in a step, dollars
    #[arg(long, value_name = "USD", default_value_t = 5e7)]
    capacity: f64,
    /// Steps between a position's first bad price and its liquidation
    #[arg(long, default_value_t = 0)]
    latency: usize,
    /// Steps by which the oracle lags the market
    #[arg(long, default_value_t = 0)]
    oracle_lag: usize,
}

pub(super) fn mode(args: &RiskArgs, snapshot: &Snapshot) -> anyhow::Result<Mode> {
    const VOLATILE_DEPTH_USD: f64 = 5e6;
    const STABLE_DEPTH_USD: f64 = 5e7;
    check_assets(&args.market.depth, snapshot)?;
    if args.steps.get() == 1 {
        return Ok(Mode::OneStep);
    }
    let form = match args.market.impact {
        Form::Linear => ImpactForm::Linear,
        Form::SquareRoot | Form::None => ImpactForm::SquareRoot,
    };
    let mut impact = Impact {
        form,
        recovery_seconds: args.market.recovery_seconds,
        ..Impact::none(snapshot.assets.len())
    };
    if !matches!(args.market.impact, Form::None) {
        for (index, asset) in snapshot.assets.iter().enumerate() {
            let usual = match args.source.synthetic_asset(&asset.symbol) {
                Some(known) => known.depth_usd,
                None if snapshot.is_stablecoin(index) => STABLE_DEPTH_USD,
                None => VOLATILE_DEPTH_USD,
            };
            impact.depths_usd[index] = chosen(&args.market.depth, &asset.symbol).unwrap_or(usual);
        }
    }
    Ok(Mode::ManySteps(Liquidators {
        capacity_usd: args.market.capacity,
        latency_steps: args.market.latency,
        rounds_per_step: 4,
        oracle_lag_steps: args.market.oracle_lag,
        impact,
    }))
}
