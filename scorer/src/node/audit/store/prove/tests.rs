use solana_keypair::Keypair;
use solana_signer::Signer as _;
use tempfile::TempDir;

use super::*;
use crate::node::audit::Outcome;
use crate::node::audit::store::seal::tests::{key, seal};
use crate::node::audit::store::shadow::tests::says as shadow;
use crate::node::audit::store::tests::{open, publication, tick};

/// Before anything that a test writes.
const NEVER: i64 = -1;

/// A log of three seals: ticks 1 and 2 with report 1 on the first, tick 3 with report 2, tick 4. Tick 5 has no seal.
fn log(folder: &TempDir) -> AuditStore {
    let mut store = open(folder);
    let first = store.tick(&tick(1, 10)).unwrap();
    let report = publication(first, 1);
    store.publication(&report, Outcome::Landed).unwrap();
    store.tick(&tick(2, 20)).unwrap();
    seal(&mut store, 1_000, NEVER);
    let third = store.tick(&tick(3, 1_010)).unwrap();
    let report = publication(third, 2);
    store.publication(&report, Outcome::InFlight).unwrap();
    seal(&mut store, 2_000, NEVER);
    store.tick(&tick(4, 2_010)).unwrap();
    seal(&mut store, 5_000, NEVER);
    store.tick(&tick(5, 5_010)).unwrap();
    store
}

fn proof(store: &AuditStore) -> LogProof {
    store.prove_log(&Known::default()).unwrap()
}

/// What is wrong, and where, once `change` was done to the log by somebody who holds the database alone.
fn after(change: &str) -> Vec<(String, String)> {
    let folder = TempDir::new().unwrap();
    let store = log(&folder);
    assert!(proof(&store).holds());
    let unguarded = store.connection.pragma_update(None, "foreign_keys", false);
    unguarded.unwrap();
    store.connection.execute_batch(change).unwrap();
    let faults = proof(&store).faults.into_iter();
    faults.map(|fault| (fault.row, fault.reason)).collect()
}

fn fault(row: &str, reason: &str) -> (String, String) {
    (row.to_owned(), reason.to_owned())
}

#[test]
fn unchanged_log_holds_and_says_what_it_has() {
    let folder = TempDir::new().unwrap();
    let mut store = log(&folder);
    // What changes later is in no leaf.
    store.tick(&tick(5, 6_000)).unwrap();
    let at = Timestamp::from_millis(7_000);
    store.settle(2, at, Outcome::Landed, Some(9), None).unwrap();

    let proof = proof(&store);

    assert!(proof.holds(), "{:?}", proof.faults);
    assert_eq!((proof.seals, proof.ticks, proof.publications), (3, 4, 2));
    assert_eq!((proof.ticks_unsealed, proof.publications_unsealed), (1, 0));
    assert_eq!(proof.first_at, Some(Timestamp::from_millis(1_000)));
    assert_eq!(proof.longest_pause_seconds, 3);
    let signed = &proof.signed[..];
    assert!(
        matches!(signed, [by] if by.publisher == key().pubkey().to_string() && by.seals == 3),
        "{signed:?}"
    );
    let newest = proof.newest.unwrap();
    assert_eq!((newest.number, newest.at.millis()), (3, 5_000));
}

#[test]
fn tick_that_was_sealed_before_the_model_on_trial_spoke_still_holds() {
    // Given a log whose every tick is sealed before its shadow has answered
    let folder = TempDir::new().unwrap();
    let mut store = log(&folder);
    let (at, said) = (Timestamp::from_millis(6_000), shadow(3_700));
    let id = store.tick(&tick(6, 6_000)).unwrap();
    seal(&mut store, 7_000, NEVER);

    // When it answers
    store.note_shadow(id, at, Some(&said), 50).unwrap();

    // Then the tick has the answer, and the seal holds
    let row = store.tick_by_id(id).unwrap().unwrap();
    assert_eq!(row.shadow, Some(said));
    let proof = proof(&store);
    assert!(
        proof.holds() && proof.ticks_unsealed == 0,
        "{:?}",
        proof.faults
    );
}

