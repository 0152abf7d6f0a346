//! What unit tests make a node of.

use std::path::Path;
use std::sync::{Arc, Once};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use solana_address::Address;
use solana_hash::Hash;
use solana_signature::Signature;
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

use super::audit::{AuditDesk, Outcome, Publication, TickDetail, TickRecord};
use super::chain::ChainState;
use super::health::{Metrics, Status};
use super::links::Links;
use super::publish::{Post, SharedPost, now};
use super::source::InputRules;
use super::tick::Scorer;
use crate::data::Dataset;
use crate::model::{FORMAT_VERSION, Model};
use crate::rpc::{Endpoints, EndpointsConfig};
use crate::sealed;
use crate::send::{ConfirmConfig, FeeConfig, Sender, Ticket};
use crate::synthetic::{self, SyntheticConfig};
use crate::time::{Timestamp, Window};

/// As a configuration has them by itself.
pub(super) const RULES: InputRules = InputRules {
    bar_max_age_seconds: 900,
    frozen_bars: 6,
};

/// When [`dataset`] begins.
pub(super) fn start() -> Timestamp {
    "2024-03-01".parse().unwrap()
}

/// Thousand hours of a made-up market.
pub(super) fn dataset() -> Dataset {
    let config = SyntheticConfig {
        seed: 3,
        window: Window::new(start(), start().plus_hours(1_000)),
        assets: ["BTC", "ETH", "SOL"].map(str::to_owned).to_vec(),
        crash: None,
    };
    synthetic::generate(&config).unwrap().dataset
}

/// The file of another model: the one inside the program after `change` to its content.
pub(super) fn other_model(change: impl FnOnce(&mut Value)) -> String {
    let whole = Model::embedded().unwrap().to_json().unwrap();
    let (content, _) = sealed::open(FORMAT_VERSION, &whole).unwrap();
    let mut content: Value = serde_json::from_str(content.get()).unwrap();
    change(&mut content);
    sealed::seal(FORMAT_VERSION, &content).unwrap()
}

/// The file of a model that scores far higher than the one inside the program.
pub(super) fn anxious_model() -> String {
    other_model(|content| content["odds"]["intercept"] = json!(-1.0))
}

/// Scores with the model of a file, by the rules of [`RULES`].
pub(super) fn scorer_of(file: &str) -> Scorer {
    let model = Model::from_json(file).unwrap();
    Scorer::new(Arc::new(model), RULES, 1_000)
}

/// The feed of the reports of [`in_flight`]: the address of a full configuration's.
pub(super) fn feed() -> String {
    Address::default().to_string()
}

/// The last height at which the reports of [`in_flight`] can land.
pub(super) const LAST_HEIGHT: u64 = 1_000;

/// A node that takes connections and answers nothing, as long as the listener lives; it would be waited for a minute.
pub(super) async fn hanging() -> (EndpointsConfig, TcpListener) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let config = EndpointsConfig {
        timeout_ms: 60_000,
        ..EndpointsConfig::of([url.as_str()]).unwrap()
    };
    (config, listener)
}

/// What the reports of `keys` need on their way, with the audit in `folder`.
pub(super) fn post(folder: &Path, rpc: &EndpointsConfig, keys: Vec<Address>) -> SharedPost {
    let endpoints = Endpoints::new(rpc).unwrap();
    let (fee, confirm) = (FeeConfig::default(), ConfirmConfig::default());
    let audit = AuditDesk::start(folder.join("audit.sqlite"), Duration::from_secs(2));
    Arc::new(Post {
        sender: Sender::new(endpoints, fee, confirm).unwrap(),
        audit: audit.unwrap(),
        keys,
        advances: false,
        is_dry: false,
        cancel: CancellationToken::new(),
    })
}

/// A running node's links, and what tells them of the chain.
pub(super) fn links(post: SharedPost) -> (Links, watch::Sender<Option<ChainState>>) {
    let (told, chain) = watch::channel(None);
    let links = Links {
        post,
        chain,
        hurry: Arc::new(Notify::new()),
        status: Status::default(),
        metrics: Arc::new(Metrics::new("hash", "key")),
        refused: Arc::new(Once::new()),
        since: Instant::now(),
    };
    (links, told)
}

/// A look at `feed`, of no asset.
pub(super) fn tick(feed: String, at: Timestamp, score: u16) -> TickRecord {
    TickRecord {
        feed,
        at,
        data_time: at,
        input_hash: [7; 32],
        model_hash: [8; 32],
        score,
        half_width: 400,
        depth_bps: 10_000,
        detail: TickDetail {
            decided_by: "SOL".to_owned(),
            assets: Vec::new(),
        },
    }
}

/// Writes a report down that was prepared so long ago and whose end is not known; its number.
pub(super) async fn in_flight(post: &Post, sequence: u64, age: Duration) -> i64 {
    let tick = tick(feed(), now(), 3_000);
    let age_millis = i64::try_from(age.as_millis()).unwrap();
    let ticket = Ticket {
        signature: Signature::default().to_string(),
        blockhash: Hash::default().to_string(),
        last_valid_block_height: LAST_HEIGHT,
        units: 1,
        micro_lamports: 1,
        attempt: 0,
    };
    let written = post.audit.call(move |store| {
        let publication = Publication {
            tick: store.tick(&tick)?,
            feed: feed(),
            publisher: Address::default().to_string(),
            sequence,
            observed_at: 1_700_000_000,
            cause: "first".to_owned(),
            prepared_at: Timestamp::from_millis(now().millis() - age_millis),
            ticket: Some(ticket),
        };
        store.publication(&publication, Outcome::InFlight)
    });
    written.await.unwrap()
}
