//! Interest: it was not counted for long, or another rate than the one in force follows from the present regime.

use ballast_client::instruction;
use ballast_policy::unit::ReserveIndex;

use super::price::distance_bps;
use super::{Duty, Job, Sight};

pub(super) fn due(sight: &Sight<'_>) -> Vec<Job> {
    let due = sight.reserves().filter_map(|index| one(sight, index));
    due.collect()
}

fn one(sight: &Sight<'_>, index: ReserveIndex) -> Option<Job> {
    let (scene, config) = (sight.scene, sight.config);
    let (address, stored) = scene.reserves.get(usize::from(index.0))?;
    let before = scene.books.reserves.get(usize::from(index.0))?.ledger;
    if before.debt().is_zero() {
        return None;
    }
    let mut books = scene.books.clone();
    books.market().accrue(index, scene.now()).ok()?;
    let after = books.reserves.get(usize::from(index.0))?.ledger;
    let age = scene.now().since(before.accrued_at);
    let moved = distance_bps(before.rate.0, after.rate.0);
    let why = if age >= config.accrue_age_seconds {
        format!("interest was last counted {age} s ago")
    } else if before.rate != after.rate && moved >= config.accrue_moved_bps {
        format!("its rate is {moved} basis points away from the terms'")
    } else {
        return None;
    };
    Some(Job {
        duty: Duty::Accrue,
        target: *address,
        part: 0,
        version: before.accrued_at.0,
        why,
        instruction: instruction::accrue(address, &stored.feed),
    })
}
