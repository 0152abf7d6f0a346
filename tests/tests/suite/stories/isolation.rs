//! Each action touches the accounts that it is about, and no others.

use ballast_client::address::vault;
use ballast_tests::{COLLATERAL, ETH, LENT, Loan, SOL, Snapshot, Stage, USDC};
use ballast_vm::{SendError, Sent};
use solana_address::Address;

/// Fails the test unless `act` goes through and changes exactly these accounts.
#[track_caller]
fn changes_exactly(
    stage: &mut Stage,
    expected: &[Address],
    act: impl FnOnce(&mut Stage) -> Result<Sent, SendError>,
) {
    let before = Snapshot::take(&stage.machine);
    act(stage).unwrap();
    let mut expected = expected.to_vec();
    expected.sort_unstable();
    assert_eq!(before.changed(&stage.machine), expected);
}

#[test]
fn every_action_changes_the_accounts_it_writes_and_no_others() {
    // Given a market with a loan, in which the borrower holds ETH besides, and a minute that passes
    let Loan {
        mut stage,
        lender,
        borrower,
    } = Loan::new();
    stage.deposit(&borrower, ETH, 1_000).unwrap();
    let liquidator = stage.actor("liquidator");
    let (sol, usdc) = (stage.accounts(SOL).reserve, stage.accounts(USDC).reserve);
    let (sol_vault, usdc_vault) = (vault(&sol).0, vault(&usdc).0);
    stage.machine.warp(60);

    // When each action is taken, then what it names is what changes
    // The market counts what flows only where it has limits.
    let of_lender = [lender.tokens[USDC], lender.position, usdc, usdc_vault];
    changes_exactly(&mut stage, &of_lender, |stage| {
        stage.deposit(&lender, USDC, 5_000)
    });
    changes_exactly(&mut stage, &of_lender, |stage| {
        stage.withdraw(&lender, USDC, 5_000)
    });
    let of_borrower = [borrower.tokens[USDC], borrower.position, usdc, usdc_vault];
    changes_exactly(&mut stage, &of_borrower, |stage| {
        stage.borrow(&borrower, USDC, 5_000)
    });
    changes_exactly(&mut stage, &of_borrower, |stage| {
        stage.repay(&borrower, USDC, 5_000)
    });
    let of_collateral = [borrower.tokens[SOL], borrower.position, sol, sol_vault];
    changes_exactly(&mut stage, &of_collateral, |stage| {
        stage.withdraw(&borrower, SOL, 5_000)
    });
    changes_exactly(&mut stage, &[sol], |stage| {
        let update = stage.price_update(SOL, 60);
        stage.load_price(SOL, &update)
    });
    let market = stage.market.market;
    let of_liquidation = [
        market,
        liquidator.tokens[USDC],
        liquidator.tokens[SOL],
        borrower.position,
        sol,
        sol_vault,
        usdc,
        usdc_vault,
    ];
    changes_exactly(&mut stage, &of_liquidation, |stage| {
        stage.liquidate(&liquidator, &borrower, USDC, SOL, 1_000_000)
    });
    stage.machine.warp(60);
    changes_exactly(&mut stage, &[usdc], |stage| stage.accrue(USDC));
    let feed = stage.market.feeds[0].address;
    changes_exactly(&mut stage, &[feed], |stage| stage.report(0, 0, 3_000));
    changes_exactly(&mut stage, &[feed], |stage| stage.advance(0));
}

#[test]
fn inv_7_nothing_that_happens_in_one_market_touches_another() {
    // Given a second market of the same tokens, with a saver in it
    let mut stage = Stage::new();
    let second = stage.second_market();
    let neighbour = stage.actor_in(&second, "neighbour");
    let mut theirs = vec![second.market, neighbour.position];
    theirs.extend(second.feeds.iter().map(|feed| feed.address));
    for reserve in &second.reserves {
        theirs.extend([reserve.accounts.reserve, vault(&reserve.accounts.reserve).0]);
    }
    let before = Snapshot::take(&stage.machine);

    // When the first has a crash with everything in it
    stage.lender(USDC, LENT);
    let (borrower, liquidator) = (stage.actor("borrower"), stage.actor("liquidator"));
    stage.deposit(&borrower, SOL, COLLATERAL).unwrap();
    stage.borrow(&borrower, USDC, 6_000_000_000).unwrap();
    stage.machine.warp(60);
    stage.score_all(10_000);
    stage.refresh_prices([50, 1, 1_000]);
    stage
        .liquidate(&liquidator, &borrower, USDC, SOL, u64::MAX)
        .unwrap();

    // Then not a byte of the second changed
    let changed = before.changed(&stage.machine);
    assert!(!changed.iter().any(|address| theirs.contains(address)));
    assert!(changed.len() > 8);
}
