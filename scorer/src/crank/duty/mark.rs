//! Marks: a position that is unhealthy and was not noted of late, so that its bonus grows by the minute.

use ballast_client::instruction;
use ballast_policy::liquidation::MARK_SECONDS;
use ballast_policy::unit::Timestamp;
use ballast_vm::policy_holdings;

use super::{Duty, Job, Sight, used};

/// A mark is renewed so long before it lapses, seconds.
const AHEAD_SECONDS: u64 = 600;

pub(super) fn due(sight: &Sight<'_>) -> Vec<Job> {
    let scene = sight.scene;
    let mut due = Vec::new();
    for (address, position) in sight.positions {
        let holdings = policy_holdings(position);
        let noted_at = Timestamp(holdings.noted_at.into());
        let age = scene.now().since(noted_at);
        let is_marked = !holdings.unhealthy_since.is_zero() && age + AHEAD_SECONDS < MARK_SECONDS;
        if is_marked || holdings.is_free_of_debt() {
            continue;
        }
        let (mut books, mut draft) = (scene.books.clone(), holdings);
        let marked = books.market().mark(&mut draft, scene.now());
        // One that has become healthy is left as it is: its spell lapses by itself.
        if marked.is_err() || draft.unhealthy_since.is_zero() {
            continue;
        }
        let reserves = used(&holdings).into_iter();
        let reserves = reserves.map(|index| scene.accounts(index));
        let Some(reserves) = reserves.collect::<Option<Vec<_>>>() else {
            continue;
        };
        due.push(Job {
            duty: Duty::Mark,
            target: *address,
            part: 0,
            version: noted_at.0,
            why: "it is unhealthy and not noted".to_owned(),
            instruction: instruction::position_mark(&scene.address, address, &reserves),
        });
    }
    due
}
