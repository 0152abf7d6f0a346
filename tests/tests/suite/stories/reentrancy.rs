//! Cream, 2021: a token called back in the middle of a transfer, and the lender that had not yet written its books lent twice.
//!
//! The program calls the two token programs and the system program, and no program that its caller chooses; mints with a hook
//! are not listed. So nobody else's code ever runs between its first and its last step. What comes by a call from another
//! program is refused or done like the same instruction of the transaction itself.

use ballast_client::address::{TOKEN_2022_PROGRAM, TOKEN_PROGRAM, vault};
use ballast_client::instruction;
use ballast_tests::{
    Actor, ETH, Failure, LOAN, LendingError, Loan, PURSE, SOL, Stage, USDC, Vault,
    refused_and_unchanged, with_accounts,
};
use solana_address::Address;
use solana_instruction::{AccountMeta, Instruction};
use solana_signer::Signer as _;

/// A loan, an unhealthy one once SOL has fallen, and a program that calls whatever it is told to.
fn ready() -> (Stage, Actor, Vault) {
    let Loan {
        mut stage,
        borrower,
        ..
    } = Loan::new();
    let caller = Vault::open(&mut stage.machine, "caller");
    (stage, borrower, caller)
}

/// `instruction` as the caller's program calls it.
fn called(caller: &Vault, instruction: &Instruction) -> Instruction {
    let mut instruction = instruction.clone();
    let signer = AccountMeta::new_readonly(caller.address, true);
    instruction.accounts.push(signer);
    caller.call(&instruction)
}

/// Every instruction that moves tokens, each as good as it gets; flash loans as a pair.
fn moves(stage: &mut Stage, borrower: &Actor) -> Vec<(&'static str, Vec<Instruction>)> {
    let liquidator = stage.actor("liquidator");
    let (market, governance) = (stage.market.market, stage.market.governance.pubkey());
    let accounts = stage.accounts(USDC);
    let purse = stage.machine.create_tokens(&governance, &accounts.mint, 0);
    let seize = stage.liquidate_instruction(&liquidator, borrower, USDC, SOL, 1_000_000);
    let into = stage.liquidate_into_instruction(&liquidator, borrower, USDC, SOL, 1_000_000);
    vec![
        ("deposit", vec![stage.deposit_instruction(borrower, SOL, 1)]),
        (
            "withdraw",
            vec![stage.withdraw_instruction(borrower, SOL, 1)],
        ),
        ("borrow", vec![stage.borrow_instruction(borrower, USDC, 1)]),
        ("repay", vec![stage.repay_instruction(borrower, USDC, 1)]),
        ("insure", vec![stage.insure_instruction(borrower, USDC, 1)]),
        ("liquidate", vec![seize]),
        ("liquidate_into", vec![into]),
        (
            "fees_collect",
            vec![instruction::fees_collect(
                &market,
                &accounts,
                &purse.unwrap(),
            )],
        ),
        (
            "flash",
            vec![
                stage.flash_borrow_instruction(borrower, USDC, 1_000),
                stage.flash_repay_instruction(borrower, USDC),
            ],
        ),
    ]
}

#[test]
fn no_program_but_the_tokens_own_is_called_in_the_middle_of_a_transfer() {
    // Given every instruction that moves tokens, and programs that could call back: the caller's, and this one
    let (mut stage, borrower, caller) = ready();
    let moves = moves(&mut stage, &borrower);
    stage.machine = stage.machine.fork();
    let program_of_caller = called(&caller, &moves[0].1[0]).program_id;
    let others = [
        program_of_caller,
        ballast_client::PROGRAM_ID,
        TOKEN_2022_PROGRAM,
    ];

    // When one of them stands where a token program should, then the transaction is refused without a trace
    for (name, instructions) in moves {
        for (place, at) in token_programs(&instructions) {
            for other in others {
                println!("{name}: {other} as account {at} of instruction {place}");
                let mut all = instructions.clone();
                all[place] = with_accounts(&all[place], &[(at, other)]);
                refused_and_unchanged(&mut stage, Failure::WrongProgram, |stage| {
                    stage.machine.send_on_trust(&all)
                });
            }
        }
    }
}

/// Where token programs stand in these instructions.
fn token_programs(instructions: &[Instruction]) -> Vec<(usize, usize)> {
    let mut found = vec![];
    for (place, instruction) in instructions.iter().enumerate() {
        let metas = instruction.accounts.iter().enumerate();
        let programs = metas.filter(|(_, meta)| meta.pubkey == TOKEN_PROGRAM);
        found.extend(programs.map(|(at, _)| (place, at)));
    }
    assert!(!found.is_empty());
    found
}

