//! Replays a feed's transactions: who had said what when terms changed.

use std::collections::BTreeMap;

use ballast_client::event::Event;
use ballast_client::instruction::ReportArguments;
use ballast_policy::throttle::Bound;
use solana_address::Address;

use super::history::Seen;

/// A report that stood when terms changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// Who said it.
    pub publisher: Address,
    /// The transaction that brought it, in base 58.
    pub signature: String,
    /// Its slot.
    pub slot: u64,
    /// What it said.
    pub said: ReportArguments,
}

/// Something that changed, or held, a feed's terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The transaction, in base 58.
    pub signature: String,
    /// Its slot.
    pub slot: u64,
    /// Its block's time, Unix seconds.
    pub time: Option<i64>,
    /// What happened, in a sentence.
    pub what: String,
    /// Whether score, regime or depth in force are other than before; true where nothing is known of before.
    pub is_change: bool,
    /// The reports that were fresh, by publisher.
    pub reports: Vec<Spoken>,
}

/// Score, regime and depth in force.
type Force = (u16, u8, u16);

/// What happened to the terms of `feed` in `history`, in order. A report older than `max_report_age` seconds did not count.
pub fn changes(history: &[Seen], feed: &Address, max_report_age: u32) -> Vec<Change> {
    let mut replay = Replay::default();
    let mut found = Vec::new();
    for seen in history {
        replay.hear(seen, feed);
        for event in &seen.events {
            let Some((what, is_change)) = replay.tell(event, feed) else {
                continue;
            };
            let time = seen.time.and_then(|time| u64::try_from(time).ok());
            let is_fresh = |spoken: &&Spoken| {
                time.is_none_or(|time| {
                    time.saturating_sub(spoken.said.observed_at) <= u64::from(max_report_age)
                })
            };
            found.push(Change {
                signature: seen.signature.clone(),
                slot: seen.slot,
                time: seen.time,
                what,
                is_change,
                reports: replay.spoken.values().filter(is_fresh).cloned().collect(),
            });
        }
    }
    found
}

#[derive(Default)]
struct Replay {
    spoken: BTreeMap<Address, Spoken>,
    /// Keys by their successors.
    named: BTreeMap<Address, Address>,
    force: Option<Force>,
}

impl Replay {
    /// Takes in the reports of a transaction that the program did not ignore.
    fn hear(&mut self, seen: &Seen, feed: &Address) {
        for (publisher, to, said) in &seen.reports {
            let was_ignored = seen.events.iter().any(|event| {
                matches!(event, Event::ReportIgnored(ignored)
                    if ignored.publisher == *publisher && ignored.sequence == said.sequence)
            });
            if to != feed || was_ignored {
                continue;
            }
            if let Some(before) = self.named.remove(publisher) {
                self.spoken.remove(&before);
            }
            let spoken = Spoken {
                publisher: *publisher,
                signature: seen.signature.clone(),
                slot: seen.slot,
                said: *said,
            };
            self.spoken.insert(*publisher, spoken);
        }
    }

    /// What an event of `feed` means, and whether terms are other than before.
    fn tell(&mut self, event: &Event, feed: &Address) -> Option<(String, bool)> {
        match event {
            Event::ConsensusReached(round) if round.feed == *feed => {
                let force = (round.score, round.regime, round.depth_bps);
                let is_change = self.force.replace(force) != Some(force);
                let points = |hundredths: u16| f64::from(hundredths) / 100.0;
                let what = format!(
                    "round {}: score {:.2} in force, median {:.2}, spread {:.2}, {} of {} needed reports, regime {} -> {}, depth \
                     {:.0} %; {}",
                    round.round,
                    points(round.score),
                    points(round.raw),
                    points(round.spread),
                    round.fresh,
                    round.quorum,
                    regime(round.regime_before),
                    regime(round.regime),
                    points(round.depth_bps),
                    bound(Bound::from_byte(round.bound_by)),
                );
                Some((what, is_change))
            }
            Event::QuorumMissed(missed) if missed.feed == *feed => {
                let (fresh, quorum) = (missed.fresh, missed.quorum);
                let what = format!(
                    "quorum missed: {fresh} of {quorum} reports; terms degrade by their age since {}",
                    missed.consensus_at
                );
                Some((what, true))
            }
            Event::RecommendationAccepted(accepted) if accepted.feed == *feed => {
                let score = f64::from(accepted.score) / 100.0;
                let by = accepted.authority;
                Some((
                    format!("{by} accepted the recommended score {score:.2}"),
                    true,
                ))
            }
            Event::PublisherMuted(muted) if muted.feed == *feed => {
                self.spoken.remove(&muted.publisher);
                Some((format!("publisher {} was muted", muted.publisher), false))
            }
            Event::PublisherPromoted(promoted) if promoted.feed == *feed => Some((
                format!("publisher {} votes from now on", promoted.publisher),
                false,
            )),
            Event::PublisherRotated(rotated) if rotated.feed == *feed => {
                self.named.insert(rotated.successor, rotated.publisher);
                let (key, next) = (rotated.publisher, rotated.successor);
                Some((
                    format!("publisher {key} named {next} as its successor"),
                    false,
                ))
            }
            Event::ChangeExecuted(executed) if executed.target == *feed => Some((
                format!("governance's change {} took effect", executed.change),
                true,
            )),
            _ => None,
        }
    }
}

