//! What governance and the guardian begin: when a role changes hands, how long a pause lasts.

use crate::scene::Scene;
use crate::{Answer, words};
use ballast_policy::change::ChangeClass;
use ballast_policy::pause::PAUSE_SECONDS;
use ballast_policy::unit::Timestamp;

/// Two words: how long a transfer of a role waits that is proposed now (seconds), and from when on one can be accepted that its
/// proposal made due at `not_before` (Unix seconds).
pub fn handover(scene: &Scene, not_before: u64) -> Answer {
    let due = scene
        .delays
        .handover_due_at(Timestamp(not_before), scene.launched_at);
    Ok(words([scene.delays.of(ChangeClass::Structure), due.0]))
}

/// One word: how long a pause lasts, seconds.
pub fn pause_seconds(_: &Scene) -> Answer {
    Ok(words([PAUSE_SECONDS]))
}
