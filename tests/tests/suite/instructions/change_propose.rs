//! `change_propose`: what is to change is on chain before it can take effect.

use ballast_client::address;
use ballast_client::event::{ChangeProposed, Event};
use ballast_client::instruction::{self, Change};
use ballast_client::layout::{ChangeKind, Market, PendingChange, ReserveConfig};
use ballast_policy::Rule;
use ballast_tests::{
    Kind, LendingError, MARKET_FEED, SOL, Stage, every_account_is_checked, refused_and_unchanged,
};
use ballast_vm::keypair_for;
use solana_signer::Signer as _;

fn lower_cap(stage: &Stage) -> Change {
    let mut config = stage.reserve(SOL).config;
    config.deposit_cap -= 1;
    Change::Reserve(stage.accounts(SOL).reserve, Box::new(config))
}

#[test]
fn a_change_is_stored_under_the_markets_next_number_and_changes_nothing_yet() {
    // Given a market
    let mut stage = Stage::new();
    let before = stage.reserve(SOL);

    // When two changes are proposed
    let change = lower_cap(&stage);
    let number = stage.market_account().change_count + 1;
    stage.propose(&change).unwrap();
    let at = stage.propose(&change).unwrap();

    // Then the second has the number after the first and says all that is needed to judge it
    let (market, governance) = (stage.market.market, stage.market.governance.pubkey());
    assert_eq!(at, address::change(&market, number).0);
    let stored: PendingChange = stage.machine.read(&at).unwrap();
    let Change::Reserve(target, config) = change else {
        unreachable!("a reserve's limits")
    };
    assert_eq!(
        (stored.market, stored.proposer, stored.target),
        (market, governance, target)
    );
    assert_eq!(
        (stored.number, stored.kind, stored.status),
        (number, ChangeKind::Reserve as u8, 0)
    );
    assert_eq!(stored.proposed_at, stage.machine.now());
    assert_eq!(stored.payload, bytemuck::bytes_of(&*config));
    assert_eq!(stage.reserve(SOL), before);
}

#[test]
fn the_event_names_the_change_and_its_target() {
    let mut stage = Stage::new();
    let (payer, market) = (stage.machine.payer(), stage.market.market);
    let number = stage.market_account().change_count;
    let governance = stage.market.governance.insecure_clone();
    let feed = stage.market.feeds[MARKET_FEED].address;
    let change = Change::Mode(feed, 1);
    let propose =
        instruction::change_propose(&payer, &governance.pubkey(), &market, number, &change);
    let sent = stage.send(&propose, &[&governance]).unwrap();
    let event = ChangeProposed {
        change: address::change(&market, number).0,
        market,
        target: feed,
        proposer: governance.pubkey(),
        kind: ChangeKind::Mode as u64,
    };
    assert_eq!(sent.events, [Event::ChangeProposed(event)]);
}

#[test]
fn each_kind_is_proposed_by_its_roles_alone() {
    // Given a market in which every role is someone else's
    let mut stage = Stage::new();
    let keys = ["risk admin", "publisher admin"].map(keypair_for);
    let market = stage.market.market;
    stage.edit::<Market>(&market, |market| {
        market.roles.risk_admin = keys[0].pubkey();
        market.roles.publisher_admin = keys[1].pubkey();
    });
    let [risk, publishers] = keys;
    let governance = stage.market.governance.insecure_clone();
    let guardian = stage.market.guardian.insecure_clone();
    let feed = stage.market.feeds[MARKET_FEED].address;
    let config = stage.feed(MARKET_FEED).config;
    let cases = [
        (lower_cap(&stage), [true, true, false]),
        (Change::Feed(feed, config), [true, true, false]),
        (Change::Mode(feed, 1), [true, false, false]),
        (
            Change::PublisherAdd(feed, keypair_for("newcomer").pubkey()),
            [false, false, true],
        ),
    ];

    // When each proposes each kind, then it goes as the table says, and the guardian proposes nothing
    for (change, may) in cases {
        let signers = [&governance, &risk, &publishers, &guardian];
        for (key, may) in signers.into_iter().zip(may.into_iter().chain([false])) {
            if may {
                stage.propose_as(key, &change).unwrap();
            } else {
                refused_and_unchanged(&mut stage, LendingError::WrongAuthority, |stage| {
                    stage.try_propose(key, &change)
                });
            }
        }
    }
}

