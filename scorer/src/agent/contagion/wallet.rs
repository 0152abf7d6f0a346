//! Borrowers who are in two pools.

use crate::agent::borrower::Borrower;
use crate::agent::open::People;
use crate::agent::pool::reserve_index;
use crate::agent::scene::Scene;

/// Has one person join two pools, with half of its money in each.
pub(in crate::agent) fn join_both(
    scene: &mut Scene<'_>,
    people: &mut People,
    both: [Borrower; 2],
    pools: [usize; 2],
    now: u64,
) {
    let begin = people.borrowers.len();
    for (mut borrower, pool) in both.into_iter().zip(pools) {
        borrower.pool = pool;
        borrower.profile.worth /= 2.0;
        if borrower.join(scene, false, now) {
            people.borrowers.push(borrower);
        }
    }
    if let [first, second] = &mut people.borrowers[begin..] {
        (first.sibling, second.sibling) = (Some(begin + 1), Some(begin));
    }
}

/// Brings what the other position's purse holds to where borrower `index` is about to look, and tells it whether that
/// position was liquidated.
pub(in crate::agent) fn take_wallet(scene: &mut Scene<'_>, people: &mut People, index: usize) {
    let Some(sibling) = people.borrowers[index].sibling else {
        return;
    };
    let place = |borrower: &Borrower| (borrower.pool, borrower.account);
    let here = place(&people.borrowers[index]);
    let there = place(&people.borrowers[sibling]);
    for asset in 0..scene.config.assets.len() {
        let reserve = reserve_index(asset);
        let held = scene.pools[there.0].purse(there.1, reserve);
        let taken = scene.pools[there.0].take(there.1, reserve, held);
        scene.pools[here.0].bring(here.1, reserve, taken);
    }
    people.borrowers[index].is_burnt |= scene.pools[there.0].liquidated.contains(&there.1);
}
