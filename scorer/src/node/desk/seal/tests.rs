//! Sealing beside the looks.

use std::path::Path;

use ballast_client::layout::RiskFeed;
use solana_address::Address;
use solana_keypair::Keypair;
use tokio::sync::watch;
use tokio::task::yield_now;
use tokio_util::sync::CancellationToken;

use super::*;
use crate::key::{KeyConfig, SignerOptions, SigningPolicy, serve};
use crate::node::audit::{AuditStore, Known, LogProof};
use crate::node::chain::ChainState;
use crate::node::desk::tests::desk;
use crate::node::fixture::{in_flight, links, post};
use crate::rpc::EndpointsConfig;

const NOW: u64 = 1_000_000;
const VOTING: u8 = 1;

fn nowhere() -> EndpointsConfig {
    EndpointsConfig::of(["http://127.0.0.1:1"]).unwrap()
}

fn key(seed: u8) -> SigningKey {
    Keypair::new_from_array([seed; 32]).into()
}

/// A desk with `keys` whose audit is in `folder`, and what tells it of the chain.
fn desk_of(
    folder: &Path,
    keys: Vec<SigningKey>,
) -> (Desk, Links, watch::Sender<Option<ChainState>>) {
    let (mut desk, _) = desk(folder, &nowhere());
    let addresses = keys.iter().map(SigningKey::address).collect();
    let (links, chain) = links(post(folder, &nowhere(), addresses));
    desk.links = Some(links.clone());
    desk.keys = keys;
    (desk, links, chain)
}

fn proof(folder: &Path) -> LogProof {
    let store = AuditStore::open_read_only(&folder.join("audit.sqlite")).unwrap();
    store.prove_log(&Known::default()).unwrap()
}

/// A chain whose one feed lets `key` vote.
fn state(key: Address) -> ChainState {
    let mut feed: RiskFeed = bytemuck::Zeroable::zeroed();
    feed.publishers[0].key = key;
    feed.reports[0].standing = VOTING;
    ChainState {
        read_at: Instant::now(),
        cluster: None,
        slot: 5,
        clock: NOW,
        skew_seconds: 0,
        balances: vec![1, 1],
        feeds: vec![Ok(Box::new(feed))],
    }
}

#[tokio::test]
async fn what_was_written_down_is_sealed_at_a_stop_and_told() {
    // Given a report that was written down
    let folder = tempfile::tempdir().unwrap();
    let (mut desk, links, _chain) = desk_of(folder.path(), vec![key(1)]);
    in_flight(&links.post, 1, Duration::ZERO).await;
    desk.tell_unsealed().await;
    let waits = links.metrics.seal_age.get();

    // When the node stops
    desk.seal_rest().await;

    // Then it is sealed by the node's key
    let proof = proof(folder.path());
    assert!(proof.holds(), "{:?}", proof.faults);
    assert_eq!((proof.seals, proof.ticks, proof.publications), (1, 1, 1));
    assert_eq!(proof.signed[0].publisher, key(1).address().to_string());
    assert!(waits >= 0.0, "{waits}");
    let text = links.metrics.text();
    for line in [
        "ballast_publisher_seals_total 1",
        "ballast_publisher_seal_failures_total 0",
        "ballast_publisher_seal_age 0.0",
    ] {
        assert!(text.contains(line), "{line} in\n{text}");
    }
    // And where nothing new was written down there is no new seal
    desk.seal_rest().await;
    assert_eq!(self::proof(folder.path()).seals, 1);
}

#[tokio::test]
async fn signer_that_is_gone_stops_no_writing_and_the_next_turn_seals_all() {
    // Given a key behind a socket, and a signer that has ended
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("signer.sock");
    let signer = || {
        let options = SignerOptions {
            socket: socket.clone(),
            is_shared_with_group: false,
            policy: SigningPolicy::default(),
            most_per_minute: 0,
        };
        let cancel = CancellationToken::new();
        let held = Keypair::new_from_array([2; 32]);
        (cancel.clone(), tokio::spawn(serve(held, options, cancel)))
    };
    let (cancel, task) = signer();
    while !socket.exists() {
        yield_now().await;
    }
    let behind = SigningKey::load(&KeyConfig::socket(&socket)).await.unwrap();
    cancel.cancel();
    task.await.unwrap().unwrap();
    let (mut desk, links, _chain) = desk_of(folder.path(), vec![behind]);
    in_flight(&links.post, 1, Duration::ZERO).await;

    // When it is to seal, then that is counted, and rows are written down all the same
    desk.seal_rest().await;
    in_flight(&links.post, 2, Duration::ZERO).await;
    let counted = &links.metrics;
    assert_eq!((counted.seals.get(), counted.seal_failures.get()), (0, 1));
    assert_eq!(proof(folder.path()).publications_unsealed, 2);

    // When the signer is back, then the next turn seals them
    let (cancel, task) = signer();
    while !socket.exists() {
        yield_now().await;
    }
    desk.seal_rest().await;
    let proof = proof(folder.path());
    assert!(proof.holds(), "{:?}", proof.faults);
    assert_eq!((proof.publications, proof.publications_unsealed), (2, 0));
    cancel.cancel();
    task.await.unwrap().unwrap();
}

#[tokio::test]
async fn seal_after_a_rotation_is_the_successors_and_the_chain_goes_on() {
    // Given two keys, and a chain that nobody has read yet: whose turn it is nobody knows
    let folder = tempfile::tempdir().unwrap();
    let (mut desk, links, chain) = desk_of(folder.path(), vec![key(1), key(2)]);
    in_flight(&links.post, 1, Duration::ZERO).await;
    desk.seal_rest().await;
    assert_eq!(proof(folder.path()).seals, 0);

    // When the first key reports, and then the second has taken over
    chain.send_replace(Some(state(key(1).address())));
    desk.seal_rest().await;
    chain.send_replace(Some(state(key(2).address())));
    in_flight(&links.post, 2, Duration::ZERO).await;
    desk.seal_rest().await;

    // Then each signed its seal of one log
    let proof = proof(folder.path());
    assert!(proof.holds(), "{:?}", proof.faults);
    let signed: Vec<_> = proof
        .signed
        .iter()
        .map(|signed| &signed.publisher)
        .collect();
    let expected = [1, 2].map(|seed| key(seed).address().to_string());
    assert_eq!(signed, expected.each_ref());
}

#[tokio::test]
async fn turn_runs_beside_the_loop_one_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let (mut desk, links, _chain) = desk_of(folder.path(), vec![key(1)]);
    in_flight(&links.post, 1, Duration::ZERO).await;

    desk.seal();
    desk.seal();

    assert_eq!(desk.sealing.under_way(), 1);
    desk.sealing.rest().await;
    assert_eq!(proof(folder.path()).seals, 1);
}

#[tokio::test]
async fn node_that_is_told_to_seal_nothing_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let (mut desk, links, _chain) = desk_of(folder.path(), vec![key(1)]);
    desk.config.audit.seal_every_seconds = 0;
    in_flight(&links.post, 1, Duration::ZERO).await;

    desk.seal();
    desk.seal_rest().await;
    desk.tell_unsealed().await;

    assert_eq!(proof(folder.path()).seals, 0);
    // A gauge without a number: no rule holds for it.
    assert!(links.metrics.seal_age.get().is_nan());
}
