//! The recorder's configuration, in TOML. `scorer/config/record.toml` explains every key.

use std::path::Path;
use std::time::Duration;

use serde::Deserialize;

use super::error::RecordError;
use super::recorder::RecorderOptions;
use super::run::RecordOptions;
use super::sections::{
    BinanceSection, CoinbaseSection, DeribitSection, NetworkSection, OkxSection, PythSection,
    RecorderSection, SolanaSection,
};
use super::transport::NetworkOptions;
use crate::settings::from_toml;
use crate::venue::{
    BinancePerpetual, BinanceSpot, Coinbase, Connector, Deribit, OkxPerpetual, OkxSpot, PythHermes,
    SolanaRpc,
};

/// A whole configuration.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RecordConfig {
    recorder: RecorderSection,
    network: NetworkSection,
    binance_spot: Option<BinanceSection>,
    binance_perpetual: Option<BinanceSection>,
    coinbase: Option<CoinbaseSection>,
    okx_spot: Option<OkxSection>,
    okx_perpetual: Option<OkxSection>,
    deribit: Option<DeribitSection>,
    pyth_hermes: Option<PythSection>,
    solana_rpc: Option<SolanaSection>,
}

impl RecordConfig {
    /// Reads and checks `file`.
    ///
    /// # Errors
    /// [`RecordError::ConfigMalformed`], with line and key.
    pub fn load(file: &Path) -> Result<Self, RecordError> {
        let malformed = |reason: String| RecordError::ConfigMalformed {
            file: file.to_owned(),
            reason,
        };
        let text = std::fs::read_to_string(file).map_err(|error| malformed(error.to_string()))?;
        let config: Self = from_toml(&text).map_err(malformed)?;
        config.check().map_err(malformed)?;
        Ok(config)
    }

    fn check(&self) -> Result<(), String> {
        let (network, recorder) = (&self.network, &self.recorder);
        let polls = self
            .pyth_hermes
            .as_ref()
            .and_then(|pyth| pyth.poll_every_ms);
        let reads = self.solana_rpc.as_ref().map(|solana| solana.every_seconds);
        let above_zero = [
            ("network.wait_first_ms", Some(network.wait_first_ms)),
            ("network.wait_most_ms", Some(network.wait_most_ms)),
            ("network.attempts_most", Some(network.attempts_most.into())),
            (
                "network.silence_most_seconds",
                Some(network.silence_most_seconds),
            ),
            (
                "network.answer_most_seconds",
                Some(network.answer_most_seconds),
            ),
            (
                "recorder.flush_every_seconds",
                Some(recorder.flush_every_seconds),
            ),
            ("pyth_hermes.poll_every_ms", polls),
            ("solana_rpc.every_seconds", reads),
        ];
        if let Some((key, _)) = above_zero.iter().find(|(_, value)| *value == Some(0)) {
            return Err(format!("{key} is 0, expected a number above it"));
        }
        if let Some(size) = recorder.slippage_usd.iter().find(|size| **size <= 0.0) {
            return Err(format!(
                "recorder.slippage_usd holds {size}, expected numbers above 0"
            ));
        }
        let empty = [
            (
                "binance_spot.symbols",
                self.binance_spot.as_ref().map(|of| of.symbols.len()),
            ),
            (
                "binance_perpetual.symbols",
                self.binance_perpetual.as_ref().map(|of| of.symbols.len()),
            ),
            (
                "coinbase.products",
                self.coinbase.as_ref().map(|of| of.products.len()),
            ),
            (
                "okx_spot.instruments",
                self.okx_spot.as_ref().map(|of| of.instruments.len()),
            ),
            (
                "okx_perpetual.instruments",
                self.okx_perpetual.as_ref().map(|of| of.instruments.len()),
            ),
            (
                "deribit.indices",
                self.deribit.as_ref().map(|of| of.indices.len()),
            ),
            (
                "pyth_hermes.feeds",
                self.pyth_hermes.as_ref().map(|of| of.feeds.len()),
            ),
            (
                "solana_rpc.own and solana_rpc.foreign",
                self.solana_rpc
                    .as_ref()
                    .map(|of| of.own.len() + of.foreign.len()),
            ),
        ];
        if let Some((key, _)) = empty.iter().find(|(_, count)| *count == Some(0)) {
            return Err(format!(
                "{key}: nothing is named; leave the section out or name something"
            ));
        }
        if empty.iter().all(|(_, count)| count.is_none()) {
            return Err("no venue is configured: add a section such as [coinbase]".to_owned());
        }
        Ok(())
    }

