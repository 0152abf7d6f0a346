//! What is a node's own fault, so that another one is asked, and what every node would say.
//!
//! Codes: Agave's `rpc_custom_error` and <https://www.jsonrpc.org/specification#error_object>. Unknown codes count as a
//! node's own fault: to ask another one costs a request, to give up costs the answer.

use std::time::Duration;

use solana_client::client_error::{ClientError, ClientErrorKind};
use solana_client::rpc_custom_error as code;
use solana_client::rpc_request::{RpcError as JsonRpcError, RpcResponseErrorData};
use solana_client::rpc_response::TransactionError;

use super::Refusal;
use super::transport::RateLimited;

/// Why a node was left for another.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// No connection came about: the request was not heard.
    #[error("no connection")]
    Unconnected,
    /// The connection broke while the request was out.
    #[error("the connection broke")]
    Disconnected,
    /// No answer in time.
    #[error("no answer within {millis} ms")]
    TimedOut {
        /// How long was waited.
        millis: u64,
    },
    /// The node asks for fewer requests (status 429).
    #[error("it asks for fewer requests")]
    RateLimited {
        /// How long it wants to be left alone.
        wait: Option<Duration>,
    },
    /// A status that is neither success nor 429.
    #[error("HTTP status {status}")]
    Status {
        /// The status.
        status: u16,
    },
    /// An answer that is no JSON-RPC answer to what was asked.
    #[error("an answer that is none: {reason}")]
    Garbled {
        /// What is wrong with it.
        reason: String,
    },
    /// The node says that it is not healthy.
    #[error("it is unhealthy, behind by {} slots", slots_behind.map_or_else(|| "unknown".to_owned(), |slots| slots.to_string()))]
    Unhealthy {
        /// By how much, if it knows.
        slots_behind: Option<u64>,
    },
    /// The node has not seen the slot that was asked for.
    #[error("it has not seen that slot yet")]
    Behind,
    /// The node does not know the blockhash of a transaction.
    #[error("it does not know the blockhash")]
    BlockhashUnknown,
    /// The node is of another cluster.
    #[error("it is of another cluster, whose first block is {genesis}")]
    WrongCluster {
        /// That cluster's first block.
        genesis: String,
    },
    /// Another error of the node's own.
    #[error("it fails: {message} ({code})")]
    Failing {
        /// JSON-RPC's code.
        code: i64,
        /// Its words.
        message: String,
    },
}

impl Fault {
    /// Every class, for counters that begin at zero.
    pub const CLASSES: [&'static str; 11] = [
        "unconnected",
        "disconnected",
        "timed_out",
        "rate_limited",
        "status",
        "garbled",
        "unhealthy",
        "behind",
        "blockhash_unknown",
        "wrong_cluster",
        "failing",
    ];

    /// Its name in counters.
    pub fn class(&self) -> &'static str {
        match self {
            Self::Unconnected => "unconnected",
            Self::Disconnected => "disconnected",
            Self::TimedOut { .. } => "timed_out",
            Self::RateLimited { .. } => "rate_limited",
            Self::Status { .. } => "status",
            Self::Garbled { .. } => "garbled",
            Self::Unhealthy { .. } => "unhealthy",
            Self::Behind => "behind",
            Self::BlockhashUnknown => "blockhash_unknown",
            Self::WrongCluster { .. } => "wrong_cluster",
            Self::Failing { .. } => "failing",
        }
    }

    /// Whether the request may have been heard all the same.
    pub fn may_be_heard(&self) -> bool {
        matches!(
            self,
            Self::Disconnected | Self::TimedOut { .. } | Self::Status { .. } | Self::Garbled { .. }
        )
    }
}

/// What a client's error means.
pub(super) enum Verdict {
    /// The node's own: ask another.
    Fault(Fault),
    /// Everyone's: give it back.
    Refusal(Refusal),
}

