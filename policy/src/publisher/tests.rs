use super::*;
use crate::fixture::{NOW, feed_config, reports};

/// Five voters, one of whom says `last` while the others say 20 points.
struct Table {
    records: [PublisherRecord; MAX_PUBLISHERS],
    reports: [Report; MAX_PUBLISHERS],
}

const LAST: usize = 4;
const MEDIAN: Score = Score(2_000);

impl Table {
    fn new(voters: usize) -> Self {
        Self {
            records: Default::default(),
            reports: reports(&[2_000; 5][..voters], NOW),
        }
    }

    fn round(&mut self, config: &FeedConfig) -> Review {
        review(&mut self.records, &mut self.reports, config, MEDIAN, NOW)
    }

    fn say(&mut self, slot: usize, score: u16) {
        self.reports[slot].score = Score(score);
    }

    fn miss(&mut self, slot: usize) {
        self.reports[slot].observed_at = Timestamp(NOW.0 - 61);
    }

    fn attend(&mut self, slot: usize) {
        self.reports[slot].observed_at = NOW;
    }
}

#[test]
fn a_liar_is_muted_after_its_rounds_and_no_one_else() {
    let mut table = Table::new(5);
    table.say(LAST, 2_501);
    for _ in 0..3 {
        assert_eq!(table.round(&feed_config()), Review::default());
    }
    assert_eq!(table.round(&feed_config()).muted, 1 << LAST);
    let standings = table.reports.map(|report| report.standing);
    assert_eq!(&standings[..6], &[1, 1, 1, 1, 0, 0]);
}

#[test]
fn one_honest_round_forgives_and_a_missed_one_does_not() {
    let mut table = Table::new(5);
    for said in [2_501, 2_501, 2_501, 2_500, 2_501, 2_501, 2_501] {
        table.say(LAST, said);
        assert_eq!(table.round(&feed_config()).muted, 0);
    }
    table.miss(LAST);
    assert_eq!(table.round(&feed_config()).muted, 0);
    table.attend(LAST);
    assert_eq!(table.round(&feed_config()).muted, 1 << LAST);
}

#[test]
fn no_one_is_muted_when_too_few_would_be_left() {
    let config = FeedConfig {
        min_publishers: 4,
        ..feed_config()
    };
    let mut table = Table::new(5);
    table.say(0, 9_000);
    table.say(LAST, 9_000);
    let muted = [0, 1, 2, 3, 4, 5].map(|_| table.round(&config).muted);
    assert_eq!(muted, [0, 0, 0, 1, 0, 0]);
}

#[test]
fn every_third_missed_round_in_a_row_makes_a_stale_run() {
    let mut table = Table::new(5);
    table.miss(0);
    for _ in 0..5 {
        table.round(&feed_config());
    }
    table.attend(0);
    table.round(&feed_config());
    table.miss(0);
    for _ in 0..3 {
        table.round(&feed_config());
    }
    let record = table.records[0];
    assert_eq!((record.misses, record.stale_runs), (8, 2));
    assert_eq!(record.misses_in_a_row, 3);
}

#[test]
fn the_distance_is_smoothed_and_does_not_run_over() {
    let mut table = Table::new(5);
    table.say(0, 2_400);
    for _ in 0..200 {
        table.round(&feed_config());
    }
    let close_to = table.records[0].distance;
    assert!((393..=400).contains(&close_to), "{close_to}");
    assert_eq!(table.records[1].distance, 0);
}

#[test]
fn a_shadow_votes_after_its_rounds_in_a_row_and_starts_anew_after_a_miss_or_a_lie() {
    let mut table = Table::new(5);
    table.reports[LAST].standing = Standing::Shadow as u8;
    for break_it in [Table::miss as fn(&mut Table, usize), |table, slot| {
        table.say(slot, 9_000);
    }] {
        for _ in 0..4 {
            assert_eq!(table.round(&feed_config()).promoted, 0);
        }
        break_it(&mut table, LAST);
        assert_eq!(table.round(&feed_config()).promoted, 0);
        table.attend(LAST);
        table.say(LAST, 2_000);
    }
    let promoted = [0, 1, 2, 3, 4].map(|_| table.round(&feed_config()).promoted);
    assert_eq!(promoted, [0, 0, 0, 0, 1 << LAST]);
    assert_eq!(table.reports[LAST].standing(), Standing::Voting);
}

#[test]
fn a_lying_shadow_is_never_muted_and_never_heard() {
    let mut table = Table::new(5);
    table.reports[LAST].standing = Standing::Shadow as u8;
    table.say(LAST, 9_000);
    for _ in 0..300 {
        assert_eq!(table.round(&feed_config()), Review::default());
    }
    assert_eq!(table.records[LAST].outliers_in_a_row, 255);
}

#[test]
fn a_silent_slot_is_not_judged() {
    let mut table = Table::new(3);
    table.round(&feed_config());
    assert_eq!(table.records[3], PublisherRecord::default());
}
