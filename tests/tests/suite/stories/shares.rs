//! No one gains by donations, by being first, or by going round in circles.

use ballast_client::address::vault;
use ballast_tests::{COLLATERAL, LENT, Loan, PURSE, SOL, Stage, USDC};

#[test]
fn donation_to_the_vault_changes_nothing() {
    // Given two markets alike, into the vault of one of which someone throws a billion dollars
    let (mut plain, mut gifted) = (Loan::new(), Loan::new());
    let vault = vault(&gifted.stage.accounts(USDC).reserve).0;
    let gift = 1_000_000_000_000_000;
    let balance = gifted.stage.vault_balance(USDC);
    gifted.stage.set_tokens(&vault, balance + gift);

    // When the same is done in both
    for loan in [&mut plain, &mut gifted] {
        let stage = &mut loan.stage;
        stage.machine.warp(3_600);
        stage.refresh_prices([100, 1, 2_000]);
        stage.deposit(&loan.lender, USDC, 12_345).unwrap();
        stage.borrow(&loan.borrower, USDC, 1_000_000).unwrap();
        stage.repay(&loan.borrower, USDC, 500_000).unwrap();
        stage.withdraw(&loan.lender, USDC, LENT / 2).unwrap();
    }

    // Then books, rates and balances are the same, and the gift lies where it fell
    assert_eq!(plain.stage.reserve(USDC), gifted.stage.reserve(USDC));
    assert_eq!(
        plain.stage.purse(&plain.lender, USDC),
        gifted.stage.purse(&gifted.lender, USDC)
    );
    assert_eq!(
        plain.stage.vault_balance(USDC) + gift,
        gifted.stage.vault_balance(USDC)
    );
}

#[test]
fn first_depositor_cannot_inflate_shares() {
    // Given an attacker who is first with one unit, and throws a million SOL into the vault
    let mut stage = Stage::new();
    let (attacker, victim) = (stage.actor("attacker"), stage.actor("victim"));
    stage.deposit(&attacker, SOL, 1).unwrap();
    let vault = vault(&stage.accounts(SOL).reserve).0;
    stage.set_tokens(&vault, 1 + 1_000_000_000_000_000);

    // When a victim deposits less than that, then it gets what it paid for
    stage.deposit(&victim, SOL, COLLATERAL).unwrap();
    assert_eq!(stage.deposited(&victim, SOL), COLLATERAL);
    stage.withdraw(&victim, SOL, u64::MAX).unwrap();
    assert_eq!(stage.purse(&victim, SOL), PURSE);

    // And the attacker gets its unit
    stage.withdraw(&attacker, SOL, u64::MAX).unwrap();
    assert_eq!(stage.purse(&attacker, SOL), PURSE);
}

#[test]
fn a_first_depositor_who_pays_himself_interest_cannot_inflate_shares_either() {
    // Given an attacker who lends itself all of its own small deposit for a year, to make shares dear
    let mut stage = Stage::new();
    let (attacker, victim) = (stage.actor("attacker"), stage.actor("victim"));
    let puppet = stage.actor("puppet");
    stage.deposit(&attacker, USDC, 1_000).unwrap();
    stage.deposit(&puppet, SOL, COLLATERAL).unwrap();
    stage.borrow(&puppet, USDC, 1_000).unwrap();
    stage.machine.warp(31_536_000);
    stage.repay(&puppet, USDC, u64::MAX).unwrap();
    let paid = PURSE + 1_000 - stage.purse(&puppet, USDC);
    assert!(paid > 1_500, "{paid}");

    // When a victim deposits, then rounding costs it a unit at most
    for amount in [1_000, 999_999, 1_000_000_007] {
        let before = stage.purse(&victim, USDC);
        stage.deposit(&victim, USDC, amount).unwrap();
        stage.withdraw(&victim, USDC, u64::MAX).unwrap();
        let lost = before - stage.purse(&victim, USDC);
        assert!(lost <= 2, "{amount}: {lost}");
    }
}

