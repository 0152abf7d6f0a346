//! One feed of the node: whether a report of it is due, and whether it may be sent now.

use std::time::{Duration, Instant};

use ballast_client::layout::RiskFeed;
use solana_address::Address;

use crate::backoff::Doubling;
use crate::key::SigningKey;
use crate::node::audit::Outcome;
use crate::node::chain::ChainState;
use crate::node::config::{Feed, NodeConfig};
use crate::node::health::FeedLabels;
use crate::node::links::Links;
use crate::node::permission::{Permission, permission};
use crate::node::publish::Ended;
use crate::node::stagger::Stagger;
use crate::node::tick::FeedScore;
use crate::node::trigger::{Trigger, due};

/// How long a feed waits after failures.
const PAUSES: Doubling = Doubling::new(Duration::from_secs(1), Duration::from_mins(1));

pub(in crate::node) struct FeedDesk {
    pub(in crate::node) feed: Feed,
    pub(in crate::node) labels: FeedLabels,
    stagger: Stagger,
    pub(super) is_requested: bool,
    /// The sequence on its way.
    pub(super) in_flight: Option<u64>,
    /// How many reports in a row have expired, as far as that raises the price of the next.
    pub(super) attempt: u32,
    /// Only what was read of the chain after this says what is due.
    chain_after: Option<Instant>,
    failures: u32,
    pause_until: Option<Instant>,
    pub(in crate::node) refusal: Option<String>,
}

impl FeedDesk {
    /// Nothing was reported yet.
    pub(in crate::node) fn new(feed: Feed, stagger: Stagger) -> Self {
        Self {
            labels: FeedLabels {
                feed: feed.name.clone(),
            },
            feed,
            stagger,
            is_requested: false,
            in_flight: None,
            attempt: 0,
            chain_after: None,
            failures: 0,
            pause_until: None,
            refusal: None,
        }
    }

    /// Whether a report may be sent at `now` on the base of `state`, should one be due.
    pub(super) fn is_free(&self, state: &ChainState, config: &NodeConfig, now: Instant) -> bool {
        let is_old_news = self.chain_after.is_some_and(|after| state.read_at <= after);
        let pauses = self.pause_until.is_some_and(|until| now < until);
        self.in_flight.is_none() && !is_old_news && !pauses && is_usable(state, config, now)
    }

    /// Whether a report is due now and this node's to send, and with which key.
    pub(super) fn is_due(
        &mut self,
        score: &FeedScore,
        feed: &RiskFeed,
        state: &ChainState,
        keys: &[SigningKey],
        links: &Links,
    ) -> Option<(Trigger, Permission)> {
        let instant = Instant::now();
        let time = state.time_at(instant);
        let addresses: Vec<Address> = keys.iter().map(SigningKey::address).collect();
        let permission = match permission(feed, &addresses, time) {
            Ok(permission) => permission,
            Err(error) => {
                let words = error.to_string();
                if self.refusal.as_ref() != Some(&words) {
                    tracing::error!(feed = self.feed.name, error = words, "not permitted");
                    links.metrics.error(&self.feed.name, "not_permitted");
                    self.refusal = Some(words);
                }
                return None;
            }
        };
        self.refusal = None;
        let rules = self.feed.trigger.for_feed(feed.config.max_report_age);
        let last = permission.last.as_ref();
        let trigger = due(&rules, last, &score.said, time, self.is_requested);
        let sequence = last.map_or(0, |last| last.sequence);
        let is_turn = self.stagger.is_turn(trigger.is_some(), sequence, instant);
        trigger
            .filter(|_| is_turn)
            .map(|trigger| (trigger, permission))
    }

    /// A report has ended. After one that did not go well the feed pauses, longer each time; after one that expired the next
    /// offers more, raised `attempts_most` times less one, until one arrives.
    pub(super) fn note_end(&mut self, trigger: Trigger, ended: &Ended, attempts_most: u32) {
        let is_dry = ended.outcome == Outcome::DryRun;
        if ended.error.is_none() && !is_dry {
            self.failures = 0;
            self.pause_until = None;
        } else {
            self.failures = self.failures.saturating_add(1);
            self.pause_until = Some(Instant::now() + PAUSES.after(self.failures));
            // Whoever asked for it has not got it yet.
            self.is_requested |= trigger == Trigger::Requested && !is_dry;
        }
        self.attempt = match ended.outcome {
            Outcome::Landed | Outcome::Ignored => 0,
            // It arrived, whatever it did there.
            Outcome::InFlight if ended.slot.is_some() => 0,
            Outcome::Expired => (self.attempt + 1).min(attempts_most.saturating_sub(1)),
            Outcome::InFlight | Outcome::Refused | Outcome::DryRun => self.attempt,
        };
        // A dry run leaves the chain as it is: the same report stays due, and is rehearsed at the pauses.
        self.chain_after = Some(Instant::now());
    }
}

