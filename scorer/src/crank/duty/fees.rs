//! Fees: the protocol's part is worth paying out, and governance has an account for it.

use ballast_client::instruction;
use ballast_policy::unit::{ReserveIndex, Usd};
use solana_address::Address;

use super::{Duty, Job, Sight};

pub(super) fn due(sight: &Sight<'_>) -> Vec<Job> {
    let treasuries = sight.reserves().zip(sight.treasuries);
    let due = treasuries.filter_map(|(index, treasury)| one(sight, index, treasury.as_ref()?));
    due.collect()
}

fn one(sight: &Sight<'_>, index: ReserveIndex, treasury: &Address) -> Option<Job> {
    let scene = sight.scene;
    let mut books = scene.books.clone();
    let (paid, _) = books.market().collect_fees(index, scene.now()).ok()?;
    let price = books.reserves.get(usize::from(index.0))?.price.mid;
    let value = price.value_floor(paid).ok()?;
    if paid.is_zero() || value < Usd::from_dollars(sight.config.fees_least_dollars) {
        return None;
    }
    let accounts = scene.accounts(index)?;
    Some(Job {
        duty: Duty::Fees,
        target: accounts.reserve,
        part: 0,
        version: scene.reserves.get(usize::from(index.0))?.1.ledger.fees_owed,
        why: format!("{} base units of fees can be paid out", paid.0),
        instruction: instruction::fees_collect(&scene.address, &accounts, treasury),
    })
}