#[test]
fn capo_limits_of_which_one_is_out_of_bounds_are_refused_whole() {
    // Given a change that lowers a cap, and clips the opening LTV past the threshold
    let mut stage = Stage::new();
    let governance = stage.market.governance.insecure_clone();
    let mut config = stage.reserve(SOL).config;
    config.deposit_cap -= 1;
    config.opening_ltv.calm_bps = config.liquidation_threshold_bps;
    let change = Change::Reserve(stage.accounts(SOL).reserve, Box::new(config));

    // When it is proposed, then none of it is
    refused_and_unchanged(&mut stage, Rule::LtvAboveThreshold, |stage| {
        stage.try_propose(&governance, &change)
    });
    let mut feed = stage.feed(MARKET_FEED).config;
    feed.hold_seconds -= 1;
    feed.day_budget = 1;
    let change = Change::Feed(stage.market.feeds[MARKET_FEED].address, feed);
    refused_and_unchanged(&mut stage, Rule::SettingOutOfRange, |stage| {
        stage.try_propose(&governance, &change)
    });
}

#[test]
fn what_exceeds_the_markets_hard_bounds_is_refused_whoever_signs() {
    let mut stage = Stage::new();
    let governance = stage.market.governance.insecure_clone();
    let bounds = stage.market_account().bounds;
    let wish = |edit: fn(&mut ReserveConfig)| {
        let mut config = stage.reserve(SOL).config;
        edit(&mut config);
        Change::Reserve(stage.accounts(SOL).reserve, Box::new(config))
    };
    let mut feed = stage.feed(MARKET_FEED).config;
    feed.day_budget = bounds.max_day_budget + 1;
    let wishes = [
        wish(|config| {
            config.liquidation_threshold_bps = 9_301;
            config.liquidation.most_bonus_bps = [100; 3];
        }),
        wish(|config| config.price.max_age = 601),
        wish(|config| config.price.max_confidence_bps = 501),
        Change::Feed(stage.market.feeds[MARKET_FEED].address, feed),
    ];
    for wish in wishes {
        refused_and_unchanged(&mut stage, Rule::BoundExceeded, |stage| {
            stage.try_propose(&governance, &wish)
        });
    }
}

#[test]
fn a_kind_that_does_not_exist_is_refused() {
    let mut stage = Stage::new();
    let (payer, market) = (stage.machine.payer(), stage.market.market);
    let number = stage.market_account().change_count;
    let governance = stage.market.governance.insecure_clone();
    let change = lower_cap(&stage);
    let mut propose =
        instruction::change_propose(&payer, &governance.pubkey(), &market, number, &change);
    propose.data[1] = 9;
    refused_and_unchanged(&mut stage, LendingError::UnknownChange, |stage| {
        stage.send(&propose, &[&governance])
    });
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let mut stage = Stage::new();
    let (payer, market) = (stage.machine.payer(), stage.market.market);
    let number = stage.market_account().change_count;
    let governance = stage.market.governance.insecure_clone();
    let change = lower_cap(&stage);
    let propose =
        instruction::change_propose(&payer, &governance.pubkey(), &market, number, &change);
    let kinds = [
        Kind::Signer,
        Kind::Signer,
        Kind::MARKET,
        Kind::Created,
        Kind::Executable,
        Kind::Other,
    ];
    every_account_is_checked(&mut stage, &propose, &[&governance], &kinds);
}
