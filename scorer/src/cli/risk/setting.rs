//! Settings of single assets, `ASSET=NUMBER`.

use anyhow::Context as _;
use ballast_scorer::portfolio::Snapshot;

pub(super) fn parse_setting(text: &str) -> Result<(String, f64), String> {
    let (asset, value) = text
        .split_once('=')
        .ok_or("write ASSET=NUMBER, such as SOL=5e6")?;
    let value = value
        .parse()
        .map_err(|_| format!("{value:?} is not a number"))?;
    Ok((asset.to_owned(), value))
}

/// The last setting of `symbol`.
pub(super) fn chosen(settings: &[(String, f64)], symbol: &str) -> Option<f64> {
    let mut named = settings.iter().filter(|(asset, _)| asset == symbol);
    named.next_back().map(|(_, value)| *value)
}

/// The error unless every setting is one of an asset of the portfolio.
pub(super) fn check_assets(settings: &[(String, f64)], snapshot: &Snapshot) -> anyhow::Result<()> {
    for (symbol, _) in settings {
        snapshot
            .asset(symbol)
            .with_context(|| format!("asset {symbol} is not in the portfolio"))?;
    }
    Ok(())
}
