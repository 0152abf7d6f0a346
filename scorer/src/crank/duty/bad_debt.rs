//! Bad debt: a position that owes and holds nothing.

use ballast_client::instruction;
use ballast_vm::policy_holdings;

use super::{Duty, Job, Sight};

pub(super) fn due(sight: &Sight<'_>) -> Vec<Job> {
    let scene = sight.scene;
    let mut due = Vec::new();
    for (address, position) in sight.positions {
        let holdings = policy_holdings(position);
        let owes = holdings.borrows.iter();
        for slot in owes.filter(|slot| !slot.shares.is_zero()) {
            let (mut books, mut draft) = (scene.books.clone(), holdings);
            let mut market = books.market();
            let resolved = market.resolve_bad_debt(&mut draft, slot.reserve, scene.now());
            let (Ok((owed, _)), Some(accounts)) = (resolved, scene.accounts(slot.reserve)) else {
                continue;
            };
            due.push(Job {
                duty: Duty::BadDebt,
                target: *address,
                part: slot.reserve.0.into(),
                version: slot.shares.0,
                why: format!("nothing backs {} base units that it owes", owed.0),
                instruction: instruction::bad_debt_resolve(&scene.address, address, &accounts),
            });
        }
    }
    due
}
