//! Looks at everything that a node needs, and says what to do where something is amiss. Sends nothing.

use std::path::Path;
use std::time::{Duration, Instant};

use serde::Serialize;
use solana_address::Address;
use tokio::task::spawn_blocking;

use super::audit::AuditStore;
use super::chain::{self, ChainState};
use super::config::{Feed, NodeConfig, SourceKind};
use super::permission::{NotPermitted, Standing, permission};
use super::publish::now;
use super::source;
use super::start;
use super::tick::{Scorer, Stances};
use crate::key::SigningKey;
use crate::rpc::{Endpoints, SaidNo};

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// As it should be.
    Ok,
    /// A node would run, and something is to be looked at.
    Warn,
    /// A node would not start or not publish.
    Fail,
}

impl Verdict {
    /// In small letters.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Fail => "FAIL",
        }
    }
}

/// What one check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How it ended.
    pub verdict: Verdict,
    /// What was looked at.
    pub what: String,
    /// What was found.
    pub found: String,
    /// What to do.
    pub advice: Option<String>,
}

impl Finding {
    fn ok(what: &str, found: impl Into<String>) -> Self {
        Self {
            verdict: Verdict::Ok,
            what: what.to_owned(),
            found: found.into(),
            advice: None,
        }
    }

    fn warn(what: &str, found: impl Into<String>, advice: &str) -> Self {
        Self {
            verdict: Verdict::Warn,
            advice: Some(advice.to_owned()),
            ..Self::ok(what, found)
        }
    }

    fn fail(what: &str, found: impl Into<String>, advice: &str) -> Self {
        Self {
            verdict: Verdict::Fail,
            ..Self::warn(what, found, advice)
        }
    }
}

/// Every check, for a configuration that was read: that it could be is the first one.
pub async fn examine(config: &NodeConfig) -> Vec<Finding> {
    let mut findings = vec![Finding::ok(
        "config",
        format!("{} feeds", config.feeds.len()),
    )];
    findings.extend(health(config));
    findings.push(database(config));
    findings.extend(market(config).await);
    findings.extend(venues(config).await);
    let keys = match start::keys(config).await {
        Ok(keys) => {
            let found = format!("{} reports", keys[0].address());
            findings.push(Finding::ok("key", found));
            keys
        }
        Err(error) => {
            let advice = "set [key] to a file, variable or socket that this user may read";
            findings.push(Finding::fail("key", error.to_string(), advice));
            Vec::new()
        }
    };
    match nodes(config, &mut findings).await {
        Some(endpoints) => findings.extend(on_chain(config, &endpoints, &keys).await),
        None => findings.push(Finding::fail(
            "chain",
            "not read: no RPC node answers",
            "give at least one rpc.urls that answers",
        )),
    }
    findings
}

fn health(config: &NodeConfig) -> Option<Finding> {
    let address = config.health.listen?;
    let advice = "listen on 127.0.0.1 and let a proxy that knows who asks stand before it";
    (!address.ip().is_loopback()).then(|| Finding::warn("health", address.to_string(), advice))
}

fn database(config: &NodeConfig) -> Finding {
    let file = Path::new(&config.audit.database);
    let opened = AuditStore::open(file, Duration::from_millis(config.audit.busy_ms));
    let tried = opened.and_then(|mut store| {
        store.check_writable()?;
        store.in_flight()
    });
    match tried {
        Ok(rows) if rows.is_empty() => {
            Finding::ok("database", format!("{} is writable", file.display()))
        }
        Ok(rows) => {
            let found = format!("{} reports of an earlier run have no end", rows.len());
            let advice = "none: the next start of `scorer publish` settles them first";
            Finding::warn("database", found, advice)
        }
        Err(error) => {
            let advice =
                "free the disk, or set audit.database to a folder that this user may write";
            Finding::fail("database", error.to_string(), advice)
        }
    }
}

