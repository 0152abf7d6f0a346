//! `scorer page`.

use std::path::PathBuf;

use anyhow::Context as _;
use ballast_scorer::page;
use clap::Args;

use super::input;

/// Print the page on the score in Markdown, its figures read from an evaluation
///
/// The evaluation is one that `scorer evaluate --json FILE` of this version wrote.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  scorer evaluate --data data --gaps mark --json evaluation.json\n  \
    scorer page --evaluation evaluation.json > score.md"
)]
pub(super) struct PageArgs {
    /// JSON of `scorer evaluate`
    #[arg(long, value_name = "FILE")]
    evaluation: PathBuf,
    /// Model file whose features and floors are shown [default: the model inside this program]
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
}

pub(super) fn run(args: &PageArgs) -> anyhow::Result<()> {
    let file = args.evaluation.display();
    let json = std::fs::read_to_string(&args.evaluation).with_context(|| {
        format!("{file}: cannot be read; write it with `scorer evaluate --json`")
    })?;
    let model = input::model(args.model.as_deref())?;
    let evaluation = page::read(&json).with_context(|| file.to_string())?;
    print!("{}", page::page(&evaluation, &model));
    Ok(())
}
