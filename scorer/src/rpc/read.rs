//! What is read most: accounts, the clock, balances, and what a transaction did.

use std::sync::Arc;

use ballast_client::layout::Account as Layout;
use ballast_client::{DecodeError, PROGRAM_ID};
use serde::Deserialize;
use serde_json::{Value, json};
use solana_address::Address;
use solana_client::nonblocking::rpc_client::RpcClient;
use solana_client::rpc_config::{RpcAccountInfoConfig, RpcProgramAccountsConfig};
use solana_client::rpc_filter::{Memcmp, RpcFilterType};
use solana_client::rpc_request::RpcRequest;
use solana_client::rpc_response::{
    OptionSerializer, TransactionError, UiAccountEncoding, UiTransactionStatusMeta,
};
use solana_signature::Signature;

use super::{Endpoints, RpcError, kept};

/// Where the chain's clock lies.
pub const CLOCK: Address = Address::from_str_const("SysvarC1ock11111111111111111111111111111111");
/// Accounts that one request may name.
const ACCOUNTS_MOST: usize = 100;

/// An account's bytes and who owns them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawAccount {
    /// The program that owns it.
    pub owner: Address,
    /// Its balance, lamports.
    pub lamports: u64,
    /// Its bytes.
    pub data: Vec<u8>,
}

/// The chain's time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChainClock {
    /// The slot.
    pub slot: u64,
    /// The epoch.
    pub epoch: u64,
    /// Unix seconds, as the validators agree on them.
    pub unix_seconds: i64,
}

/// What a transaction that landed did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Executed {
    /// Its slot.
    pub slot: u64,
    /// The block's time, Unix seconds.
    pub block_time: Option<i64>,
    /// What it paid, lamports.
    pub fee_lamports: u64,
    /// Compute units it used.
    pub units: Option<u64>,
    /// Why it reverted.
    pub error: Option<TransactionError>,
    /// Its log.
    pub logs: Vec<String>,
}

impl ChainClock {
    /// What the clock's account says.
    ///
    /// # Errors
    /// [`RpcError::AccountMalformed`], when it is too short.
    pub fn of(data: &[u8]) -> Result<Self, RpcError> {
        let word = |at: usize| {
            let bytes = data.get(at..).and_then(|bytes| bytes.first_chunk::<8>());
            bytes.copied().ok_or(RpcError::AccountMalformed {
                address: CLOCK,
                source: DecodeError::Length {
                    kind: "Clock",
                    expected: 40,
                    found: data.len(),
                },
            })
        };
        // Slot, the epoch's first time, epoch, the schedule's epoch, time: <https://docs.anza.xyz/runtime/sysvars>.
        Ok(Self {
            slot: u64::from_le_bytes(word(0)?),
            epoch: u64::from_le_bytes(word(16)?),
            unix_seconds: i64::from_le_bytes(word(32)?),
        })
    }
}

impl Endpoints {
    /// An account of the lending program.
    ///
    /// # Errors
    /// No answer, no such account, another program's, or other bytes.
    pub async fn account<A: Layout>(&self, address: &Address) -> Result<A, RpcError> {
        let found = self.raw_account(address).await?;
        let address = *address;
        decode(address, &found.ok_or(RpcError::AccountMissing { address })?)
    }

    /// Accounts of the lending program, in the order of `addresses`; none where there is none.
    ///
    /// # Errors
    /// No answer, another program's account, or other bytes.
    pub async fn accounts<A: Layout>(
        &self,
        addresses: &[Address],
    ) -> Result<Vec<Option<A>>, RpcError> {
        let (_, found) = self.raw_accounts(addresses).await?;
        let placed = addresses.iter().zip(found);
        let decoded = placed.map(|(address, account)| {
            let account = account.map(|account| decode(*address, &account));
            account.transpose()
        });
        decoded.collect()
    }

    /// Any account; none where there is none.
    ///
    /// # Errors
    /// No answer.
    pub async fn raw_account(&self, address: &Address) -> Result<Option<RawAccount>, RpcError> {
        let (_, mut found) = self.raw_accounts(&[*address]).await?;
        Ok(found.pop().flatten())
    }

    /// Any accounts, in the order of `addresses`, and the slot they were read at: the first one's, if there are more
    /// than a hundred.
    ///
    /// # Errors
    /// No answer.
    pub async fn raw_accounts(
        &self,
        addresses: &[Address],
    ) -> Result<(u64, Vec<Option<RawAccount>>), RpcError> {
        let (mut slot, mut found) = (0, Vec::with_capacity(addresses.len()));
        let commitment = self.commitment();
        for some in addresses.chunks(ACCOUNTS_MOST) {
            let ask = |client: Arc<RpcClient>| async move {
                client
                    .get_multiple_accounts_with_commitment(some, commitment)
                    .await
            };
            let response = self.ask("getMultipleAccounts", ask).await?;
            if found.is_empty() {
                slot = response.context.slot;
            }
            let accounts = response.value.into_iter();
            found.extend(accounts.map(|account| {
                account.map(|account| RawAccount {
                    owner: account.owner,
                    lamports: account.lamports,
                    data: account.data,
                })
            }));
        }
        Ok((slot, found))
    }

