//! `pause`: no new risk for three days, and every exit open.

use ballast_client::event::{Event, MarketPauseExtended};
use ballast_client::instruction;
use ballast_tests::{
    Actor, Kind, LendingError, SOL, Stage, USDC, every_account_is_checked, refused_and_unchanged,
};
use ballast_vm::{SendError, Sent, keypair_for};
use solana_keypair::Keypair;
use solana_signer::Signer as _;

/// How long a pause lasts, seconds.
const PAUSE: u64 = 72 * 3_600;

fn pause(stage: &mut Stage, key: &Keypair) -> Result<Sent, SendError> {
    let pause = instruction::pause(&key.pubkey(), &stage.market.market);
    stage.send(&pause, &[key])
}

/// A calm market, a lender of dollars, and a borrower of 100 dollars on 10 SOL.
fn lent() -> (Stage, Actor, Actor) {
    let mut stage = Stage::new();
    let lender = stage.lender(USDC, 10_000_000_000);
    let borrower = stage.actor("borrower");
    stage.deposit(&borrower, SOL, 10_000_000_000).unwrap();
    stage.borrow(&borrower, USDC, 100_000_000).unwrap();
    (stage, lender, borrower)
}

#[test]
fn a_paused_market_lends_nothing_and_lets_everyone_out() {
    // Given a loan
    let (mut stage, lender, borrower) = lent();

    // When the guardian pauses
    let guardian = stage.market.guardian.insecure_clone();
    let sent = pause(&mut stage, &guardian).unwrap();
    let event = MarketPauseExtended {
        market: stage.market.market,
        authority: guardian.pubkey(),
        paused_until: stage.machine.now() + PAUSE,
    };
    assert_eq!(sent.events, [Event::MarketPauseExtended(event)]);

    // Then neither a borrow nor a withdrawal with debt goes through
    refused_and_unchanged(&mut stage, LendingError::MarketPaused, |stage| {
        stage.borrow(&borrower, USDC, 1_000_000)
    });
    refused_and_unchanged(&mut stage, LendingError::MarketPaused, |stage| {
        stage.withdraw(&borrower, SOL, 1_000_000)
    });
    // And adding collateral, leaving without debt, and repaying do
    stage.deposit(&borrower, SOL, 1_000_000).unwrap();
    stage.withdraw(&lender, USDC, 1_000_000).unwrap();
    stage.repay(&borrower, USDC, u64::MAX).unwrap();
    stage.withdraw(&borrower, SOL, u64::MAX).unwrap();
}

#[test]
fn an_unhealthy_position_is_liquidated_in_a_paused_market() {
    let (mut stage, _, borrower) = lent();
    let liquidator = stage.actor("liquidator");
    let guardian = stage.market.guardian.insecure_clone();
    pause(&mut stage, &guardian).unwrap();
    stage.machine.warp(60);
    stage.refresh_prices([11, 1, 2_000]);
    stage
        .liquidate(&liquidator, &borrower, USDC, SOL, 10_000_000)
        .unwrap();
}

#[test]
fn a_pause_ends_by_itself_and_may_be_renewed() {
    // Given a pause that governance renewed an hour later
    let (mut stage, _, borrower) = lent();
    let guardian = stage.market.guardian.insecure_clone();
    let governance = stage.market.governance.insecure_clone();
    pause(&mut stage, &guardian).unwrap();
    stage.machine.warp(3_600);
    pause(&mut stage, &governance).unwrap();

    // When its last second comes, then it still holds
    stage.machine.warp(PAUSE - 1);
    refused_and_unchanged(&mut stage, LendingError::MarketPaused, |stage| {
        stage.borrow(&borrower, USDC, 1_000_000)
    });
    // And a second later the market lends again
    stage.machine.warp(1);
    stage.calm_down();
    stage.refresh_prices([100, 1, 2_000]);
    stage.borrow(&borrower, USDC, 1_000_000).unwrap();
}

#[test]
fn guardian_and_governance_may_pause_and_no_one_else() {
    let mut stage = Stage::silent();
    let foreign = stage.second_market().guardian;
    for key in [keypair_for("stranger"), foreign] {
        refused_and_unchanged(&mut stage, LendingError::WrongAuthority, |stage| {
            pause(stage, &key)
        });
    }
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let mut stage = Stage::silent();
    let guardian = stage.market.guardian.insecure_clone();
    let pause = instruction::pause(&guardian.pubkey(), &stage.market.market);
    let kinds = [Kind::Signer, Kind::MARKET];
    every_account_is_checked(&mut stage, &pause, &[&guardian], &kinds);
}
