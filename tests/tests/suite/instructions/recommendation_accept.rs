//! `recommendation_accept`: in an advisory market terms move when someone accepts what the feed recommends.

use ballast_client::event::{Event, RecommendationAccepted};
use ballast_client::instruction;
use ballast_client::layout::{Market, RiskFeed};
use ballast_policy::mode::Mode;
use ballast_policy::{Rule, preset};
use ballast_tests::{
    Kind, LendingError, MARKET_FEED, STABLE_FEED, Stage, every_account_is_checked,
    refused_and_unchanged, with_accounts,
};
use ballast_vm::keypair_for;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer as _;

/// An advisory market in calm.
fn advisory() -> Stage {
    let mut stage = Stage::new();
    set_mode(&mut stage, Mode::Advisory);
    stage.machine.warp(60);
    stage
}

fn set_mode(stage: &mut Stage, mode: Mode) {
    for feed in 0..stage.market.feeds.len() {
        let address = stage.market.feeds[feed].address;
        stage.edit::<RiskFeed>(&address, |feed| feed.state.mode = mode as u8);
    }
}

/// Governance, and the instruction by which it accepts what the feed recommends now.
fn acceptance(stage: &Stage) -> (Keypair, Instruction) {
    let made = stage.feed(MARKET_FEED).state.recommendation;
    let governance = stage.market.governance.insecure_clone();
    let accept = instruction::recommendation_accept(
        &governance.pubkey(),
        &stage.market.market,
        &stage.market.feeds[MARKET_FEED].address,
        (made.score, made.regime),
    );
    (governance, accept)
}

/// The score and regime in force.
fn in_force(stage: &Stage) -> (u16, u8) {
    let effective = stage.effective(MARKET_FEED);
    (effective.score.0, effective.regime as u8)
}

#[test]
fn terms_move_on_acceptance_and_not_before() {
    // Given an advisory market that is told of stress
    let mut stage = advisory();
    stage.score(MARKET_FEED, &[5_500; 5]);
    assert_eq!(in_force(&stage), (2_000, 0));

    // When governance accepts
    let (governance, accept) = acceptance(&stage);
    let sent = stage.send(&accept, &[&governance]).unwrap();

    // Then terms follow, once
    assert_eq!(in_force(&stage), (5_500, 1));
    let event = RecommendationAccepted {
        feed: stage.market.feeds[MARKET_FEED].address,
        authority: governance.pubkey(),
        score: 5_500,
        regime: 1,
    };
    assert_eq!(sent.events, [Event::RecommendationAccepted(event)]);
    refused_and_unchanged(&mut stage, Rule::NoRecommendation, |stage| {
        stage.send(&accept, &[&governance])
    });
}

#[test]
fn a_monitored_market_is_told_everything_and_recommends_nothing() {
    let mut stage = Stage::new();
    set_mode(&mut stage, Mode::Monitoring);
    stage.machine.warp(60);
    let sent = stage.score(MARKET_FEED, &[9_500; 5]);
    let [Event::ConsensusReached(event)] = sent.events[..] else {
        panic!("{:?}", sent.events)
    };
    assert_eq!((event.raw, event.score, event.mode), (9_500, 2_000, 2));
    stage.machine.warp(10 * 86_400);
    assert_eq!(in_force(&stage), (2_000, 0));
    let (governance, accept) = acceptance(&stage);
    refused_and_unchanged(&mut stage, Rule::NoRecommendation, |stage| {
        stage.send(&accept, &[&governance])
    });
}

#[test]
fn an_autonomous_market_has_nothing_to_accept() {
    let mut stage = Stage::new();
    stage.machine.warp(60);
    stage.score(MARKET_FEED, &[5_500; 5]);
    let (governance, accept) = acceptance(&stage);
    refused_and_unchanged(&mut stage, Rule::NoRecommendation, |stage| {
        stage.send(&accept, &[&governance])
    });
}

#[test]
fn what_a_round_recommends_between_agreement_and_landing_is_not_accepted() {
    // Given governance, which has agreed to a step
    let mut stage = advisory();
    stage.score(MARKET_FEED, &[5_500; 5]);
    let (governance, agreed) = acceptance(&stage);

    // When a round recommends another one before that lands
    stage.machine.warp(120);
    stage.score(MARKET_FEED, &[9_000; 5]);

    // Then nothing is accepted until governance has agreed to that one
    refused_and_unchanged(&mut stage, Rule::RecommendationReplaced, |stage| {
        stage.send(&agreed, &[&governance])
    });
    let (governance, accept) = acceptance(&stage);
    stage.send(&accept, &[&governance]).unwrap();
    assert_ne!(in_force(&stage), (5_500, 1));
}

