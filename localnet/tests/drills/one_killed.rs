//! One publisher of five is killed. The feed must not degrade, and the one that comes back must not start over.

use super::stage::{is_ready, shared, until};
use ballast_policy::feed::FeedStatus;

const PUBLISHERS: usize = 5;

#[test]
#[ignore = "processes on a network: `make drills`"]
fn feed_stays_healthy_while_one_of_five_is_gone_and_its_sequence_goes_on() {
    // Given five nodes that all have reported
    let stage = shared();
    let room = stage.room("one_killed");
    let database = |number: usize| format!("{number}.sqlite");
    let before: Vec<_> = (0..PUBLISHERS)
        .map(|number| stage.standing(number))
        .collect();
    let slow = [("NODE__TICK_MS", "500".to_owned())];
    let mut nodes: Vec<_> = (0..PUBLISHERS)
        .map(|number| room.node(number, &database(number), &slow))
        .collect();
    let all = nodes.iter().collect::<Vec<_>>();
    until("each reports", &all, || {
        (0..PUBLISHERS).all(|number| stage.sequence(number) > before[number].report.sequence)
    });

    // When one is killed, which has recorded whatever it had sent by then
    let killed = PUBLISHERS - 1;
    nodes.remove(killed).kill();
    let recorded = room.publications(&database(killed));
    let recorded = recorded.last().unwrap().publication.sequence;
    let all = nodes.iter().collect::<Vec<_>>();
    let (start, _) = stage.effective();

    // Then rounds go on with a quorum, the feed holds, and the others are ready
    until("ten rounds are held", &all, || {
        let (feed, effective) = stage.effective();
        assert!(feed.state.fresh >= feed.state.quorum, "{:?}", feed.state);
        assert_eq!(effective.status, FeedStatus::Held);
        feed.state.rounds >= start.state.rounds + 10
    });
    until("the others are ready", &all, || nodes.iter().all(is_ready));
    assert!(stage.sequence(killed) <= recorded);

    // When it comes back, then it goes on behind its last report
    let back = room.node(killed, &database(killed), &slow);
    until("it reports again", &[&back], || {
        stage.sequence(killed) > recorded
    });
    assert!(back.stop().unwrap().status.success());
    room.check_each_once(killed, &[&database(killed)], &before[killed]);
    for (number, node) in nodes.into_iter().enumerate() {
        let ended = node.stop().unwrap();
        assert!(ended.status.success(), "{:?}", ended.log.last());
        room.check_each_once(number, &[&database(number)], &before[number]);
    }
}
