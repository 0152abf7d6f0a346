//! Sections of the recorder's configuration, as they stand in the file.

use std::collections::BTreeMap;

use serde::Deserialize;
use solana_address::Address;

use crate::venue::{AccountSource, ForeignLayout, PythFeed, address_in_base58};

#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct RecorderSection {
    pub(super) depth_every_ms: u64,
    pub(super) slippage_usd: Vec<f64>,
    pub(super) flush_every_seconds: u64,
    pub(super) keep_raw_book: bool,
    pub(super) keep_book_top: bool,
}

impl Default for RecorderSection {
    fn default() -> Self {
        Self {
            depth_every_ms: 1_000,
            slippage_usd: vec![10_000.0, 100_000.0, 1_000_000.0],
            flush_every_seconds: 60,
            keep_raw_book: false,
            keep_book_top: false,
        }
    }
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct NetworkSection {
    pub(super) wait_first_ms: u64,
    pub(super) wait_most_ms: u64,
    pub(super) attempts_most: u32,
    pub(super) silence_most_seconds: u64,
    pub(super) answer_most_seconds: u64,
    pub(super) seed: u64,
}

impl Default for NetworkSection {
    fn default() -> Self {
        Self {
            wait_first_ms: 500,
            wait_most_ms: 60_000,
            attempts_most: 20,
            silence_most_seconds: 60,
            answer_most_seconds: 15,
            seed: 1,
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BinanceSection {
    pub(super) symbols: Vec<String>,
    pub(super) socket_url: Option<String>,
    pub(super) rest_url: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CoinbaseSection {
    pub(super) products: Vec<String>,
    pub(super) socket_url: Option<String>,
    pub(super) rest_url: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OkxSection {
    pub(super) instruments: Vec<String>,
    pub(super) socket_url: Option<String>,
    pub(super) rest_url: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DeribitSection {
    pub(super) indices: Vec<String>,
    pub(super) socket_url: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PythSection {
    pub(super) feeds: Vec<PythFeed>,
    pub(super) url: Option<String>,
    pub(super) poll_every_ms: Option<u64>,
    pub(super) api_key_variable: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SolanaSection {
    pub(super) url: String,
    pub(super) every_seconds: u64,
    #[serde(default)]
    pub(super) own: Vec<OwnSection>,
    #[serde(default)]
    pub(super) foreign: Vec<ForeignSection>,
    #[serde(default)]
    pub(super) layouts: BTreeMap<String, ForeignLayout>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OwnSection {
    pub(super) name: String,
    #[serde(deserialize_with = "address_in_base58")]
    pub(super) address: Address,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ForeignSection {
    pub(super) name: String,
    #[serde(deserialize_with = "address_in_base58")]
    pub(super) address: Address,
    pub(super) decimals: u8,
    pub(super) layout: String,
}

impl SolanaSection {
    /// The accounts, each foreign one with its layout.
    pub(super) fn accounts(&self) -> Result<Vec<AccountSource>, String> {
        let own = self.own.iter().map(|own| {
            Ok(AccountSource::Own {
                name: own.name.clone(),
                address: own.address,
            })
        });
        let foreign = self.foreign.iter().map(|foreign| {
            let layout = self.layouts.get(&foreign.layout).ok_or_else(|| {
                format!(
                    "solana_rpc.foreign {}: there is no [solana_rpc.layouts.{}]",
                    foreign.name, foreign.layout
                )
            })?;
            Ok(AccountSource::Foreign {
                name: foreign.name.clone(),
                address: foreign.address,
                decimals: foreign.decimals,
                layout: layout.clone(),
            })
        });
        own.chain(foreign).collect()
    }
}