#[test]
fn what_is_refused_inside_a_flash_loan_is_refused_by_a_call_too() {
    // Given a flash loan that is out, and a program in between
    let (mut stage, borrower, caller) = ready();
    stage.lender(ETH, 1_000_000);
    let denied = [
        (stage.accrue_instruction(USDC), LendingError::FlashLoanOpen),
        (
            stage.release_instruction(USDC, 0),
            LendingError::FlashLoanOpen,
        ),
        (
            stage.flash_borrow_instruction(&borrower, USDC, 1),
            LendingError::FlashLoanOpen,
        ),
        (
            stage.flash_borrow_instruction(&borrower, ETH, 1),
            LendingError::FlashLoanByCall,
        ),
    ];

    // When it calls what does not go with one, then the transaction is refused
    for (inner, expected) in denied {
        let all = [
            stage.flash_borrow_instruction(&borrower, USDC, 1_000),
            called(&caller, &inner),
            stage.flash_repay_instruction(&borrower, USDC),
            stage.flash_repay_instruction(&borrower, ETH),
        ];
        refused_and_unchanged(&mut stage, expected, |stage| {
            stage.machine.send(&all, &[&borrower.key, &caller.member])
        });
    }
}

#[test]
fn a_repayment_by_a_call_brings_a_flash_loan_back_once() {
    // Given a caller with tokens, and a flash loan whose repayment stands behind a call that repays it as well
    let (mut stage, borrower, caller) = ready();
    let mint = stage.accounts(USDC).mint;
    let purse = stage.machine.create_tokens(&caller.address, &mint, PURSE);
    let mut repay = stage.flash_repay_instruction(&borrower, USDC);
    repay.accounts[0].pubkey = caller.address;
    let repay = with_accounts(&repay, &[(4, purse.unwrap())]);
    let all = [
        stage.flash_borrow_instruction(&borrower, USDC, 1_000),
        caller.call(&repay),
        stage.flash_repay_instruction(&borrower, USDC),
    ];

    // When both run, then the second finds no loan, and none of it has happened
    refused_and_unchanged(&mut stage, LendingError::NoFlashLoan, |stage| {
        stage.machine.send(&all, &[&borrower.key, &caller.member])
    });

    // And the call alone does not count as the repayment that is asked for
    refused_and_unchanged(&mut stage, LendingError::FlashRepaymentMissing, |stage| {
        stage.machine.send(&all[..2], &[&caller.member])
    });
}

#[test]
fn a_move_by_a_call_inside_a_flash_loan_is_booked_like_any_other() {
    // Given a caller with tokens who repays somebody's debt while a flash loan of the same reserve is out
    let (mut stage, borrower, caller) = ready();
    let mint = stage.accounts(USDC).mint;
    let purse = stage.machine.create_tokens(&caller.address, &mint, LOAN);
    let purse = purse.unwrap();
    let mut repay = stage.repay_instruction(&borrower, USDC, LOAN);
    repay.accounts[0].pubkey = caller.address;
    let repay = caller.call(&with_accounts(&repay, &[(5, purse)]));
    let all = [
        stage.flash_borrow_instruction(&borrower, USDC, 1_000_000),
        repay,
        stage.flash_repay_instruction(&borrower, USDC),
    ];

    // When it is sent, then debt and tokens moved once, and vault and books agree
    let signers = [&borrower.key, &caller.member];
    stage.machine.send(&all, &signers).unwrap();
    assert_eq!(stage.machine.token_balance(&purse).unwrap(), 0);
    assert_eq!(stage.owed(&borrower, USDC), 0);
    stage.assert_books_hold();
}

#[test]
fn no_vault_is_on_both_sides_of_a_transfer() {
    // Given the instructions whose tokens are not a position's
    let (mut stage, borrower, _) = ready();
    let of = vault(&stage.accounts(USDC).reserve).0;
    let market = stage.market.market;
    let flash = |replaced: [Option<(usize, Address)>; 2]| {
        let both = [
            stage.flash_borrow_instruction(&borrower, USDC, 1_000),
            stage.flash_repay_instruction(&borrower, USDC),
        ];
        let both = both.iter().zip(replaced);
        both.map(|(each, replaced)| with_accounts(each, replaced.as_slice()))
            .collect::<Vec<_>>()
    };
    let cases = [
        flash([Some((3, of)), None]),
        flash([None, Some((4, of))]),
        vec![with_accounts(
            &stage.insure_instruction(&borrower, USDC, 1),
            &[(3, of)],
        )],
        vec![instruction::fees_collect(
            &market,
            &stage.accounts(USDC),
            &of,
        )],
    ];

    // When its vault stands where the user's tokens should, then each is refused
    stage.machine = stage.machine.fork();
    for (number, all) in cases.into_iter().enumerate() {
        println!("case {number}");
        refused_and_unchanged(&mut stage, Failure::DuplicateAccount, |stage| {
            stage.machine.send_on_trust(&all)
        });
    }
}
