//! A long replay at high speed. Memory may not grow with it.

use super::stage::{is_ready, shared, until};
use ballast_localnet::fleet::await_some;
use std::time::Duration;

const PUBLISHER: usize = 0;
/// Looks at the market before memory is first compared, between two samples, and how many samples there are.
const WARM_UP: f64 = 2_000.0;
const BETWEEN: f64 = 1_000.0;
const SAMPLES: usize = 8;

#[test]
#[ignore = "minutes: `make drills`"]
fn memory_stays_after_ten_thousand_ticks_of_a_market_at_high_speed() {
    // Given a node that looks a hundred times a second at a market of which a month passes in 100 s
    let stage = shared();
    let mut room = stage.room("memory");
    let replay = room.session.replay.as_mut().unwrap();
    replay.speed = 7.0 * 3_600.0;
    replay.until_millis += 90 * 24 * 3_600_000;
    let quick = [("NODE__TICK_MS", "10".to_owned())];
    let node = room.node(PUBLISHER, "a.sqlite", &quick);
    let ticks = || node.metric("ticks_total", "").unwrap_or(0.0);
    until("it is ready", &[&node], || is_ready(&node));

    // When it has looked ten thousand times
    let mut resident = Vec::new();
    for sample in 0..SAMPLES {
        #[expect(clippy::cast_precision_loss, reason = "a few")]
        let wanted = WARM_UP + BETWEEN * sample as f64;
        let waited = await_some(Duration::from_mins(2), || (ticks() >= wanted).then_some(()));
        waited.unwrap();
        resident.push(node.cost().unwrap().resident_kb);
    }
    eprintln!("resident kB after {WARM_UP} ticks and every {BETWEEN} from there: {resident:?}");

    // Then it holds no more than a tenth and four megabytes over what it did when it was warm
    let (first, most) = (resident[0], resident.iter().max().unwrap());
    assert!(*most <= first + first / 10 + 4_096, "{resident:?}");
    assert!(node.stop().unwrap().status.success());
}
