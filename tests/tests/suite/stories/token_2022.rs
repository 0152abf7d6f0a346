//! Tokens of Token-2022: those that take a fee of their transfers leave the books exact, those that could touch the vault are
//! refused by name.

use ballast_client::address::{TOKEN_2022_PROGRAM, TOKEN_PROGRAM};
use ballast_client::instruction;
use ballast_tests::{
    Actor, ETH, Failure, LENT, LOAN, LendingError, MARKET_FEED, PUBLISHERS, PURSE, SOL, Stage,
    USDC, assert_refused, plan, refused_and_unchanged,
};
use ballast_vm::{Extension, feed_id_for, transfer_fee};
use solana_signer::Signer as _;

/// A market whose USDC takes 1 % of every transfer, 10 dollars at most, and whose ETH is of Token-2022 without a fee.
fn with_fee() -> Stage {
    let fee = (100, 10_000_000);
    let mut plan = plan(PUBLISHERS);
    plan.reserves[USDC].extensions = Some(vec![transfer_fee(fee, fee, 0)]);
    plan.reserves[ETH].extensions = Some(vec![]);
    Stage::calm(&plan)
}

/// What 1 % of `sent` is, rounded up, 10 dollars at most.
fn fee(sent: u64) -> u64 {
    sent.div_ceil(100).min(10_000_000)
}

fn borrower(stage: &mut Stage) -> Actor {
    let borrower = stage.actor("borrower");
    stage.deposit(&borrower, SOL, 100_000_000_000).unwrap();
    borrower
}

#[test]
fn what_is_deposited_arrives_whole_and_the_user_pays_the_fee_on_top() {
    let mut stage = with_fee();
    let user = stage.actor("user");
    for amount in [1, 99, 100, 12_345_678, 5_000_000_000] {
        let (purse, vault) = (stage.purse(&user, USDC), stage.vault_balance(USDC));
        stage.deposit(&user, USDC, amount).unwrap();
        assert_eq!(stage.vault_balance(USDC) - vault, amount);
        let paid = purse - stage.purse(&user, USDC);
        assert_eq!(paid - fee(paid), amount);
    }
    // And what leaves the vault arrives less the fee.
    let (purse, vault) = (stage.purse(&user, USDC), stage.vault_balance(USDC));
    stage.withdraw(&user, USDC, 5_000_000_000).unwrap();
    assert_eq!(vault - stage.vault_balance(USDC), 5_000_000_000);
    assert_eq!(stage.purse(&user, USDC) - purse, 4_990_000_000);
    stage.assert_books_hold();
}

#[test]
fn a_loan_in_a_token_with_a_fee_is_taken_repaid_and_liquidated_to_the_base_unit() {
    // Given a loan
    let mut stage = with_fee();
    stage.lender(USDC, LENT);
    let borrower = borrower(&mut stage);
    let purse = stage.purse(&borrower, USDC);
    stage.borrow(&borrower, USDC, LOAN).unwrap();
    assert_eq!(stage.purse(&borrower, USDC) - purse, LOAN - fee(LOAN));
    assert_eq!(stage.owed(&borrower, USDC), LOAN);

    // When a part is repaid, liquidated and the rest repaid whole
    stage.repay(&borrower, USDC, 1_000_000_000).unwrap();
    assert_eq!(stage.owed(&borrower, USDC), LOAN - 1_000_000_000);
    let liquidator = stage.actor("liquidator");
    stage.set_price(SOL, 45);
    stage
        .liquidate(&liquidator, &borrower, USDC, SOL, 500_000_000)
        .unwrap();
    let paid = PURSE - stage.purse(&liquidator, USDC);
    assert_eq!(paid - fee(paid), 500_000_000);
    stage.repay(&borrower, USDC, u64::MAX).unwrap();

    // Then nothing is owed and the vault holds what the books say
    assert_eq!(stage.owed(&borrower, USDC), 0);
    assert_eq!(stage.vault_balance(USDC), stage.reserve(USDC).ledger.cash);
    stage.assert_books_hold();
}

#[test]
fn a_flash_loan_insurance_and_fees_of_such_a_token_balance() {
    let mut stage = with_fee();
    stage.lender(USDC, LENT);
    let user = stage.actor("user");
    stage.flash(&user, USDC, 1_000_000_000, &[]).unwrap();
    stage.insure(&user, USDC, 777).unwrap();
    let (purse, collected) = stage.collect_fees(USDC);
    collected.unwrap();
    assert!(stage.machine.token_balance(&purse).unwrap() > 0);
    assert_eq!(stage.vault_balance(USDC), stage.reserve(USDC).ledger.cash);
    stage.assert_books_hold();
}

