//! Whether a transaction landed, and whether it still can.

use std::sync::Arc;

use solana_client::nonblocking::rpc_client::RpcClient;
use solana_client::rpc_response::TransactionError;
use solana_commitment_config::CommitmentConfig;
use solana_hash::Hash;
use solana_signature::Signature;
use solana_transaction_status_client_types::TransactionStatus;

use super::{Revert, SendError, Sender, Ticket};
use crate::rpc::{RpcError, Said, kept};

/// Block heights for which every node knows, by itself, what could land up to a transaction's last one: it remembers the last
/// three hundred blocks, and a transaction may land in half of them.
const REMEMBERED_HEIGHTS: u64 = 150;

/// What became of a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// It landed and did what it was to.
    Landed {
        /// Its slot.
        slot: u64,
    },
    /// It landed and reverted.
    Failed {
        /// Its slot.
        slot: u64,
        /// The transaction's error.
        error: TransactionError,
        /// The broken rule, when an instruction is to blame.
        revert: Option<Revert>,
    },
    /// It did not land and no longer can.
    Expired,
    /// It can no longer land, and whether it did nobody knows: no node keeps transactions, and what every node remembers by
    /// itself lies later.
    Forgotten,
    /// It is not known to have landed, and may still do so.
    Pending {
        /// Block heights left, as the node that is furthest behind sees it; zero: they are over, but not every node says so.
        heights_left: u64,
    },
}

/// One node's view of a transaction.
struct View {
    seen: Option<Seen>,
    /// Whether history was searched; otherwise the latest blocks alone.
    is_searched: bool,
    height: u64,
    is_blockhash_valid: bool,
}

/// A transaction in a block of the wanted commitment, or below it.
pub(super) struct Seen {
    pub(super) slot: u64,
    pub(super) is_final: bool,
    pub(super) error: Option<TransactionError>,
}

impl Sender {
    /// What became of a transaction that was prepared once: to be asked after a restart for every ticket that was written
    /// down without an end.
    ///
    /// # Errors
    /// [`SendError::Unreachable`] when no node answers.
    pub async fn status(&self, ticket: &Ticket) -> Result<Status, SendError> {
        let views = self.views(ticket).await?;
        Ok(judge(&views, ticket.last_valid_block_height))
    }

    /// Every living node's view, history searched where it is kept.
    async fn views(&self, ticket: &Ticket) -> Result<Vec<View>, SendError> {
        let signatures = [ticket.signature()];
        let blockhash: Hash = ticket.blockhash.parse().unwrap_or_default();
        let commitment = self.confirm.commitment();
        let ask = |client: Arc<RpcClient>| async move {
            // Height and blockhash before the signature: what landed up to then is seen.
            let height = client.get_block_height_with_commitment(commitment).await?;
            let is_blockhash_valid = client.is_blockhash_valid(&blockhash, commitment).await?;
            let searched = client.get_signature_statuses_with_history(&signatures);
            let searched = kept(searched.await)?;
            let is_searched = searched.is_some();
            let statuses = match searched {
                Some(statuses) => statuses,
                None => client.get_signature_statuses(&signatures).await?,
            };
            let status = statuses.value.into_iter().next().flatten();
            let seen = status.map(|status| seen(&status, commitment));
            Ok(View {
                seen,
                is_searched,
                height,
                is_blockhash_valid,
            })
        };
        let said = self.endpoints.ask_living(ask).await;
        let (views, faults) = sort(said);
        if views.is_empty() {
            let source = RpcError::Exhausted {
                what: "getSignatureStatuses",
                tried: faults,
            };
            return Err(SendError::Unreachable { source });
        }
        Ok(views)
    }

    /// The healthiest node's view of the signature alone; none when it knows nothing or no node answers.
    pub(super) async fn glance(&self, signature: &Signature) -> Option<Seen> {
        let commitment = self.confirm.commitment();
        let ask = |client: Arc<RpcClient>| async move {
            client.get_signature_statuses(&[*signature]).await
        };
        let statuses = self.endpoints.ask("getSignatureStatuses", ask).await.ok()?;
        let status = statuses.value.into_iter().next().flatten()?;
        Some(seen(&status, commitment))
    }
}

/// What the nodes' views of a transaction say together, which can land up to block height `last`.
fn judge(views: &[View], last: u64) -> Status {
    let seen = views.iter().filter_map(|view| view.seen.as_ref());
    if let Some(seen) = seen
        .filter(|seen| seen.is_final)
        .min_by_key(|seen| seen.slot)
    {
        return settled(seen);
    }
    let is_over = views
        .iter()
        .all(|view| view.seen.is_none() && !view.is_blockhash_valid && view.height > last);
    if !is_over {
        let least = views.iter().map(|view| view.height).min();
        let heights_left = last.saturating_sub(least.unwrap_or_default());
        return Status::Pending { heights_left };
    }
    let remembers =
        |view: &View| view.is_searched || view.height <= last.saturating_add(REMEMBERED_HEIGHTS);
    if views.iter().any(remembers) {
        Status::Expired
    } else {
        Status::Forgotten
    }
}

pub(super) fn settled(seen: &Seen) -> Status {
    let slot = seen.slot;
    match &seen.error {
        None => Status::Landed { slot },
        Some(error) => Status::Failed {
            slot,
            error: error.clone(),
            revert: Revert::of(error, &[], &[]),
        },
    }
}

fn seen(status: &TransactionStatus, commitment: CommitmentConfig) -> Seen {
    Seen {
        slot: status.slot,
        is_final: status.satisfies_commitment(commitment),
        error: status.err.clone(),
    }
}

fn sort<T>(said: Vec<Said<T>>) -> (Vec<T>, Vec<(String, crate::rpc::Fault)>) {
    use crate::rpc::{Fault, SaidNo};
    let (mut answers, mut faults) = (Vec::new(), Vec::new());
    for Said { host, answer } in said {
        match answer {
            Ok(answer) => answers.push(answer),
            Err(SaidNo::Fault(fault)) => faults.push((host, fault)),
            Err(SaidNo::Refusal(refusal)) => {
                let (code, message) = (refusal.code, refusal.message);
                faults.push((host, Fault::Failing { code, message }));
            }
        }
    }
    (answers, faults)
}

#[cfg(test)]
mod tests;
