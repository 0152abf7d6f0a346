//! The stand-in for the oracle's receiver: on a local network a price is posted by a transaction.

use ballast_client::oracle::{PRICE_UPDATE_LENGTH, PYTH_RECEIVER, PriceUpdate, price_write};
use ballast_tests::{SOL, Stage};
use ballast_vm::{SendError, keypair_for, repository_root};
use solana_address::Address;
use solana_keypair::Keypair;
use solana_signer::Signer as _;

/// A stage with the stand-in at the receiver's address, and an empty account of its own for a price.
fn stage() -> (Stage, Keypair, Keypair) {
    let mut stage = Stage::silent();
    let program = repository_root().join("target/deploy/price.so");
    stage.machine.add_program(&PYTH_RECEIVER, &program).unwrap();
    let (account, authority) = (keypair_for("posted price"), keypair_for("oracle"));
    let empty = vec![0; PRICE_UPDATE_LENGTH];
    stage
        .machine
        .write(&account.pubkey(), &PYTH_RECEIVER, empty)
        .unwrap();
    (stage, account, authority)
}

fn stored(stage: &Stage, account: &Keypair) -> Vec<u8> {
    stage.machine.account(&account.pubkey()).unwrap().data
}

/// The bytes of `update` under `authority`.
fn under(update: &PriceUpdate, authority: &Address) -> Vec<u8> {
    let mut data = update.encode();
    data[8..40].copy_from_slice(authority.as_ref());
    data
}

fn refusal(error: &SendError) -> &str {
    match error {
        SendError::Refused { .. } => "a code of its own",
        SendError::Failed { error, .. } => error,
    }
}

#[test]
fn a_posted_price_is_what_the_market_values_collateral_at() {
    // Given a price account whose first update it signs itself
    let (mut stage, account, authority) = stage();
    let first = stage.price_update(SOL, 100);
    let post = price_write(&account.pubkey(), &authority.pubkey(), &first, true);
    stage.send(&post, &[&account, &authority]).unwrap();

    // When its authority alone posts another, and anyone has the market load it
    let update = stage.price_update(SOL, 90);
    let post = price_write(&account.pubkey(), &authority.pubkey(), &update, false);
    stage.send(&post, &[&authority]).unwrap();
    let reserve = stage.accounts(SOL).reserve;
    let load = ballast_client::instruction::price_refresh(&reserve, &account.pubkey(), &[]);
    stage.send(&load, &[]).unwrap();

    // Then the account names the authority, and the market took the price
    assert_eq!(
        stored(&stage, &account),
        under(&update, &authority.pubkey())
    );
    let price = stage.reserve(SOL).price;
    assert!(price.low < price.mid && price.published_at == stage.machine.now());
}

#[test]
fn another_authority_cannot_post_and_nothing_changes() {
    // Given an account of one authority
    let (mut stage, account, authority) = stage();
    let update = stage.price_update(SOL, 100);
    let first = price_write(&account.pubkey(), &authority.pubkey(), &update, true);
    stage.send(&first, &[&account, &authority]).unwrap();
    let before = stored(&stage, &account);

    // When another posts, or the right one is named and does not sign
    let other = keypair_for("another oracle");
    let update = stage.price_update(SOL, 1);
    let post = price_write(&account.pubkey(), &other.pubkey(), &update, false);
    let by_other = stage.send(&post, &[&other]).unwrap_err();
    let mut unsigned = price_write(&account.pubkey(), &authority.pubkey(), &update, false);
    unsigned.accounts[1].is_signer = false;
    let by_none = stage.send(&unsigned, &[]).unwrap_err();

    // Then both are refused
    assert!(
        refusal(&by_other).contains("IncorrectAuthority"),
        "{by_other}"
    );
    assert!(
        refusal(&by_none).contains("MissingRequiredSignature"),
        "{by_none}"
    );
    assert_eq!(stored(&stage, &account), before);
}

#[test]
fn an_empty_account_takes_no_price_that_it_does_not_sign() {
    let (mut stage, account, authority) = stage();
    let update = stage.price_update(SOL, 100);
    let post = price_write(&account.pubkey(), &authority.pubkey(), &update, false);
    let error = stage.send(&post, &[&authority]).unwrap_err();
    assert!(refusal(&error).contains("IncorrectAuthority"), "{error}");
}

#[test]
fn anything_but_an_update_and_any_account_of_others_is_refused() {
    let (mut stage, account, authority) = stage();
    let update = stage.price_update(SOL, 100);
    let good = price_write(&account.pubkey(), &authority.pubkey(), &update, true);

    // When the data are too short or of another kind
    for data in [good.data[..133].to_vec(), vec![7; PRICE_UPDATE_LENGTH]] {
        let mut bad = good.clone();
        bad.data = data;
        let error = stage.send(&bad, &[&account, &authority]).unwrap_err();
        assert!(
            refusal(&error).contains("InvalidInstructionData"),
            "{error}"
        );
    }

    // Or the account is someone else's
    let foreign = stage.accounts(SOL).reserve;
    let mut bad = good;
    bad.accounts[0].pubkey = foreign;
    bad.accounts[0].is_signer = false;
    let error = stage.send(&bad, &[&authority]).unwrap_err();
    assert!(refusal(&error).contains("InvalidAccountOwner"), "{error}");
}