    /// What to keep and how patient to be.
    pub fn options(&self) -> RecordOptions {
        let (network, recorder) = (&self.network, &self.recorder);
        RecordOptions {
            recorder: RecorderOptions {
                depth_every: Duration::from_millis(recorder.depth_every_ms),
                slippage_usd: recorder.slippage_usd.clone(),
                keeps_raw_book: recorder.keep_raw_book,
                keeps_book_top: recorder.keep_book_top,
            },
            network: NetworkOptions {
                wait_first: Duration::from_millis(network.wait_first_ms),
                wait_most: Duration::from_millis(network.wait_most_ms),
                attempts_most: network.attempts_most,
                silence_most: Duration::from_secs(network.silence_most_seconds),
                answer_most: Duration::from_secs(network.answer_most_seconds),
                seed: network.seed,
            },
            flush_every: Duration::from_secs(recorder.flush_every_seconds),
        }
    }

    /// A connector for each section; `variable` looks up the environment.
    ///
    /// # Errors
    /// In words: an API key's variable that is not set, a layout that is not described.
    pub fn connectors(
        &self,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Vec<Box<dyn Connector>>, String> {
        let mut connectors: Vec<Box<dyn Connector>> = Vec::new();
        let or =
            |given: &Option<String>, usual: &str| given.clone().unwrap_or_else(|| usual.to_owned());
        if let Some(of) = &self.binance_spot {
            let socket = or(&of.socket_url, BinanceSpot::SOCKET_URL);
            let rest = or(&of.rest_url, BinanceSpot::REST_URL);
            connectors.push(Box::new(BinanceSpot::new(&socket, &rest, &of.symbols)));
        }
        if let Some(of) = &self.binance_perpetual {
            let socket = or(&of.socket_url, BinancePerpetual::SOCKET_URL);
            let rest = or(&of.rest_url, BinancePerpetual::REST_URL);
            connectors.push(Box::new(BinancePerpetual::new(&socket, &rest, &of.symbols)));
        }
        if let Some(of) = &self.coinbase {
            let socket = or(&of.socket_url, Coinbase::SOCKET_URL);
            let rest = or(&of.rest_url, Coinbase::REST_URL);
            connectors.push(Box::new(
                Coinbase::new(&socket, &of.products).with_rest(&rest),
            ));
        }
        if let Some(of) = &self.okx_spot {
            let socket = or(&of.socket_url, OkxSpot::SOCKET_URL);
            let rest = or(&of.rest_url, OkxSpot::REST_URL);
            connectors.push(Box::new(OkxSpot::new(&socket, &rest, &of.instruments)));
        }
        if let Some(of) = &self.okx_perpetual {
            let socket = or(&of.socket_url, OkxSpot::SOCKET_URL);
            let rest = or(&of.rest_url, OkxSpot::REST_URL);
            connectors.push(Box::new(OkxPerpetual::new(&socket, &rest, &of.instruments)));
        }
        if let Some(of) = &self.deribit {
            let socket = or(&of.socket_url, Deribit::SOCKET_URL);
            connectors.push(Box::new(Deribit::new(&socket, &of.indices)));
        }
        if let Some(of) = &self.pyth_hermes {
            let key = of.api_key_variable.as_ref().map(|name| {
                let missing = || {
                    format!("pyth_hermes.api_key_variable: {name} is not set in the environment")
                };
                variable(name).ok_or_else(missing)
            });
            let every = of.poll_every_ms.map(Duration::from_millis);
            let url = or(&of.url, PythHermes::URL);
            let pyth = PythHermes::new(&url, &of.feeds, every, key.transpose()?);
            connectors.push(Box::new(pyth));
        }
        if let Some(of) = &self.solana_rpc {
            let every = Duration::from_secs(of.every_seconds);
            connectors.push(Box::new(SolanaRpc::new(&of.url, of.accounts()?, every)));
        }
        Ok(connectors)
    }
}