fn regime(byte: u8) -> &'static str {
    match byte {
        0 => "calm",
        1 => "transition",
        _ => "stress",
    }
}

fn bound(bound: Bound) -> &'static str {
    match bound {
        Bound::Nothing => "bound by nothing",
        Bound::Disagreement => "no loosening: reports disagree or are too wide",
        Bound::RisingStress => "no loosening: the median rose",
        Bound::Confirmations => "no loosening yet: too few rounds confirm it",
        Bound::Interval => "no loosening yet: the last one is too recent",
        Bound::LoosenStep => "loosened by one step",
        Bound::DayBudget => "the day's loosening is used up",
        Bound::TightenStep => "tightened by one step; more was called for",
        Bound::Mode => "the market's mode: terms do not follow by themselves",
    }
}

#[cfg(test)]
mod tests {
    use ballast_client::event::{ConsensusReached, PublisherRotated, ReportIgnored};

    use super::*;

    const FEED: Address = Address::new_from_array([1; 32]);
    const ANNA: Address = Address::new_from_array([2; 32]);
    const BERT: Address = Address::new_from_array([3; 32]);

    fn report(
        who: Address,
        sequence: u64,
        score: u16,
        at: u64,
    ) -> (Address, Address, ReportArguments) {
        let said = ReportArguments {
            sequence,
            observed_at: at,
            score,
            half_width: 100,
            depth_bps: 10_000,
            model_hash: [0; 32],
            input_hash: [0; 32],
        };
        (who, FEED, said)
    }

    fn round(number: u64, score: u16) -> Event {
        let mut round: ConsensusReached = bytemuck::Zeroable::zeroed();
        (round.feed, round.round, round.score, round.bound_by) = (FEED, number, score, 7);
        Event::ConsensusReached(round)
    }

    fn seen(
        time: i64,
        reports: Vec<(Address, Address, ReportArguments)>,
        events: Vec<Event>,
    ) -> Seen {
        Seen {
            signature: format!("s{time}"),
            slot: time.cast_unsigned(),
            time: Some(time),
            reports,
            events,
        }
    }

    fn scores(change: &Change) -> Vec<(Address, u16)> {
        let reports = change.reports.iter();
        reports
            .map(|spoken| (spoken.publisher, spoken.said.score))
            .collect()
    }

    #[test]
    fn round_stands_on_the_last_fresh_report_of_each() {
        let history = [
            seen(100, vec![report(ANNA, 1, 3_000, 100)], vec![]),
            seen(
                110,
                vec![report(BERT, 1, 5_000, 110)],
                vec![round(1, 4_000)],
            ),
            seen(
                150,
                vec![report(ANNA, 2, 3_500, 150)],
                vec![round(2, 4_000)],
            ),
            seen(190, vec![], vec![round(3, 3_900)]),
        ];

        let found = changes(&history, &FEED, 60);

        assert_eq!(scores(&found[0]), [(ANNA, 3_000), (BERT, 5_000)]);
        assert!(found[0].is_change && found[0].what.contains("tightened by one step"));
        assert!(!found[1].is_change);
        assert_eq!(
            scores(&found[2]),
            [(ANNA, 3_500)],
            "the other's is 80 seconds old"
        );
        assert!(found[2].is_change);
    }

    #[test]
    fn ignored_report_does_not_count() {
        let mut ignored: ReportIgnored = bytemuck::Zeroable::zeroed();
        (ignored.feed, ignored.publisher, ignored.sequence) = (FEED, ANNA, 1);
        let history = [
            seen(100, vec![report(ANNA, 1, 3_000, 100)], vec![]),
            seen(
                101,
                vec![report(ANNA, 1, 9_000, 101)],
                vec![Event::ReportIgnored(ignored), round(1, 3_000)],
            ),
        ];

        assert_eq!(scores(&changes(&history, &FEED, 60)[0]), [(ANNA, 3_000)]);
    }

    #[test]
    fn successor_takes_its_predecessors_place() {
        let mut rotated: PublisherRotated = bytemuck::Zeroable::zeroed();
        (rotated.feed, rotated.publisher, rotated.successor) = (FEED, ANNA, BERT);
        let history = [
            seen(
                100,
                vec![report(ANNA, 1, 3_000, 100)],
                vec![Event::PublisherRotated(rotated)],
            ),
            seen(101, vec![], vec![round(1, 3_000)]),
            seen(
                102,
                vec![report(BERT, 2, 3_100, 102)],
                vec![round(2, 3_100)],
            ),
        ];

        let found = changes(&history, &FEED, 60);

        assert_eq!(scores(&found[1]), [(ANNA, 3_000)]);
        assert_eq!(scores(&found[2]), [(BERT, 3_100)]);
    }

    #[test]
    fn other_feeds_are_passed_over() {
        let other = Address::new_from_array([8; 32]);
        let history = [seen(
            100,
            vec![report(ANNA, 1, 3_000, 100)],
            vec![round(1, 3_000)],
        )];

        assert!(changes(&history, &other, 60).is_empty());
    }
}
