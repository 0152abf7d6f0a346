//! A transaction goes through whole or not at all.

use ballast_policy::Rule;
use ballast_tests::{COLLATERAL, LENT, SOL, Stage, USDC, refused_and_unchanged};

#[test]
fn a_transaction_whose_last_step_breaks_a_rule_leaves_no_trace_of_the_first() {
    // Given a borrower who deposits and borrows in one transaction
    let mut stage = Stage::new();
    stage.lender(USDC, LENT);
    let borrower = stage.actor("borrower");
    let deposit = stage.deposit_instruction(&borrower, SOL, COLLATERAL);
    let mut borrow = stage.borrow_instruction(&borrower, USDC, 8_000_000_000);
    for account in [stage.accounts(SOL).reserve, stage.accounts(SOL).feed] {
        borrow
            .accounts
            .push(solana_instruction::AccountMeta::new_readonly(
                account, false,
            ));
    }

    // When the loan is too large, then the deposit did not happen either
    refused_and_unchanged(&mut stage, Rule::BorrowLimitExceeded, |stage| {
        stage
            .machine
            .send(&[deposit.clone(), borrow.clone()], &[&borrower.key])
    });

    // And with a loan that the collateral backs both do
    borrow.data[1..].copy_from_slice(&6_000_000_000u64.to_le_bytes());
    stage
        .machine
        .send(&[deposit, borrow], &[&borrower.key])
        .unwrap();
    assert_eq!(stage.owed(&borrower, USDC), 6_000_000_000);
}

#[test]
fn tokens_borrowed_and_repaid_in_one_transaction_cost_a_unit_at_most_and_move_nothing_else() {
    // Given a whale who borrows most of a reserve and repays it in the same transaction
    let mut stage = Stage::new();
    stage.lender(USDC, LENT);
    let whale = stage.actor("whale");
    stage.deposit(&whale, SOL, 100_000 * 1_000_000_000).unwrap();
    let before = (stage.purse(&whale, USDC), stage.reserve(USDC).ledger);
    let borrow = stage.borrow_instruction(&whale, USDC, LENT);
    let repay = stage.repay_instruction(&whale, USDC, u64::MAX);

    // When it is done, then books and rate are as before: a rate counts from the second it is set in
    stage.machine.send(&[borrow, repay], &[&whale.key]).unwrap();
    assert_eq!(
        (stage.purse(&whale, USDC), stage.reserve(USDC).ledger),
        before
    );
}
