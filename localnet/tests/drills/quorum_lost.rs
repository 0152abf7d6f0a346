//! All but two of five publishers are killed, under the quorum of three. Terms must never get looser, and must not spring
//! back when the publishers do.

use super::stage::{Standing, own, until};
use ballast_policy::feed::FeedStatus;
use ballast_policy::unit::Score;

/// The published delays, shortened from hours to seconds.
const RULES: &str = "max_report_age = 8\nmax_report_ahead = 5\nhold_seconds = 4\nconservative_seconds = 24\n\
                     round_seconds = 14\nloosen_interval_seconds = 14\n";
const PUBLISHERS: usize = 5;
const LEFT: usize = 2;

#[test]
#[ignore = "a minute: `make drills`"]
fn terms_tighten_while_the_quorum_is_gone_and_do_not_spring_back() {
    // Given five nodes
    let stage = own("quorum_lost", RULES);
    let room = stage.room("quorum_lost");
    let start = |number: usize| {
        let slow = [("NODE__TICK_MS", "500".to_owned())];
        room.node(number, &format!("{number}.sqlite"), &slow)
    };
    let before: Vec<_> = (0..PUBLISHERS)
        .map(|number| stage.standing(number))
        .collect();
    let mut nodes: Vec<_> = (0..PUBLISHERS).map(start).collect();
    until(
        "all five are heard",
        &nodes.iter().collect::<Vec<_>>(),
        || {
            // Each by a report of its own: the feed began with those that the market was made with.
            let is_heard = |(number, before): (usize, &Standing)| {
                stage.sequence(number) > before.report.sequence
            };
            let (feed, effective) = stage.effective();
            before.iter().enumerate().all(is_heard)
                && usize::from(feed.state.fresh) == PUBLISHERS
                && effective.status == FeedStatus::Held
        },
    );

    // When three are killed
    for node in nodes.drain(LEFT..) {
        node.kill();
    }
    let left: Vec<_> = nodes.iter().collect();

    // Then terms go up to the strictest there are, and on the way never down
    let (_, mut last) = stage.effective();
    until("terms are conservative", &left, || {
        let (_, now) = stage.effective();
        assert!(
            now.score >= last.score && now.regime >= last.regime,
            "{last:?} {now:?}"
        );
        last = now;
        now.status == FeedStatus::Conservative
    });
    assert_eq!(last.score, Score::MAX);

    // When the three come back, then the feed holds again, from where it stood, and loosens by its steps alone
    nodes.extend((LEFT..PUBLISHERS).map(start));
    let all: Vec<_> = nodes.iter().collect();
    let mut held = None;
    until("the feed holds again", &all, || {
        let (feed, now) = stage.effective();
        held = Some((feed, now));
        now.status == FeedStatus::Held && feed.state.fresh >= feed.state.quorum
    });
    let (feed, now) = held.unwrap();
    assert!(
        now.score.0 + feed.config.loosen_step >= Score::MAX.0,
        "{now:?}"
    );
    for (number, node) in nodes.into_iter().enumerate() {
        assert!(node.stop().unwrap().status.success());
        room.check_each_once(number, &[&format!("{number}.sqlite")], &before[number]);
    }
}