#[test]
fn interest_that_made_a_share_dear_costs_the_next_depositor_next_to_nothing() {
    // Given an attacker with one unit, lent to its puppet for five years at the dearest rate there is
    let mut stage = Stage::new();
    let (attacker, puppet, victim) = (
        stage.actor("attacker"),
        stage.actor("puppet"),
        stage.actor("victim"),
    );
    stage.deposit(&attacker, USDC, 1).unwrap();
    stage.deposit(&puppet, SOL, COLLATERAL).unwrap();
    stage.borrow(&puppet, USDC, 1).unwrap();
    stage.machine.warp(60_000);
    stage.accrue(USDC).unwrap();
    stage.machine.warp(5 * 31_536_000);
    stage.repay(&puppet, USDC, u64::MAX).unwrap();
    let spent = PURSE + 1 - stage.purse(&puppet, USDC);
    assert!(spent > 100_000_000, "{spent}");

    // When a victim deposits as much as that cost, then rounding takes less than a ten-thousandth of it
    stage.deposit(&victim, USDC, spent).unwrap();
    stage.withdraw(&victim, USDC, u64::MAX).unwrap();
    let lost = PURSE - stage.purse(&victim, USDC);
    assert!(lost < spent / 10_000, "{lost} of {spent}");

    // And the attacker gets back next to nothing of what it spent
    stage.withdraw(&attacker, USDC, u64::MAX).unwrap();
    assert!(stage.purse(&attacker, USDC) - (PURSE - 1) < spent / 10_000);
    stage.assert_books_hold();
}

#[test]
fn inv_6_going_round_in_circles_never_profits() {
    // Given a market with interest in its books, so that every conversion rounds
    let Loan {
        mut stage,
        lender,
        borrower,
    } = Loan::new();
    stage.machine.warp(3_600);
    stage.refresh_prices([100, 1, 2_000]);
    stage.accrue(USDC).unwrap();
    let amounts = [2, 3, 7, 99, 1_000, 65_535, 65_537, 1_000_003, 999_999_937];

    // When users go in and out, or borrow and repay, within one second
    for amount in amounts {
        let (purse, worth) = (stage.purse(&lender, USDC), stage.deposited(&lender, USDC));
        stage.deposit(&lender, USDC, amount).unwrap();
        stage.withdraw(&lender, USDC, amount).unwrap();
        assert_eq!(stage.purse(&lender, USDC), purse);
        assert!(stage.deposited(&lender, USDC) <= worth, "{amount}");

        let (purse, owed) = (stage.purse(&borrower, USDC), stage.owed(&borrower, USDC));
        stage.borrow(&borrower, USDC, amount).unwrap();
        stage.repay(&borrower, USDC, amount).unwrap();
        assert_eq!(stage.purse(&borrower, USDC), purse);
        assert!(stage.owed(&borrower, USDC) >= owed, "{amount}");
    }

    // Then the books cover everyone
    stage.assert_books_hold();
}

#[test]
fn inv_3_a_share_is_never_worth_less_than_before() {
    // Given one saver who does nothing while others come, borrow, pay and go
    let Loan {
        mut stage,
        lender,
        borrower,
    } = Loan::new();
    let other = stage.actor("other");
    let mut worth = stage.deposited(&lender, USDC);
    for day in 1..=20u64 {
        stage.machine.warp(3_000);
        stage.refresh_prices([100, 1, 2_000]);
        stage.score_all(2_000);
        match day % 4 {
            0 => stage.deposit(&other, USDC, day * 7_919).unwrap(),
            1 => stage.borrow(&borrower, USDC, day * 104_729).unwrap(),
            2 => stage.repay(&borrower, USDC, day * 50_021).unwrap(),
            _ => stage.accrue(USDC).unwrap(),
        };
        let now = stage.deposited(&lender, USDC);
        assert!(now >= worth, "{now} {worth}");
        worth = now;
    }
    assert!(worth > LENT);
}
