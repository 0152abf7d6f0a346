//! `scorer policy`.

use ballast_scorer::published::{self, Published};
use clap::Args;

/// Print the published policy: every score band to every term, in Markdown
///
/// Computed from the formulas and the starting limits; docs/policy.md is this page.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  scorer policy > docs/policy.md")]
pub(super) struct PolicyArgs {}

pub(super) fn run(_: &PolicyArgs) {
    print!("{}", published::page(&Published::default()));
}
