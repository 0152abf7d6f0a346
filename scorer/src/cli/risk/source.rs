//! Whose positions `scorer risk` looks at.

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use ballast_policy::unit::Timestamp as Moment;
use ballast_scorer::portfolio::{
    self, ChainAccount, ChainRequest, Node, Snapshot, fetch, read_accounts, synthetic,
};
use ballast_scorer::time::Timestamp;
use clap::Args;
use solana_address::Address;

use super::super::progress;

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(super) struct SourceArgs {
    /// Positions and their market, JSON or JSON lines
    #[arg(long, value_name = "FILE")]
    positions: Option<PathBuf>,
    /// Draw so many positions instead
    #[arg(long, value_name = "N")]
    synthetic: Option<usize>,
    /// A market's accounts as a node lists them: the answer to getProgramAccounts in base64, unfiltered
    #[arg(long, value_name = "FILE")]
    accounts: Option<PathBuf>,
    /// Ask a node for the market's accounts
    #[arg(long, value_name = "URL", requires = "market")]
    rpc: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct ChainArgs {
    /// The program that owns the accounts
    #[arg(long, value_name = "ADDRESS", default_value_t = ballast_client::PROGRAM_ID)]
    program: Address,
    /// The market; not needed where the accounts hold only one
    #[arg(long, value_name = "ADDRESS", conflicts_with_all = ["positions", "synthetic"])]
    market: Option<Address>,
    /// When recorded accounts are valued [default: the latest time that any of them notes]
    #[arg(long, value_name = "TIME", requires = "accounts")]
    at: Option<Timestamp>,
    /// What a token is called, MINT=SYMBOL, or a file of such lines; may be repeated. Without it, the ends of its mint's
    /// address
    #[arg(long, value_name = "MINT=SYMBOL|FILE", conflicts_with_all = ["positions", "synthetic"])]
    symbols: Vec<String>,
}

impl SourceArgs {
    /// The portfolio that the arguments name; `seed` draws a synthetic one.
    pub(super) fn snapshot(&self, seed: u64, chain: &ChainArgs) -> anyhow::Result<Snapshot> {
        if let Some(file) = &self.positions {
            return Ok(portfolio::read(file)?);
        }
        if let Some(count) = self.synthetic {
            let distributions = synthetic::Distributions::default();
            return Ok(synthetic::generate(count, seed, &distributions)?);
        }
        let (accounts, now, origin) = match (&self.accounts, &self.rpc, chain.market) {
            (Some(file), _, _) => {
                let now = chain.at.map(moment).transpose()?;
                (read_accounts(file)?, now, file.display().to_string())
            }
            (None, Some(url), Some(market)) => {
                let (accounts, now) = asked(url, &chain.program, &market)?;
                (accounts, Some(now), format!("at {} s", now.0))
            }
            _ => bail!("give one of --positions, --synthetic, --accounts or --rpc with --market"),
        };
        let request = ChainRequest {
            program: chain.program,
            market: chain.market,
            now,
            symbols: symbols(&chain.symbols)?,
            origin,
        };
        Ok(Snapshot::from_accounts(&accounts, &request)?)
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

fn asked(
    url: &str,
    program: &Address,
    market: &Address,
) -> anyhow::Result<(Vec<ChainAccount>, Moment)> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let spinner = progress::spinner("asking the node for accounts");
    let found = runtime.block_on(fetch(&Node::at(url), program, market));
    spinner.finish_and_clear();
    Ok(found?)
}

fn moment(time: Timestamp) -> anyhow::Result<Moment> {
    let seconds = u64::try_from(time.millis() / 1_000);
    let seconds = seconds.map_err(|_| anyhow::anyhow!("--at {time}: before 1970"))?;
    Ok(Moment(seconds))
}

/// Names of tokens, by mint.
fn symbols(given: &[String]) -> anyhow::Result<Vec<(Address, String)>> {
    let mut found = Vec::new();
    for text in given {
        if text.contains('=') {
            found.push(symbol(text)?);
            continue;
        }
        let lines = std::fs::read_to_string(text)
            .with_context(|| format!("--symbols {text}: neither MINT=SYMBOL nor a file"))?;
        for (number, line) in (1..).zip(lines.lines()) {
            if !line.trim().is_empty() {
                found.push(symbol(line).with_context(|| format!("{text}: line {number}"))?);
            }
        }
    }
    Ok(found)
}

fn symbol(text: &str) -> anyhow::Result<(Address, String)> {
    let (mint, symbol) = text
        .split_once('=')
        .with_context(|| format!("{text:?}: write MINT=SYMBOL"))?;
    let address = mint.trim().parse();
    let address = address.map_err(|_| anyhow::anyhow!("{mint:?} is no address in base 58"))?;
    Ok((address, symbol.trim().to_owned()))
}