#[test]
fn log_is_proved_beside_a_node_that_writes() {
    let folder = TempDir::new().unwrap();
    let mut writer = log(&folder);

    let file = folder.path().join("audit.sqlite");
    let reader = AuditStore::open_read_only(&file).unwrap();
    let before = proof(&reader);
    writer.tick(&tick(6, 6_000)).unwrap();
    seal(&mut writer, 7_000, NEVER);
    let after = proof(&reader);

    assert!(before.holds() && after.holds());
    assert_eq!((before.ticks, after.ticks), (4, 6));
}

#[test]
fn row_that_was_changed_is_named() {
    for (change, row) in [
        ("UPDATE tick SET score = 3 WHERE id = 2", "tick 2"),
        ("UPDATE tick SET first_at_ms = 11 WHERE id = 2", "tick 2"),
        (
            "UPDATE tick SET detail = replace(detail, 'forecast', 'fall') WHERE id = 3",
            "tick 3",
        ),
        (
            "UPDATE publication SET tick = 2 WHERE id = 1",
            "publication 1",
        ),
        (
            "UPDATE publication SET ticket = NULL WHERE id = 2",
            "publication 2",
        ),
    ] {
        assert_eq!(after(change), [fault(row, CHANGED)], "{change}");
    }
}

#[test]
fn row_that_was_taken_out_is_named() {
    for (change, row) in [
        ("DELETE FROM tick WHERE id = 2", "tick 2"),
        ("DELETE FROM publication WHERE id = 2", "publication 2"),
    ] {
        assert_eq!(after(change), [fault(row, TAKEN_OUT)], "{change}");
    }
}

#[test]
fn row_that_was_put_in_is_named() {
    let copy = |id: i64| {
        format!(
            "INSERT INTO tick SELECT {id}, feed, first_at_ms, last_at_ms, repeats, data_time_ms, input_hash, model_hash, 99, \
             half_width, depth_bps, detail, shadow FROM tick WHERE id = 4"
        )
    };

    assert_eq!(after(&copy(0)), [fault("tick 0", PUT_IN)]);
    let replaced = format!("DELETE FROM tick WHERE id = 2; {}", copy(2));
    assert_eq!(after(&replaced), [fault("tick 2", CHANGED)]);
}

#[test]
fn row_that_is_put_in_with_a_time_before_the_last_seal_is_named_though_the_node_seals_it() {
    const MINUTE: i64 = 60_000;
    // Given a log that is sealed to its end, and a row put in behind it that says that it was there before
    let folder = TempDir::new().unwrap();
    let mut store = log(&folder);
    seal(&mut store, 60 * MINUTE, NEVER);
    store.tick(&tick(6, 50 * MINUTE)).unwrap();
    // One that took long to be written is none.
    store.tick(&tick(7, 59 * MINUTE)).unwrap();

    // When the node seals it with the others
    seal(&mut store, 65 * MINUTE, NEVER);

    let faults = proof(&store).faults.into_iter();
    let faults: Vec<_> = faults.map(|fault| (fault.row, fault.reason)).collect();
    assert_eq!(faults, [fault("tick 6", BACKDATED)]);
}

#[test]
fn seals_that_were_swapped_changed_or_taken_out_are_named() {
    let swap = "UPDATE seal SET number = 9 WHERE number = 1; UPDATE seal SET number = 1 WHERE number = 2; \
                UPDATE seal SET number = 2 WHERE number = 9";
    let swapped = after(swap);
    for row in ["seal 1", "seal 2"] {
        assert!(swapped.contains(&fault(row, HEAD_WRONG)), "{swapped:?}");
    }

    let gone = after("DELETE FROM seal WHERE number = 2");
    assert!(gone.contains(&fault("seal 2", TAKEN_OUT)), "{gone:?}");

    let late = after("UPDATE seal SET at_ms = 2500 WHERE number = 2");
    let expected = [
        fault("seal 2", HEAD_WRONG),
        fault("seal 2", SIGNATURE_WRONG),
    ];
    assert_eq!(late, expected);

    // Leaves that fit a changed row do not fit the root.
    let leaves = "UPDATE tick SET score = 3 WHERE id = 3; \
                  UPDATE seal SET leaves = zeroblob(length(leaves)) WHERE number = 2";
    let leaves = after(leaves);
    assert!(leaves.contains(&fault("seal 2", ROOT_WRONG)), "{leaves:?}");

    // A root that fits them does not fit the head.
    let root = after("UPDATE seal SET root = zeroblob(32) WHERE number = 3");
    for reason in [ROOT_WRONG, HEAD_WRONG] {
        assert!(root.contains(&fault("seal 3", reason)), "{root:?}");
    }

    let kept = after("UPDATE seal SET leaves = NULL WHERE number = 3");
    let expected = [fault("seal 3", LEAVES_GONE), fault("tick 4", PUT_IN)];
    assert_eq!(kept, expected);
}

