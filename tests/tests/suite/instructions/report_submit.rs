//! `report_submit`: a publisher's report replaces its last.

use ballast_client::event::{Event, ReportIgnored};
use ballast_client::instruction::{self, ReportArguments};
use ballast_client::layout::{Publisher, Report};
use ballast_policy::{Rule, preset};
use ballast_tests::{
    Kind, LendingError, MARKET_FEED, STABLE_FEED, Snapshot, Stage, every_account_is_checked,
    refused_and_unchanged,
};
use ballast_vm::keypair_for;
use solana_signer::Signer as _;

/// A change of a good report.
type Change = fn(&mut ReportArguments);

/// Fails the test unless the changed report is refused by its rule.
fn refused_by_name(stage: &mut Stage, cases: &[(Rule, Change)]) {
    for (number, (rule, change)) in cases.iter().enumerate() {
        println!("case {number}: {}", rule.name());
        let mut report = stage.next_report(1_000);
        change(&mut report);
        refused_and_unchanged(stage, *rule, |stage| stage.submit(MARKET_FEED, 0, &report));
    }
}

#[track_caller]
fn accepted(stage: &mut Stage, change: Change) {
    let mut report = stage.next_report(1_000);
    change(&mut report);
    stage.submit(MARKET_FEED, 0, &report).unwrap();
}

#[test]
fn a_report_and_its_hashes_are_stored_in_the_publishers_slot_and_nothing_else_moves() {
    // Given a feed
    let mut stage = Stage::silent();
    let before = stage.feed(MARKET_FEED);
    let report = stage.next_report(4_321);

    // When its third publisher reports
    let sent = stage.submit(MARKET_FEED, 2, &report).unwrap();

    // Then the third slot holds the report, and terms wait for the round
    let mut expected = before;
    expected.reports[2] = Report {
        sequence: report.sequence,
        observed_at: report.observed_at,
        score: 4_321,
        half_width: 300,
        depth_bps: 10_000,
        standing: 1,
        padding: 0,
    };
    expected.records[2].posts = 1;
    expected.publishers[2] = Publisher {
        model_hash: [7; 32],
        input_hash: [8; 32],
        ..before.publishers[2]
    };
    assert_eq!(stage.feed(MARKET_FEED), expected);
    assert!(sent.events.is_empty());
}

/// Fails the test unless the report goes through, changes nothing and is logged with the rule.
#[track_caller]
fn ignored(stage: &mut Stage, rule: Rule, report: &ReportArguments) {
    let before = Snapshot::take(&stage.machine);
    let sent = stage.submit(MARKET_FEED, 0, report).unwrap();
    before.assert_unchanged(&stage.machine);
    let event = ReportIgnored {
        feed: stage.market.feeds[MARKET_FEED].address,
        publisher: stage.publisher(MARKET_FEED, 0).pubkey(),
        sequence: report.sequence,
        rule: rule.number().into(),
    };
    assert_eq!(sent.events, [Event::ReportIgnored(event)]);
}

#[test]
fn inv_25_a_replayed_report_changes_nothing_and_burns_no_batch() {
    // Given an accepted report
    let mut stage = Stage::silent();
    let report = stage.next_report(1_000);
    stage.submit(MARKET_FEED, 0, &report).unwrap();

    // When it is sent again, at once and later
    for _ in 0..2 {
        ignored(&mut stage, Rule::SequenceNotIncreasing, &report);
        stage.machine.warp(60);
    }

    // And beside another publisher's in one transaction, then that one counts
    let (first, second) = (
        stage.publisher(MARKET_FEED, 0),
        stage.publisher(MARKET_FEED, 1),
    );
    let feed = stage.market.feeds[MARKET_FEED].address;
    let news = stage.next_report(3_000);
    let batch = [
        instruction::report_submit(&first.pubkey(), &feed, &report),
        instruction::report_submit(&second.pubkey(), &feed, &news),
    ];
    stage.machine.send(&batch, &[&first, &second]).unwrap();
    assert_eq!(stage.feed(MARKET_FEED).reports[1].score, 3_000);
}

