//! A node with a model on trial: not one byte of it goes to the chain.

use ballast_scorer::model::Model;

use crate::chain::Chain;
use crate::forge::with_share;
use crate::node::{Node, publisher, until_sent};
use crate::public::{ANY_PORT, health, until};

/// Score, half-width and depth stand before the model's hash in a report.
const BEFORE_MODEL: usize = 6;
/// The hash of the inputs stands behind it.
const HASH: usize = 32;

/// Where `hash` stands in `transaction`.
fn place_of(hash: &[u8], transaction: &[u8]) -> Option<usize> {
    let mut windows = transaction.windows(hash.len());
    windows.position(|window| window == hash)
}

/// What the first report on `chain` says, hashes of model and inputs included: all but its sequence and its time.
fn first_report(chain: &Chain, model: &[u8]) -> Vec<u8> {
    let transactions = chain.transactions.lock().unwrap();
    let place = place_of(model, &transactions[0]).unwrap();
    transactions[0][place - BEFORE_MODEL..place + 2 * HASH].to_vec()
}

#[tokio::test(flavor = "multi_thread")]
async fn report_of_a_node_with_a_shadow_is_to_the_byte_the_one_of_a_node_without() {
    // Given a node that reports alone
    let reporting = Model::embedded().unwrap();
    let mut alone = Chain::start(publisher()).await;
    let node = Node::start(&alone, &[], &[]);
    until_sent(&mut alone, 1, &node).await;
    assert!(node.stop().await.status.success());

    // When another one, at the same market, has a model on trial and has shown what that says
    let shadow = with_share(&reporting, "0.0");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shadow.json");
    shadow.save(&file).unwrap();
    let mut beside = Chain::start(publisher()).await;
    let (file, hash) = (file.display().to_string(), shadow.hash());
    let named = [
        ("BALLAST__SHADOW__FILE", file.as_str()),
        ("BALLAST__SHADOW__HASH", hash),
        ANY_PORT,
    ];
    let node = Node::start(&beside, &[], &named);
    let metrics = format!("{}/metrics", health(&node).await);
    let is_shown = |_, text: &str| text.contains("ballast_publisher_shadow_score{feed=\"SOL\"}");
    let shown = until(&metrics, is_shown).await;
    until_sent(&mut beside, 1, &node).await;
    assert!(node.stop().await.status.success());

    // Then both reported the same, and no transaction bears the shadow's hash
    let (own, others) = (
        hex::decode(reporting.hash()).unwrap(),
        hex::decode(hash).unwrap(),
    );
    let reports = [&alone, &beside].map(|chain| first_report(chain, &own));
    assert_eq!(reports[0], reports[1]);
    let transactions = beside.transactions.lock().unwrap();
    let mut transactions = transactions.iter();
    assert!(transactions.all(|transaction| place_of(&others, transaction).is_none()));
    let info = format!("ballast_publisher_shadow{{model_hash=\"{hash}\"}} 1.0");
    assert!(shown.contains(&info), "{shown}");
}
