//! What a few publishers can and cannot do.

use ballast_client::event::Event;
use ballast_client::instruction;
use ballast_policy::feed::FeedStatus;
use ballast_policy::preset;
use ballast_policy::regime::Regime;
use ballast_policy::unit::Score;
use ballast_tests::{MARKET_FEED, PUBLISHERS, Stage};
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
            let [Event::ConsensusReached(event)] = sent.events[..] else {
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
fn a_lying_minority_can_at_most_hold_up_loosening_until_it_is_muted() {
    // Given stress that is over, says the majority, while two still cry wolf
    let mut stage = Stage::new();
    stage.score(MARKET_FEED, &[8_000; 5]);
    let reports = [1_000, 1_000, 1_000, 10_000, 10_000];
    for _ in 0..20 {
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

    // Then the feed comes down by its rules: three confirming rounds for each regime, and its dwell
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

    // Then calm is back after two dwells of six hours, not before
    assert!((24..=27).contains(&rounds), "{rounds}");
    assert_eq!(stage.effective(MARKET_FEED).score, Score(2_000));
}

#[test]
fn one_spoofed_round_on_the_way_down_starts_the_count_anew() {
    // Given stress that has dwelt long enough and two confirming rounds of three
    let mut stage = Stage::new();
    stage.score(MARKET_FEED, &[8_000; 5]);
    for _ in 0..11 {
        stage.machine.warp(1_800);
        stage.score(MARKET_FEED, &[6_200; 5]);
    }
    for _ in 0..2 {
        stage.machine.warp(1_800);
        stage.score(MARKET_FEED, &[1_000; 5]);
    }
    assert_eq!(stage.feed(MARKET_FEED).state.confirmations, 2);

    // When one round disagrees, then three more are needed
    stage.machine.warp(1_800);
    stage.score(MARKET_FEED, &[6_100; 5]);
    for regime in [2, 2, 1] {
        stage.machine.warp(1_800);
        stage.score(MARKET_FEED, &[1_000; 5]);
        assert_eq!(stage.feed(MARKET_FEED).state.regime, regime);
    }
}
