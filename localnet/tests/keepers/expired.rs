//! A crank whose transaction never arrives, and expires: a minute, as on a cluster.

use super::town::{SAME, Town, block_on, town};
use ballast_bridge::keypair_for;
use ballast_localnet::Keeper;
use ballast_localnet::fleet::{Process, Program, await_some};
use ballast_localnet::proxy::{Fault, Proxy, Sent};
use base64::Engine as _;
use serde_json::{Value, json};
use solana_address::Address;
use solana_client::rpc_request::RpcRequest;
use solana_message::VersionedMessage;
use std::path::Path;
use std::time::Duration;

/// How long anything may take that is waited for.
const PATIENCE: Duration = Duration::from_secs(150);
const COMPUTE_BUDGET: Address =
    Address::from_str_const("ComputeBudget111111111111111111111111111111");

/// `scorer crank` as a process that loads whatever price is newer, by `rpc` alone.
fn crank(town: &Town, rpc: &Proxy, out: &Path) -> Process {
    let file = town.session.write_keeper_settings(Keeper::Crank, out);
    let variables = [
        ("RPC__URLS", json!([rpc.url()]).to_string()),
        ("DUTIES__ENABLED", json!(["price"]).to_string()),
        ("DUTIES__JITTER_MS", "0".to_owned()),
        ("DUTIES__PRICE_AGE_SECONDS", "0".to_owned()),
        ("CONFIRM__POLL_EVERY_MS", "100".to_owned()),
    ];
    let (program, name) = (Program::scorer().unwrap(), Keeper::Crank.command());
    let mut crank = Process::keeper(&program, name, &file.unwrap(), &variables).unwrap();
    crank.wait_until_up().unwrap();
    crank
}

/// Waits until `holds`; otherwise fails with `what` and the end of the crank's log.
#[track_caller]
fn until(what: &str, crank: &Process, mut holds: impl FnMut() -> bool) {
    let held = await_some(PATIENCE, || holds().then_some(()));
    assert!(held.is_some(), "{}", crank.complain(what));
}

/// Whether so many jobs, or more, have ended so.
fn have_ended(crank: &Process, outcome: &str, count: usize) -> bool {
    let ended = crank.metric("done_total", &format!("outcome=\"{outcome}\""));
    ended.unwrap() >= f64::from(u32::try_from(count).unwrap())
}

/// When the loaded prices were published, by reserve.
fn loaded(town: &Town) -> Vec<u64> {
    let reserves = town.session.reserves.iter();
    let reserves = reserves.map(|reserve| town.reserve(reserve.index));
    reserves.map(|reserve| reserve.price.published_at).collect()
}

/// Those of the transactions that the chain took.
fn taken<'a>(town: &Town, sent: &'a [Sent]) -> Vec<&'a Sent> {
    let signatures: Vec<_> = sent.iter().map(|sent| sent.signature).collect();
    let statuses = town.chain.rpc().get_signature_statuses(&signatures);
    let statuses = statuses.unwrap().value;
    let known = sent.iter().zip(statuses);
    known
        .filter_map(|(sent, status)| status.map(|_| sent))
        .collect()
}

/// A transaction as the chain has recorded it: its bytes and what it paid, lamports.
fn recorded(town: &Town, sent: &Sent) -> (Vec<u8>, u64) {
    let settings = json!({"encoding": "base64", "commitment": "confirmed", "maxSupportedTransactionVersion": 0});
    let request = json!([sent.signature.to_string(), settings]);
    let rpc = town.chain.rpc();
    let found: Value = rpc.send(RpcRequest::GetTransaction, request).unwrap();
    assert!(found["meta"]["err"].is_null(), "{found}");
    let encoded = found["transaction"][0].as_str().unwrap();
    let bytes = base64::prelude::BASE64_STANDARD.decode(encoded).unwrap();
    (bytes, found["meta"]["fee"].as_u64().unwrap())
}

/// What a transaction offers for a unit of compute, micro-lamports: instruction 3 of the compute budget.
fn unit_price(transaction: &[u8]) -> u64 {
    const SIGNATURE: usize = 64;
    let unsigned = 1 + usize::from(transaction[0]) * SIGNATURE;
    let message: VersionedMessage = wincode::deserialize(&transaction[unsigned..]).unwrap();
    let keys = message.static_account_keys();
    let mut prices = message.instructions().iter().filter_map(|instruction| {
        let is_budget = keys[usize::from(instruction.program_id_index)] == COMPUTE_BUDGET;
        is_budget.then(|| instruction.data.strip_prefix(&[3_u8]))?
    });
    u64::from_le_bytes(prices.next().unwrap().try_into().unwrap())
}

#[test]
fn prices_whose_transaction_expired_are_loaded_once_at_a_higher_price_of_its_own() {
    // Given prices that are newer than the loaded ones, and a crank whose transactions are swallowed
    let town = town();
    let reserves = town.session.reserves.len();
    let purse = keypair_for("crank");
    let (prices, lamports) = (loaded(&town), town.lamports(&purse));
    town.post(SAME);
    let rpc = block_on(Proxy::start(&town.session.rpc_url)).unwrap();
    rpc.set_for("sendTransaction", Fault::SwallowTransactions);
    let out = tempfile::tempdir().unwrap();
    let crank = crank(&town, &rpc, out.path());

    // When the first one expires, then the crank counts that, and nothing was loaded or paid
    until("it counts what expired", &crank, || {
        have_ended(&crank, "failed", reserves)
    });
    assert_eq!((loaded(&town), town.lamports(&purse)), (prices, lamports));

    // When they are passed on again; by now the program would soon refuse those prices, so there are newer ones
    let posted = u64::try_from(town.post(SAME)).unwrap();
    rpc.heal();
    until("it loads them", &crank, || {
        have_ended(&crank, "landed", reserves)
    });
    assert_eq!(loaded(&town), vec![posted; reserves]);

    // Then one transaction did it, not the first one, at a higher price than that, and nothing follows
    let looks = || crank.metric("looks_total", "").unwrap();
    let from = looks();
    until("it looks again", &crank, || looks() >= from + 3.0);
    let sent = rpc.sent();
    let [landed] = taken(&town, &sent)[..] else {
        panic!("{sent:?}");
    };
    let (bytes, fee) = recorded(&town, landed);
    let (first, second) = (unit_price(&sent[0].bytes), unit_price(&bytes));
    println!(
        "{} transactions were sent, at {first} and {second} micro-lamports a unit",
        sent.len()
    );
    assert!(second > first, "{second} after {first}");
    assert_eq!(lamports - town.lamports(&purse), fee);

    // Then its log names each job whose transaction expired
    let ended = crank.stop().unwrap();
    assert!(ended.status.success(), "{:?}", ended.log.last());
    let log = ended.log.iter();
    let expired = log.filter(|line| line.contains("expired: it could land up to block height"));
    assert_eq!(expired.count(), reserves);
}
