//! The RPC nodes, and what stands on the chain.

use std::time::Instant;

use solana_address::Address;

use super::Finding;
use crate::key::SigningKey;
use crate::node::chain::{self, ChainState};
use crate::node::config::{Feed, NodeConfig, SourceKind};
use crate::node::permission::{NotPermitted, Permission, Standing, permission};
use crate::node::start;
use crate::rpc::{Endpoints, SaidNo};

/// Each RPC node by itself, and all of them together where at least one answers.
pub(super) async fn nodes(config: &NodeConfig, findings: &mut Vec<Finding>) -> Option<Endpoints> {
    let endpoints = match Endpoints::new(&config.rpc) {
        Ok(endpoints) => endpoints,
        Err(error) => {
            findings.push(Finding::fail("rpc", error.to_string(), "see [rpc]"));
            return None;
        }
    };
    let said = endpoints
        .ask_all(|client| async move {
            let asked = Instant::now();
            let slot = client.get_slot().await?;
            Ok((slot, asked.elapsed()))
        })
        .await;
    let mut answers = 0;
    for said in said {
        findings.push(match said.answer {
            Ok((slot, took)) => {
                answers += 1;
                let millis = took.as_millis();
                Finding::ok("rpc", format!("{}: slot {slot} in {millis} ms", said.host))
            }
            Err(error) => {
                let words = match error {
                    SaidNo::Fault(fault) => fault.to_string(),
                    SaidNo::Refusal(refusal) => refusal.to_string(),
                };
                let found = format!("{}: {words}", said.host);
                Finding::warn("rpc", found, "take it out of rpc.urls if this lasts")
            }
        });
    }
    if answers == 1 {
        let advice = "name a second one: nothing is published while the only one is down";
        findings.push(Finding::warn("rpc", "one node answers", advice));
    }
    (answers > 0).then_some(endpoints)
}

/// Whether what reports did can be read: one node that keeps transactions is enough. None when nobody says.
pub(super) async fn history(endpoints: &Endpoints) -> Option<Finding> {
    let said = endpoints.keep_transactions().await;
    let said = said
        .into_iter()
        .filter_map(|said| Some((said.host, said.answer.ok()?)));
    let (with, without): (Vec<_>, Vec<_>) = said.partition(|(_, keeps)| *keeps);
    let hosts = |nodes: Vec<(String, bool)>| {
        let hosts: Vec<String> = nodes.into_iter().map(|(host, _)| host).collect();
        hosts.join(", ")
    };
    if !with.is_empty() {
        let found = format!("{}: transactions can be read", hosts(with));
        return Some(Finding::ok("history", found));
    }
    let found = format!("{}: no transactions are kept", hosts(without.clone()));
    let advice = "name a node that keeps them (Agave: --enable-rpc-transaction-history): without one the audit never learns \
                  whether a report counted, nor, after a stop of minutes, whether one landed";
    (!without.is_empty()).then(|| Finding::warn("history", found, advice))
}

pub(super) async fn on_chain(
    config: &NodeConfig,
    endpoints: &Endpoints,
    keys: &[SigningKey],
) -> Vec<Finding> {
    let keys: Vec<Address> = keys.iter().map(SigningKey::address).collect();
    let feeds = config.feeds().unwrap_or_default();
    let state = match chain::look(endpoints, &keys, &start::addresses(&feeds)).await {
        Ok(state) => state,
        Err(error) => return vec![Finding::fail("chain", error.to_string(), "see [rpc]")],
    };
    let mut findings = vec![cluster(config, &state), clock(config, &state)];
    findings.extend(balances(config, &state, &keys));
    for (feed, found) in feeds.iter().zip(&state.feeds) {
        findings.push(match found {
            Err(error) => Finding::fail(
                "feed",
                format!("{}: {error}", feed.name),
                "check feeds.address",
            ),
            Ok(found) => standing(feed, permission(found, &keys, state.clock)),
        });
    }
    findings
}

