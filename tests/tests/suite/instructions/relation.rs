//! The relations between the accounts that deposit, withdraw, borrow and repay have in common.

use ballast_client::address::vault;
use ballast_tests::{
    Failure, Kind, LendingError, Refusal, SOL, STABLE_FEED, Stage, USDC, refused_and_unchanged,
    with_accounts,
};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;

/// Where each account stands in the instruction.
pub(crate) const MARKET: usize = 1;
pub(crate) const FEED: usize = 2;
pub(crate) const RESERVE: usize = 3;
pub(crate) const POSITION: usize = 4;
pub(crate) const TOKENS: usize = 5;
pub(crate) const VAULT: usize = 6;
pub(crate) const MINT: usize = 7;

/// What each account is.
pub(crate) const KINDS: [Kind; 9] = [
    Kind::Signer,
    Kind::MARKET,
    Kind::FEED,
    Kind::RESERVE,
    Kind::POSITION,
    Kind::Other,
    Kind::Other,
    Kind::Other,
    Kind::Executable,
];

/// Fails the test unless `good`, an instruction on the reserve of SOL, is refused when any of its accounts belongs to
/// something else; `only_the_owner` says whether the signer must own the position.
#[track_caller]
pub(crate) fn accounts_must_belong_together(
    stage: &mut Stage,
    good: &Instruction,
    key: &Keypair,
    only_the_owner: bool,
) {
    for (case, replaced, expected) in cases(stage, good, only_the_owner) {
        println!("{case}");
        let bad = with_accounts(good, &replaced);
        refused_and_unchanged(stage, expected, |stage| stage.send(&bad, &[key]));
    }
    stage.send(good, &[key]).unwrap();
}

/// What is replaced by what, and the refusal.
type Case = (&'static str, Vec<(usize, Address)>, Refusal);

fn cases(stage: &mut Stage, good: &Instruction, only_the_owner: bool) -> Vec<Case> {
    let second = stage.second_market();
    let foreigner = stage.actor_in(&second, "foreigner");
    let stranger = stage.actor("stranger");
    let foreign = second.reserves[SOL].accounts;
    let (foreign_vault, stable) = (vault(&foreign.reserve).0, stage.accounts(USDC));
    let stable_feed = stage.market.feeds[STABLE_FEED].address;
    let foreign_reserve = [
        (RESERVE, foreign.reserve),
        (FEED, foreign.feed),
        (VAULT, foreign_vault),
    ];
    let at = |place: usize| good.accounts[place].pubkey;
    let mut cases: Vec<Case> = vec![
        (
            "a foreign market",
            vec![(MARKET, second.market)],
            LendingError::WrongMarket.into(),
        ),
        (
            "a foreign reserve",
            foreign_reserve.to_vec(),
            LendingError::WrongMarket.into(),
        ),
        (
            "a foreign feed",
            vec![(FEED, foreign.feed)],
            LendingError::WrongFeed.into(),
        ),
        (
            "another feed",
            vec![(FEED, stable_feed)],
            LendingError::WrongFeed.into(),
        ),
        (
            "a foreign position",
            vec![(POSITION, foreigner.position)],
            LendingError::WrongMarket.into(),
        ),
        (
            "a foreign vault",
            vec![(VAULT, foreign_vault)],
            LendingError::WrongVault.into(),
        ),
        (
            "another vault",
            vec![(VAULT, vault(&stable.reserve).0)],
            LendingError::WrongVault.into(),
        ),
        (
            "a user's account as vault",
            vec![(VAULT, stranger.tokens[SOL])],
            LendingError::WrongVault.into(),
        ),
        (
            "another mint",
            vec![(MINT, stable.mint)],
            LendingError::WrongMint.into(),
        ),
        (
            "tokens of another mint",
            vec![(TOKENS, stranger.tokens[USDC])],
            Failure::MintMismatch.into(),
        ),
        (
            "the vault as the user's tokens",
            vec![(TOKENS, at(VAULT))],
            Failure::DuplicateAccount.into(),
        ),
        (
            "the reserve as the position",
            vec![(POSITION, at(RESERVE))],
            Failure::DuplicateAccount.into(),
        ),
        (
            "a feed as the reserve",
            vec![(RESERVE, stable_feed)],
            Failure::WrongKind.into(),
        ),
        (
            "a reserve as the feed",
            vec![(FEED, stable.reserve)],
            Failure::TooShort.into(),
        ),
        (
            "the market as the position",
            vec![(POSITION, second.market)],
            Failure::TooShort.into(),
        ),
    ];
    if only_the_owner {
        let others = vec![(POSITION, stranger.position)];
        cases.push((
            "someone else's position",
            others,
            LendingError::WrongOwner.into(),
        ));
    }
    cases
}
