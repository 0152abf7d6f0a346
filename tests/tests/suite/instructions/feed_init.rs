//! `feed_init`: a feed without publishers, whose terms are the conservative ones until a quorum speaks.

use ballast_client::event::{Event, FeedCreated};
use ballast_client::layout::{FeedConfig, FeedState, Market, RiskFeed};
use ballast_client::{address, instruction};
use ballast_policy::Rule;
use ballast_policy::feed::Effective;
use ballast_tests::{
    Failure, Kind, LendingError, MARKET_FEED, Stage, every_account_is_checked,
    refused_and_unchanged, with_accounts,
};
use ballast_vm::{CALM_START, keypair_for};
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer as _;

/// The market's third feed, of index 2, configured as the others after `change`.
fn creation(stage: &Stage, change: impl FnOnce(&mut FeedConfig)) -> (Keypair, Instruction) {
    let mut config = stage.feed(MARKET_FEED).config;
    change(&mut config);
    let governance = stage.market.governance.insecure_clone();
    let (payer, market) = (stage.machine.payer(), stage.market.market);
    let create = instruction::feed_init(
        &payer,
        &governance.pubkey(),
        &market,
        2,
        &config,
        CALM_START,
    );
    (governance, create)
}

#[test]
fn a_feed_takes_the_markets_next_index_and_is_conservative_until_it_is_heard() {
    // Given a market with two feeds
    let mut stage = Stage::silent();
    let (governance, create) = creation(&stage, |_| {});

    // When a third is created
    let sent = stage.send(&create, &[&governance]).unwrap();

    // Then it is empty, counted, and its terms are the strictest
    let (at, bump) = address::feed(&stage.market.market, 2);
    let feed: RiskFeed = stage.machine.read(&at).unwrap();
    let expected = RiskFeed {
        market: stage.market.market,
        config: stage.feed(MARKET_FEED).config,
        state: FeedState {
            score: CALM_START,
            ..bytemuck::Zeroable::zeroed()
        },
        index: 2,
        bump,
        ..bytemuck::Zeroable::zeroed()
    };
    assert_eq!(feed, expected);
    assert_eq!(stage.market_account().feed_count, 3);
    let policy = ballast_vm::policy_feed(&feed);
    let now = ballast_policy::unit::Timestamp(stage.machine.now());
    assert_eq!(
        policy.state.effective(&policy.config, now),
        Effective::CONSERVATIVE
    );
    let event = FeedCreated {
        feed: at,
        market: stage.market.market,
    };
    assert_eq!(sent.events, [Event::FeedCreated(event)]);
}

#[test]
fn a_configuration_outside_its_hard_bounds_is_refused() {
    let mut stage = Stage::silent();
    let breaks: [fn(&mut FeedConfig); 18] = [
        |config| config.max_report_age = 0,
        |config| config.max_report_age = 3_601,
        |config| config.max_report_ahead = 61,
        |config| config.hold_seconds = 0,
        |config| config.hold_seconds = 86_401,
        |config| config.conservative_seconds = config.hold_seconds,
        |config| config.conservative_seconds = 172_801,
        |config| config.conservative_seconds = u32::MAX,
        |config| config.min_dwell_seconds = 604_801,
        |config| config.round_seconds = 0,
        |config| config.round_seconds = 86_401,
        // One set of reports could be counted twice.
        |config| config.round_seconds = config.max_report_age + config.max_report_ahead,
        |config| config.max_spread = 10_001,
        |config| config.max_half_width = 10_001,
        |config| config.min_publishers = 0,
        |config| config.min_publishers = 17,
        |config| config.confirmations = 0,
        |config| config.hold_seconds = u32::MAX,
    ];
    for (number, change) in breaks.into_iter().enumerate() {
        println!("case {number}");
        let (governance, create) = creation(&stage, change);
        refused_and_unchanged(&mut stage, Rule::SettingOutOfRange, |stage| {
            stage.send(&create, &[&governance])
        });
    }
}

#[test]
fn no_one_but_governance_may_create_a_feed() {
    // Given a market whose other roles are held by other keys
    let mut stage = Stage::silent();
    let market = stage.market.market;
    let (admin, risk) = (keypair_for("publisher admin"), keypair_for("risk admin"));
    stage.edit::<Market>(&market, |market| {
        market.roles.publisher_admin = admin.pubkey();
        market.roles.risk_admin = risk.pubkey();
    });
    let foreign = stage.second_market().governance;
    let guardian = stage.market.guardian.insecure_clone();

    // When any of them, or another market's governance, signs, then it is refused
    let (_, create) = creation(&stage, |_| {});
    for key in [&guardian, &admin, &risk, &foreign] {
        let create = with_accounts(&create, &[(1, key.pubkey())]);
        refused_and_unchanged(&mut stage, LendingError::WrongAuthority, |stage| {
            stage.send(&create, &[key])
        });
    }
}

#[test]
fn an_address_that_is_not_the_next_feeds_is_refused() {
    let mut stage = Stage::silent();
    let (governance, create) = creation(&stage, |_| {});
    let market = stage.market.market;
    for index in [0, 1, 3] {
        let create = with_accounts(&create, &[(3, address::feed(&market, index).0)]);
        refused_and_unchanged(&mut stage, Failure::WrongSeeds, |stage| {
            stage.send(&create, &[&governance])
        });
    }
}

#[test]
fn a_market_whose_indices_are_used_up_takes_no_more_feeds() {
    // Given a market that counts 65 535 feeds
    let mut stage = Stage::silent();
    let market = stage.market.market;
    stage.edit::<Market>(&market, |market| market.feed_count = u16::MAX);

    // When one more is created, then the count would wrap
    let (governance, create) = creation(&stage, |_| {});
    let create = with_accounts(&create, &[(3, address::feed(&market, u16::MAX).0)]);
    refused_and_unchanged(&mut stage, LendingError::IndexExhausted, |stage| {
        stage.send(&create, &[&governance])
    });
}

#[test]
fn lamports_sent_to_the_address_ahead_do_not_block_it() {
    let mut stage = Stage::silent();
    let (governance, create) = creation(&stage, |_| {});
    stage.machine.fund(&create.accounts[3].pubkey, 1).unwrap();
    stage.send(&create, &[&governance]).unwrap();
}

#[test]
fn a_feed_outside_the_markets_hard_bounds_is_refused() {
    let mut stage = Stage::silent();
    let (governance, fast) = creation(&stage, |config| config.day_budget = 4_001);
    let (_, lonely) = creation(&stage, |config| config.min_publishers = 2);
    for create in [fast, lonely] {
        refused_and_unchanged(&mut stage, Rule::BoundExceeded, |stage| {
            stage.send(&create, &[&governance])
        });
    }
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let mut stage = Stage::silent();
    let (governance, create) = creation(&stage, |_| {});
    let kinds = [
        Kind::Signer,
        Kind::Signer,
        Kind::MARKET,
        Kind::Created,
        Kind::Executable,
        Kind::Other,
    ];
    every_account_is_checked(&mut stage, &create, &[&governance], &kinds);
}
