//! Solana RPC: the market's own reserves and other protocols', read together.
//!
//! Source: Solana, "getMultipleAccounts", <https://solana.com/docs/rpc/http/getmultipleaccounts>: at most 100
//! accounts a request, base64 data, the slot that they are of. Our own accounts are read with
//! `ballast_client`'s layouts and `ballast_policy`'s index; others by a [`ForeignLayout`].

mod layout;

use std::time::Duration;

use ballast_client::layout::{Account as _, Reserve};
use ballast_policy::index::BorrowIndex;
use ballast_policy::unit::DebtShares;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;
use serde_json::json;
use solana_address::Address;

pub(crate) use layout::address_in_base58;
pub use layout::{AmountField, ForeignLayout, NumberForm};

use super::{
    Connector, Event, EventKind, Feed, GapReason, PoolReserve, Purpose, RestRequest, Venue,
    VenueError,
};

/// The most accounts that one request may name.
const ACCOUNTS_PER_REQUEST: usize = 100;
/// Name of our own protocol in the store.
const OWN_PROTOCOL: &str = "ballast";

#[derive(Deserialize)]
struct Wire {
    result: Option<WireResult>,
    error: Option<WireError>,
}

#[derive(Deserialize)]
struct WireError {
    code: i64,
    message: String,
}

#[derive(Deserialize)]
struct WireResult {
    context: Context,
    value: Vec<Option<WireAccount>>,
}

#[derive(Deserialize)]
struct Context {
    slot: u64,
}

#[derive(Deserialize)]
struct WireAccount {
    data: (String, String),
    owner: String,
}

/// One account to read.
#[derive(Clone, Debug, PartialEq)]
pub enum AccountSource {
    /// A reserve of the Ballast program.
    Own {
        /// Name in the store, such as `main-SOL`.
        name: String,
        /// The reserve's address.
        address: Address,
    },
    /// A reserve of another protocol.
    Foreign {
        /// Name in the store.
        name: String,
        /// The reserve's address.
        address: Address,
        /// Decimals of its token.
        decimals: u8,
        /// Where its numbers stand.
        layout: ForeignLayout,
    },
}

impl AccountSource {
    fn name(&self) -> &str {
        match self {
            Self::Own { name, .. } | Self::Foreign { name, .. } => name,
        }
    }

    fn address(&self) -> &Address {
        match self {
            Self::Own { address, .. } | Self::Foreign { address, .. } => address,
        }
    }

    fn protocol(&self) -> &str {
        match self {
            Self::Own { .. } => OWN_PROTOCOL,
            Self::Foreign { layout, .. } => &layout.protocol,
        }
    }

    /// Available and borrowed tokens.
    fn read(&self, owner: &Address, data: &[u8]) -> Result<(f64, f64), String> {
        match self {
            Self::Own { .. } => own_reserve(owner, data),
            Self::Foreign {
                decimals, layout, ..
            } => layout.read(owner, data, *decimals),
        }
    }
}

/// Tokens in the vault that belong to the market, and what all debt shares owe by the account's own
/// index (interest since its last accrual is not in it).
#[expect(
    clippy::cast_precision_loss,
    reason = "an amount is reported as a float; its relative error is below 2^-52"
)]
fn own_reserve(owner: &Address, data: &[u8]) -> Result<(f64, f64), String> {
    if *owner != ballast_client::PROGRAM_ID {
        let program = ballast_client::PROGRAM_ID;
        return Err(format!("its owner is {owner}, expected {program}"));
    }
    let reserve = Reserve::decode(data).map_err(|error| error.to_string())?;
    let index = BorrowIndex {
        whole: reserve.ledger.index.whole,
        fraction: reserve.ledger.index.fraction,
    };
    let borrowed = index.owed_ceil(DebtShares(reserve.ledger.debt_shares)).0;
    let unit = layout::unit(reserve.decimals);
    Ok((reserve.ledger.cash as f64 / unit, borrowed as f64 / unit))
}

/// Accounts over Solana RPC.
#[derive(Clone, Debug)]
pub struct SolanaRpc {
    url: String,
    accounts: Vec<AccountSource>,
    every: Duration,
    /// Slot of the newest answer.
    slot: u64,
}

impl SolanaRpc {
    /// Reads `accounts` every `every`.
    pub fn new(url: &str, accounts: Vec<AccountSource>, every: Duration) -> Self {
        Self {
            url: url.to_owned(),
            accounts,
            every,
            slot: 0,
        }
    }

