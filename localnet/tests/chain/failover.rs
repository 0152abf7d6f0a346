//! Which node answers when some fail, and what is counted.

use std::time::{Duration, Instant};

use ballast_localnet::proxy::Fault;
use ballast_scorer::rpc::{Endpoints, RpcError};
use ballast_scorer::send::SendError;
use tokio_util::sync::CancellationToken;

use super::network::{config, endpoints, network, payer, proxies, sender, states, transfer};

#[tokio::test(flavor = "multi_thread")]
async fn first_node_at_fault_costs_one_failover_and_is_left_alone_then() {
    let faults = [
        (Fault::RateLimited { retry_after: 30 }, "rate_limited"),
        (Fault::Status(503), "status"),
        (Fault::Garbage, "garbled"),
        (Fault::Silent, "timed_out"),
        (Fault::Slow(Duration::from_secs(5)), "timed_out"),
        (
            Fault::RpcError {
                code: -32005,
                message: "Node is behind by 99 slots",
            },
            "unhealthy",
        ),
        (
            Fault::RpcError {
                code: -32603,
                message: "internal",
            },
            "failing",
        ),
    ];
    let network = network().await;
    for (fault, class) in faults {
        // Given two nodes, the preferred one at fault
        let nodes = proxies::<2>(&network).await;
        nodes[0].set(fault.clone());
        let chain = endpoints(&nodes);

        // When two requests are made
        let began = Instant::now();
        chain.slot().await.unwrap();
        let first = began.elapsed();
        chain.slot().await.unwrap();

        // Then the second node answers both, and the first is asked once within its time
        let health = chain.health();
        assert_eq!(health.failovers, 1, "{fault:?}: {health:?}");
        assert_eq!(
            health.endpoints[0].faults[class], 1,
            "{fault:?}: {health:?}"
        );
        assert_eq!(nodes[0].heard_in_all(), 1, "{fault:?}");
        assert!(first < Duration::from_secs(3), "{fault:?}: {first:?}");
        println!("{class}: failover after {first:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn closed_node_is_left_and_preferred_again_when_a_probe_finds_it_back() {
    // Given the preferred node closed
    let network = network().await;
    let nodes = proxies::<2>(&network).await;
    nodes[0].close();
    let chain = endpoints(&nodes);
    chain.slot().await.unwrap();
    assert_eq!(states(&chain), ["unreachable", "alive"]);
    assert_eq!(chain.health().endpoints[0].faults["unconnected"], 1);

    // When it is open again and probed
    nodes[0].open().await.unwrap();
    chain.probe().await;
    let before = nodes[0].heard("getBlockHeight");
    chain.block_height().await.unwrap();

    // Then it answers
    assert_eq!(states(&chain), ["alive", "alive"]);
    assert_eq!(nodes[0].heard("getBlockHeight"), before + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn both_nodes_down_fail_within_bounds_and_answer_again_when_they_are_back() {
    let network = network().await;
    let nodes = proxies::<2>(&network).await;
    let chain = endpoints(&nodes);
    chain.slot().await.unwrap();
    for node in &nodes {
        node.close();
    }

    // When nothing answers
    let began = Instant::now();
    let refused = chain.slot().await.unwrap_err();

    // Then the request ends by naming every node, after the rests between its rounds
    let RpcError::Exhausted { tried, .. } = &refused else {
        panic!("{refused}");
    };
    assert_eq!(tried.len(), 2);
    let health = chain.health();
    assert_eq!((health.exhausted, health.waits), (1, 2));
    assert!(began.elapsed() < Duration::from_secs(5));

    // When both come back while a request is under way, then it is answered
    let waiting = tokio::spawn({
        let chain = Endpoints::clone(&chain);
        async move { chain.slot().await }
    });
    for node in &nodes {
        node.open().await.unwrap();
    }
    waiting.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn node_that_falls_behind_is_left_and_comes_back() {
    let network = network().await;
    let nodes = proxies::<3>(&network).await;
    nodes[0].set(Fault::Behind(1_000_000));
    let chain = endpoints(&nodes);
    // The network is younger than that: it says slot 0.
    while chain.slot().await.unwrap() < 60 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        if nodes[0].heard("getSlot") > 0 {
            break;
        }
    }
    tokio::time::sleep(Duration::from_secs(1)).await;

    chain.probe().await;

    assert_eq!(states(&chain), ["out_of_sync", "alive", "alive"]);
    let before = nodes[0].heard("getBlockHeight");
    chain.block_height().await.unwrap();
    assert_eq!(nodes[0].heard("getBlockHeight"), before);
    nodes[0].heal();
    chain.probe().await;
    assert_eq!(states(&chain), ["alive", "alive", "alive"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_every_node_would_say_is_asked_once() {
    // Given a transfer of more than there is
    let network = network().await;
    let nodes = proxies::<2>(&network).await;
    let (chain, payer) = (endpoints(&nodes), payer(&network));
    let to = solana_address::Address::new_unique();
    let all = [transfer(&payer.address(), &to, u64::MAX)];

    // When it is simulated, and an account that is not there is read
    let sender = sender(&chain);
    let refused = sender.simulate(&all, &payer.address()).await.unwrap_err();
    let missing = chain.raw_account(&to).await.unwrap();

    // Then no second node is asked
    assert!(
        matches!(refused, SendError::SimulationReverted { .. }),
        "{refused}"
    );
    assert_eq!(missing, None);
    assert_eq!(chain.health().failovers, 0);
    assert_eq!(nodes[1].heard_in_all(), 0);
    assert_eq!(sender.counts().errors["simulation_revert"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn watching_ends_when_it_is_cancelled() {
    let network = network().await;
    let nodes = proxies::<1>(&network).await;
    let mut config = config(&nodes);
    config.probe_every_ms = 20;
    let chain = Endpoints::new(&config).unwrap();
    let cancel = CancellationToken::new();
    let watching = tokio::spawn({
        let (chain, cancel) = (chain.clone(), cancel.clone());
        async move { chain.watch(cancel).await }
    });
    while nodes[0].heard("getHealth") < 3 {
        tokio::task::yield_now().await;
    }

    cancel.cancel();

    watching.await.unwrap();
    assert!(chain.health().endpoints[0].slot > 0);
}
