//! Drift, April 2026: whoever held the admin keys listed a collateral, raised a guard and drained 285 M USD in minutes.

use ballast_client::address::TOKEN_PROGRAM;
use ballast_client::instruction::{self, Change};
use ballast_policy::Rule;
use ballast_tests::{LendingError, MARKET_FEED, SOL, Stage, USDC, refused_and_unchanged};
use ballast_vm::keypair_for;
use solana_signer::Signer as _;

#[test]
fn a_stolen_governance_key_alone_loosens_nothing_before_its_timelock() {
    // Given a launched market, and a thief who holds governance's key, which is also risk and publisher admin
    let mut stage = Stage::new();
    let thief = stage.market.governance.insecure_clone();
    let (market, feed) = (stage.market.market, stage.market.feeds[MARKET_FEED].address);

    // When it raises every limit, lists its own publishers, and turns the signal off
    let mut config = stage.reserve(SOL).config;
    config.deposit_cap = u64::MAX;
    config.borrow_caps = [u64::MAX; 3];
    config.opening_ltv.calm_bps = config.liquidation_threshold_bps - 1;
    config.opening_ltv.stress_bps = config.opening_ltv.calm_bps;
    let mut settings = stage.feed(MARKET_FEED).config;
    settings.max_report_age -= 1;
    let wishes = [
        Change::Reserve(stage.accounts(SOL).reserve, Box::new(config)),
        Change::Feed(feed, settings),
        Change::Mode(feed, 2),
        Change::PublisherAdd(feed, keypair_for("thief's publisher").pubkey()),
    ];
    let changes = wishes.map(|wish| stage.propose(&wish).unwrap());

    // Then nothing of it takes effect within two days
    for _ in 0..47 {
        stage.machine.warp(3_600);
        for (number, change) in changes.iter().enumerate() {
            refused_and_unchanged(&mut stage, Rule::ChangeNotDue, |stage| {
                if number == 0 {
                    stage.execute_reserve(change, SOL)
                } else {
                    stage.execute_feed(change, MARKET_FEED)
                }
            });
        }
    }

    // And what needs no proposal before the launch needs one after it: a publisher, a collateral
    let add = instruction::publisher_add(
        &thief.pubkey(),
        &market,
        &feed,
        &keypair_for("thief's publisher").pubkey(),
    );
    refused_and_unchanged(&mut stage, LendingError::MustBeProposed, |stage| {
        stage.send(&add, &[&thief])
    });
    let fake = stage.machine.create_mint("fake", 9).unwrap();
    let list = instruction::reserve_init(
        &stage.machine.payer(),
        &thief.pubkey(),
        &market,
        3,
        &feed,
        &fake,
        &TOKEN_PROGRAM,
        &[9; 32],
        &stage.reserve(USDC).config,
    );
    refused_and_unchanged(&mut stage, LendingError::MustBeProposed, |stage| {
        stage.send(&list, &[&thief])
    });

    // And the guardian, who reads the chain, undoes all of it
    let guardian = stage.market.guardian.insecure_clone();
    for change in &changes {
        let cancel = instruction::change_cancel(&guardian.pubkey(), &market, change);
        stage.send(&cancel, &[&guardian]).unwrap();
    }
    stage.machine.warp(14 * 86_400);
    for change in &changes[1..] {
        refused_and_unchanged(&mut stage, LendingError::ChangeNotPending, |stage| {
            stage.execute_feed(change, MARKET_FEED)
        });
    }
}
