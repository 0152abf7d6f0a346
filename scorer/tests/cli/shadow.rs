//! `scorer shadow`: what a model on trial would have said, from a database that a node wrote.

use std::path::Path;
use std::time::Duration;

use ballast_scorer::node::audit::{AuditStore, ShadowRecord};
use serde_json::Value;
use tempfile::tempdir;

use crate::audit_log::tick;
use crate::program::{scorer, succeed};

const HOUR: i64 = 3_600_000;
const BOUND: u16 = 50;

/// A node's database: of three hours, each seen at its beginning and its end, the shadow knew the first two.
fn database(file: &Path) {
    let mut store = AuditStore::open(file, Duration::from_millis(100)).unwrap();
    for (hour, score, shadow) in [
        (0, 4_000, Some(4_100)),
        (1, 4_400, Some(4_700)),
        (2, 4_400, None),
    ] {
        for at in [hour * HOUR, (hour + 1) * HOUR - 1] {
            let mut record = tick(at, score);
            record.input_hash = [u8::try_from(hour).unwrap(); 32];
            let id = store.tick(&record).unwrap();
            let said = shadow.map(says);
            store
                .note_shadow(id, record.at, said.as_ref(), BOUND)
                .unwrap();
        }
    }
}

fn says(score: u16) -> ShadowRecord {
    ShadowRecord {
        model_hash: "cd".repeat(32),
        score,
        half_width: 500,
        is_by_baseline: false,
    }
}

#[test]
fn comparison_is_printed_and_the_same_in_json() {
    // Given a database whose shadow was a point above for an hour, and then three points, in another regime
    let folder = tempdir().unwrap();
    database(&folder.path().join("audit.sqlite"));

    // When it is asked
    let printed = succeed(folder.path(), "shadow --database audit.sqlite");
    let json = succeed(folder.path(), "shadow --database audit.sqlite --json");

    // Then both say so
    for words in [
        "feed feed",
        "2 ticks over 2.00 h",
        "mean +2.00, p5 +1.00, p50 +1.00, p95 +3.00, most +3.00 at 1970-01-01T01:00:00Z",
        "regimes began to differ 1 times",
        "1970-01-01T01:00:00Z: model 44.00 calm, shadow 47.00 transition",
    ] {
        assert!(printed.contains(words), "{words} in\n{printed}");
    }
    let calm = printed
        .lines()
        .find(|line| line.starts_with("  model calm"));
    let shares: Vec<&str> = calm.unwrap().split_whitespace().skip(2).collect();
    assert_eq!(shares, ["50.0", "50.0", "0.0"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    let found = &json[0];
    assert_eq!(json.as_array().unwrap().len(), 1);
    assert_eq!(found["shadow_hash"], "cd".repeat(32));
    assert_eq!(found["model_hash"], "ab".repeat(32));
    assert_eq!(found["difference"]["p95"], 3.0);
    assert_eq!(found["partings"][0]["shadow"], "transition");
}

#[test]
fn span_without_a_shadow_and_a_database_that_is_not_there_fail_with_words() {
    let folder = tempdir().unwrap();
    database(&folder.path().join("audit.sqlite"));
    for (line, words) in [
        (
            "shadow --database audit.sqlite --from 1970-01-01T02:00:00Z",
            "name a model in [shadow]",
        ),
        ("shadow --database gone.sqlite", "gone.sqlite"),
    ] {
        let output = scorer(folder.path(), line);

        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{line}: {error}");
        assert!(error.contains(words), "{line}: {error}");
    }
}
