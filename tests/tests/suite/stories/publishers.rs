//! What a few publishers can and cannot do.

use ballast_client::event::Event;
use ballast_client::instruction::{self, Change};
use ballast_policy::Rule;
use ballast_policy::feed::FeedStatus;
use ballast_policy::preset;
use ballast_policy::regime::Regime;
use ballast_policy::throttle::Bound;
use ballast_policy::unit::Score;
use ballast_tests::{MARKET_FEED, PUBLISHERS, Stage, refused_and_unchanged};
use ballast_vm::keypair_for;
use solana_signer::Signer as _;

#[test]
fn a_lying_minority_cannot_move_the_regime() {
    for lie in [0, 10_000] {
        // Given three honest publishers around 30, and two who always say the same lie
        let mut stage = Stage::new();
        for round in 0..30u16 {
            stage.machine.warp(600);
            let honest = 2_900 + round * 10;
            let sent = stage.score(MARKET_FEED, &[lie, honest, honest + 50, lie, honest + 100]);

            // When rounds are held, then the score lies between two honest ones and the regime stays
            let [Event::ConsensusReached(event), ..] = sent.events[..] else {
                panic!("{:?}", sent.events)
            };
            let state = stage.feed(MARKET_FEED).state;
            let highest = 2_900 + 29 * 10 + 100;
            assert!((2_000..=highest).contains(&state.score), "{}", state.score);
            assert_eq!((event.regime, state.regime), (0, 0));
        }
    }
}

#[test]
fn a_lying_minority_can_at_most_hold_up_loosening_until_the_guardian_mutes_it() {
    // Given stress that is over, says the majority, while two still cry wolf
    let mut stage = Stage::new();
    stage.settle(MARKET_FEED, &[8_000; 5]);
    let reports = [1_000, 1_000, 1_000, 10_000, 10_000];
    for _ in 0..3 {
        stage.machine.warp(1_800);
        stage.score(MARKET_FEED, &reports);
    }
    let state = stage.feed(MARKET_FEED).state;
    assert_eq!((state.score, state.regime), (8_000, 2));

    // When the guardian mutes them
    let guardian = stage.market.guardian.insecure_clone();
    let feed = stage.market.feeds[MARKET_FEED].address;
    for publisher in [3, 4] {
        let key = stage.publisher(MARKET_FEED, publisher).pubkey();
        let market = stage.market.market;
        let mute = instruction::publisher_mute(&guardian.pubkey(), &market, &feed, &key);
        stage.send(&mute, &[&guardian]).unwrap();
    }

    // Then the feed comes down by its rules, one regime after the other
    let mut seen = vec![];
    let is_calm = |stage: &Stage| stage.feed(MARKET_FEED).state.regime == 0;
    stage.rounds_until(is_calm, |stage| {
        stage.score(MARKET_FEED, &[1_000; 3]);
        seen.push(stage.feed(MARKET_FEED).state.regime);
    });
    seen.dedup();
    assert_eq!(seen, [2, 1, 0]);
}