/// Sorts an error of the node at `host`. No text of the HTTP client is kept: it may hold the URL.
pub(super) fn judge(error: &ClientError, host: &str, timeout_ms: u64) -> Verdict {
    let garbled = |reason: &str| Fault::Garbled {
        reason: reason.to_owned(),
    };
    let fault = match error.kind() {
        ClientErrorKind::Io(_) => Fault::Disconnected,
        ClientErrorKind::Reqwest(error) => of_http(error, timeout_ms),
        ClientErrorKind::Middleware(error) => match error.downcast_ref::<RateLimited>() {
            Some(limited) => Fault::RateLimited { wait: limited.wait },
            None => Fault::Disconnected,
        },
        ClientErrorKind::RpcError(error) => return of_answer(error, host),
        ClientErrorKind::SerdeJson(_) => garbled("its JSON is of another shape"),
        ClientErrorKind::TransactionError(TransactionError::BlockhashNotFound) => {
            Fault::BlockhashUnknown
        }
        ClientErrorKind::TransactionError(error) => {
            return Verdict::Refusal(Refusal {
                host: host.to_owned(),
                code: 0,
                message: error.to_string(),
                transaction: Some(error.clone()),
                logs: Vec::new(),
            });
        }
        ClientErrorKind::SigningError(_) => garbled("a signature is refused"),
        ClientErrorKind::Custom(reason) => garbled(reason),
    };
    Verdict::Fault(fault)
}

fn of_http(error: &reqwest::Error, timeout_ms: u64) -> Fault {
    if let Some(status) = error.status() {
        return Fault::Status {
            status: status.as_u16(),
        };
    }
    if error.is_connect() {
        return Fault::Unconnected;
    }
    if error.is_timeout() {
        return Fault::TimedOut { millis: timeout_ms };
    }
    if error.is_decode() {
        let reason = "its body is no JSON".to_owned();
        return Fault::Garbled { reason };
    }
    Fault::Disconnected
}

fn of_answer(error: &JsonRpcError, host: &str) -> Verdict {
    let garbled = |reason: &str| {
        Verdict::Fault(Fault::Garbled {
            reason: reason.to_owned(),
        })
    };
    match error {
        JsonRpcError::RpcRequestError(_) => garbled("it is no JSON-RPC answer"),
        JsonRpcError::ParseError(_) => garbled("its result is of another shape"),
        JsonRpcError::ForUser(text) => garbled(text),
        JsonRpcError::RpcResponseError {
            code,
            message,
            data,
        } => of_code(*code, message, data, host),
    }
}

fn of_code(found: i64, message: &str, data: &RpcResponseErrorData, host: &str) -> Verdict {
    const INVALID_PARAMETERS: i64 = -32602;
    // Some providers answer with status 200 and this code.
    const TOO_MANY_REQUESTS: [i64; 2] = [429, -32429];
    let simulated = match data {
        RpcResponseErrorData::SendTransactionPreflightFailure(result) => Some(result),
        _ => None,
    };
    let transaction = simulated.and_then(|result| result.err.clone());
    let transaction: Option<TransactionError> = transaction.map(Into::into);
    let fault = match found {
        code::JSON_RPC_SERVER_ERROR_SEND_TRANSACTION_PREFLIGHT_FAILURE
            if transaction == Some(TransactionError::BlockhashNotFound) =>
        {
            Fault::BlockhashUnknown
        }
        INVALID_PARAMETERS
        | code::JSON_RPC_SERVER_ERROR_SEND_TRANSACTION_PREFLIGHT_FAILURE
        | code::JSON_RPC_SERVER_ERROR_TRANSACTION_SIGNATURE_VERIFICATION_FAILURE
        | code::JSON_RPC_SERVER_ERROR_TRANSACTION_PRECOMPILE_VERIFICATION_FAILURE
        | code::JSON_RPC_SERVER_ERROR_TRANSACTION_SIGNATURE_LEN_MISMATCH
        | code::JSON_RPC_SERVER_ERROR_UNSUPPORTED_TRANSACTION_VERSION => {
            let logs = simulated.and_then(|result| result.logs.clone());
            return Verdict::Refusal(Refusal {
                host: host.to_owned(),
                code: found,
                message: message.to_owned(),
                transaction,
                logs: logs.unwrap_or_default(),
            });
        }
        code::JSON_RPC_SERVER_ERROR_NODE_UNHEALTHY => Fault::Unhealthy {
            slots_behind: match data {
                RpcResponseErrorData::NodeUnhealthy { num_slots_behind } => *num_slots_behind,
                _ => None,
            },
        },
        code::JSON_RPC_SERVER_ERROR_MIN_CONTEXT_SLOT_NOT_REACHED => Fault::Behind,
        limited if TOO_MANY_REQUESTS.contains(&limited) => Fault::RateLimited { wait: None },
        _ => Fault::Failing {
            code: found,
            message: message.to_owned(),
        },
    };
    Verdict::Fault(fault)
}