/// Whether `state` is a base for a report: young enough, of about this machine's time, and of a network to which the source's
/// data may be reported.
fn is_usable(state: &ChainState, config: &NodeConfig, now: Instant) -> bool {
    state.age(now) <= Duration::from_secs(config.chain.state_age_most_seconds)
        && state.skew_seconds.unsigned_abs() <= config.chain.skew_most_seconds
        && config.check_cluster(state.cluster).is_ok()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use ballast_client::PublicCluster;

    use super::*;
    use crate::node::config::SourceKind;
    use crate::node::trigger::TriggerRules;

    const ATTEMPTS_MOST: u32 = 3;

    fn desk() -> FeedDesk {
        let trigger = TriggerRules {
            deviation_hundredths: 50,
            depth_deviation_bps: 500,
            max_age_seconds: 60,
            min_interval_seconds: 5,
        };
        let feed = Feed {
            name: "sol".to_owned(),
            address: Address::default(),
            assets: vec!["SOL".to_owned()],
            depth_reference_usd: BTreeMap::new(),
            trigger,
        };
        FeedDesk::new(feed, Stagger::new(0, Duration::ZERO))
    }

    fn ended(outcome: Outcome, error: Option<&'static str>) -> Ended {
        Ended {
            outcome,
            error: error.map(|class| (class, String::new())),
            slot: None,
            ticket: None,
            is_recorded: true,
        }
    }

    #[test]
    fn each_report_that_expired_raises_the_next_until_one_arrives() {
        let mut desk = desk();
        let mut attempts = Vec::new();

        for (outcome, error) in [
            (Outcome::Expired, Some("dropped")),
            (Outcome::Refused, Some("reverted")),
            (Outcome::Expired, Some("dropped")),
            (Outcome::Expired, Some("dropped")),
            (Outcome::Landed, None),
            (Outcome::Expired, Some("dropped")),
            (Outcome::Ignored, None),
        ] {
            desk.note_end(Trigger::MaxAge, &ended(outcome, error), ATTEMPTS_MOST);
            attempts.push(desk.attempt);
        }

        assert_eq!(attempts, [1, 1, 2, 2, 0, 1, 0]);
    }

    #[test]
    fn data_that_are_played_again_are_no_base_for_a_report_on_a_public_cluster() {
        let (mut config, now) = (NodeConfig::default(), Instant::now());
        let on = |cluster| ChainState {
            read_at: now,
            cluster,
            slot: 1,
            clock: 1,
            skew_seconds: 0,
            balances: Vec::new(),
            feeds: Vec::new(),
        };
        let (devnet, local) = (on(Some(PublicCluster::Devnet)), on(None));
        assert!(is_usable(&devnet, &config, now), "live by default");

        config.source.kind = SourceKind::Replay;

        assert!(!is_usable(&devnet, &config, now));
        assert!(is_usable(&local, &config, now));
    }

    #[test]
    fn report_that_landed_at_nodes_without_history_takes_the_raised_price_back() {
        let mut desk = desk();
        let expired = ended(Outcome::Expired, Some("dropped"));
        desk.note_end(Trigger::MaxAge, &expired, ATTEMPTS_MOST);
        let open = ended(Outcome::InFlight, Some("ambiguous"));
        desk.note_end(Trigger::MaxAge, &open, ATTEMPTS_MOST);
        let while_open = desk.attempt;

        let landed = Ended {
            slot: Some(7),
            ..ended(Outcome::InFlight, None)
        };
        desk.note_end(Trigger::MaxAge, &landed, ATTEMPTS_MOST);

        assert_eq!((while_open, desk.attempt), (1, 0));
    }

    #[test]
    fn report_that_was_asked_for_stays_due_until_it_goes_well() {
        let mut desk = desk();
        let mut note = |trigger, ended| {
            desk.is_requested = false;
            desk.note_end(trigger, &ended, ATTEMPTS_MOST);
            desk.is_requested
        };
        let expired = || ended(Outcome::Expired, Some("dropped"));

        assert!(note(Trigger::Requested, expired()));
        assert!(!note(Trigger::MaxAge, expired()));
        assert!(!note(Trigger::Requested, ended(Outcome::Landed, None)));
        assert!(!note(Trigger::Requested, ended(Outcome::DryRun, None)));
    }
}
