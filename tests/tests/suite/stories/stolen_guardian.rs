//! A thief of the guardian's key: it can stop, and can loosen nothing; governance replaces it while it looks on.

use ballast_client::instruction::{self, Change};
use ballast_client::layout::Role;
use ballast_policy::regime::Regime;
use ballast_tests::{
    LendingError, Loan, MARKET_FEED, PUBLISHERS, SOL, STABLE_FEED, USDC, refused_and_unchanged,
};
use ballast_vm::keypair_for;
use solana_signer::Signer as _;

/// Seven days, and the three of a pause.
const STRUCTURE: u64 = 7 * 86_400;
const PAUSE: u64 = 3 * 86_400;

#[test]
fn a_stolen_guardian_stops_new_debt_and_holds_nobody() {
    // Given a thief who pauses again and again, and mutes every publisher
    let Loan {
        mut stage,
        lender,
        borrower,
    } = Loan::new();
    let (thief, market) = (stage.market.guardian.insecure_clone(), stage.market.market);
    for feed in [MARKET_FEED, STABLE_FEED] {
        let address = stage.market.feeds[feed].address;
        for publisher in 0..PUBLISHERS {
            let key = stage.publisher(feed, publisher).pubkey();
            let mute = instruction::publisher_mute(&thief.pubkey(), &market, &address, &key);
            stage.send(&mute, &[&thief]).unwrap();
        }
    }
    let pause = instruction::pause(&thief.pubkey(), &market);
    for _ in 0..3 {
        stage.send(&pause, &[&thief]).unwrap();
        stage.machine.warp(PAUSE - 60);
        // Then no more is borrowed, terms are the conservative ones, and whoever wants to leaves
        refused_and_unchanged(&mut stage, LendingError::MarketPaused, |stage| {
            stage.borrow(&borrower, USDC, 1)
        });
        assert_eq!(stage.effective(MARKET_FEED).regime, Regime::Stress);
        stage.repay(&borrower, USDC, 1_000_000).unwrap();
        stage.deposit(&borrower, SOL, 1_000_000).unwrap();
        stage.withdraw(&lender, USDC, 1_000_000_000).unwrap();
    }
    stage.repay(&borrower, USDC, u64::MAX).unwrap();
    stage.withdraw(&borrower, SOL, u64::MAX).unwrap();
    stage.withdraw(&lender, USDC, u64::MAX).unwrap();
}

#[test]
fn a_stolen_guardian_loosens_nothing_and_cannot_keep_its_place() {
    // Given a thief with the guardian's key
    let Loan { mut stage, .. } = Loan::new();
    let (thief, market) = (stage.market.guardian.insecure_clone(), stage.market.market);
    let governance = stage.market.governance.insecure_clone();
    let feed = stage.market.feeds[MARKET_FEED].address;

    // When it proposes, unmutes or accepts anything, then it is not its to do
    let wishes = [
        Change::Reserve(
            stage.accounts(SOL).reserve,
            Box::new(stage.reserve(SOL).config),
        ),
        Change::Mode(feed, 2),
        Change::PublisherAdd(feed, thief.pubkey()),
    ];
    for wish in &wishes {
        refused_and_unchanged(&mut stage, LendingError::WrongAuthority, |stage| {
            stage.try_propose(&thief, wish)
        });
    }
    let publisher = stage.publisher(MARKET_FEED, 0).pubkey();
    let unmute = instruction::publisher_unmute(&thief.pubkey(), &market, &feed, &publisher);
    let follow = instruction::recommendation_accept(&thief.pubkey(), &market, &feed, (0, 0));
    let promote =
        instruction::role_propose(&thief.pubkey(), &market, Role::Governance, &thief.pubkey());
    for instruction in [unmute, follow, promote] {
        refused_and_unchanged(&mut stage, LendingError::WrongAuthority, |stage| {
            stage.send(&instruction, &[&thief])
        });
    }

    // And governance replaces it: the thief cannot cancel that, and after seven days it holds nothing
    let successor = keypair_for("honest guardian");
    let propose = instruction::role_propose(
        &governance.pubkey(),
        &market,
        Role::Guardian,
        &successor.pubkey(),
    );
    stage.send(&propose, &[&governance]).unwrap();
    let cancel = instruction::role_cancel(&thief.pubkey(), &market, Role::Guardian);
    refused_and_unchanged(&mut stage, LendingError::WrongAuthority, |stage| {
        stage.send(&cancel, &[&thief])
    });
    stage.machine.warp(STRUCTURE);
    let accept = instruction::role_accept(&successor.pubkey(), &market, Role::Guardian);
    stage.send(&accept, &[&successor]).unwrap();
    let pause = instruction::pause(&thief.pubkey(), &market);
    refused_and_unchanged(&mut stage, LendingError::WrongAuthority, |stage| {
        stage.send(&pause, &[&thief])
    });
}
