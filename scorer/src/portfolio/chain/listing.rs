//! Accounts as a node lists them: the answer to `getProgramAccounts`, base64, with or without its context, or the list
//! alone.
//!
//! Source: Solana, "getProgramAccounts", <https://solana.com/docs/rpc/http/getprogramaccounts>.

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;
use solana_address::Address;

use super::PortfolioError;

/// An account and where it lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainAccount {
    /// Its address.
    pub address: Address,
    /// The program that owns it.
    pub owner: Address,
    /// Its bytes.
    pub data: Vec<u8>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Listing {
    Answer { result: Found },
    Refusal { error: Refusal },
    List(Vec<Entry>),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Found {
    Plain(Vec<Entry>),
    WithContext { value: Vec<Entry> },
}

/// What a node says in place of an answer.
#[derive(Deserialize)]
pub(super) struct Refusal {
    code: i64,
    message: String,
}

#[derive(Deserialize)]
struct Entry {
    pubkey: String,
    account: Wire,
}

/// An account as nodes write it.
#[derive(Deserialize)]
pub(super) struct Wire {
    owner: String,
    data: (String, String),
}

impl Wire {
    /// The account at `address`.
    pub(super) fn account(&self, address: &str) -> Result<ChainAccount, PortfolioError> {
        let refused = |reason: String| PortfolioError::Account {
            address: address.to_owned(),
            reason,
        };
        let base58 = |text: &str, what: &str| {
            let parsed: Result<Address, _> = text.parse();
            parsed.map_err(|_| refused(format!("{what} {text:?} is no address in base 58")))
        };
        let (data, encoding) = &self.data;
        if encoding != "base64" {
            let reason = format!("its data are in {encoding}: ask for base64");
            return Err(refused(reason));
        }
        let data = BASE64_STANDARD.decode(data);
        Ok(ChainAccount {
            address: base58(address, "its address")?,
            owner: base58(&self.owner, "its owner")?,
            data: data.map_err(|error| refused(error.to_string()))?,
        })
    }
}

impl Refusal {
    pub(super) fn in_words(&self) -> String {
        format!("the node refuses: {} ({})", self.message, self.code)
    }
}

/// Reads a file of accounts.
///
/// # Errors
/// A file that cannot be read, or [`parse_accounts`]'s, with the file.
pub fn read_accounts(file: &Path) -> Result<Vec<ChainAccount>, PortfolioError> {
    let text = fs::read_to_string(file).map_err(|error| PortfolioError::FileUnreadable {
        file: file.to_owned(),
        reason: error.to_string(),
    })?;
    parse_accounts(&text).map_err(|source| PortfolioError::InFile {
        file: file.to_owned(),
        source: Box::new(source),
    })
}

/// Reads accounts as a node lists them.
///
/// # Errors
/// Text that is no such answer, a node's refusal, or an account that is none, by its address.
pub fn parse_accounts(text: &str) -> Result<Vec<ChainAccount>, PortfolioError> {
    let malformed = |reason: String| PortfolioError::Malformed { reason };
    let listing = serde_json::from_str(text).map_err(|error| {
        malformed(format!(
            "no answer to getProgramAccounts with \"encoding\": \"base64\": {error}"
        ))
    })?;
    let entries = match listing {
        Listing::Refusal { error } => return Err(malformed(error.in_words())),
        Listing::Answer { result } => match result {
            Found::Plain(entries) => entries,
            Found::WithContext { value } => value,
        },
        Listing::List(entries) => entries,
    };
    let accounts = entries.iter();
    accounts
        .map(|entry| entry.account.account(&entry.pubkey))
        .collect()
}
