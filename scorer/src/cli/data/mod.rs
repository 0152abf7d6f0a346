//! `scorer data`: record live venues, replay and check what was recorded, judge an order book.

mod book;
mod check;
mod record;
mod replay;

use clap::Subcommand;

pub(super) use check::DataFaulty;

/// Record, replay and check market data
#[derive(Debug, Subcommand)]
pub(super) enum DataCommand {
    /// Listen to live venues and store what they say
    Record(record::RecordArgs),
    /// Print a recording in the order in which it came
    Replay(replay::ReplayArgs),
    /// Report holes, outliers and unit errors of a data folder
    Check(check::CheckArgs),
    /// Rebuild an order book from a recorded stream and judge it
    Book(book::BookArgs),
}

pub(super) fn run(command: &DataCommand) -> anyhow::Result<()> {
    match command {
        DataCommand::Record(args) => record::run(args),
        DataCommand::Replay(args) => replay::run(args),
        DataCommand::Check(args) => check::run(args),
        DataCommand::Book(args) => book::run(args),
    }
}