    /// The lending program's accounts of a kind that belong to `market`, by address.
    ///
    /// # Errors
    /// No answer, or an account of other bytes.
    pub async fn market_accounts<A: Layout>(
        &self,
        market: &Address,
    ) -> Result<Vec<(Address, A)>, RpcError> {
        // Every account of a market begins with its discriminator and the market's address.
        let kind = [A::DISCRIMINATOR.as_slice(), market.as_ref()].concat();
        let commitment = self.commitment();
        let ask = |client: Arc<RpcClient>| {
            let settings = RpcProgramAccountsConfig {
                filters: Some(vec![RpcFilterType::Memcmp(Memcmp::new_raw_bytes(
                    0,
                    kind.clone(),
                ))]),
                account_config: RpcAccountInfoConfig {
                    encoding: Some(UiAccountEncoding::Base64),
                    commitment: Some(commitment),
                    ..RpcAccountInfoConfig::default()
                },
                ..RpcProgramAccountsConfig::default()
            };
            async move {
                client
                    .get_program_ui_accounts_with_config(&PROGRAM_ID, settings)
                    .await
            }
        };
        let listed = self.ask("getProgramAccounts", ask).await?;
        let decoded = listed.into_iter().map(|(address, account)| {
            let data = account.data.decode().unwrap_or_default();
            let decoded = A::decode(&data);
            let decoded =
                decoded.map_err(|source| RpcError::AccountMalformed { address, source })?;
            Ok((address, decoded))
        });
        let mut decoded = decoded.collect::<Result<Vec<_>, RpcError>>()?;
        decoded.sort_unstable_by_key(|(address, _)| *address);
        Ok(decoded)
    }

    /// The chain's clock.
    ///
    /// # Errors
    /// No answer, or a clock of other bytes.
    pub async fn clock(&self) -> Result<ChainClock, RpcError> {
        let address = CLOCK;
        let found = self.raw_account(&address).await?;
        ChainClock::of(&found.ok_or(RpcError::AccountMissing { address })?.data)
    }

    /// The slot.
    ///
    /// # Errors
    /// No answer.
    pub async fn slot(&self) -> Result<u64, RpcError> {
        let commitment = self.commitment();
        let ask = |client: Arc<RpcClient>| async move {
            client.get_slot_with_commitment(commitment).await
        };
        self.ask("getSlot", ask).await
    }

    /// The block height.
    ///
    /// # Errors
    /// No answer.
    pub async fn block_height(&self) -> Result<u64, RpcError> {
        let commitment = self.commitment();
        let ask = |client: Arc<RpcClient>| async move {
            client.get_block_height_with_commitment(commitment).await
        };
        self.ask("getBlockHeight", ask).await
    }

    /// An account's balance, lamports; zero where there is none.
    ///
    /// # Errors
    /// No answer.
    pub async fn balance(&self, address: &Address) -> Result<u64, RpcError> {
        let (address, commitment) = (*address, self.commitment());
        let ask = |client: Arc<RpcClient>| async move {
            let balance = client.get_balance_with_commitment(&address, commitment);
            balance.await.map(|response| response.value)
        };
        self.ask("getBalance", ask).await
    }

    /// What a transaction did; none while no node knows of it landing.
    ///
    /// # Errors
    /// No answer; [`RpcError::HistoryUnkept`] where no node keeps transactions.
    pub async fn transaction(&self, signature: &Signature) -> Result<Option<Executed>, RpcError> {
        let request = transaction_request(signature);
        let ask = |client: Arc<RpcClient>| {
            let request = request.clone();
            async move {
                let found = client.send::<Option<Found>>(RpcRequest::GetTransaction, request);
                kept(found.await)
            }
        };
        // A node that keeps none is passed over, and not taken for one that fails.
        let mut without = Vec::new();
        loop {
            let (node, found) = self.ask_but("getTransaction", &without, ask).await?;
            if let Some(found) = found {
                return Ok(found.map(Executed::from));
            }
            without.push(node);
            if self.order(&without).is_empty() {
                return Err(RpcError::HistoryUnkept);
            }
        }
    }
}

/// What `getTransaction` is asked with.
pub(super) fn transaction_request(signature: &Signature) -> Value {
    json!([signature.to_string(), {
        "encoding": "base64",
        "commitment": "confirmed",
        "maxSupportedTransactionVersion": 0,
    }])
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Found {
    slot: u64,
    block_time: Option<i64>,
    meta: Option<UiTransactionStatusMeta>,
}

impl From<Found> for Executed {
    fn from(found: Found) -> Self {
        let (slot, block_time) = (found.slot, found.block_time);
        let meta = found.meta;
        let logs = meta.as_ref().map(|meta| meta.log_messages.clone());
        let units = meta
            .as_ref()
            .map(|meta| meta.compute_units_consumed.clone());
        Self {
            slot,
            block_time,
            fee_lamports: meta.as_ref().map_or(0, |meta| meta.fee),
            units: units.and_then(Option::from),
            error: meta.and_then(|meta| meta.err).map(Into::into),
            logs: match logs {
                Some(OptionSerializer::Some(logs)) => logs,
                _ => Vec::new(),
            },
        }
    }
}

/// The account of the lending program at `address`.
pub(crate) fn decode<A: Layout>(address: Address, account: &RawAccount) -> Result<A, RpcError> {
    if account.owner != PROGRAM_ID {
        let (owner, expected) = (account.owner, PROGRAM_ID);
        return Err(RpcError::AccountForeign {
            address,
            owner,
            expected,
        });
    }
    A::decode(&account.data).map_err(|source| RpcError::AccountMalformed { address, source })
}
