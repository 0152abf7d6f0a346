//! Accounts that are closed and created anew within one transaction: whatever stands at an address is judged by what it is
//! now, and nothing of what it was is carried over.

use ballast_client::address::{SYSTEM_PROGRAM, TOKEN_PROGRAM};
use ballast_client::instruction;
use ballast_tests::{
    Actor, COLLATERAL, ETH, Failure, LOAN, LendingError, Loan, PURSE, SOL, Stage, USDC,
    refused_and_unchanged, sources, with_accounts,
};
use solana_address::Address;
use solana_instruction::{AccountMeta, Instruction};

/// The length of a token account.
const TOKENS_LENGTH: u64 = 165;

/// A saver of SOL.
fn saver() -> (Stage, Actor) {
    let mut stage = Stage::new();
    let saver = stage.actor("saver");
    stage.deposit(&saver, SOL, COLLATERAL).unwrap();
    (stage, saver)
}

/// A saver's last withdrawal, and the end of its position.
fn leave(stage: &Stage, saver: &Actor) -> [Instruction; 2] {
    let withdraw = stage.withdraw_instruction(saver, SOL, u64::MAX);
    let close = instruction::position_close(&saver.address(), &saver.position);
    [withdraw, close]
}

fn open(stage: &Stage, owner: &Actor) -> Instruction {
    instruction::position_open(&owner.address(), &owner.address(), &stage.market.market, 0)
}

/// Lamports from a wallet to anywhere.
fn pay(from: &Address, to: &Address, lamports: u64) -> Instruction {
    let data = [&2u32.to_le_bytes()[..], &lamports.to_le_bytes()].concat();
    let accounts = vec![AccountMeta::new(*from, true), AccountMeta::new(*to, false)];
    Instruction {
        program_id: SYSTEM_PROGRAM,
        accounts,
        data,
    }
}

/// Closes a user's empty token account, and creates one of another mint or owner in its place.
fn replace(user: &Actor, at: &Address, mint: &Address, owner: &Address) -> [Instruction; 3] {
    let close = Instruction {
        program_id: TOKEN_PROGRAM,
        accounts: vec![
            AccountMeta::new(*at, false),
            AccountMeta::new(user.address(), false),
            AccountMeta::new_readonly(user.address(), true),
        ],
        data: vec![9],
    };
    let numbers = [10_000_000, TOKENS_LENGTH].map(u64::to_le_bytes).concat();
    let create = Instruction {
        program_id: SYSTEM_PROGRAM,
        accounts: vec![
            AccountMeta::new(user.address(), true),
            AccountMeta::new(*at, true),
        ],
        data: [&[0; 4][..], &numbers, TOKEN_PROGRAM.as_ref()].concat(),
    };
    let initialise = Instruction {
        program_id: TOKEN_PROGRAM,
        accounts: vec![
            AccountMeta::new(*at, false),
            AccountMeta::new_readonly(*mint, false),
        ],
        data: [&[18][..], owner.as_ref()].concat(),
    };
    [close, create, initialise]
}

#[test]
fn a_position_that_is_closed_and_opened_at_once_remembers_nothing_and_costs_nothing() {
    // Given a position as it was opened; then it gained a deposit, a group and a delegate
    let mut stage = Stage::new();
    let (saver, manager) = (stage.actor("saver"), stage.actor("manager"));
    let opened = stage.machine.account(&saver.position).unwrap();
    let wallet = stage.machine.account(&saver.address()).unwrap().lamports;
    stage.deposit(&saver, SOL, COLLATERAL).unwrap();
    let join = instruction::position_join(&saver.address(), &saver.position, 1);
    let to = manager.address();
    let delegate = instruction::position_delegate(&saver.address(), &saver.position, &to, 7);
    let both = [join, delegate];
    stage.machine.send(&both, &[&saver.key]).unwrap();

    // When its owner leaves and comes back in one transaction
    let mut all = leave(&stage, &saver).to_vec();
    all.push(open(&stage, &saver));
    stage.machine.send(&all, &[&saver.key]).unwrap();

    // Then account, wallet and purse are what they were at first
    assert_eq!(stage.machine.account(&saver.position).unwrap(), opened);
    let left = stage.machine.account(&saver.address()).unwrap().lamports;
    assert_eq!(left, wallet);
    assert_eq!(stage.purse(&saver, SOL), PURSE);

    // And the delegate has no rights any more
    stage.deposit(&saver, SOL, COLLATERAL).unwrap();
    let mut withdraw = stage.withdraw_instruction(&saver, SOL, 1);
    withdraw.accounts[0].pubkey = manager.address();
    refused_and_unchanged(&mut stage, LendingError::WrongOwner, |stage| {
        stage.send(&withdraw, &[&manager.key])
    });
    stage.assert_books_hold();
}

