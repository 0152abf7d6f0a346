//! Breakers: one that is in force although its cause is gone, and has been long enough.

use ballast_client::instruction;
use ballast_policy::breaker::Breaker;

use super::{Duty, Job, Sight};

pub(super) fn due(sight: &Sight<'_>) -> Vec<Job> {
    let scene = sight.scene;
    let mut due = Vec::new();
    for (index, (address, stored)) in sight.reserves().zip(&scene.reserves) {
        let tripped = stored.flows.breakers.tripped;
        for breaker in Breaker::ALL {
            let number = breaker.number();
            let mut books = scene.books.clone();
            let is_tripped = tripped & (1 << number) != 0;
            if !is_tripped || books.market().release(index, breaker, scene.now()).is_err() {
                continue;
            }
            let tripped_at = stored.flows.breakers.tripped_at;
            let tripped_at = tripped_at.get(breaker as usize).copied();
            due.push(Job {
                duty: Duty::Breaker,
                target: *address,
                part: number,
                version: tripped_at.unwrap_or_default(),
                why: format!("the cause of {breaker:?} is gone"),
                instruction: instruction::breaker_release(
                    address,
                    &stored.feed,
                    u8::try_from(number).unwrap_or(u8::MAX),
                ),
            });
        }
    }
    due
}