#[test]
fn a_recommendation_expires_or_is_superseded_by_silence() {
    let validity = u64::from(preset::feed().recommendation_seconds);
    // Given a recommendation that silence has overtaken: T1 is shorter than its validity
    for (age, rule) in [
        (validity, Rule::RecommendationSuperseded),
        (validity + 1, Rule::RecommendationExpired),
    ] {
        let mut stage = advisory();
        stage.score(MARKET_FEED, &[5_500; 5]);
        let (governance, accept) = acceptance(&stage);
        stage.machine.warp(age);
        refused_and_unchanged(&mut stage, rule, |stage| {
            stage.send(&accept, &[&governance])
        });
    }
}

#[test]
fn inv_20_acceptances_loosen_no_faster_than_the_throttle() {
    // Given an advisory market in stress whose reports are calm again
    let mut stage = Stage::new();
    stage.settle(MARKET_FEED, &[9_000; 5]);
    set_mode(&mut stage, Mode::Advisory);
    let config = preset::feed();
    for _ in 0..config.confirmations {
        stage.machine.warp(config.round_seconds.into());
        stage.score(MARKET_FEED, &[1_000; 5]);
    }
    let (governance, accept) = acceptance(&stage);
    let before = in_force(&stage).0;
    stage.send(&accept, &[&governance]).unwrap();
    assert_eq!(before - in_force(&stage).0, config.loosen_step);

    // When a next one is accepted too soon, or when the day's budget is spent, then it is refused
    stage.machine.warp(config.round_seconds.into());
    stage.score(MARKET_FEED, &[1_000; 5]);
    let (governance, accept) = acceptance(&stage);
    let (now, feed) = (stage.machine.now(), stage.market.feeds[MARKET_FEED].address);
    stage.edit::<RiskFeed>(&feed, |feed| feed.state.throttle.loosened_at = now - 1);
    refused_and_unchanged(&mut stage, Rule::LoosenedTooRecently, |stage| {
        stage.send(&accept, &[&governance])
    });
    stage.edit::<RiskFeed>(&feed, |feed| {
        feed.state.throttle.loosened_at = 0;
        feed.state.throttle.budget.level = 4 * u64::from(config.loosen_step);
        feed.state.throttle.budget.updated_at = now;
    });
    refused_and_unchanged(&mut stage, Rule::DayBudgetExceeded, |stage| {
        stage.send(&accept, &[&governance])
    });
}

#[test]
fn governance_and_risk_admin_may_accept_and_no_one_else() {
    let mut stage = advisory();
    stage.score(MARKET_FEED, &[5_500; 5]);
    let risk_admin = keypair_for("risk admin");
    let market = stage.market.market;
    stage.edit::<Market>(&market, |market| {
        market.roles.risk_admin = risk_admin.pubkey();
    });
    let (_, accept) = acceptance(&stage);
    let guardian = stage.market.guardian.insecure_clone();
    let publisher = stage.publisher(MARKET_FEED, 0);
    for key in [&guardian, &publisher] {
        let accept = with_accounts(&accept, &[(0, key.pubkey())]);
        refused_and_unchanged(&mut stage, LendingError::WrongAuthority, |stage| {
            stage.send(&accept, &[key])
        });
    }
    let accept = with_accounts(&accept, &[(0, risk_admin.pubkey())]);
    stage.send(&accept, &[&risk_admin]).unwrap();
}

#[test]
fn a_feed_of_another_market_is_refused() {
    let mut stage = advisory();
    let second = stage.second_market();
    let (governance, accept) = acceptance(&stage);
    let accept = with_accounts(&accept, &[(2, second.feeds[STABLE_FEED].address)]);
    refused_and_unchanged(&mut stage, LendingError::WrongMarket, |stage| {
        stage.send(&accept, &[&governance])
    });
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let mut stage = advisory();
    stage.score(MARKET_FEED, &[5_500; 5]);
    let (governance, accept) = acceptance(&stage);
    let kinds = [Kind::Signer, Kind::MARKET, Kind::FEED, Kind::Other];
    every_account_is_checked(&mut stage, &accept, &[&governance], &kinds);
}
