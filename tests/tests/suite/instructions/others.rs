//! The pairs of reserve and feed that follow the named accounts of withdraw, borrow and liquidate.

use ballast_client::instruction::ReserveAccounts;
use ballast_policy::Rule;
use ballast_tests::{Failure, LendingError, Refusal, Stage, refused_and_unchanged};
use solana_address::Address;
use solana_instruction::{AccountMeta, Instruction};
use solana_keypair::Keypair;

/// Which reserves an instruction is about.
#[derive(Clone, Copy)]
pub(crate) struct Roles {
    /// Named, and written to.
    pub(crate) own: usize,
    /// Used by the position, and not named.
    pub(crate) needed: usize,
    /// Neither.
    pub(crate) unneeded: Option<usize>,
}

/// Fails the test unless `good`, whose first `named` accounts are named, is refused when the accounts after them are
/// anything but what it needs.
#[track_caller]
pub(crate) fn other_reserves_are_checked(
    stage: &mut Stage,
    good: &Instruction,
    key: &Keypair,
    named: usize,
    roles: Roles,
) {
    for (case, others, expected) in cases(stage, roles) {
        println!("{case}");
        let bad = with_others(good, named, &others);
        refused_and_unchanged(stage, expected, |stage| stage.send(&bad, &[key]));
    }
    // More than is needed, and the same pair twice, does no harm.
    let needed = stage.accounts(roles.needed);
    let mut generous = vec![needed, needed];
    generous.extend(roles.unneeded.map(|unneeded| stage.accounts(unneeded)));
    let generous: Vec<Address> = generous.into_iter().flat_map(pair).collect();
    let generous = with_others(good, named, &generous);
    stage.send(&generous, &[key]).unwrap();
}

fn cases(stage: &mut Stage, roles: Roles) -> Vec<(&'static str, Vec<Address>, Refusal)> {
    let foreign = stage.second_market().reserves[roles.needed].accounts;
    let (own, needed) = (stage.accounts(roles.own), stage.accounts(roles.needed));
    let mut feeds = stage.market.feeds.iter().map(|feed| feed.address);
    let another_feed = feeds.find(|feed| *feed != needed.feed).unwrap();
    let half = vec![needed.reserve, needed.feed, needed.reserve];
    let doubled = [pair(needed), pair(own)].concat();
    let mut cases = vec![
        ("none at all", vec![], Rule::ReserveMissing.into()),
        (
            "a reserve alone",
            vec![needed.reserve],
            LendingError::UnpairedReserve.into(),
        ),
        (
            "a pair and a half",
            half,
            LendingError::UnpairedReserve.into(),
        ),
        (
            "with another feed",
            vec![needed.reserve, another_feed],
            LendingError::WrongFeed.into(),
        ),
        (
            "with a foreign feed",
            vec![needed.reserve, foreign.feed],
            LendingError::WrongFeed.into(),
        ),
        (
            "a foreign pair",
            pair(foreign).to_vec(),
            LendingError::WrongMarket.into(),
        ),
        (
            "the named one once more",
            doubled,
            Failure::DuplicateAccount.into(),
        ),
        (
            "feed before reserve",
            vec![needed.feed, needed.reserve],
            Failure::WrongKind.into(),
        ),
        (
            "a mint as reserve",
            vec![needed.mint, needed.feed],
            Failure::WrongProgramOwner.into(),
        ),
    ];
    if let Some(unneeded) = roles.unneeded {
        let unneeded = pair(stage.accounts(unneeded)).to_vec();
        cases.push((
            "another pair instead",
            unneeded,
            Rule::ReserveMissing.into(),
        ));
    }
    cases
}

fn pair(accounts: ReserveAccounts) -> [Address; 2] {
    [accounts.reserve, accounts.feed]
}

/// `good` with these accounts after its first `named`.
fn with_others(good: &Instruction, named: usize, others: &[Address]) -> Instruction {
    let mut instruction = good.clone();
    instruction.accounts.truncate(named);
    let metas = others
        .iter()
        .map(|other| AccountMeta::new_readonly(*other, false));
    instruction.accounts.extend(metas);
    instruction
}