#[test]
fn inv_25_a_report_out_of_order_changes_nothing() {
    // Given two reports, of which the later arrived first
    let mut stage = Stage::silent();
    let early = stage.next_report(1_000);
    stage.machine.warp(10);
    let late = stage.next_report(2_000);
    stage.submit(MARKET_FEED, 0, &late).unwrap();
    ignored(&mut stage, Rule::SequenceNotIncreasing, &early);

    // When the earlier is numbered anew, then its time betrays it
    let renumbered = ReportArguments {
        sequence: late.sequence + 1,
        ..early
    };
    ignored(&mut stage, Rule::ReportNotNewer, &renumbered);
}

#[test]
fn a_sequence_of_zero_is_ignored_and_the_last_there_is_is_taken() {
    let mut stage = Stage::silent();
    let mut report = stage.next_report(1_000);
    report.sequence = 0;
    ignored(&mut stage, Rule::SequenceNotIncreasing, &report);
    accepted(&mut stage, |report| report.sequence = u64::MAX);
    let mut report = stage.next_report(1_000);
    report.sequence = u64::MAX;
    ignored(&mut stage, Rule::SequenceNotIncreasing, &report);
}

/// The oldest that a report may be, seconds.
fn max_age() -> u64 {
    preset::feed().max_report_age.into()
}

#[test]
fn a_report_older_than_its_bound_is_ignored() {
    let mut stage = Stage::silent();
    for age in [max_age() + 1, stage.machine.now()] {
        let mut report = stage.next_report(1_000);
        report.observed_at -= age;
        ignored(&mut stage, Rule::ReportTooOld, &report);
    }
    accepted(&mut stage, |report| report.observed_at -= max_age());
}

#[test]
fn a_report_from_the_future_is_refused() {
    let mut stage = Stage::silent();
    refused_by_name(
        &mut stage,
        &[
            (Rule::ReportFromFuture, |report| report.observed_at += 31),
            (Rule::ReportFromFuture, |report| {
                report.observed_at = u64::MAX;
            }),
        ],
    );
    accepted(&mut stage, |report| report.observed_at += 30);
}

#[test]
fn a_score_a_half_width_or_a_depth_above_all_of_it_is_refused() {
    let mut stage = Stage::silent();
    refused_by_name(
        &mut stage,
        &[
            (Rule::ScoreOutOfRange, |report| report.score = 10_001),
            (Rule::ScoreOutOfRange, |report| report.score = u16::MAX),
            (Rule::HalfWidthOutOfRange, |report| {
                report.half_width = 10_001;
            }),
            (Rule::HalfWidthOutOfRange, |report| {
                report.half_width = u16::MAX;
            }),
            (Rule::DepthOutOfRange, |report| report.depth_bps = 10_001),
            (Rule::DepthOutOfRange, |report| report.depth_bps = u16::MAX),
        ],
    );
    accepted(&mut stage, |report| {
        (report.score, report.half_width) = (10_000, 10_000);
    });
    accepted(&mut stage, |report| {
        (report.score, report.half_width, report.depth_bps) = (0, 0, 0);
    });
}

#[test]
fn a_key_that_does_not_publish_to_the_feed_is_refused() {
    // Given a stranger, the admin, a publisher of the other feed, and one of another market's feed
    let mut stage = Stage::silent();
    let second = stage.second_market();
    let foreign = second.feeds[MARKET_FEED].publishers[0].insecure_clone();
    let other_feeds = stage.publisher(STABLE_FEED, 0);
    let admin = stage.market.governance.insecure_clone();
    for key in [keypair_for("stranger"), admin, other_feeds, foreign] {
        let report = stage.next_report(1_000);
        refused_and_unchanged(&mut stage, Rule::UnknownPublisher, |stage| {
            stage.submit_as(&key, MARKET_FEED, &report)
        });
    }
}

#[test]
fn a_clock_before_1970_is_refused() {
    let mut stage = Stage::silent();
    stage.machine.set_chain_time(-1);
    refused_and_unchanged(&mut stage, LendingError::ClockOutOfRange, |stage| {
        stage.report(MARKET_FEED, 0, 1_000)
    });
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let mut stage = Stage::silent();
    let key = stage.publisher(MARKET_FEED, 0);
    let feed = stage.market.feeds[MARKET_FEED].address;
    let report = stage.next_report(1_000);
    let submit = instruction::report_submit(&key.pubkey(), &feed, &report);
    every_account_is_checked(&mut stage, &submit, &[&key], &[Kind::Signer, Kind::FEED]);
}