#[test]
fn a_closed_position_that_is_paid_for_again_is_no_position() {
    // Given a position that is closed, and whose rent is paid again before the transaction ends
    let (mut stage, saver) = saver();
    let rent = stage.machine.account(&saver.position).unwrap().lamports;
    let mut all = leave(&stage, &saver).to_vec();
    all.push(pay(&saver.address(), &saver.position, rent));

    // When anything is done with it, then the transaction is refused
    let deposit = stage.deposit_instruction(&saver, SOL, 1);
    let join = instruction::position_join(&saver.address(), &saver.position, 1);
    let borrow = stage.borrow_instruction(&saver, USDC, 1);
    for after in [deposit, join, borrow] {
        let all = [&all[..], &[after]].concat();
        refused_and_unchanged(&mut stage, Failure::TooShort, |stage| {
            stage.machine.send(&all, &[&saver.key])
        });
    }

    // And it is a wallet until it is opened anew, empty
    stage.machine.send(&all, &[&saver.key]).unwrap();
    stage.send(&open(&stage, &saver), &[&saver.key]).unwrap();
    assert_eq!(stage.deposited(&saver, SOL), 0);
}

#[test]
fn a_debt_outlives_every_attempt_to_close_its_position() {
    // Given a borrower who has its collateral out and its debt repaid by a flash loan, and borrows again
    let Loan {
        mut stage,
        borrower,
        ..
    } = Loan::new();
    let close = instruction::position_close(&borrower.address(), &borrower.position);
    let around = [
        stage.repay_instruction(&borrower, USDC, u64::MAX),
        stage.borrow_instruction(&borrower, USDC, LOAN),
        close,
        open(&stage, &borrower),
    ];
    let mut around = around.to_vec();
    let sol = stage.accounts(SOL);
    for account in [sol.reserve, sol.feed] {
        let meta = AccountMeta::new_readonly(account, false);
        around[1].accounts.push(meta);
    }

    // When it closes the position meanwhile, then all of it is refused
    let refused = ballast_policy::Rule::PositionNotEmpty;
    refused_and_unchanged(&mut stage, refused, |stage| {
        stage.flash(&borrower, USDC, LOAN, &around)
    });
}

#[test]
fn tokens_go_to_what_stands_at_the_address_when_they_are_paid() {
    // Given a saver who empties a token account and has another created in its place; who signs is taken on trust
    let (mut stage, saver) = saver();
    let thief = stage.actor("thief");
    stage.set_tokens(&saver.tokens[SOL], 0);
    stage.machine = stage.machine.fork();
    let (at, sol, eth) = (
        saver.tokens[SOL],
        stage.accounts(SOL).mint,
        stage.accounts(ETH).mint,
    );
    let withdraw = stage.withdraw_instruction(&saver, SOL, 1_000);

    // When it is of another mint, then nothing is paid into it
    let other = replace(&saver, &at, &eth, &saver.address());
    let all = [&other[..], std::slice::from_ref(&withdraw)].concat();
    refused_and_unchanged(&mut stage, Failure::MintMismatch, |stage| {
        stage.machine.send_on_trust(&all)
    });

    // And when it has become a delegate's, then the delegate gets nothing
    let to = thief.address();
    let delegate = instruction::position_delegate(&saver.address(), &saver.position, &to, 7);
    let by_thief = with_accounts(&withdraw, &[(0, thief.address())]);
    let stolen = replace(&saver, &at, &sol, &thief.address()).to_vec();
    let all = [&[delegate][..], &stolen, &[by_thief]].concat();
    refused_and_unchanged(&mut stage, LendingError::NotOwnersAccount, |stage| {
        stage.machine.send_on_trust(&all)
    });

    // And an equal one is as good as the first
    let equal = replace(&saver, &at, &sol, &saver.address()).to_vec();
    let all = [&equal[..], &[withdraw]].concat();
    stage.machine.send_on_trust(&all).unwrap();
    assert_eq!(stage.purse(&saver, SOL), 1_000);
}

#[test]
fn nothing_but_a_position_is_ever_closed() {
    let closing = sources("programs/lending/src")
        .into_iter()
        .filter(|(_, text)| text.contains("close ="));
    let paths: Vec<String> = closing.map(|(path, _)| path).collect();
    assert!(
        matches!(&paths[..], [only] if only.ends_with("position_close.rs")),
        "{paths:?}"
    );
}
