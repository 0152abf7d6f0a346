use sha2::{Digest as _, Sha256};
use solana_keypair::Keypair;
use solana_signer::Signer as _;
use tempfile::TempDir;

use super::*;
use crate::node::audit::store::tests::{of_version, open, publication, tick};
use crate::node::audit::{Known, Outcome};

const DAY: i64 = 86_400_000;
/// From before anything that a test writes: nothing may be dropped.
const NEVER: i64 = -1;

pub(in crate::node::audit::store) fn key() -> Keypair {
    Keypair::new_from_array([7; 32])
}

/// Seals what has no seal at `at`, after which what was sealed before `kept_from` may be dropped; whether there was anything.
pub(in crate::node::audit::store) fn seal(store: &mut AuditStore, at: i64, kept_from: i64) -> bool {
    let (at, kept_from) = (
        Timestamp::from_millis(at),
        Timestamp::from_millis(kept_from),
    );
    let draft = store.draft_seal(at, &key().pubkey(), kept_from).unwrap();
    let Some(draft) = draft else {
        return false;
    };
    let signature = key().sign_message(&draft.log_head().message(&key().pubkey()));
    store.keep_seal(&draft, &signature).unwrap();
    true
}

fn seals(store: &AuditStore) -> Vec<SealRow> {
    let select = format!("SELECT {SEAL} FROM seal ORDER BY number");
    let mut select = store.connection.prepare(&select).unwrap();
    let rows = select.query_map([], seal_of).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

/// Whether the leaves of each seal are there.
fn have_leaves(store: &AuditStore) -> Vec<bool> {
    let select = "SELECT leaves IS NOT NULL FROM seal ORDER BY number";
    let mut select = store.connection.prepare(select).unwrap();
    let rows = select.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

fn holds(store: &AuditStore) -> bool {
    store.prove_log(&Known::default()).unwrap().holds()
}

#[test]
fn seal_covers_what_has_none_and_follows_the_one_before() {
    let folder = TempDir::new().unwrap();
    let mut store = open(&folder);
    let first = store.tick(&tick(1, 10)).unwrap();
    let sent = publication(first, 1);
    let sent = store.publication(&sent, Outcome::InFlight).unwrap();
    assert!(seal(&mut store, 100, NEVER));
    let second = store.tick(&tick(2, 110)).unwrap();
    assert!(seal(&mut store, 200, NEVER));
    assert!(!seal(&mut store, 300, NEVER), "nothing is left");

    let rows = seals(&store);
    let covered = |row: &SealRow| (row.seal.ticks, row.seal.publications);
    let last = |row: &SealRow| (row.seal.last_tick, row.seal.last_publication);
    assert_eq!(covered(&rows[0]), (1, 1));
    assert_eq!(last(&rows[0]), (first, sent));
    assert_eq!(covered(&rows[1]), (1, 0));
    assert_eq!(last(&rows[1]), (second, sent));
    assert_eq!(rows[0].seal.head(&[0; 32]), rows[0].head);
    assert_eq!(rows[1].seal.head(&rows[0].head), rows[1].head);
}

#[test]
fn leaf_root_and_head_are_the_documented_bytes() {
    // Given a tick and a report without a ticket, sealed
    let folder = TempDir::new().unwrap();
    let mut store = open(&folder);
    let record = tick(3_000, 10);
    let id = store.tick(&record).unwrap();
    let mut refused = publication(id, 41);
    refused.ticket = None;
    store.publication(&refused, Outcome::Refused).unwrap();
    seal(&mut store, 1_000, NEVER);

    // When the hashes are made anew from what was to be written
    let integer = |value: i64| [&[1_u8][..], &value.to_le_bytes()].concat();
    let sized = |tag: u8, bytes: &[u8]| {
        let length = (bytes.len() as u64).to_le_bytes();
        [&[tag][..], &length, bytes].concat()
    };
    let text = |value: &str| sized(3, value.as_bytes());
    let hashed = |parts: &[Vec<u8>]| Sha256::digest(parts.concat()).to_vec();
    let detail = serde_json::to_string(&record.detail).unwrap();
    let of_tick = hashed(&[
        b"ballast-tick-1".to_vec(),
        integer(id),
        text("feed"),
        integer(10),
        integer(5),
        sized(4, &[7; 32]),
        sized(4, &[8; 32]),
        integer(3_000),
        integer(400),
        integer(10_000),
        text(&detail),
    ]);
    let of_publication = hashed(&[
        b"ballast-publication-1".to_vec(),
        integer(1),
        integer(id),
        text("feed"),
        text("key"),
        integer(41),
        integer(1_700_000_000),
        text("first"),
        integer(5),
        vec![0, 0],
    ]);
    let number = |value: i64| value.to_le_bytes().to_vec();
    let root = hashed(&[
        [&[0_u8][..], &number(id), &of_tick].concat(),
        [&[1_u8][..], &number(1), &of_publication].concat(),
    ]);
    let mut parts = vec![b"ballast-seal-1".to_vec(), vec![0; 32]];
    parts.extend([1, 1_000, NEVER, id, 1, 1, 1].map(number));
    parts.extend([key().pubkey().to_bytes().to_vec(), root]);

    // Then the head is theirs
    assert_eq!(seals(&store)[0].head.to_vec(), hashed(&parts));
}

#[test]
fn chain_goes_on_in_a_database_that_is_opened_again() {
    let folder = TempDir::new().unwrap();
    let mut store = open(&folder);
    store.tick(&tick(1, 10)).unwrap();
    seal(&mut store, 100, NEVER);
    drop(store);

    let mut store = open(&folder);
    // Seen again, which is written into the sealed row, and then another.
    store.tick(&tick(1, 150)).unwrap();
    store.tick(&tick(2, 160)).unwrap();
    seal(&mut store, 200, NEVER);

    assert_eq!(seals(&store).len(), 2);
    assert!(holds(&store));
}

#[test]
fn database_of_an_earlier_version_keeps_its_rows_and_they_are_sealed_from_then_on() {
    for version in [1, 2] {
        // Given rows of which one was dropped, before there were seals
        let folder = TempDir::new().unwrap();
        let mut old = of_version(version, &folder);
        let ids = [1, 2, 3].map(|score| old.tick(&tick(score, 10)).unwrap());
        let sent = publication(ids[2], 1);
        old.publication(&sent, Outcome::InFlight).unwrap();
        let delete = "DELETE FROM tick WHERE id = ?1";
        old.connection.execute(delete, [ids[1]]).unwrap();
        assert!(!holds(&old), "it has no seal yet");
        drop(old);

        // When it is opened and sealed
        let mut store = open(&folder);
        seal(&mut store, 100, NEVER);

        // Then its seal is over what was there
        let proof = store.prove_log(&Known::default()).unwrap();
        assert!(proof.holds(), "{:?}", proof.faults);
        assert_eq!((proof.ticks, proof.publications), (2, 1));
        let change = "UPDATE tick SET score = 9 WHERE id = ?1";
        store.connection.execute(change, [ids[0]]).unwrap();
        assert!(!holds(&store));
    }
}

#[test]
fn rows_that_are_more_than_a_seal_takes_are_sealed_by_the_next() {
    let folder = TempDir::new().unwrap();
    let mut store = open(&folder);
    let id = store.tick(&tick(1, 10)).unwrap();
    let copies = format!(
        "WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < {ROWS_MOST}) \
         INSERT INTO tick (feed, first_at_ms, last_at_ms, repeats, data_time_ms, input_hash, model_hash, score, half_width, \
         depth_bps, detail) SELECT feed, n, n, 0, n, input_hash, model_hash, score, half_width, depth_bps, '' \
         FROM tick, number WHERE id = {id}"
    );
    store.connection.execute_batch(&copies).unwrap();

    let (at, publisher) = (Timestamp::from_millis(5), key().pubkey());
    let draft = store.draft_seal(at, &publisher, at).unwrap().unwrap();
    assert!(draft.is_full());
    seal(&mut store, 100, NEVER);
    seal(&mut store, 100, NEVER);

    let ticks: Vec<i64> = seals(&store).iter().map(|row| row.seal.ticks).collect();
    assert_eq!(ticks, [10_000, 1]);
    assert!(holds(&store));
    // Rows that waited for the second of two seals at a time are not taken for ones that came later.
    let folder = TempDir::new().unwrap();
    let mut store = open(&folder);
    store.tick(&tick(1, 10)).unwrap();
    store.connection.execute_batch(&copies).unwrap();
    seal(&mut store, DAY, NEVER);
    seal(&mut store, DAY, NEVER);
    assert!(holds(&store));
}

#[test]
fn seal_that_another_program_made_first_is_not_overwritten() {
    let folder = TempDir::new().unwrap();
    let mut store = open(&folder);
    store.tick(&tick(1, 10)).unwrap();
    let (at, publisher) = (Timestamp::from_millis(100), key().pubkey());
    let draft = store.draft_seal(at, &publisher, at).unwrap().unwrap();
    seal(&mut open(&folder), 90, NEVER);

    let refused = store.keep_seal(&draft, &Signature::default()).unwrap_err();

    assert!(
        matches!(refused, AuditError::SealOvertaken { number: 1 }),
        "{refused}"
    );
    assert_eq!(seals(&store).len(), 1);
    assert!(holds(&store));
}

#[test]
fn oldest_row_without_a_seal_says_how_long_it_waits() {
    let folder = TempDir::new().unwrap();
    let mut store = open(&folder);
    let since = |store: &AuditStore| store.unsealed_since().unwrap().map(Timestamp::millis);
    assert_eq!(since(&store), None);

    let id = store.tick(&tick(1, 10)).unwrap();
    // Prepared at 5.
    store
        .publication(&publication(id, 1), Outcome::InFlight)
        .unwrap();
    assert_eq!(since(&store), Some(5));
    seal(&mut store, 100, NEVER);
    assert_eq!(since(&store), None);
    store.tick(&tick(2, 110)).unwrap();
    store.tick(&tick(3, 120)).unwrap();
    assert_eq!(since(&store), Some(110));
}

#[test]
fn old_ticks_go_only_once_a_later_seal_says_so_and_their_leaves_with_the_last_of_them() {
    // Given two seals, of which the second has a tick that a report stands on, and a third that lets both go
    let folder = TempDir::new().unwrap();
    let mut store = open(&folder);
    let prune = |store: &mut AuditStore| store.prune(Timestamp::from_millis(250), true).unwrap();
    store.tick(&tick(1, 10)).unwrap();
    store.tick(&tick(2, 20)).unwrap();
    assert_eq!(prune(&mut store), 0, "their seal needs them");
    seal(&mut store, 100, NEVER);
    let published = store.tick(&tick(3, 110)).unwrap();
    store
        .publication(&publication(published, 1), Outcome::Landed)
        .unwrap();
    store.tick(&tick(4, 120)).unwrap();
    seal(&mut store, 200, NEVER);
    assert_eq!(prune(&mut store), 0, "no seal says that they may go");
    store.tick(&tick(5, 240)).unwrap();
    seal(&mut store, 300, 250);

    // When old ticks are dropped
    assert_eq!(prune(&mut store), 3);

    // Then the log holds, and leaves stay where a row is left
    let proof = store.prove_log(&Known::default()).unwrap();
    assert!(proof.holds(), "{:?}", proof.faults);
    assert_eq!((proof.ticks, proof.ticks_dropped), (2, 3));
    assert_eq!(have_leaves(&store), [false, true, true]);
}

#[test]
fn last_tick_stays_so_that_its_number_is_not_given_again() {
    let folder = TempDir::new().unwrap();
    let mut store = open(&folder);
    let last = store.tick(&tick(1, 10)).unwrap();
    seal(&mut store, 20, 1_000);

    let dropped = store.prune(Timestamp::from_millis(1_000), true).unwrap();

    assert_eq!(dropped, 0);
    assert!(store.tick(&tick(2, 2_000)).unwrap() > last);
}

#[test]
fn without_seals_to_come_old_rows_that_have_none_are_dropped() {
    let folder = TempDir::new().unwrap();
    let mut store = open(&folder);
    store.tick(&tick(1, 10)).unwrap();
    seal(&mut store, 20, NEVER);
    for score in 2..5 {
        store.tick(&tick(score, 30)).unwrap();
    }

    let dropped = store.prune(Timestamp::from_millis(1_000), false).unwrap();

    // The sealed one is held by its seal, and the last one stays.
    assert_eq!(dropped, 2);
    // Sealing can be taken up again.
    seal(&mut store, 2_000, NEVER);
    assert!(holds(&store));
}