    fn request(&self, chunk: usize, accounts: &[AccountSource]) -> RestRequest {
        let addresses: Vec<String> = accounts
            .iter()
            .map(|account| account.address().to_string())
            .collect();
        let body = json!({
            "jsonrpc": "2.0", "id": chunk, "method": "getMultipleAccounts",
            "params": [addresses, {"encoding": "base64", "commitment": "confirmed"}],
        });
        let chunk = chunk.to_string();
        let mut request = RestRequest::get(Purpose::Accounts, chunk, self.url.clone());
        request.body = Some(body.to_string());
        request
    }

    fn reserve(
        &self,
        source: &AccountSource,
        account: Option<&WireAccount>,
    ) -> Result<Event, VenueError> {
        let unreadable = |reason: String| VenueError::AccountUnreadable {
            venue: self.venue(),
            protocol: source.protocol().to_owned(),
            address: source.address().to_string(),
            reason,
        };
        let account = account.ok_or_else(|| unreadable("there is no such account".to_owned()))?;
        let owner: Address = account
            .owner
            .parse()
            .map_err(|_| unreadable(format!("owner {:?} is no address", account.owner)))?;
        let data = BASE64_STANDARD
            .decode(&account.data.0)
            .map_err(|error| unreadable(error.to_string()))?;
        let (available, borrowed) = source.read(&owner, &data).map_err(unreadable)?;
        let total = available + borrowed;
        let kind = EventKind::Reserve(PoolReserve {
            protocol: source.protocol().to_owned(),
            address: source.address().to_string(),
            available,
            borrowed,
            utilization: if total > 0.0 { borrowed / total } else { 0.0 },
        });
        Ok(Event::new(source.name(), None, kind))
    }
}

impl Connector for SolanaRpc {
    fn venue(&self) -> Venue {
        Venue::SolanaRpc
    }

    fn instruments(&self) -> Vec<String> {
        let names = self.accounts.iter().map(AccountSource::name);
        names.map(str::to_owned).collect()
    }

    fn feeds(&self) -> Vec<Feed> {
        self.accounts
            .chunks(ACCOUNTS_PER_REQUEST)
            .enumerate()
            .map(|(chunk, accounts)| Feed::Poll {
                request: self.request(chunk, accounts),
                every: Some(self.every),
            })
            .collect()
    }

    fn parse(&mut self, message: &str) -> Result<Vec<Event>, VenueError> {
        let reason = "an answer without its request";
        Err(VenueError::malformed(self.venue(), message, reason))
    }

    /// An account that cannot be read becomes a gap of its own; the others are still taken.
    fn parse_response(
        &mut self,
        request: &RestRequest,
        body: &str,
    ) -> Result<Vec<Event>, VenueError> {
        let venue = self.venue();
        let malformed = |reason: String| VenueError::malformed(venue, body, reason);
        let wire: Wire =
            serde_json::from_str(body).map_err(|error| malformed(error.to_string()))?;
        let result = match (wire.result, wire.error) {
            (_, Some(error)) => {
                let reason = format!("{}: {}", error.code, error.message);
                return Err(VenueError::Refused { venue, reason });
            }
            (None, None) => return Err(malformed("no result".to_owned())),
            (Some(result), None) => result,
        };
        let chunk: usize = request.instrument.parse().unwrap_or(0);
        let accounts = self.accounts.chunks(ACCOUNTS_PER_REQUEST).nth(chunk);
        let accounts = accounts.unwrap_or_default();
        if result.value.len() != accounts.len() {
            let (found, asked) = (result.value.len(), accounts.len());
            return Err(malformed(format!(
                "{found} accounts where {asked} were asked for"
            )));
        }
        if result.context.slot < self.slot {
            let detail = format!("slot {} after slot {}", result.context.slot, self.slot);
            let behind = |account: &AccountSource| {
                let kind = EventKind::gap(GapReason::SequenceBroken, detail.as_str());
                Event::new(account.name(), None, kind)
            };
            return Ok(accounts.iter().map(behind).collect());
        }
        let events = accounts
            .iter()
            .zip(&result.value)
            .map(|(source, account)| {
                self.reserve(source, account.as_ref())
                    .unwrap_or_else(|error| {
                        let kind = EventKind::gap(GapReason::MessageMalformed, error.to_string());
                        Event::new(source.name(), None, kind)
                    })
            })
            .collect();
        self.slot = result.context.slot;
        Ok(events)
    }
}