#[test]
fn a_changed_fee_counts_from_its_epoch_on() {
    // Given a fee of nothing that becomes 2 % in epoch 1 000 000, which has not come
    let mut plan = plan(PUBLISHERS);
    let later = transfer_fee((0, 0), (200, u64::MAX), 1_000_000);
    plan.reserves[USDC].extensions = Some(vec![later]);
    let mut stage = Stage::calm(&plan);
    let user = stage.actor("user");
    stage.deposit(&user, USDC, 98_000_000).unwrap();
    assert_eq!(stage.purse(&user, USDC), PURSE - 98_000_000);

    // When the epoch has come, then it is paid
    let mint = stage.accounts(USDC).mint;
    let mut account = stage.machine.account(&mint).unwrap();
    let since = 166 + 4 + 90;
    account.data[since..since + 8].copy_from_slice(&0u64.to_le_bytes());
    stage.machine.store(&mint, account).unwrap();
    stage.deposit(&user, USDC, 98_000_000).unwrap();
    assert_eq!(stage.purse(&user, USDC), PURSE - 98_000_000 - 100_000_000);
}

#[test]
fn each_extension_that_is_not_on_the_list_is_refused_by_its_name() {
    let descriptions: [Extension; 2] = [(18, vec![0; 64]), (19, vec![0; 80])];
    let refused = [
        (3, 32, "MintCloseAuthority"),
        (4, 65, "ConfidentialTransferMint"),
        (6, 1, "DefaultAccountState"),
        (9, 0, "NonTransferable"),
        (10, 52, "InterestBearingConfig"),
        (12, 32, "PermanentDelegate"),
        (14, 64, "TransferHook"),
        (16, 129, "ConfidentialTransferFeeConfig"),
        (24, 196, "ConfidentialMintBurn"),
        (25, 56, "ScaledUiAmount"),
    ];
    let mut stage = Stage::new();
    stage.unlaunch();
    for (extension, length, name) in refused {
        // Behind descriptions, which are allowed.
        let mut extensions = descriptions.to_vec();
        extensions.push((extension, vec![0; length]));
        let result = list(&mut stage, &format!("X{extension}"), &extensions);
        let logs = format!("{result:?}");
        assert_refused(result, LendingError::ExtensionNotAllowed);
        assert!(logs.contains(&format!("not allowed: {name}")), "{logs}");
    }
    // What the framework's own reader does not know, it refuses before.
    for (extension, length) in [(26, 33), (28, 8), (999, 0)] {
        let mut extensions = descriptions.to_vec();
        extensions.push((extension, vec![0; length]));
        let refused = list(&mut stage, &format!("X{extension}"), &extensions);
        assert_refused(refused, Failure::WrongKind);
    }
    list(&mut stage, "DESCRIBED", &descriptions).unwrap();
}

/// Lists a token of Token-2022 with these extensions as the market's next reserve.
fn list(
    stage: &mut Stage,
    name: &str,
    extensions: &[Extension],
) -> Result<ballast_vm::Sent, ballast_vm::SendError> {
    let governance = stage.market.governance.insecure_clone();
    let mint = stage
        .machine
        .create_extended_mint(name, 6, extensions)
        .unwrap();
    let index = stage.market_account().reserve_count;
    let create = instruction::reserve_init(
        &stage.machine.payer(),
        &governance.pubkey(),
        &stage.market.market,
        index,
        &stage.market.feeds[MARKET_FEED].address,
        &mint,
        &TOKEN_2022_PROGRAM,
        &feed_id_for(name),
        &stage.reserve(SOL).config,
    );
    stage.send(&create, &[&governance])
}

#[test]
fn the_other_token_program_is_refused() {
    let mut stage = with_fee();
    let user = stage.actor("user");
    for (reserve, other) in [
        (USDC, TOKEN_PROGRAM),
        (ETH, TOKEN_PROGRAM),
        (SOL, TOKEN_2022_PROGRAM),
    ] {
        let mut deposit = stage.deposit_instruction(&user, reserve, 1_000);
        deposit.accounts.last_mut().unwrap().pubkey = other;
        refused_and_unchanged(&mut stage, Failure::WrongProgram, |stage| {
            stage.send(&deposit, &[&user.key])
        });
        stage.deposit(&user, reserve, 1_000).unwrap();
    }
}