#[test]
fn what_may_be_dropped_is_said_by_a_signed_seal_alone() {
    // Given a log whose keeper would have old rows look as if they had been dropped
    let told = after("DELETE FROM tick WHERE id = 2; UPDATE seal SET kept_from_ms = 4000");

    // Then the seals that say so do not hold, because nobody signed that
    assert!(told.contains(&fault("seal 3", HEAD_WRONG)), "{told:?}");
}

#[test]
fn tick_that_a_report_stands_on_may_not_be_missing_whatever_its_age() {
    let folder = TempDir::new().unwrap();
    let mut store = log(&folder);
    seal(&mut store, 9_000, 8_000);
    let unguarded = store.connection.pragma_update(None, "foreign_keys", false);
    unguarded.unwrap();

    let delete = "DELETE FROM tick WHERE id IN (1, 2)";
    store.connection.execute_batch(delete).unwrap();

    let proof = proof(&store);
    let faults: Vec<&str> = proof.faults.iter().map(|it| it.row.as_str()).collect();
    assert_eq!((faults, proof.ticks_dropped), (vec!["tick 1"], 1));
}

#[test]
fn log_that_was_cut_off_is_found_by_a_head_that_somebody_kept() {
    // Given a log whose newest head was copied
    let folder = TempDir::new().unwrap();
    let store = log(&folder);
    let kept = proof(&store).newest.unwrap().head;
    let known = Known {
        head: Known::head_of(&kept),
        ..Known::default()
    };
    assert_eq!(store.prove_log(&known).unwrap().head_found, Some(3));

    // When its tail is cut off, rows and seal
    let cut = "DELETE FROM seal WHERE number = 3; DELETE FROM tick WHERE id > 3";
    store.connection.execute_batch(cut).unwrap();

    // Then what is left holds in itself, and not against the copy
    assert!(proof(&store).holds());
    let against = store.prove_log(&known).unwrap();
    let faults = &against.faults[..];
    assert!(
        matches!(faults, [fault] if fault.row == format!("head {kept}") && fault.reason == HEAD_UNKNOWN),
        "{faults:?}"
    );
}

#[test]
fn log_signed_by_another_key_holds_only_for_whoever_does_not_ask_by_whom() {
    // Given a log that somebody has written anew, and sealed with a key of his own
    let folder = TempDir::new().unwrap();
    let store = log(&folder);
    let known = |publisher| Known {
        publishers: vec![publisher],
        head: None,
    };

    let of_ours = store.prove_log(&known(key().pubkey())).unwrap();
    let expected = Keypair::new_from_array([8; 32]).pubkey();
    let of_other = store.prove_log(&known(expected)).unwrap();

    assert!(of_ours.holds());
    assert_eq!(of_other.faults.len(), 3);
    let words = &of_other.faults[0].reason;
    assert!(words.contains(&key().pubkey().to_string()), "{words}");
}

#[test]
fn signature_of_another_head_or_key_is_refused() {
    let other = "UPDATE seal SET signature = (SELECT signature FROM seal WHERE number = 1) WHERE number = 2";
    let none = "UPDATE seal SET signature = 'none' WHERE number = 2";

    for change in [other, none] {
        assert_eq!(after(change), [fault("seal 2", SIGNATURE_WRONG)]);
    }
}

#[test]
fn log_without_a_seal_proves_nothing() {
    let folder = TempDir::new().unwrap();
    let mut store = open(&folder);
    store.tick(&tick(1, 10)).unwrap();

    let proof = proof(&store);

    assert_eq!(proof.ticks_unsealed, 1);
    assert_eq!(proof.faults[0].reason, NO_SEAL);
}

#[test]
fn faults_beyond_a_hundred_are_counted() {
    let mut proof = LogProof::default();
    for id in 0..103 {
        proof.fault(name(Kind::Tick, id), CHANGED);
    }

    assert_eq!((proof.faults.len(), proof.faults_untold), (100, 3));
}
