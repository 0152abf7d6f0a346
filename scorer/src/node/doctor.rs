//! Looks at everything that a node needs, and says what to do where something is amiss. Sends nothing.

mod finding;
mod on_chain;

use std::path::Path;
use std::time::Duration;

use tokio::task::spawn_blocking;

use super::audit::AuditStore;
use super::config::{NodeConfig, SourceKind};
use super::publish::now;
use super::source;
use super::start;
use super::tick::{Scorer, Stances};
use crate::model::Model;

pub use finding::{Finding, Verdict};
use on_chain::{history, nodes, on_chain};

const DATABASE_ADVICE: &str =
    "free the disk, or set audit.database to a folder that this user may write";

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
        Some(endpoints) => {
            findings.extend(history(&endpoints).await);
            findings.extend(on_chain(config, &endpoints, &keys).await);
        }
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
    let advice = "listen on 127.0.0.1; a proxy before it must pass /live, /ready and /metrics alone, because whoever comes \
                  through it to /publish counts as this machine";
    (!address.ip().is_loopback()).then(|| Finding::warn("health", address.to_string(), advice))
}

fn database(config: &NodeConfig) -> Finding {
    let file = Path::new(&config.audit.database);
    let busy = Duration::from_millis(config.audit.busy_ms);
    if !file.exists() {
        return absent_database(file, busy);
    }
    let opened = AuditStore::open(file, busy);
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
        Err(error) => Finding::fail("database", error.to_string(), DATABASE_ADVICE),
    }
}

/// Whether it could be made, tried by one beside it: whoever only looks leaves none behind, and takes none away that a node
/// makes meanwhile.
fn absent_database(file: &Path, busy: Duration) -> Finding {
    let beside = format!("{}.doctor-{}", file.display(), std::process::id());
    let opened = AuditStore::open(Path::new(&beside), busy);
    let tried = opened.and_then(|mut store| store.check_writable());
    for tail in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{beside}{tail}"));
    }
    match tried {
        Ok(()) => Finding::ok("database", format!("{} can be made", file.display())),
        Err(error) => Finding::fail("database", error.to_string(), DATABASE_ADVICE),
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
        findings.extend(shadow(&owned, scorer.model()));
        findings.extend(data(&owned, &scorer));
        findings
    });
    examined
        .await
        .unwrap_or_else(|error| vec![Finding::fail("model", error.to_string(), "report this")])
}

/// The model on trial, where there is one.
fn shadow(config: &NodeConfig, reporting: &Model) -> Option<Finding> {
    Some(match start::shadow(config, reporting) {
        Ok(shadow) => {
            let shadow = shadow?;
            let (model, unread) = (shadow.model(), start::unread(shadow.model(), reporting));
            if unread.is_empty() {
                Finding::ok("shadow", model.hash())
            } else {
                let found = format!("{}: nothing reads {unread:?} for it", model.hash());
                let advice = "what the model that reports does not need is missing here: its half-width is wider for it";
                Finding::warn("shadow", found, advice)
            }
        }
        Err(error) => {
            let advice = "name another model's file of this version, or empty [shadow]: the node does not start with this one";
            Finding::fail("shadow", error.to_string(), advice)
        }
    })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::node::fixture::anxious_model;

    fn looked_at(file: &Path) -> Finding {
        let mut config = NodeConfig::default();
        config.audit.database = file.display().to_string();
        database(&config)
    }

    #[test]
    fn database_that_is_not_there_is_left_so() {
        // Given a folder without one
        let folder = tempfile::tempdir().unwrap();

        // When it is looked at, then it could be made, and nothing was
        let found = looked_at(&folder.path().join("audit.sqlite"));
        assert_eq!(found.verdict, Verdict::Ok, "{found:?}");
        assert_eq!(folder.path().read_dir().unwrap().count(), 0);

        // And where there is no folder it could not
        let found = looked_at(&folder.path().join("gone/audit.sqlite"));
        assert_eq!(found.verdict, Verdict::Fail, "{found:?}");
        assert_eq!(found.advice.as_deref(), Some(DATABASE_ADVICE));
    }

    #[test]
    fn shadow_is_named_by_its_hash_and_one_that_does_not_load_fails() {
        // Given a configuration without one
        let folder = tempfile::tempdir().unwrap();
        let reporting = Model::embedded().unwrap();
        let mut config = NodeConfig::default();
        assert_eq!(shadow(&config, &reporting), None);

        // When it names one, then its hash is told
        let file = folder.path().join("next.json");
        std::fs::write(&file, anxious_model()).unwrap();
        config.shadow.file = file.display().to_string();
        let found = shadow(&config, &reporting).unwrap();
        let hash = Model::from_json(&anxious_model()).unwrap();
        assert_eq!(found, Finding::ok("shadow", hash.hash()));

        // And where it is no model, it fails
        std::fs::write(&file, "{}").unwrap();
        let found = shadow(&config, &reporting).unwrap();
        assert_eq!(found.verdict, Verdict::Fail, "{found:?}");
        assert!(found.found.contains("shadow.file"), "{found:?}");
    }
}
