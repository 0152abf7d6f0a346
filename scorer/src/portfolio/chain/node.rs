//! A market's accounts from a node, over HTTP.
//!
//! Two requests: what belongs to the market (`getProgramAccounts`, filtered by the market's address, which every account
//! of it begins with), then the market itself and the chain's clock (`getMultipleAccounts`), so that no account is of a
//! later time than the clock. Source: Solana, <https://solana.com/docs/rpc/http>, and the clock's layout,
//! <https://docs.anza.xyz/runtime/sysvars>.

use std::time::Duration;

use ballast_policy::unit::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use solana_address::Address;

use super::PortfolioError;
use super::listing::{ChainAccount, Refusal, Wire, parse_accounts};
use crate::record::{NetworkOptions, client, fetch_body};
use crate::rpc::{CLOCK, ChainClock};
use crate::venue::{Purpose, RestRequest};

/// Where an account names its market.
const MARKET: usize = 8;

/// A node to ask.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its address, which may hold a key.
    pub url: String,
    /// How patient to be with it.
    pub patience: NetworkOptions,
}

impl Node {
    /// A node at `url` that is asked five times, a minute each.
    pub fn at(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            patience: NetworkOptions {
                wait_first: Duration::from_millis(500),
                wait_most: Duration::from_secs(10),
                attempts_most: 5,
                silence_most: Duration::from_mins(1),
                answer_most: Duration::from_mins(1),
                seed: 0,
            },
        }
    }

    async fn ask(&self, method: &str, parameters: Value) -> Result<String, PortfolioError> {
        let body =
            json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}).to_string();
        let mut request = RestRequest::get(Purpose::Accounts, "", self.url.clone());
        request.body = Some(body);
        let client = client().map_err(|error| self.refused(error.to_string()))?;
        let answer = fetch_body(&client, &request, &self.patience).await;
        answer.map_err(|reason| self.refused(reason))
    }

    /// The URL may hold a key: only its host is repeated.
    fn refused(&self, reason: String) -> PortfolioError {
        let url = reqwest::Url::parse(&self.url);
        let host = url.ok().and_then(|url| url.host_str().map(str::to_owned));
        PortfolioError::Node {
            node: host.unwrap_or_else(|| "the node".to_owned()),
            reason,
        }
    }
}

#[derive(Deserialize)]
struct Answer {
    result: Option<Named>,
    error: Option<Refusal>,
}

#[derive(Deserialize)]
struct Named {
    value: Vec<Option<Wire>>,
}

/// The accounts of `market`, and the chain's time at the end.
///
/// # Errors
/// A node that cannot be reached or refuses, or an answer that is none.
pub async fn fetch(
    node: &Node,
    program: &Address,
    market: &Address,
) -> Result<(Vec<ChainAccount>, Timestamp), PortfolioError> {
    let filter = json!({"memcmp": {"offset": MARKET, "bytes": market.to_string()}});
    let settings = json!({"encoding": "base64", "commitment": "confirmed", "filters": [filter]});
    let listed = node
        .ask("getProgramAccounts", json!([program.to_string(), settings]))
        .await?;
    let mut accounts = parse_accounts(&listed).map_err(|error| node.refused(error.to_string()))?;
    let settings = json!({"encoding": "base64", "commitment": "confirmed"});
    let named = node
        .ask(
            "getMultipleAccounts",
            json!([[market.to_string(), CLOCK.to_string()], settings]),
        )
        .await?;
    let answer: Answer = serde_json::from_str(&named)
        .map_err(|error| node.refused(format!("no answer to getMultipleAccounts: {error}")))?;
    let value = match answer {
        Answer {
            error: Some(error), ..
        } => return Err(node.refused(error.in_words())),
        Answer { result, .. } => result.map_or_else(Vec::new, |result| result.value),
    };
    let [itself, clock] = value.as_slice() else {
        return Err(node.refused("two accounts were asked for, others came".to_owned()));
    };
    if let Some(itself) = itself {
        accounts.push(itself.account(&market.to_string())?);
    }
    Ok((accounts, time(clock.as_ref())?))
}

fn time(clock: Option<&Wire>) -> Result<Timestamp, PortfolioError> {
    let refused = |reason: &str| PortfolioError::Account {
        address: CLOCK.to_string(),
        reason: reason.to_owned(),
    };
    let clock = clock.ok_or_else(|| refused("the chain's clock is not there"))?;
    let clock = ChainClock::of(&clock.account(&CLOCK.to_string())?.data);
    let seconds = clock.map(|clock| u64::try_from(clock.unix_seconds));
    match seconds {
        Ok(Ok(seconds)) => Ok(Timestamp(seconds)),
        _ => Err(refused("the chain's clock tells no time")),
    }
}
