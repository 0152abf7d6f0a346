//! The command line: one file per command. Results go to standard output, progress and notes to
//! standard error.

mod audit;
mod card;
mod crank;
mod data;
mod doctor;
mod drift;
mod evaluate;
mod explain;
mod fit;
mod input;
mod keeper;
mod liquidate;
mod node;
mod on_program;
mod page;
mod policy;
mod progress;
mod publish;
mod replay;
mod risk;
mod rotate_key;
mod score;
mod seals;
mod shadow;
mod signer;
mod simulate;
mod study;
mod synthesize;
mod telemetry;
mod train;
mod tune;
mod watch;

use std::process::ExitCode;

use ballast_scorer::book::RecordingError;
use ballast_scorer::data::DataError;
use ballast_scorer::model::ModelError;
use ballast_scorer::path::PathError;
use ballast_scorer::portfolio::PortfolioError;
use ballast_scorer::record::RecordError;
use clap::{Parser, Subcommand};

const EXIT_CODES: &str = "\
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 market data refused, 4 model refused

Example, without any data:
  scorer synthesize --out data --seed 7 --from 2018-01-01 --to 2022-12-01
  scorer train --data data --until 2022-06-01 --out model.json
  scorer score --model model.json --data data --asset SOL --from 2022-11-01 --to 2022-11-15";

/// Turns market data into a calibrated risk score from 0 to 100
#[derive(Debug, Parser)]
#[command(name = "scorer", version, after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Train a model and write its model file
    Train(train::TrainArgs),
    /// Score an asset hour by hour with a model file
    Score(score::ScoreArgs),
    /// Record, replay and check market data
    #[command(subcommand)]
    Data(data::DataCommand),
    /// Say what a score is made of, feature by feature
    Explain(explain::ExplainArgs),
    /// Judge whether the market has left what a model knows
    Drift(drift::DriftArgs),
    /// Fit the model that price futures are drawn from
    Fit(fit::FitArgs),
    /// Print the published policy in Markdown
    Policy(policy::PolicyArgs),
    /// Replay a market week through the real program in a Solana VM
    Replay(replay::ReplayArgs),
    /// Simulate a market of people around the published policy
    Simulate(simulate::SimulateArgs),
    /// Compare ways to set terms: the same paths and people under fixed, slow and adaptive ones
    Study(study::StudyArgs),
    /// Search policy parameters on past crashes and quiet months, and judge them on later ones
    Tune(tune::TuneArgs),
    /// Play futures against positions: bad debt, liquidations at risk, and what would lower them
    Risk(risk::RiskArgs),
    /// Write a synthetic market as Parquet files
    Synthesize(synthesize::SynthesizeArgs),
    /// Train and judge year by year, walking forward, beside simple baselines
    Evaluate(evaluate::EvaluateArgs),
    /// Hold a key for another program and sign with it what that program sends, and nothing else
    Signer(signer::SignerArgs),
    /// Keep a market moving: do what is due and anyone may do
    Crank(crank::CrankArgs),
    /// Liquidate unhealthy positions where it pays
    Liquidate(liquidate::LiquidateArgs),
    /// Compare publishers and watch a market, from the chain alone
    Watch(watch::WatchArgs),
    /// Print a model's card in Markdown
    Card(card::CardArgs),
    /// Print the page on the score in Markdown
    Page(page::PageArgs),
    Publish(publish::PublishArgs),
    Doctor(doctor::DoctorArgs),
    Audit(audit::AuditArgs),
    RotateKey(rotate_key::RotateKeyArgs),
    Seals(seals::SealsArgs),
    Shadow(shadow::ShadowArgs),
}

/// Runs the command that the arguments name.
pub(crate) fn run() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Train(args) => train::run(&args),
        Command::Score(args) => score::run(&args),
        Command::Data(command) => data::run(&command),
        Command::Explain(args) => explain::run(&args),
        Command::Drift(args) => drift::run(&args),
        Command::Fit(args) => fit::run(&args),
        Command::Policy(args) => {
            policy::run(&args);
            Ok(())
        }
        Command::Replay(args) => replay::run(&args),
        Command::Simulate(args) => simulate::run(&args),
        Command::Study(args) => study::study(&args),
        Command::Tune(args) => tune::run(&args),
        Command::Risk(args) => risk::run(&args),
        Command::Synthesize(args) => synthesize::run(&args),
        Command::Evaluate(args) => evaluate::run(&args),
        Command::Signer(args) => signer::run(&args),
        Command::Crank(args) => return ended(crank::run(&args)),
        Command::Liquidate(args) => return ended(liquidate::run(&args)),
        Command::Watch(args) => return ended(watch::run(&args)),
        Command::Card(args) => card::run(&args),
        Command::Page(args) => page::run(&args),
        Command::Publish(args) => publish::run(&args),
        Command::Doctor(args) => doctor::run(&args),
        Command::Audit(args) => audit::run(&args),
        Command::RotateKey(args) => rotate_key::run(&args),
        Command::Seals(args) => seals::run(&args),
        Command::Shadow(args) => shadow::run(&args),
    };
    ended(outcome.map(|()| ExitCode::SUCCESS))
}

/// The code of a command, or its error in words and that of its kind.
fn ended(outcome: anyhow::Result<ExitCode>) -> ExitCode {
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(exit_code(&error))
        }
    }
}

fn exit_code(error: &anyhow::Error) -> u8 {
    const FAILED: u8 = 1;
    const DATA_REFUSED: u8 = 3;
    const MODEL_REFUSED: u8 = 4;
    let is_data = error.is::<DataError>()
        || error.is::<data::DataFaulty>()
        || error
            .downcast_ref::<RecordError>()
            .is_some_and(RecordError::is_about_data)
        || error.is::<RecordingError>()
        || error.is::<PortfolioError>()
        || matches!(
            error.downcast_ref::<ModelError>(),
            Some(ModelError::Data(_))
        )
        || error
            .downcast_ref::<PathError>()
            .is_some_and(PathError::is_about_data);
    if is_data {
        DATA_REFUSED
    } else if error.is::<ModelError>() || error.is::<PathError>() {
        MODEL_REFUSED
    } else {
        FAILED
    }
}
