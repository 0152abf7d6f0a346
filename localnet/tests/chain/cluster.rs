//! Nodes of another cluster, and nodes that lie about blockhashes.

use ballast_localnet::proxy::Fault;
use ballast_scorer::rpc::{Endpoints, EndpointsConfig, Fault as NodeFault, RpcError};
use solana_address::Address;
use tokio_util::sync::CancellationToken;

use super::network::{
    LAMPORTS, config, endpoints, network, payer, proxies, sender, states, transfer,
};

#[tokio::test(flavor = "multi_thread")]
async fn node_of_another_cluster_is_never_asked() {
    // Given a node that is of another cluster than the expected one
    let network = network().await;
    let nodes = proxies::<2>(&network).await;
    nodes[0].set_for("getGenesisHash", Fault::OtherCluster);
    let genesis = network.rpc_client().get_genesis_hash().unwrap().to_string();
    let config = EndpointsConfig {
        genesis_hash: Some(genesis),
        ..config(&nodes)
    };
    let chain = Endpoints::new(&config).unwrap();

    // When something is asked, and all are
    chain.slot().await.unwrap();
    chain.probe().await;
    let said = chain.ask_all(|client| async move { client.get_slot().await });

    // Then that node hears nothing but the question for its cluster
    assert_eq!(said.await.len(), 1);
    assert_eq!(states(&chain), ["wrong_cluster", "alive"]);
    assert_eq!(nodes[0].heard_in_all(), nodes[0].heard("getGenesisHash"));
    // And it is taken back when its operator has mended it
    nodes[0].heal();
    chain.probe().await;
    assert_eq!(states(&chain), ["alive", "alive"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_node_of_another_cluster_is_refused_by_name() {
    let network = network().await;
    let nodes = proxies::<1>(&network).await;
    let config = EndpointsConfig {
        genesis_hash: Some(Address::new_unique().to_string()),
        ..config(&nodes)
    };
    let chain = Endpoints::new(&config).unwrap();

    for _ in 0..2 {
        let RpcError::Exhausted { tried, .. } = chain.slot().await.unwrap_err() else {
            panic!("another error");
        };

        assert!(
            matches!(tried[0].1, NodeFault::WrongCluster { .. }),
            "{tried:?}"
        );
        assert_eq!(nodes[0].heard("getSlot"), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn forged_blockhash_is_denied_by_the_others_and_the_transaction_lands() {
    for honest in [1, 2] {
        // Given a preferred node that forges, beside one or two honest ones
        let network = network().await;
        let nodes = proxies::<3>(&network).await;
        nodes[0].set_for("getLatestBlockhash", Fault::ForgedBlockhash);
        let (chain, payer) = (endpoints(&nodes[..=honest]), payer(&network));
        let to = Address::new_unique();
        let one = [transfer(&payer.address(), &to, LAMPORTS)];

        // When a transaction is prepared and delivered
        let sender = sender(&chain);
        let prepared = sender.prepare(&one, &[payer], 0).await.unwrap();
        let landed = sender.deliver(&prepared, &CancellationToken::new()).await;

        // Then it is signed over an honest node's blockhash and lands, and the liar is suspected
        landed.unwrap();
        assert_eq!(chain.balance(&to).await.unwrap(), LAMPORTS);
        let health = chain.health();
        let suspicions: Vec<_> = health
            .endpoints
            .iter()
            .map(|node| node.suspicions)
            .collect();
        assert_eq!(suspicions[0], 1, "{health:?}");
        assert!(
            suspicions[1..].iter().all(|count| *count == 0),
            "{health:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn blockhash_that_has_become_stale_is_denied_too() {
    // Given a preferred node that repeats its first blockhash until nobody knows it any more
    let network = network().await;
    let nodes = proxies::<2>(&network).await;
    nodes[0].set_for("getLatestBlockhash", Fault::StaleBlockhash);
    let chain = endpoints(&nodes);
    let first = chain.blockhash().await.unwrap();
    assert_eq!(first.confirmed_by, 1);
    while chain.block_height().await.unwrap() <= first.last_valid_block_height + 2 {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }

    let second = chain.blockhash().await.unwrap();

    assert_ne!(second.hash, first.hash);
    assert_eq!(second.confirmed_by, 1);
    assert_eq!(chain.health().endpoints[0].suspicions, 1);
}
