//! `scorer`: train a risk model, score with it, and make synthetic data to do so on.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    sigpipe::reset();
    cli::run()
}
