use super::*;
use crate::node::audit::store::tests::{open, tick};

const BOUND: u16 = 50;
const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;

pub(in crate::node::audit::store) fn says(score: u16) -> ShadowRecord {
    ShadowRecord {
        model_hash: "ab".to_owned(),
        score,
        half_width: 400,
        is_by_baseline: false,
    }
}

/// Looks at the same as ever at these milliseconds, and notes what the shadow says; the tick that this was.
fn look(store: &mut AuditStore, at: i64, said: Option<&ShadowRecord>) -> i64 {
    let id = store.tick(&tick(3_000, at)).unwrap();
    note(store, id, at, said);
    id
}

fn note(store: &mut AuditStore, id: i64, at: i64, said: Option<&ShadowRecord>) {
    let at = Timestamp::from_millis(at);
    store.note_shadow(id, at, said, BOUND).unwrap();
}

/// Each tick's number, the minute at which it began, and the shadow's score.
fn ticks(store: &AuditStore) -> Vec<(i64, i64, Option<u16>)> {
    let mut ticks = Vec::new();
    let visit = |row: TickRow| {
        let shadow = row.shadow;
        ticks.push((
            row.id,
            row.record.at.millis() / MINUTE,
            shadow.map(|said| said.score),
        ));
    };
    store.each_tick(Span::ALL, visit).unwrap();
    ticks
}

#[test]
fn tick_that_was_just_written_takes_the_shadow_and_stays_what_it_is() {
    // Given a tick of this look
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(&folder);
    let id = store.tick(&tick(3_000, 10)).unwrap();

    // When the shadow has spoken
    note(&mut store, id, 10, Some(&says(3_700)));

    // Then the tick holds it, and nothing else of it has changed
    let row = store.tick_by_id(id).unwrap().unwrap();
    assert_eq!(row.shadow, Some(says(3_700)));
    assert_eq!(row.record, tick(3_000, 10));
    assert_eq!(ticks(&store).len(), 1);
}

#[test]
fn shadow_that_trembles_writes_nothing_and_a_move_by_the_bound_begins_the_tick_anew() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(&folder);
    let first = look(&mut store, 0, Some(&says(3_700)));

    // When it moves by less than the bound at each look, and then by the bound
    for (minute, score) in [(1, 3_749), (2, 3_651), (3, 3_750)] {
        assert_eq!(look(&mut store, minute * MINUTE, Some(&says(score))), first);
    }

    // Then there is one tick more, and the next look counts on that one
    let second = first + 1;
    assert_eq!(
        ticks(&store),
        [(first, 0, Some(3_700)), (second, 3, Some(3_750))]
    );
    let again = look(&mut store, 4 * MINUTE, Some(&says(3_750)));
    let row = store.tick_by_id(second).unwrap().unwrap();
    assert_eq!((again, row.repeats), (second, 1));
    assert_eq!(row.last_at.millis(), 4 * MINUTE);
}

#[test]
fn shadow_that_enters_another_regime_or_is_another_one_begins_the_tick_anew() {
    let other_model = ShadowRecord {
        model_hash: "cd".to_owned(),
        ..says(4_499)
    };
    let baseline = ShadowRecord {
        is_by_baseline: true,
        ..says(4_499)
    };
    let wider = ShadowRecord {
        half_width: 450,
        ..says(4_499)
    };
    for (said, is_new) in [
        (says(4_500), true),
        (other_model, true),
        (baseline, true),
        (wider, true),
        (says(4_498), false),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let mut store = open(&folder);
        look(&mut store, 0, Some(&says(4_499)));

        look(&mut store, MINUTE, Some(&said));

        assert_eq!(ticks(&store).len(), 1 + usize::from(is_new), "{said:?}");
    }
}

#[test]
fn time_in_which_the_shadow_could_not_say_is_not_counted_as_its() {
    // Given a shadow that speaks, fails at two looks, and speaks again
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(&folder);
    let said = says(3_700);
    let looks = [Some(&said), None, None, Some(&said), Some(&said)];

    for (minute, said) in (0..).zip(looks) {
        look(&mut store, minute * MINUTE, said);
    }

    // Then each spell is a tick of its own
    let spells: Vec<_> = ticks(&store)
        .iter()
        .map(|&(_, minute, said)| (minute, said))
        .collect();
    assert_eq!(spells, [(0, Some(3_700)), (1, None), (3, Some(3_700))]);
}

#[test]
fn shadow_that_fails_at_every_second_look_does_not_write_a_tick_at_each() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(&folder);
    let said = says(3_700);

    for second in 0..180 {
        let said = (second % 2 == 0).then_some(&said);
        look(&mut store, second * SECOND, said);
    }

    assert_eq!(ticks(&store).len(), 5);
}

#[test]
fn look_that_was_overtaken_by_another_tick_says_nothing_of_what_stands_now() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(&folder);
    let slow = store.tick(&tick(3_000, 0)).unwrap();
    store.tick(&tick(3_000, MINUTE)).unwrap();
    let now = store.tick(&tick(3_100, 2 * MINUTE)).unwrap();

    note(&mut store, slow, MINUTE, Some(&says(3_700)));

    assert_eq!(ticks(&store), [(slow, 0, None), (now, 2, None)]);
}

#[test]
fn span_holds_the_ticks_that_were_seen_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(&folder);
    for (score, at) in [(1, 10), (2, 20), (2, 30), (3, 40)] {
        store.tick(&tick(score, at)).unwrap();
    }
    let seen = |from, until| {
        let span = Span {
            from: Some(Timestamp::from_millis(from)),
            until: Some(Timestamp::from_millis(until)),
        };
        let mut scores = Vec::new();
        let visit = |row: TickRow| scores.push(row.record.score);
        store.each_tick(span, visit).unwrap();
        scores
    };

    assert_eq!(seen(25, 40), [2]);
    assert_eq!(seen(10, 41), [1, 2, 3]);
    assert!(seen(50, 60).is_empty());
}
