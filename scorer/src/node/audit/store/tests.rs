use super::*;
use crate::explain::Explanation;
use crate::node::audit::schema::STEPS;
use crate::node::audit::{AssetRecord, TickDetail};
use crate::send::Ticket;

pub(super) fn open(folder: &tempfile::TempDir) -> AuditStore {
    AuditStore::open(
        &folder.path().join("audit.sqlite"),
        Duration::from_millis(100),
    )
    .unwrap()
}

pub(super) fn tick(score: u16, at: i64) -> TickRecord {
    let explanation = Explanation {
        base_log_odds: 0.1,
        log_odds: 0.2,
        base_points: 20.0,
        forecast_points: 30.0,
        raised: None,
        score_points: 30.0,
        features: Vec::new(),
    };
    TickRecord {
        feed: "feed".to_owned(),
        at: Timestamp::from_millis(at),
        data_time: Timestamp::from_millis(at / 2),
        input_hash: [7; 32],
        model_hash: [8; 32],
        score,
        half_width: 400,
        depth_bps: 10_000,
        detail: TickDetail {
            decided_by: "SOL".to_owned(),
            assets: vec![AssetRecord {
                asset: "SOL".to_owned(),
                time: Timestamp::from_millis(3),
                price: 0.1 + 0.2,
                score,
                half_width: 400,
                depth_bps: 10_000,
                features_hash: "ab".to_owned(),
                forecaster: "model".to_owned(),
                cause: "forecast".to_owned(),
                floors: [0, 0, 0],
                explanation,
                inputs: Vec::new(),
                drift: Vec::new(),
            }],
        },
    }
}

fn ticket(signature: &str) -> Ticket {
    Ticket {
        signature: signature.to_owned(),
        blockhash: "hash".to_owned(),
        last_valid_block_height: 99,
        units: 5_000,
        micro_lamports: 1_000,
        attempt: 0,
    }
}

pub(super) fn publication(tick: i64, sequence: u64) -> Publication {
    Publication {
        tick,
        feed: "feed".to_owned(),
        publisher: "key".to_owned(),
        sequence,
        observed_at: 1_700_000_000,
        cause: "first".to_owned(),
        prepared_at: Timestamp::from_millis(5),
        ticket: Some(ticket(&format!("signature {sequence}"))),
    }
}

#[test]
fn tick_comes_back_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(&folder);

    let id = store.tick(&tick(3_000, 10)).unwrap();

    assert_eq!(
        store.tick_by_id(id).unwrap().unwrap().record,
        tick(3_000, 10)
    );
    assert_eq!(store.tick_by_inputs(&[7; 32]).unwrap().unwrap().id, id);
    assert_eq!(store.tick_by_inputs(&[6; 32]).unwrap(), None);
}

#[test]
fn unchanged_ticks_are_one_row_that_counts() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(&folder);

    let first = store.tick(&tick(3_000, 10)).unwrap();
    let again = store.tick(&tick(3_000, 20)).unwrap();
    let moved = store.tick(&tick(3_100, 30)).unwrap();
    let back = store.tick(&tick(3_000, 40)).unwrap();

    let row = store.tick_by_id(first).unwrap().unwrap();
    assert_eq!((again, row.repeats, row.last_at.millis()), (first, 1, 20));
    assert!(first < moved && moved < back);
}

#[test]
fn sequence_goes_on_after_a_restart_and_dry_runs_use_none() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(&folder);
    let id = store.tick(&tick(3_000, 10)).unwrap();
    assert_eq!(store.last_sequence("feed").unwrap(), None);
    store
        .publication(&publication(id, 41), Outcome::InFlight)
        .unwrap();
    store
        .publication(&publication(id, 50), Outcome::DryRun)
        .unwrap();
    drop(store);

    let store = open(&folder);

    assert_eq!(store.last_sequence("feed").unwrap(), Some(41));
    assert_eq!(store.last_sequence("other").unwrap(), None);
}

#[test]
fn what_was_in_flight_is_found_after_a_restart_until_it_is_settled() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(&folder);
    let id = store.tick(&tick(3_000, 10)).unwrap();
    let sent = store
        .publication(&publication(id, 1), Outcome::InFlight)
        .unwrap();
    drop(store);

    let mut store = open(&folder);
    let found = store.in_flight().unwrap();
    let error = Some(("expired", "its blockhash is too old"));
    store
        .settle(
            sent,
            Timestamp::from_millis(77),
            Outcome::Expired,
            None,
            error,
        )
        .unwrap();

    assert_eq!(found.len(), 1);
    assert_eq!(found[0].publication, publication(id, 1));
    assert!(store.in_flight().unwrap().is_empty());
    let settled = store.by_signature("signature 1").unwrap().unwrap();
    assert_eq!(settled.outcome, Outcome::Expired);
    assert_eq!(settled.error.as_deref(), Some("its blockhash is too old"));
}

#[test]
fn greatest_sequence_of_all_survives() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(&folder);
    let id = store.tick(&tick(1, 1)).unwrap();

    store
        .publication(&publication(id, u64::MAX / 2), Outcome::Landed)
        .unwrap();

    assert_eq!(store.by_sequence("feed", u64::MAX / 2).unwrap().len(), 1);
}

