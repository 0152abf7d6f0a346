//! `scorer risk`: what a market's positions could lose.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use ballast_scorer::path::PathSource;
use ballast_scorer::portfolio::{self, Snapshot, synthetic};
use ballast_scorer::risk::statistic::Estimate;
use ballast_scorer::risk::{
    Assessment, AssetMoves, Impact, ImpactForm, Lever, Liquidators, Losses, Mode, Recommendation,
    Runs, Simulation, StudentPaths, Trial, assess, recommend,
};
use clap::{Args, ValueEnum};
use serde::Serialize;

use super::progress;

const EXAMPLE: &str = "\
A positions file is JSON, or JSON lines:
  {\"assets\": [{\"symbol\": \"SOL\", \"decimals\": 9, \"price\": 150, \"terms\": \"volatile\"},
              {\"symbol\": \"USDC\", \"decimals\": 6, \"price\": 1, \"terms\": \"stable\"}],
   \"positions\": [{\"owner\": \"alice\", \"deposits\": {\"SOL\": 100}, \"borrows\": {\"USDC\": 9000}}]}

Examples:
  scorer risk --synthetic 10000 --limit 250000
  scorer risk --positions positions.json --steps 24 --depth SOL=8e6 --volatility SOL=0.9 --json";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct RiskArgs {
    #[command(flatten)]
    source: Positions,
    /// Futures to play
    #[arg(long, default_value_t = 10_000)]
    scenarios: usize,
    /// Steps of a future; 1: prices jump once and nobody acts
    #[arg(long, default_value = "12")]
    steps: NonZeroUsize,
    /// Seconds of a step
    #[arg(long, default_value_t = 3_600, value_parser = clap::value_parser!(u32).range(1..))]
    step_seconds: u32,
    /// Draws prices and synthetic positions; the same seed gives the same result
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Threads; the result does not depend on them
    #[arg(long, default_value = "2")]
    threads: NonZeroUsize,
    /// Find the change that would bring the 99 % loss under so many dollars
    #[arg(long, value_name = "USD")]
    limit: Option<f64>,
    #[command(flatten)]
    market: MarketArgs,
    /// Print everything as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Positions {
    /// Positions and their market, JSON or JSON lines
    #[arg(long, value_name = "FILE")]
    positions: Option<PathBuf>,
    /// Draw so many positions instead
    #[arg(long, value_name = "N")]
    synthetic: Option<usize>,
}

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
struct MarketArgs {
    /// How liquidations' sales move prices
    #[arg(long, value_enum, default_value = "square-root")]
    impact: Form,
    /// Dollars that move an asset's price by 1 % (others: 5e6; stable terms: 5e7); may be repeated
    #[arg(long, value_name = "ASSET=USD", value_parser = parse_setting)]
    depth: Vec<(String, f64)>,
    /// Annualised volatility of an asset, a fraction (others: 0.8; stable terms: 0.02); may be repeated
    #[arg(long, value_name = "ASSET=FRACTION", value_parser = parse_setting)]
    volatility: Vec<(String, f64)>,
    /// How much of assets' moves is common to all, 0 to 1
    #[arg(long, default_value_t = 0.7)]
    correlation: f64,
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

fn parse_setting(text: &str) -> Result<(String, f64), String> {
    let (asset, value) = text
        .split_once('=')
        .ok_or("write ASSET=NUMBER, such as SOL=5e6")?;
    let value = value
        .parse()
        .map_err(|_| format!("{value:?} is not a number"))?;
    Ok((asset.to_owned(), value))
}

/// Everything that is printed as JSON.
#[derive(Serialize)]
struct Report<'a> {
    origin: &'a str,
    steps: usize,
    step_seconds: u32,
    seed: u64,
    assessment: &'a Assessment,
    recommendation: Option<&'a Recommendation>,
}

pub(super) fn run(args: &RiskArgs) -> anyhow::Result<()> {
    if args
        .limit
        .is_some_and(|limit| limit.is_nan() || limit < 0.0)
    {
        bail!("--limit is no amount: give dollars from zero");
    }
    let snapshot = snapshot(args)?.with_prices_shown();
    let source = paths(args, &snapshot)?;
    let mode = mode(args, &snapshot)?;
    let runs = Runs {
        scenarios: args.scenarios,
        threads: args.threads.get(),
    };
    let simulation = Simulation::new(&snapshot, mode.clone())?;
    let bar = progress::bar("playing scenarios", args.scenarios as u64);
    let done = |count: usize| bar.inc(count as u64);
    let (assessment, outcomes) = assess(&snapshot, &simulation, source.as_ref(), runs, &done)?;
    bar.finish_and_clear();
    let recommendation = match args.limit {
        Some(limit) => {
            let bar = progress::spinner("trying what would bring the loss under the limit");
            let trial = Trial {
                snapshot: &snapshot,
                mode: &mode,
                source: source.as_ref(),
                runs,
            };
            let found = recommend(trial, &outcomes, limit, &|_| ())?;
            bar.finish_and_clear();
            Some(found)
        }
        None => None,
    };
    if args.json {
        let report = Report {
            origin: &snapshot.origin,
            steps: args.steps.get(),
            step_seconds: args.step_seconds,
            seed: args.seed,
            assessment: &assessment,
            recommendation: recommendation.as_ref(),
        };
        println!("{}", serde_json::to_string_pretty(&report)?);
        return Ok(());
    }
    println!(
        "{} ({} steps of {} s, seed {})",
        snapshot.origin, args.steps, args.step_seconds, args.seed
    );
    print_assessment(&assessment);
    if let Some(found) = &recommendation {
        print_recommendation(found);
    }
    Ok(())
}

fn snapshot(args: &RiskArgs) -> anyhow::Result<Snapshot> {
    match (&args.source.positions, args.source.synthetic) {
        (Some(file), _) => Ok(portfolio::read(file)?),
        (None, Some(count)) => {
            let distributions = synthetic::Distributions::default();
            Ok(synthetic::generate(count, args.seed, &distributions)?)
        }
        (None, None) => bail!("neither --positions nor --synthetic given"),
    }
}

/// Where prices come from: the one place that chooses it.
fn paths(args: &RiskArgs, snapshot: &Snapshot) -> anyhow::Result<Box<dyn PathSource>> {
    const VOLATILE: f64 = 0.8;
    const STABLE: f64 = 0.02;
    check_assets(&args.market.volatility, snapshot)?;
    let correlation = args.market.correlation;
    if !(0.0..=1.0).contains(&correlation) {
        bail!("--correlation {correlation}: give a fraction from 0 to 1");
    }
    let moves = snapshot.assets.iter().enumerate().map(|(index, asset)| {
        let is_stable = is_stable(snapshot, index);
        let known = synthetic_asset(args, &asset.symbol);
        let usual = known.map_or(if is_stable { STABLE } else { VOLATILE }, |known| {
            known.volatility
        });
        let common = known.map_or(if is_stable { 0.0 } else { correlation }, |known| {
            known.correlation
        });
        let volatility = chosen(&args.market.volatility, &asset.symbol).unwrap_or(usual);
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
    let (steps, seconds) = (args.steps.get(), args.step_seconds);
    Ok(Box::new(StudentPaths::new(
        &moves, steps, seconds, args.seed,
    )))
}

fn mode(args: &RiskArgs, snapshot: &Snapshot) -> anyhow::Result<Mode> {
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
            let usual = match synthetic_asset(args, &asset.symbol) {
                Some(known) => known.depth_usd,
                None if is_stable(snapshot, index) => STABLE_DEPTH_USD,
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

/// What a synthetic portfolio's own asset is like.
fn synthetic_asset(args: &RiskArgs, symbol: &str) -> Option<&'static synthetic::SyntheticAsset> {
    args.source.synthetic?;
    synthetic::ASSETS
        .iter()
        .find(|asset| asset.symbol == symbol)
}

/// Whether it is priced at about a dollar and accepted at more than volatile assets are.
fn is_stable(snapshot: &Snapshot, index: usize) -> bool {
    const LEAST_THRESHOLD_BPS: u16 = 8_500;
    snapshot.reserves[index].config.liquidation_threshold_bps >= LEAST_THRESHOLD_BPS
}

fn chosen(settings: &[(String, f64)], symbol: &str) -> Option<f64> {
    let mut named = settings.iter().filter(|(asset, _)| asset == symbol);
    named.next_back().map(|(_, value)| *value)
}

fn check_assets(settings: &[(String, f64)], snapshot: &Snapshot) -> anyhow::Result<()> {
    for (symbol, _) in settings {
        snapshot
            .asset(symbol)
            .with_context(|| format!("asset {symbol} is not in the portfolio"))?;
    }
    Ok(())
}

fn print_assessment(found: &Assessment) {
    println!(
        "{} scenarios, {} positions that owe {} dollars\n",
        found.scenarios,
        found.positions,
        dollars(found.debt)
    );
    println!(
        "| | P(any bad debt) | bad debt mean | 95 % | 99 % | shortfall 99 % | liquidations mean | 95 % |"
    );
    println!("|---|--:|--:|--:|--:|--:|--:|--:|");
    print_losses("market", &found.market);
    for asset in &found.assets {
        print_losses(&asset.asset, &asset.losses);
    }
    println!(
        "\nIn brackets: where the value of endlessly many scenarios lies with 95 % confidence."
    );
    for slipped in &found.slipped {
        println!(
            "sold at more than {:.0} % slippage: {}",
            100.0 * slipped.above,
            amount(&slipped.mean)
        );
    }
    if !found.contributions.is_empty() {
        println!("\nWho the worst percent's loss comes from (all accounts sum to the shortfall):");
        println!("| account | owes | loss | share |");
        println!("|---|--:|--:|--:|");
    }
    for part in &found.contributions {
        let (owes, loss) = (dollars(part.debt), dollars(part.loss));
        println!(
            "| {} | {owes} | {loss} | {:.1} % |",
            part.owner,
            100.0 * part.share
        );
    }
}

fn print_losses(name: &str, losses: &Losses) {
    println!(
        "| {name} | {:.2} % [{:.2}, {:.2}] | {} | {} | {} | {} | {} | {} |",
        100.0 * losses.insolvency_probability.value,
        100.0 * losses.insolvency_probability.low,
        100.0 * losses.insolvency_probability.high,
        amount(&losses.bad_debt_mean),
        amount(&losses.bad_debt_95),
        amount(&losses.bad_debt_99),
        amount(&losses.expected_shortfall_99),
        amount(&losses.liquidations_mean),
        amount(&losses.liquidations_at_risk_95),
    );
}

fn print_recommendation(found: &Recommendation) {
    println!(
        "\n99 % loss now {}, limit {}",
        dollars(found.loss_before),
        dollars(found.limit)
    );
    for (index, option) in found.options.iter().enumerate() {
        let what = match option.lever {
            Lever::CloseFactor => "close factor",
            Lever::Threshold => "liquidation threshold",
            Lever::BorrowCap => "borrow cap, share of what is owed now,",
            Lever::AccountShare => "most of the debt that one account may owe,",
        };
        let of = option
            .asset
            .as_ref()
            .map_or_else(|| "every reserve".to_owned(), Clone::clone);
        let ramp = if option.ramp_seconds == 0 {
            String::new()
        } else {
            format!(" on a ramp of {} days", option.ramp_seconds / 86_400)
        };
        println!(
            "{} {what} of {of}: {:.2} % -> {:.2} %{ramp}: loss {}, capacity given up {:.1} %{}",
            if found.recommended == Some(index) {
                "recommended:"
            } else {
                "-"
            },
            100.0 * option.from,
            100.0 * option.to,
            dollars(option.loss_after),
            100.0 * option.capacity_lost,
            if option.reaches_limit {
                ""
            } else {
                " (does not reach the limit)"
            },
        );
    }
    if found.recommended.is_none() {
        let is_within = found.options.is_empty();
        println!(
            "{}",
            if is_within {
                "nothing needs to be changed"
            } else {
                "no single change reaches the limit"
            }
        );
    }
}

fn amount(estimate: &Estimate) -> String {
    let Estimate { value, low, high } = *estimate;
    format!("{} [{}, {}]", dollars(value), dollars(low), dollars(high))
}

/// Whole dollars, thousands apart.
fn dollars(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index != 0 && (digits.len() - index) % 3 == 0 {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}