#[test]
fn publishers_leave_one_by_one_until_the_quorum_is_lost_and_return() {
    // Given five publishers in calm
    let mut stage = Stage::new();
    let config = preset::feed();
    let (life, hold) = (
        u64::from(config.max_report_age),
        u64::from(config.hold_seconds),
    );
    stage.machine.warp(life);
    stage.score(MARKET_FEED, &[2_000; PUBLISHERS]);

    // When they leave one by one, each for longer than a report lives, then three are enough
    for left in [4, 3] {
        stage.machine.warp(life + 1);
        stage.score(MARKET_FEED, &vec![2_000; left]);
        let state = stage.feed(MARKET_FEED).state;
        assert_eq!((usize::from(state.fresh), state.quorum), (left, 3));
        assert_eq!(stage.effective(MARKET_FEED).status, FeedStatus::Held);
    }

    // And two are enough only while the third's last report lives
    stage.machine.warp(life);
    let sent = stage.score(MARKET_FEED, &[2_000; 2]);
    assert!(matches!(sent.events[..], [Event::ConsensusReached(_)]));
    let last = stage.machine.now();
    stage.machine.warp(1);
    let sent = stage.score(MARKET_FEED, &[2_000; 2]);
    assert!(matches!(sent.events[..], [Event::QuorumMissed(_)]));

    // And then the terms are held for T1, and get stricter by the second
    for (age, status, score) in [
        (hold, FeedStatus::Held, 2_000),
        (hold + 1, FeedStatus::Decaying, 2_001),
    ] {
        stage.machine.warp_to(last + age);
        stage.score(MARKET_FEED, &[2_000; 2]);
        let effective = stage.effective(MARKET_FEED);
        assert_eq!((effective.status, effective.score), (status, Score(score)));
    }

    // When all return after the terms became conservative
    stage.machine.warp(21_600);
    assert_eq!(stage.effective(MARKET_FEED).regime, Regime::Stress);
    let is_calm = |stage: &Stage| stage.effective(MARKET_FEED).regime == Regime::Calm;
    let rounds = stage.rounds_until(is_calm, |stage| {
        stage.score(MARKET_FEED, &[2_000; PUBLISHERS]);
    });

    // Then calm is back after sixty points of loosening at twenty a day, ten of them at once, not before
    assert!((48 * 2..=48 * 3).contains(&rounds), "{rounds}");
    assert_eq!(stage.effective(MARKET_FEED).score, Score(4_000));
}

#[test]
fn one_spoofed_round_on_the_way_down_starts_the_count_anew() {
    // Given stress that has dwelt long enough and two confirming rounds of three
    let mut stage = Stage::new();
    stage.settle(MARKET_FEED, &[8_000; 5]);
    for _ in 0..48 {
        stage.machine.warp(1_800);
        stage.score(MARKET_FEED, &[6_000; 5]);
    }
    for _ in 0..2 {
        stage.machine.warp(1_800);
        stage.score(MARKET_FEED, &[1_000; 5]);
    }
    assert_eq!(stage.feed(MARKET_FEED).state.confirmations, 2);

    // When one round disagrees, then three more are needed
    stage.machine.warp(1_800);
    stage.score(MARKET_FEED, &[6_100; 5]);
    for regime in [2, 2, 2, 2, 1] {
        stage.machine.warp(1_800);
        stage.score(MARKET_FEED, &[1_000; 5]);
        assert_eq!(stage.feed(MARKET_FEED).state.regime, regime);
    }
}

#[test]
fn a_minority_that_lies_for_a_week_is_muted_after_four_hours_and_costs_no_one_calm_terms() {
    for lie in [0, 10_000] {
        // Given a calm market in which two of five lie, round after round
        let mut stage = Stage::new();
        let mut muted_after = vec![];
        for round in 1..=7 * 48 {
            stage.machine.warp(1_800);
            let sent = stage.score(MARKET_FEED, &[3_000, lie, 3_100, lie, 3_200]);
            let mute = |event: &&Event| matches!(event, Event::PublisherMuted(_));
            muted_after.extend(sent.events.iter().filter(mute).map(|_| round));

            // When a week has passed, then terms stayed between what honest publishers said
            let effective = stage.effective(MARKET_FEED);
            assert_eq!(effective.regime, Regime::Calm);
            assert!(
                (2_000..=3_200).contains(&effective.score.0),
                "{effective:?}"
            );
        }

        // And both lost their votes after their eighth round in a row, without anyone's help
        assert_eq!(muted_after, [8, 8]);
        let state = stage.feed(MARKET_FEED).state;
        assert_eq!((state.fresh, state.quorum, state.is_disputed), (3, 3, 0));
    }
}

#[test]
fn inv_20_a_captured_majority_loosens_no_more_than_the_published_worst_case() {
    // Given stress, and a majority that is captured and says zero at every turn
    let config = preset::feed();
    for (seconds, most) in [(3_600, 750), (86_400, 3_000), (7 * 86_400, 10_000)] {
        let published = ballast_policy::throttle::worst_case(&config, seconds).score;
        assert_eq!(published, most);
        let mut stage = Stage::new();
        stage.settle(MARKET_FEED, &[10_000; 5]);
        for _ in 0..4 {
            stage.machine.warp(1_800);
            stage.settle(MARKET_FEED, &[10_000, 10_000, 10_000, 9_000, 9_000]);
        }
        let (start, before) = (stage.machine.now(), stage.effective(MARKET_FEED).score.0);

        // When it has its way for an hour, a day, a week, calling for a round every ten minutes
        while stage.machine.now() < start + seconds {
            stage.machine.warp(600);
            stage.score(MARKET_FEED, &[0; 5]);
        }

        // Then terms have loosened by no more than what is published
        let loosened = before - stage.effective(MARKET_FEED).score.0;
        assert!(loosened <= most, "{seconds} s: {loosened}");
        println!("{seconds} s: {loosened} of {most}");
    }
}

