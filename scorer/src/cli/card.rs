//! `scorer card`.

use std::path::PathBuf;

use ballast_scorer::card;
use clap::Args;

use super::input;

/// Print a model's card in Markdown: training, features and weights, quality, calibration, limits
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  scorer card --model model.json > model-card.md")]
pub(super) struct CardArgs {
    /// Model file [default: the model inside this program]
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
}

pub(super) fn run(args: &CardArgs) -> anyhow::Result<()> {
    let model = input::model(args.model.as_deref())?;
    print!("{}", card::page(&model));
    Ok(())
}