/// The model, and whether every feed can be scored now.
async fn market(config: &NodeConfig) -> Vec<Finding> {
    let owned = config.clone();
    let examined = spawn_blocking(move || {
        let mut findings = Vec::new();
        let scorer = match start::scorer(&owned) {
            Ok(scorer) => scorer,
            Err(error) => {
                let advice = "name a model file of this version, or leave model.file empty";
                findings.push(Finding::fail("model", error.to_string(), advice));
                return findings;
            }
        };
        findings.push(Finding::ok("model", scorer.model().hash().to_owned()));
        findings.extend(data(&owned, &scorer));
        findings
    });
    examined
        .await
        .unwrap_or_else(|error| vec![Finding::fail("model", error.to_string(), "report this")])
}

fn data(config: &NodeConfig, scorer: &Scorer) -> Vec<Finding> {
    let advice = "see [source]: the data must reach from 30 days before now up to now";
    let snapshot = start::source(config, scorer.model(), now()).and_then(|mut source| {
        let described = source.describe();
        Ok((described, source.snapshot(now())?))
    });
    let (described, snapshot) = match snapshot {
        Ok(read) => read,
        Err(error) => return vec![Finding::fail("data", error.to_string(), advice)],
    };
    let mut findings = vec![Finding::ok("data", described)];
    for feed in config.feeds().unwrap_or_default() {
        findings.push(match scorer.score(&snapshot, &feed, &Stances::new()) {
            Err(error) => Finding::fail("data", format!("{}: {error}", feed.name), advice),
            Ok(score) => {
                let points = f64::from(score.said.score) / 100.0;
                let inputs = score.detail.assets.iter().flat_map(|asset| &asset.inputs);
                let stale =
                    inputs.filter(|input| !matches!(input.state.as_str(), "fresh" | "absent"));
                let stale: Vec<_> = stale
                    .map(|input| format!("{} {}", input.name, input.state))
                    .collect();
                if stale.is_empty() {
                    Finding::ok("data", format!("{}: {points} points now", feed.name))
                } else {
                    let found = format!("{}: {}", feed.name, stale.join(", "));
                    Finding::warn("data", found, "reports are wider while this lasts")
                }
            }
        });
    }
    findings
}

/// Whether each live venue that has candles answers.
async fn venues(config: &NodeConfig) -> Vec<Finding> {
    if config.source.kind != SourceKind::Live {
        return Vec::new();
    }
    let said = match source::reach(&config.source.live).await {
        Ok(said) => said,
        Err(error) => {
            let advice = "see source.live.record_config";
            return vec![Finding::fail("venue", error.to_string(), advice)];
        }
    };
    let judge = |(venue, said): (String, Result<usize, String>)| match said {
        Ok(candles) => Finding::ok("venue", format!("{venue}: {candles} candles")),
        Err(reason) => Finding::warn(
            "venue",
            format!("{venue}: {reason}"),
            "its holes stay open while this lasts: check the network and the venue's status",
        ),
    };
    said.into_iter().map(judge).collect()
}

/// Each RPC node by itself, and all of them together where at least one answers.
async fn nodes(config: &NodeConfig, findings: &mut Vec<Finding>) -> Option<Endpoints> {
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

async fn on_chain(config: &NodeConfig, endpoints: &Endpoints, keys: &[SigningKey]) -> Vec<Finding> {
    let keys: Vec<Address> = keys.iter().map(SigningKey::address).collect();
    let feeds = config.feeds().unwrap_or_default();
    let state = match chain::look(endpoints, &keys, &start::addresses(&feeds)).await {
        Ok(state) => state,
        Err(error) => return vec![Finding::fail("chain", error.to_string(), "see [rpc]")],
    };
    let mut findings = vec![clock(config, &state)];
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

fn standing(
    feed: &Feed,
    permission: Result<super::permission::Permission, NotPermitted>,
) -> Finding {
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