#[test]
fn slope2_no_loosening_while_stress_rises() {
    // Given terms that stand at 80 points, above what is reported
    let mut stage = Stage::new();
    stage.settle(MARKET_FEED, &[8_000; 5]);
    for _ in 0..3 {
        stage.machine.warp(1_800);
        stage.score(MARKET_FEED, &[3_000; 5]);
    }
    let stands = stage.effective(MARKET_FEED).score;

    // When reports rise round after round, though still below, then terms wait
    for score in [3_400, 3_800, 4_200, 4_600, 5_000] {
        stage.machine.warp(1_800);
        stage.score(MARKET_FEED, &[score; 5]);
        assert_eq!(stage.effective(MARKET_FEED).score, stands);
        let bound = stage.feed(MARKET_FEED).state.throttle.bound_by;
        assert_eq!(bound, Bound::RisingStress as u8);
    }

    // And they loosen once the rise is over
    stage.machine.warp(1_800);
    stage.score(MARKET_FEED, &[5_000; 5]);
    assert!(stage.effective(MARKET_FEED).score < stands);
}

#[test]
fn a_feed_with_too_few_voters_is_brought_back_by_governance_and_in_no_other_way() {
    // Given a feed of which the guardian has muted three of five, and terms that have become conservative
    let mut stage = Stage::new();
    let (market, feed) = (stage.market.market, stage.market.feeds[MARKET_FEED].address);
    let guardian = stage.market.guardian.insecure_clone();
    let muted = [0, 1, 2].map(|publisher| stage.publisher(MARKET_FEED, publisher).pubkey());
    for key in &muted {
        let mute = instruction::publisher_mute(&guardian.pubkey(), &market, &feed, key);
        stage.send(&mute, &[&guardian]).unwrap();
    }

    // When one is unmuted, then it is in shadow, where nobody can prove itself without a consensus
    let admin = stage.market.governance.insecure_clone();
    let unmute = instruction::publisher_unmute(&admin.pubkey(), &market, &feed, &muted[0]);
    stage.send(&unmute, &[&admin]).unwrap();
    for _ in 0..60 {
        stage.machine.warp(1_800);
        stage.score(MARKET_FEED, &[2_000; PUBLISHERS]);
    }
    assert_eq!(stage.feed(MARKET_FEED).reports[0].standing, 2);
    assert_eq!(
        stage.effective(MARKET_FEED).status,
        FeedStatus::Conservative
    );

    // When governance names the muted one again, and a new one, under the timelock, then both vote
    let newcomer = keypair_for("newcomer");
    let back = stage
        .propose(&Change::PublisherAdd(feed, muted[1]))
        .unwrap();
    let new = stage
        .propose(&Change::PublisherAdd(feed, newcomer.pubkey()))
        .unwrap();
    refused_and_unchanged(&mut stage, Rule::ChangeNotDue, |stage| {
        stage.execute_feed(&back, MARKET_FEED)
    });
    stage.machine.warp(7 * 86_400);
    stage.execute_feed(&back, MARKET_FEED).unwrap();
    assert_eq!(stage.feed(MARKET_FEED).reports[1].standing, 1);
    // Three vote now: whoever comes next is compared first.
    stage.execute_feed(&new, MARKET_FEED).unwrap();
    assert_eq!(stage.feed(MARKET_FEED).reports[PUBLISHERS].standing, 2);

    // And the feed speaks again
    stage.machine.warp(1_800);
    for publisher in [1, 3, 4] {
        stage.report(MARKET_FEED, publisher, 2_000).unwrap();
    }
    let sent = stage.advance(MARKET_FEED).unwrap();
    assert!(matches!(sent.events[0], Event::ConsensusReached(_)));
}
