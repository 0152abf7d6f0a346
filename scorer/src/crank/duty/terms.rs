//! Rounds: one that would move what terms follow, or that counts.

use ballast_client::instruction;
use ballast_policy::market::Feed;
use ballast_policy::publisher::Review;
use ballast_policy::unit::Timestamp;

use super::{Duty, Job, Sight};

pub(super) fn due(sight: &Sight<'_>) -> Vec<Job> {
    let now = sight.scene.now();
    let feeds = sight.scene.feeds.iter().zip(&sight.scene.books.feeds);
    let due = feeds.filter_map(|((address, _), feed)| {
        Some(Job {
            duty: Duty::Terms,
            target: *address,
            part: 0,
            version: feed.state.rounds,
            why: why(feed, now)?,
            instruction: instruction::terms_advance(address),
        })
    });
    due.collect()
}

/// Why a round is due; none while it would change nothing, or there is no quorum.
fn why(feed: &Feed, now: Timestamp) -> Option<String> {
    let before = feed.state.effective(&feed.config, now);
    let mut after = *feed;
    let (held, review) = after.hold_round(now).ok()?;
    let moved = after.state.effective(&after.config, now);
    if (moved.score, moved.regime) != (before.score, before.regime) {
        let (from, to) = (before.score.0, moved.score.0);
        return Some(format!(
            "the score in force would move from {from} to {to} hundredths"
        ));
    }
    if moved.depth_bps != before.depth_bps {
        return Some("the depth in force would move".to_owned());
    }
    if moved.score_jumped_at != before.score_jumped_at {
        return Some("the score has jumped".to_owned());
    }
    if held.is_counted || review != Review::default() {
        return Some("a round that counts is due".to_owned());
    }
    None
}

#[cfg(test)]
mod tests {
    use ballast_policy::feed::{FeedConfig, FeedState};
    use ballast_policy::mode::Mode;
    use ballast_policy::preset;
    use ballast_policy::report::{Standing, Submission};
    use ballast_policy::unit::Score;

    use super::*;

    const NOW: Timestamp = Timestamp(1_700_000_000);

    fn feed(reports: usize) -> Feed {
        let config: FeedConfig = preset::feed();
        let mut feed = Feed {
            config,
            state: FeedState::opened(Score(2_000), Mode::Autonomous).unwrap(),
            ..Feed::default()
        };
        for slot in 0..5 {
            feed.reports[slot].standing = Standing::Voting as u8;
        }
        report(&mut feed, reports, 1, NOW);
        feed
    }

    fn report(feed: &mut Feed, reports: usize, sequence: u64, now: Timestamp) {
        for slot in 0..reports {
            let submission = Submission {
                sequence,
                observed_at: now,
                score: 3_000,
                half_width: 100,
                depth_bps: 10_000,
            };
            feed.submit(slot, &submission, now).unwrap();
        }
    }

    #[test]
    fn round_without_a_quorum_is_not_due() {
        assert_eq!(why(&feed(2), NOW), None);
    }

    #[test]
    fn round_that_moves_the_score_is_due_and_the_same_again_is_not() {
        let mut feed = feed(5);
        let before = why(&feed, NOW);

        feed.hold_round(NOW).unwrap();

        assert!(before.is_some());
        assert_eq!(why(&feed, NOW), None);
    }

    #[test]
    fn round_that_counts_is_due_once_its_time_has_come() {
        let mut feed = feed(5);
        feed.hold_round(NOW).unwrap();
        let later = Timestamp(NOW.0 + u64::from(feed.config.round_seconds));
        report(&mut feed, 5, 2, later);

        assert!(why(&feed, later).is_some());
    }
}
