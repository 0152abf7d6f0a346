//! `position_open`: an empty position at the address that market, owner and index derive.

use ballast_client::event::{Event, PositionOpened};
use ballast_client::layout::{Holdings, Position};
use ballast_client::{address, instruction};
use ballast_tests::{
    Failure, Kind, Stage, every_account_is_checked, refused_and_unchanged, with_accounts,
};
use ballast_vm::keypair_for;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer as _;

/// An owner, its payer, and the instruction that opens its position under `index`.
fn opening(stage: &mut Stage, index: u16) -> (Keypair, Keypair, Instruction) {
    let (owner, payer) = (keypair_for("owner"), keypair_for("sponsor"));
    stage.machine.fund(&payer.pubkey(), 1 << 40).unwrap();
    let market = stage.market.market;
    let open = instruction::position_open(&payer.pubkey(), &owner.pubkey(), &market, index);
    (owner, payer, open)
}

#[test]
fn a_position_starts_empty_at_its_derived_address_and_its_payer_need_not_be_its_owner() {
    // Given an owner whose rent someone else pays
    let mut stage = Stage::silent();
    let (owner, payer, open) = opening(&mut stage, 258);

    // When the position is opened
    let sent = stage.send(&open, &[&payer, &owner]).unwrap();

    // Then it stands at its address, is the owner's, and holds nothing
    let (at, bump) = address::position(&stage.market.market, &owner.pubkey(), 258);
    let position: Position = stage.machine.read(&at).unwrap();
    let expected = Position {
        market: stage.market.market,
        owner: owner.pubkey(),
        delegate: bytemuck::Zeroable::zeroed(),
        holdings: bytemuck::Zeroable::zeroed(),
        index: 258,
        bump,
        rights: 0,
        padding: [0; 4],
    };
    assert_eq!(position, expected);
    let Holdings {
        deposits, borrows, ..
    } = position.holdings;
    assert_eq!((deposits.len(), borrows.len()), (8, 5));
    let event = PositionOpened {
        position: at,
        owner: owner.pubkey(),
    };
    assert_eq!(sent.events, [Event::PositionOpened(event)]);
}

#[test]
fn an_owner_may_pay_for_itself() {
    let mut stage = Stage::silent();
    let owner = keypair_for("owner");
    stage.machine.fund(&owner.pubkey(), 1 << 40).unwrap();
    let (key, market) = (owner.pubkey(), stage.market.market);
    let open = instruction::position_open(&key, &key, &market, 0);
    stage.send(&open, &[&owner]).unwrap();

    // But the position cannot be who pays for it.
    let open = instruction::position_open(&key, &key, &market, 1);
    let at = address::position(&market, &key, 1).0;
    let open = with_accounts(&open, &[(0, at)]);
    stage.machine = stage.machine.fork();
    refused_and_unchanged(&mut stage, Failure::DuplicateAccount, |stage| {
        stage.machine.send_on_trust(&[open])
    });
}

#[test]
fn one_owner_may_open_several_positions_up_to_the_last_index() {
    let mut stage = Stage::silent();
    for index in [0, 1, u16::MAX] {
        let (owner, payer, open) = opening(&mut stage, index);
        stage.send(&open, &[&payer, &owner]).unwrap();
    }
}

#[test]
fn a_position_that_is_open_cannot_be_opened_over() {
    let mut stage = Stage::silent();
    let (owner, payer, open) = opening(&mut stage, 0);
    stage.send(&open, &[&payer, &owner]).unwrap();
    refused_and_unchanged(&mut stage, Failure::AddressInUse, |stage| {
        stage.send(&open, &[&payer, &owner])
    });
}

#[test]
fn any_other_address_is_refused() {
    // Given addresses that other owners, indices and markets derive
    let mut stage = Stage::silent();
    let (owner, payer, open) = opening(&mut stage, 0);
    let (market, second) = (stage.market.market, stage.second_market().market);
    let wrong = [
        address::position(&market, &payer.pubkey(), 0).0,
        address::position(&market, &owner.pubkey(), 1).0,
        address::position(&second, &owner.pubkey(), 0).0,
        keypair_for("anywhere").pubkey(),
    ];

    // When the position is to be opened there, then it is refused
    for address in wrong {
        let open = with_accounts(&open, &[(3, address)]);
        refused_and_unchanged(&mut stage, Failure::WrongSeeds, |stage| {
            stage.send(&open, &[&payer, &owner])
        });
    }
}

#[test]
fn lamports_sent_to_the_address_ahead_do_not_block_it() {
    // Given an attacker who sends lamports to where the position will stand
    let mut stage = Stage::silent();
    let (owner, payer, open) = opening(&mut stage, 0);
    for (index, lamports) in [(0, 1), (1, 1 << 40)] {
        let at = address::position(&stage.market.market, &owner.pubkey(), index).0;
        stage.machine.fund(&at, lamports).unwrap();
    }

    // When it is opened, then it stands all the same
    stage.send(&open, &[&payer, &owner]).unwrap();
    let (owner, payer, open) = opening(&mut stage, 1);
    stage.send(&open, &[&payer, &owner]).unwrap();
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let mut stage = Stage::silent();
    let (owner, payer, open) = opening(&mut stage, 0);
    let kinds = [
        Kind::Signer,
        Kind::Signer,
        Kind::MARKET,
        Kind::Created,
        Kind::Executable,
    ];
    every_account_is_checked(&mut stage, &open, &[&payer, &owner], &kinds);
}
