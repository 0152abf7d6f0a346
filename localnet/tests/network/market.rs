//! The market stands, its prices move, and people use it through RPC.

use crate::support::{scene, tape};
use ballast_bridge::keypair_for;
use ballast_client::instruction::{self, ReserveAccounts};
use ballast_client::layout::{Market, Position, Reserve, RiskFeed};
use ballast_client::{address, oracle};
use ballast_localnet::{Network, Player, ReserveSession, SurfpoolOptions, price_account_key};
use solana_address::Address;
use solana_signer::Signer as _;
use std::time::Instant;

#[test]
fn a_market_stands_its_prices_arrive_and_a_repayment_and_a_borrow_succeed() {
    // Given a network
    let begun = Instant::now();
    let network = Network::chosen(&SurfpoolOptions::default()).unwrap();
    let answers = begun.elapsed();
    let out = tempfile::tempdir().unwrap();
    let (scene, tape) = (scene(out.path()), tape());

    // When the scene is set up
    let session = scene.set_up(&network, &tape).unwrap();
    println!(
        "answers after {answers:?}, stands after {:?}",
        begun.elapsed()
    );

    // Then the market is launched, its feeds have a consensus, and its borrowers owe
    let chain = network.chain();
    let market: Address = session.market.parse().unwrap();
    assert_ne!(
        chain.read::<Market>(&market).unwrap().unwrap().launched_at,
        0
    );
    for feed in &session.feeds {
        let feed = chain
            .read::<RiskFeed>(&feed.address.parse().unwrap())
            .unwrap()
            .unwrap();
        assert_ne!(feed.state.consensus_at, 0);
    }
    let borrower = keypair_for("borrower 0");
    let position = address::position(&market, &borrower.pubkey(), 0).0;
    let held = |position: &Address| chain.read::<Position>(position).unwrap().unwrap().holdings;
    let debt_before = held(&position).borrows[0].shares;
    assert_ne!(debt_before, 0);

    // Then the visitor holds fees and some of every asset, and no position
    let visitor = keypair_for("visitor").pubkey();
    assert!(session.keys.contains_key("visitor"));
    assert!(chain.lamports(&visitor).unwrap() > 0);
    for reserve in &session.reserves {
        let tokens = tokens_of(&visitor, reserve);
        let (_, account) = chain.account(&tokens).unwrap().unwrap();
        let amount = u64::from_le_bytes(account[64..72].try_into().unwrap());
        assert_ne!(amount, 0, "{}", reserve.asset);
    }
    let place = address::position(&market, &visitor, 0).0;
    assert!(chain.account(&place).unwrap().is_none());
    // And a borrower can pay for a transaction of its own
    assert!(chain.lamports(&borrower.pubkey()).unwrap() > 0);

    // When a quarter of the day has passed and the market loads its prices
    let mut player = Player::new(&network, market, tape.clone(), 1e7);
    while player.market_millis() < tape.window.from.plus_hours(6).millis() {
        std::thread::yield_now();
    }
    player.tick().unwrap();
    player.crank().unwrap();

    // Then the oracle's account and the reserve have a price of that day, newer than the first
    let posted = chain
        .account(&price_account_key("SOL").pubkey())
        .unwrap()
        .unwrap();
    assert_eq!(posted.0, oracle::PYTH_RECEIVER);
    let sol: Address = session.reserves[1].address.parse().unwrap();
    let sol = chain.read::<Reserve>(&sol).unwrap().unwrap();
    assert_ne!(sol.price.published_at, 0);

    // When the borrower repays some of what it has been lent, and borrows more
    let accounts = |index: usize| {
        let reserve = &session.reserves[index];
        ReserveAccounts {
            reserve: reserve.address.parse().unwrap(),
            feed: reserve.feed.parse().unwrap(),
            mint: reserve.mint.parse().unwrap(),
            token_program: reserve.token_program.parse().unwrap(),
        }
    };
    let (dollars, backing) = (accounts(0), accounts(1));
    let owner = borrower.pubkey();
    let tokens = tokens_of(&owner, &session.reserves[0]);
    let repay = instruction::repay(&owner, &market, &dollars, &position, &tokens, 1_000_000);
    chain.send(&[repay], &[&borrower]).unwrap();
    assert!(held(&position).borrows[0].shares < debt_before);
    let borrow = instruction::borrow(
        &owner,
        &market,
        &dollars,
        &position,
        &tokens,
        2_000_000,
        &[backing],
    );
    chain.send(&[borrow], &[&borrower]).unwrap();

    // Then it owes more than before
    assert!(held(&position).borrows[0].shares > debt_before);
    network.stop().unwrap();
}

/// Where `owner` holds the asset of a reserve.
fn tokens_of(owner: &Address, reserve: &ReserveSession) -> Address {
    let parse = |text: &str| text.parse::<Address>().unwrap();
    let (program, mint) = (parse(&reserve.token_program), parse(&reserve.mint));
    address::associated_token_account(owner, &mint, &program).0
}
