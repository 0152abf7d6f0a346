//! `borrow` with a host: who brought the borrower is paid a part of the origination fee at once, out of the protocol's.

use ballast_client::address::vault;
use ballast_client::event::{Event, HostPaid};
use ballast_client::instruction;
use ballast_client::layout::Reserve;
use ballast_policy::Rule;
use ballast_tests::{
    Actor, COLLATERAL, Failure, LENT, LOAN, LendingError, SOL, Stage, USDC, refused_and_unchanged,
};
use ballast_vm::tokens_of;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_signer::Signer as _;

/// A fee of one per cent, of which a fifth is the host's.
fn hosted() -> (Stage, Actor, Address) {
    let mut stage = Stage::new();
    stage.lender(USDC, LENT);
    let borrower = stage.actor("borrower");
    stage.deposit(&borrower, SOL, COLLATERAL).unwrap();
    let reserve = stage.accounts(USDC).reserve;
    stage.edit::<Reserve>(&reserve, |reserve| {
        reserve.config.origination_fee_bps = 100;
        reserve.config.host_share_bps = 2_000;
    });
    let host = account_of(&mut stage, "host", USDC);
    (stage, borrower, host)
}

fn account_of(stage: &mut Stage, name: &str, reserve: usize) -> Address {
    let host = stage.actor(name).address();
    let mint = stage.accounts(reserve).mint;
    stage.machine.create_tokens(&host, &mint, 0).unwrap()
}

fn borrow(stage: &Stage, borrower: &Actor, amount: u64, host: &Address) -> Instruction {
    let borrow = stage.borrow_instruction(borrower, USDC, amount);
    instruction::with_host(borrow, host)
}

#[test]
fn the_host_gets_its_share_of_the_fee_and_the_borrower_owes_no_more() {
    let (mut stage, borrower, host) = hosted();
    let borrow = borrow(&stage, &borrower, LOAN, &host);
    let sent = stage.send(&borrow, &[&borrower.key]).unwrap();
    let fee = LOAN / 100;
    assert_eq!(stage.machine.token_balance(&host).unwrap(), fee / 5);
    assert_eq!(stage.owed(&borrower, USDC), LOAN + fee);
    let ledger = stage.reserve(USDC).ledger;
    assert_eq!(ledger.fees_owed, fee / 5 * 4);
    assert_eq!(ledger.cash, LENT - LOAN - fee / 5);
    assert_eq!(stage.vault_balance(USDC), ledger.cash);
    let paid = HostPaid {
        reserve: stage.accounts(USDC).reserve,
        host,
        amount: fee / 5,
    };
    assert_eq!(sent.events[1..], [Event::HostPaid(paid)]);
    stage.assert_books_hold();
}

#[test]
fn a_host_comes_after_prices_that_come_along() {
    let (mut stage, borrower, host) = hosted();
    stage.machine.warp(200);
    let updates: Vec<_> = [(SOL, 100), (USDC, 1)]
        .map(|(reserve, dollars)| {
            let update = stage.price_update(reserve, dollars);
            stage.publish(reserve, &update)
        })
        .to_vec();
    let refreshed = [SOL, USDC].map(|reserve| stage.accounts(reserve).reserve);
    let borrow = stage.borrow_instruction(&borrower, USDC, LOAN);
    let borrow = instruction::with_prices(borrow, &updates, &refreshed);
    let borrow = instruction::with_host(borrow, &host);
    stage.send(&borrow, &[&borrower.key]).unwrap();
    assert_eq!(stage.machine.token_balance(&host).unwrap(), LOAN / 500);
}

#[test]
fn where_the_last_cash_is_borrowed_the_host_goes_without_and_nobody_is_refused() {
    let (mut stage, borrower, host) = hosted();
    let reserve = stage.accounts(USDC).reserve;
    stage.edit::<Reserve>(&reserve, |reserve| reserve.ledger.cash = LOAN);
    let borrow = borrow(&stage, &borrower, LOAN, &host);
    let sent = stage.send(&borrow, &[&borrower.key]).unwrap();
    assert_eq!(sent.events.len(), 1);
    assert_eq!(stage.machine.token_balance(&host).unwrap(), 0);
    assert_eq!(stage.reserve(USDC).ledger.fees_owed, LOAN / 100);
}

#[test]
fn an_account_of_another_token_or_one_that_is_named_already_is_no_host() {
    let (mut stage, borrower, _) = hosted();
    let other = account_of(&mut stage, "other", SOL);
    let with_other = borrow(&stage, &borrower, LOAN, &other);
    refused_and_unchanged(&mut stage, Failure::MintMismatch, |stage| {
        stage.send(&with_other, &[&borrower.key])
    });
    let own_vault = vault(&stage.accounts(USDC).reserve).0;
    let own_purse = tokens_of(&borrower.address(), &stage.accounts(USDC).mint);
    for named in [own_vault, own_purse] {
        let twice = borrow(&stage, &borrower, LOAN, &named);
        assert!(
            twice
                .accounts
                .iter()
                .filter(|meta| meta.pubkey == named)
                .count()
                == 2
        );
        refused_and_unchanged(&mut stage, Failure::DuplicateAccount, |stage| {
            stage.send(&twice, &[&borrower.key])
        });
    }
    // Nor is what no token program owns: it stands where a reserve would
    let nobody = stage.market.governance.pubkey();
    let with_nobody = borrow(&stage, &borrower, LOAN, &nobody);
    refused_and_unchanged(&mut stage, LendingError::UnpairedReserve, |stage| {
        stage.send(&with_nobody, &[&borrower.key])
    });
}

#[test]
fn a_hosts_share_takes_nothing_from_cap_and_limit() {
    let (mut stage, borrower, host) = hosted();
    let too_much = borrow(&stage, &borrower, 6_931_000_000, &host);
    refused_and_unchanged(&mut stage, Rule::BorrowLimitExceeded, |stage| {
        stage.send(&too_much, &[&borrower.key])
    });
}

#[test]
fn a_delegate_names_no_host() {
    // Given a delegate who may borrow to the owner's accounts
    let (mut stage, borrower, host) = hosted();
    let agent = stage.actor("agent");
    let all = instruction::position_delegate(
        &borrower.address(),
        &borrower.position,
        &agent.address(),
        4,
    );
    stage.send(&all, &[&borrower.key]).unwrap();
    let mut by_agent = stage.borrow_instruction(&borrower, USDC, LOAN);
    by_agent.accounts[0].pubkey = agent.address();
    let hosted = instruction::with_host(by_agent.clone(), &host);

    // When it borrows with an account of its own as the host, then it is refused
    refused_and_unchanged(&mut stage, LendingError::WrongOwner, |stage| {
        stage.send(&hosted, &[&agent.key])
    });
    stage.send(&by_agent, &[&agent.key]).unwrap();
}