#[test]
fn pruning_keeps_what_a_report_stands_on() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(&folder);
    let published = store.tick(&tick(1, 1)).unwrap();
    store
        .publication(&publication(published, 1), Outcome::Landed)
        .unwrap();
    let idle = store.tick(&tick(2, 2)).unwrap();
    let young = store.tick(&tick(3, 100)).unwrap();

    assert_eq!(store.prune(Timestamp::from_millis(50), false).unwrap(), 1);

    let is_there = |id| store.tick_by_id(id).unwrap().is_some();
    assert_eq!([published, idle, young].map(is_there), [true, false, true]);
}

#[test]
fn publication_without_its_tick_is_refused() {
    let folder = tempfile::tempdir().unwrap();

    assert!(
        open(&folder)
            .publication(&publication(9, 1), Outcome::InFlight)
            .is_err()
    );
}

/// How `SQLite` goes about the question for the last tick.
fn plan_of_last_tick(connection: &Connection) -> String {
    let explain = format!("EXPLAIN QUERY PLAN {LAST_TICK_IF_SAME}");
    let mut explain = connection.prepare(&explain).unwrap();
    // What stands in the places makes no difference to the plan.
    let steps = explain.query_map(["", "", "", "", "", ""], |row| row.get(3));
    let steps: Result<Vec<String>, _> = steps.unwrap().collect();
    steps.unwrap().join("; ")
}

/// A database as the program wrote it whose schema had `version`.
pub(super) fn of_version(version: usize, folder: &tempfile::TempDir) -> AuditStore {
    let file = folder.path().join("audit.sqlite");
    let connection = Connection::open(&file).unwrap();
    for step in &STEPS[..version] {
        connection.execute_batch(step).unwrap();
    }
    let version = i64::try_from(version).unwrap();
    let written = connection.pragma_update(None, "user_version", version);
    written.unwrap();
    AuditStore { file, connection }
}

#[test]
fn last_tick_is_found_without_sorting_those_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let before = plan_of_last_tick(&of_version(1, &folder).connection);

    let plan = plan_of_last_tick(&open(&folder).connection);

    assert!(before.contains("TEMP B-TREE"), "the test sees it: {before}");
    assert!(plan.contains("tick_by_feed (feed=?)"), "{plan}");
    assert!(!plan.contains("TEMP B-TREE"), "{plan}");
}

#[test]
fn older_database_is_brought_to_the_newest_schema_with_all_that_it_holds() {
    for version in [1, 2] {
        is_brought_to_the_newest_schema(version);
    }
}

fn is_brought_to_the_newest_schema(version: usize) {
    // Given a database of that version with a tick and a report that stands on it
    let folder = tempfile::tempdir().unwrap();
    let mut old = of_version(version, &folder);
    let id = old.tick(&tick(3_000, 10)).unwrap();
    old.publication(&publication(id, 41), Outcome::InFlight)
        .unwrap();
    drop(old);

    // When it is opened
    let mut store = open(&folder);

    // Then its schema is that of a new one
    let schema = |store: &AuditStore| -> Vec<String> {
        let select = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name";
        let mut select = store.connection.prepare(select).unwrap();
        let lines = select.query_map([], |row| row.get(0)).unwrap();
        lines.collect::<Result<_, _>>().unwrap()
    };
    assert_eq!(schema(&store), schema(&open(&tempfile::tempdir().unwrap())));
    let version = |row: &rusqlite::Row<'_>| row.get::<_, i64>(0);
    let version = store
        .connection
        .pragma_query_value(None, "user_version", version);
    assert_eq!(version.unwrap(), SCHEMA_VERSION);
    // And what it held goes on
    assert_eq!(store.tick(&tick(3_000, 20)).unwrap(), id);
    assert_eq!(store.tick_by_id(id).unwrap().unwrap().repeats, 1);
    assert_eq!(store.last_sequence("feed").unwrap(), Some(41));
}

#[test]
fn database_of_a_newer_program_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("audit.sqlite");
    drop(open(&folder));
    let connection = Connection::open(&file).unwrap();
    connection.pragma_update(None, "user_version", 9).unwrap();
    drop(connection);

    let error = AuditStore::open(&file, Duration::ZERO).unwrap_err();

    assert!(error.to_string().contains("schema 9"), "{error}");
    assert!(AuditStore::open_read_only(&file).is_err());
}

#[test]
fn reader_of_an_older_database_is_told_so_and_changes_nothing() {
    for version in 1..STEPS.len() {
        let folder = tempfile::tempdir().unwrap();
        let file = of_version(version, &folder).file;
        let before = std::fs::read(&file).unwrap();

        let error = AuditStore::open_read_only(&file).unwrap_err();

        let said = error.to_string();
        assert!(said.contains(&format!("has schema {version}")), "{said}");
        assert!(said.contains("start the node once"), "{said}");
        assert_eq!(std::fs::read(&file).unwrap(), before);
        // And once the node has run it is read
        drop(open(&folder));
        assert!(AuditStore::open_read_only(&file).is_ok());
    }
}

#[test]
fn reader_of_a_database_that_is_no_audit_is_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let file = of_version(0, &folder).file;

    let error = AuditStore::open_read_only(&file).unwrap_err();

    assert!(error.to_string().contains("holds no audit"), "{error}");
}

#[test]
fn reader_sees_what_a_writer_has_written() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = open(&folder);
    let id = writer.tick(&tick(3_000, 10)).unwrap();

    let reader = AuditStore::open_read_only(&folder.path().join("audit.sqlite")).unwrap();

    assert!(reader.tick_by_id(id).unwrap().is_some());
}
