//! Whose positions `scorer risk` looks at.

use std::path::PathBuf;

use anyhow::bail;
use ballast_scorer::portfolio::{self, Snapshot, synthetic};
use clap::Args;

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(super) struct Positions {
    /// Positions and their market, JSON or JSON lines
    #[arg(long, value_name = "FILE")]
    positions: Option<PathBuf>,
    /// Draw so many positions instead
    #[arg(long, value_name = "N")]
    synthetic: Option<usize>,
}

impl Positions {
    /// The portfolio that the arguments name; `seed` draws a synthetic one.
    pub(super) fn snapshot(&self, seed: u64) -> anyhow::Result<Snapshot> {
        match (&self.positions, self.synthetic) {
            (Some(file), _) => Ok(portfolio::read(file)?),
            (None, Some(count)) => {
                let distributions = synthetic::Distributions::default();
                Ok(synthetic::generate(count, seed, &distributions)?)
            }
            (None, None) => bail!("neither --positions nor --synthetic given"),
        }
    }

    /// What a synthetic portfolio's own asset is like.
    pub(super) fn synthetic_asset(
        &self,
        symbol: &str,
    ) -> Option<&'static synthetic::SyntheticAsset> {
        self.synthetic?;
        synthetic::ASSETS
            .iter()
            .find(|asset| asset.symbol == symbol)
    }
}