/// Whether the source's data may be reported to this network.
fn cluster(config: &NodeConfig, state: &ChainState) -> Finding {
    let Some(cluster) = state.cluster else {
        return Finding::ok("cluster", "none of the public ones");
    };
    let advice = "set source.kind to \"live\": others act on what is reported here";
    match config.check_cluster(Some(cluster)) {
        Err(refusal) => Finding::fail("cluster", refusal.to_string(), advice),
        Ok(()) if config.source.kind == SourceKind::Replay => {
            let found = format!("{cluster}, and data of another time");
            Finding::warn("cluster", found, advice)
        }
        Ok(()) => Finding::ok("cluster", cluster.name()),
    }
}

fn clock(config: &NodeConfig, state: &ChainState) -> Finding {
    let (skew, most) = (state.skew_seconds, config.chain.skew_most_seconds);
    let found = format!("this machine's clock is {skew} s ahead of the chain's");
    if skew.unsigned_abs() <= most / 2 {
        Finding::ok("clock", found)
    } else if skew.unsigned_abs() <= most {
        Finding::warn(
            "clock",
            found,
            "run a time service (chrony, systemd-timesyncd)",
        )
    } else {
        let advice = "run a time service; nothing is published beyond chain.skew_most_seconds";
        Finding::fail("clock", found, advice)
    }
}

fn balances(config: &NodeConfig, state: &ChainState, keys: &[Address]) -> Vec<Finding> {
    let pairs = keys.iter().zip(&state.balances);
    let judge = |(key, lamports): (&Address, &u64)| {
        let found = format!("{key} has {lamports} lamports");
        let advice = "send it SOL: reports stop when it has none";
        if *lamports == 0 {
            Finding::fail("balance", found, advice)
        } else if *lamports < config.chain.balance_least_lamports {
            Finding::warn("balance", found, advice)
        } else {
            Finding::ok("balance", found)
        }
    };
    pairs.map(judge).collect()
}

fn standing(feed: &Feed, permission: Result<Permission, NotPermitted>) -> Finding {
    let name = &feed.name;
    match permission {
        Ok(found) => {
            let told = format!("{name}: {}", found.standing.name());
            let last = found.last.map_or(0, |last| last.sequence);
            let told = format!("{told}, last sequence {last}");
            match found.standing {
                Standing::Voting => Finding::ok("permission", told),
                Standing::Shadow => Finding::warn(
                    "permission",
                    told,
                    "none: it votes after enough good rounds",
                ),
                Standing::Succeeds => Finding::warn(
                    "permission",
                    told,
                    "start the node: its first report takes over",
                ),
            }
        }
        Err(error) => {
            let found = format!("{name}: {error}");
            Finding::fail("permission", found, "nothing is published to it until then")
        }
    }
}

#[cfg(test)]
mod tests {
    use ballast_client::PublicCluster;
    use serde_json::Value;

    use super::*;
    use crate::node::doctor::Verdict;
    use crate::rpc::stub::stub;

    #[test]
    fn data_of_another_time_fail_on_a_public_cluster_and_warn_where_they_are_allowed() {
        let mut config = NodeConfig::default();
        let verdict = |config: &NodeConfig, of| {
            let state = ChainState {
                read_at: Instant::now(),
                cluster: of,
                slot: 1,
                clock: 1,
                skew_seconds: 0,
                balances: Vec::new(),
                feeds: Vec::new(),
            };
            cluster(config, &state).verdict
        };
        let mainnet = Some(PublicCluster::Mainnet);
        assert_eq!(verdict(&config, mainnet), Verdict::Ok, "live by default");

        config.source.kind = SourceKind::Replay;
        assert_eq!(verdict(&config, mainnet), Verdict::Fail);
        assert_eq!(verdict(&config, None), Verdict::Ok);

        config.source.replay.reports_on_public_cluster = true;
        assert_eq!(verdict(&config, mainnet), Verdict::Warn);
    }

    #[tokio::test]
    async fn node_without_history_is_warned_of_and_one_with_it_is_not() {
        for (answer, expected) in [
            (Ok(Value::Null), Some(Verdict::Ok)),
            (Err(-32_011), Some(Verdict::Warn)),
            // It fails otherwise: nobody knows.
            (Err(-32_603), None),
        ] {
            let config = stub(move |_: &str, _: &Value| answer.clone()).await;

            let found = history(&Endpoints::new(&config).unwrap()).await;

            assert_eq!(found.map(|finding| finding.verdict), expected);
        }
    }
}
