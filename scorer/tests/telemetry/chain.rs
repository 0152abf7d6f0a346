//! A chain of one feed, as a node asks for it by JSON-RPC: every transaction lands at once, and changes nothing.

use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use ballast_client::layout::{Account as _, RiskFeed};
use ballast_client::{PROGRAM_ID, PublicCluster};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use solana_address::Address;
use solana_signature::Signature;
use tokio::net::TcpListener;
use tokio::sync::watch;

pub(crate) const FEED: Address = Address::new_from_array([9; 32]);
const SLOT: u64 = 1_000;

/// The chain, how many transactions were sent to it, and their bytes.
pub(crate) struct Chain {
    pub(crate) url: String,
    pub(crate) sent: watch::Receiver<usize>,
    pub(crate) transactions: Arc<Mutex<Vec<Vec<u8>>>>,
}

struct Shared {
    genesis: String,
    publisher: Address,
    sent: watch::Sender<usize>,
    transactions: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Chain {
    /// One of this machine's, on which `publisher` may report.
    pub(crate) async fn start(publisher: Address) -> Self {
        let genesis = Address::new_from_array([1; 32]);
        Self::of(genesis.to_string(), publisher).await
    }

    /// One that passes for `cluster` by its first block.
    pub(crate) async fn start_as(cluster: PublicCluster, publisher: Address) -> Self {
        Self::of(cluster.genesis_hash().to_owned(), publisher).await
    }

    async fn of(genesis: String, publisher: Address) -> Self {
        let (sender, sent) = watch::channel(0);
        let transactions = Arc::default();
        let shared = Shared {
            genesis,
            publisher,
            sent: sender,
            transactions: Arc::clone(&transactions),
        };
        let router = Router::new()
            .route("/", post(answer))
            .with_state(Arc::new(shared));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            url,
            sent,
            transactions,
        }
    }
}

async fn answer(State(shared): State<Arc<Shared>>, Json(request): Json<Value>) -> Json<Value> {
    let method = request["method"].as_str().unwrap();
    let context = json!({ "slot": SLOT, "apiVersion": "4.2.0" });
    let at_slot = |value: Value| json!({ "context": context, "value": value });
    let result = match method {
        "getGenesisHash" => json!(shared.genesis),
        "getHealth" => json!("ok"),
        "getVersion" => json!({ "solana-core": "4.2.0", "feature-set": 1 }),
        "getSlot" | "getBlockHeight" => json!(SLOT),
        "getMultipleAccounts" => at_slot(accounts(&request["params"][0], shared.publisher)),
        "getLatestBlockhash" => at_slot(json!({
            "blockhash": Address::new_from_array([2; 32]).to_string(),
            "lastValidBlockHeight": SLOT + 150,
        })),
        "getRecentPrioritizationFees" => json!([]),
        "isBlockhashValid" => at_slot(json!(true)),
        "simulateTransaction" => at_slot(json!({ "err": null, "logs": [], "unitsConsumed": 464 })),
        "sendTransaction" => {
            let encoded = request["params"][0].as_str().unwrap();
            let transaction = BASE64_STANDARD.decode(encoded).unwrap();
            let signature = first_signature(&transaction);
            shared.transactions.lock().unwrap().push(transaction);
            shared.sent.send_modify(|sent| *sent += 1);
            json!(signature)
        }
        "getSignatureStatuses" => at_slot(json!([{
            "slot": SLOT + 1,
            "confirmations": null,
            "status": { "Ok": null },
            "err": null,
            "confirmationStatus": "finalized",
        }])),
        "getTransaction" => json!({
            "slot": SLOT + 1,
            "blockTime": null,
            "meta": {
                "err": null,
                "status": { "Ok": null },
                "fee": 5_000,
                "preBalances": [],
                "postBalances": [],
                "logMessages": [format!("Program {} invoke [1]", PROGRAM_ID)],
            },
        }),
        other => panic!("the chain does not know {other}"),
    };
    Json(json!({ "jsonrpc": "2.0", "id": request["id"], "result": result }))
}

/// The clock, the publisher's account and the feed, in the order of the question.
fn accounts(asked: &Value, publisher: Address) -> Value {
    let addresses = asked.as_array().unwrap().iter();
    let accounts = addresses.map(|address| {
        let address: Address = address.as_str().unwrap().parse().unwrap();
        let (owner, data) = if address == FEED {
            (PROGRAM_ID, feed(publisher))
        } else if address == publisher {
            (Address::default(), Vec::new())
        } else {
            (Address::default(), clock())
        };
        json!({
            "lamports": 1_000_000_000,
            "owner": owner.to_string(),
            "data": [BASE64_STANDARD.encode(&data), "base64"],
            "executable": false,
            "rentEpoch": 0,
            "space": data.len(),
        })
    });
    accounts.collect()
}

/// A feed in which `publisher` votes and has not reported.
fn feed(publisher: Address) -> Vec<u8> {
    const VOTING: u8 = 1;
    let mut feed: RiskFeed = bytemuck::Zeroable::zeroed();
    feed.publishers[0].key = publisher;
    feed.reports[0].standing = VOTING;
    feed.config.max_report_age = 600;
    [&RiskFeed::DISCRIMINATOR, bytemuck::bytes_of(&feed)].concat()
}

/// The chain's clock with this machine's time.
fn clock() -> Vec<u8> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let words = [SLOT, 0, 0, 0, since.as_secs()];
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn first_signature(transaction: &[u8]) -> String {
    // The number of signatures stands before them.
    Signature::try_from(&transaction[1..65])
        .unwrap()
        .to_string()
}
