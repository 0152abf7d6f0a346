//! What `scorer simulate` is asked.

use std::path::PathBuf;

use ballast_scorer::time::Timestamp;
use clap::{Args, ValueEnum};

use super::network::NetworkArgs;
use crate::cli::input::Source;

const EXAMPLE: &str = "\
Example, the FTX week under terms that nothing moves, and under Ballast:
  scorer simulate --data data --from 2022-11-04 --until 2022-11-12 --steward static
  scorer simulate --data data --from 2022-11-04 --until 2022-11-12 --steward ballast --html ftx.html

Example, with no data, and an attacker who looks for its best plan:
  scorer simulate --synthetic 7 --attack oracle-push --optimize

Example, beside a pool of fixed terms that is shown no prices on the worst day, and the same where nobody's fear travels:
  scorer simulate --data data --from 2022-11-04 --until 2022-11-12 --pools 2 --fails-at 96
  scorer simulate --data data --from 2022-11-04 --until 2022-11-12 --pools 2 --fails-at 96 --without fear

Example, a tenth of the same people through the compiled program as well (`make sbf` builds it):
  scorer simulate --synthetic 7 --vm target/deploy/lending.so";

/// Who sets the terms.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum StewardChoice {
    /// The published policy, following its feeds
    Ballast,
    /// The calm terms of the published policy at all times, with neither breakers nor limits of flow
    Static,
}

/// Where scores come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ScoreChoice {
    /// The model inside this program
    Model,
    /// Its volatility baseline
    Baseline,
    /// Perfect foresight of the day to come
    Foresight,
    /// Ten points at all times
    Calm,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum AttackChoice {
    /// Moves the thin book, and with it the oracle, and borrows against it
    OraclePush,
    /// Borrows until hardly anything is left
    UtilizationSqueeze,
    /// Has publishers lie
    PublisherCapture,
}

#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(in crate::cli) struct SimulateArgs {
    #[command(flatten)]
    pub(super) source: Source,
    /// First hour
    #[arg(long, default_value = "2022-11-04")]
    pub(super) from: Timestamp,
    /// End of the window
    #[arg(long, default_value = "2022-11-12")]
    pub(super) until: Timestamp,
    /// Draws everyone; the same seed gives the same result, to the byte
    #[arg(long, default_value_t = 1)]
    pub(super) seed: u64,
    /// Simulations, of as many seeds in a row, whose mean is reported
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) seeds: u64,
    /// Borrowers when the simulation begins
    #[arg(long, default_value_t = 200)]
    pub(super) borrowers: usize,
    /// How much of the venue's depth the local books have
    #[arg(long, default_value_t = 0.1, value_name = "SHARE")]
    pub(super) depth_share: f64,
    /// Who sets the terms
    #[arg(long, value_enum, default_value = "ballast")]
    pub(super) steward: StewardChoice,
    /// Where publishers' scores come from
    #[arg(long, value_enum, default_value = "model")]
    pub(super) scores: ScoreChoice,
    /// Have someone attack in the middle of the window
    #[arg(long, value_enum, value_name = "NAME")]
    pub(super) attack: Option<AttackChoice>,
    /// Publishers that a capture controls
    #[arg(long, default_value_t = 1)]
    pub(super) captured: usize,
    /// Search the attacker's best plan by whole simulations
    #[arg(long, requires = "attack")]
    pub(super) optimize: bool,
    /// Send every operation of a smaller simulation of the first seed through this compiled program as well, and fail unless
    /// it ends as policy does, bit for bit
    #[arg(long, value_name = "PROGRAM.so", conflicts_with = "pools")]
    pub(super) vm: Option<PathBuf>,
    /// The share of the borrowers that the smaller simulation has
    #[arg(long, default_value_t = 0.1, value_name = "SHARE", requires = "vm", value_parser = share)]
    pub(super) vm_share: f64,
    #[command(flatten)]
    pub(super) network: NetworkArgs,
    /// Write the whole result as JSON; `-`: to standard output instead of the table
    #[arg(long, value_name = "FILE")]
    pub(super) json: Option<PathBuf>,
    /// Write a page with plots of the first seed
    #[arg(long, value_name = "FILE")]
    pub(super) html: Option<PathBuf>,
}

/// A share of people: more than none, at most all.
fn share(text: &str) -> Result<f64, String> {
    let share: f64 = text.parse().map_err(|error| format!("{error}"))?;
    if share > 0.0 && share <= 1.0 {
        Ok(share)
    } else {
        Err(format!("{share} is not above 0 and at most 1"))
    }
}
