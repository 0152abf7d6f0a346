//! A feed's transactions, as the chain keeps them.

use std::sync::Arc;

use ballast_client::PROGRAM_ID;
use ballast_client::event::{Event, in_logs};
use ballast_client::instruction::ReportArguments;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};
use solana_address::Address;
use solana_client::nonblocking::rpc_client::RpcClient;
use solana_client::rpc_request::RpcRequest;
use solana_message::VersionedMessage;

use crate::rpc::{Endpoints, RpcError};

/// Signatures that one request gives.
const PAGE: usize = 1_000;
/// Number of the instruction `report_submit`.
const REPORT_SUBMIT: u8 = 11;

/// Which transactions to read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HistoryRequest {
    /// Unix seconds before which none is of interest.
    pub from: Option<i64>,
    /// Unix seconds after which none is of interest.
    pub until: Option<i64>,
    /// Most of them, the latest.
    pub most: usize,
}

/// One transaction that touched the feed and did not fail.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// Its signature, in base 58.
    pub signature: String,
    /// Its slot.
    pub slot: u64,
    /// Its block's time, Unix seconds.
    pub time: Option<i64>,
    /// The reports in it, with who signed and to which feed.
    pub reports: Vec<(Address, Address, ReportArguments)>,
    /// What the program logged.
    pub events: Vec<Event>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    signature: String,
    err: Option<Value>,
    block_time: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Found {
    slot: u64,
    block_time: Option<i64>,
    transaction: (String, String),
    meta: Option<Meta>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Meta {
    log_messages: Option<Vec<String>>,
}

/// The transactions that touched `feed`, in the order of the chain.
///
/// # Errors
/// [`RpcError`].
pub async fn history(
    endpoints: &Endpoints,
    feed: &Address,
    request: &HistoryRequest,
) -> Result<Vec<Seen>, RpcError> {
    let mut listed: Vec<Listed> = Vec::new();
    let mut before: Option<String> = None;
    loop {
        let page = page(endpoints, feed, before.as_deref()).await?;
        let is_last = page.len() < PAGE;
        before = page.last().map(|last| last.signature.clone());
        let mut is_past = false;
        for entry in page {
            let is_after = |time: i64| request.until.is_some_and(|until| time > until);
            is_past |= entry
                .block_time
                .zip(request.from)
                .is_some_and(|(time, from)| time < from);
            if !is_past && entry.err.is_none() && !entry.block_time.is_some_and(is_after) {
                listed.push(entry);
            }
        }
        if is_last || is_past || listed.len() >= request.most {
            break;
        }
    }
    listed.truncate(request.most);
    let mut seen = Vec::new();
    for entry in listed.into_iter().rev() {
        seen.extend(read(endpoints, entry.signature).await?);
    }
    Ok(seen)
}

async fn page(
    endpoints: &Endpoints,
    feed: &Address,
    before: Option<&str>,
) -> Result<Vec<Listed>, RpcError> {
    let mut settings = json!({"limit": PAGE, "commitment": "confirmed"});
    if let Some(before) = before {
        settings["before"] = before.into();
    }
    let asked = json!([feed.to_string(), settings]);
    let ask = |client: Arc<RpcClient>| {
        let asked = asked.clone();
        async move {
            let request = RpcRequest::GetSignaturesForAddress;
            client.send::<Vec<Listed>>(request, asked).await
        }
    };
    endpoints.ask("getSignaturesForAddress", ask).await
}

/// One transaction; none where the node no longer has it.
///
/// # Errors
/// [`RpcError`].
pub(super) async fn read(
    endpoints: &Endpoints,
    signature: String,
) -> Result<Option<Seen>, RpcError> {
    let settings = json!({
        "encoding": "base64",
        "commitment": "confirmed",
        "maxSupportedTransactionVersion": 0,
    });
    let asked = json!([signature, settings]);
    let ask = |client: Arc<RpcClient>| {
        let asked = asked.clone();
        async move {
            let request = RpcRequest::GetTransaction;
            client.send::<Option<Found>>(request, asked).await
        }
    };
    let found = endpoints.ask("getTransaction", ask).await?;
    Ok(found.map(|found| {
        let bytes = STANDARD.decode(&found.transaction.0).unwrap_or_default();
        let logs = found.meta.and_then(|meta| meta.log_messages);
        Seen {
            signature,
            slot: found.slot,
            time: found.block_time,
            reports: reports_in(&bytes),
            events: in_logs(&logs.unwrap_or_default()),
        }
    }))
}

/// The reports in a serialized transaction: publisher, feed and what it says.
fn reports_in(transaction: &[u8]) -> Vec<(Address, Address, ReportArguments)> {
    // The number of signatures takes one byte: a packet has no room for 128 of them.
    let Some((count, rest)) = transaction.split_first() else {
        return Vec::new();
    };
    let message = rest.get(64 * usize::from(*count)..).unwrap_or_default();
    let Ok(message) = wincode::deserialize::<VersionedMessage>(message) else {
        return Vec::new();
    };
    let keys = message.static_account_keys();
    let reports = message.instructions().iter().filter_map(|instruction| {
        let program = keys.get(usize::from(instruction.program_id_index))?;
        let key = |place: usize| {
            keys.get(usize::from(*instruction.accounts.get(place)?))
                .copied()
        };
        let arguments = arguments(&instruction.data)?;
        (*program == PROGRAM_ID).then_some((key(0)?, key(1)?, arguments))
    });
    reports.collect()
}

/// Reads what `instruction::report_submit` writes.
fn arguments(data: &[u8]) -> Option<ReportArguments> {
    let rest = data.strip_prefix(&[REPORT_SUBMIT])?;
    let (sequence, rest) = rest.split_first_chunk::<8>()?;
    let (observed_at, rest) = rest.split_first_chunk::<8>()?;
    let (score, rest) = rest.split_first_chunk::<2>()?;
    let (half_width, rest) = rest.split_first_chunk::<2>()?;
    let (depth_bps, rest) = rest.split_first_chunk::<2>()?;
    let (model_hash, rest) = rest.split_first_chunk::<32>()?;
    let (input_hash, _) = rest.split_first_chunk::<32>()?;
    Some(ReportArguments {
        sequence: u64::from_le_bytes(*sequence),
        observed_at: u64::from_le_bytes(*observed_at),
        score: u16::from_le_bytes(*score),
        half_width: u16::from_le_bytes(*half_width),
        depth_bps: u16::from_le_bytes(*depth_bps),
        model_hash: *model_hash,
        input_hash: *input_hash,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn report_is_read_as_it_was_written() {
        let report = ReportArguments {
            sequence: 7,
            observed_at: 1_700_000_000,
            score: 4_321,
            half_width: 210,
            depth_bps: 9_000,
            model_hash: [3; 32],
            input_hash: [4; 32],
        };
        let address = Address::new_from_array([9; 32]);
        let written = ballast_client::instruction::report_submit(&address, &address, &report);

        assert_eq!(arguments(&written.data), Some(report));
        assert_eq!(arguments(&written.data[..80]), None);
        assert_eq!(arguments(&[12]), None);
    }

    #[test]
    fn bytes_that_are_no_transaction_hold_no_reports() {
        for bytes in [&[][..], &[1], &[200, 1, 2], &[0, 255, 255]] {
            assert!(reports_in(bytes).is_empty(), "{bytes:?}");
        }
    }
}
