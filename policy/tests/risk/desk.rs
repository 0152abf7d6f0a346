//! A feed, its publishers and the time; every step is taken and then judged.

use crate::check;
use crate::step::{Plan, Step};
use ballast_policy::Rule;
use ballast_policy::feed::{Effective, FeedState, RoundHeld};
use ballast_policy::market::Feed;
use ballast_policy::mode::Mode;
use ballast_policy::publisher::PublisherRecord;
use ballast_policy::regime::Regime;
use ballast_policy::report::{Receipt, Report, Standing, Submission};
use ballast_policy::throttle::Bound;
use ballast_policy::unit::{Score, Timestamp};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

/// What the sequences have to reach for the checks to mean anything.
pub(crate) const HAPPENINGS: [&str; 15] = [
    "accepted recommendation",
    "below quorum",
    "bound by confirmations",
    "bound by disagreement",
    "bound by rising stress",
    "bound by the day budget",
    "bound by the loosening step",
    "bound by the tightening step",
    "decayed",
    "ignored report",
    "loosened",
    "muted by the program",
    "promoted by the program",
    "refused report",
    "regime left",
];

pub(crate) type Verdict<T = ()> = Result<T, TestCaseError>;

/// The feed and everything that was ever in force.
pub(crate) struct Desk {
    pub(crate) feed: Feed,
    pub(crate) now: Timestamp,
    publishers: usize,
    /// `(time, score in force)` after every step; cleared by what moves terms beside the throttle.
    history: Vec<(u64, u16)>,
}

impl Desk {
    pub(crate) fn open(plan: &Plan) -> Self {
        let mut feed = Feed {
            config: plan.config,
            state: FeedState::opened(Score(plan.start), Mode::Autonomous).unwrap(),
            ..Feed::default()
        };
        for report in feed.reports.iter_mut().take(plan.publishers) {
            report.standing = Standing::Voting as u8;
        }
        Self {
            feed,
            now: Timestamp(1_700_000_000),
            publishers: plan.publishers,
            history: Vec::new(),
        }
    }

    pub(crate) fn effective(&self) -> Effective {
        self.feed.state.effective(&self.feed.config, self.now)
    }

    /// Takes a step, checks what must hold after it, and says what was seen.
    pub(crate) fn take(&mut self, step: &Step) -> Verdict<Vec<&'static str>> {
        let (before, in_force) = (self.feed, self.effective());
        let mut seen = Vec::new();
        match step {
            Step::Wait(seconds) => {
                self.now = Timestamp(self.now.0 + seconds);
                check::inv_24_time_never_loosens(in_force, self.effective())?;
                if self.effective().score > in_force.score {
                    seen.push("decayed");
                }
            }
            Step::Submit { .. } => seen.extend(self.submit(step, &before)?),
            Step::Round { honest, lies } => seen.extend(self.round(*honest, lies)?),
            Step::Calm { score, rounds } => {
                let interval = u64::from(self.feed.config.loosen_interval_seconds);
                let round = Step::Round {
                    honest: *score,
                    lies: vec![*score],
                };
                for _ in 0..*rounds {
                    self.take(&Step::Wait(interval))?;
                    seen.extend(self.take(&round)?);
                }
            }
            Step::Advance => seen.extend(self.advance()?),
            Step::Mode(mode) => {
                let config = self.feed.config;
                self.feed.state.set_mode(&config, *mode, self.now);
                self.history.clear();
            }
            Step::Accept => seen.extend(self.accept(in_force)?),
            Step::Mute(slot) => self.stand(*slot, Standing::Silent),
            Step::Unmute(slot) => self.stand(*slot, Standing::Shadow),
        }
        self.history.push((self.now.0, self.effective().score.0));
        check::inv_20_within_the_published_worst_case(&self.history, &self.feed.config)?;
        check::inv_22_the_bundle_is_whole(self.effective())?;
        Ok(seen)
    }

    fn stand(&mut self, slot: usize, standing: Standing) {
        let slot = slot % self.publishers;
        self.feed.reports[slot].standing = standing as u8;
        self.feed.records[slot] = PublisherRecord::default();
    }

    fn submit(&mut self, step: &Step, before: &Feed) -> Verdict<Option<&'static str>> {
        let Step::Submit {
            publisher,
            score,
            half_width,
            age,
            ahead,
        } = *step
        else {
            unreachable!("only submissions come here")
        };
        let slot = publisher % self.publishers;
        let submission = Submission {
            sequence: before.reports[slot].sequence + ahead,
            observed_at: Timestamp(self.now.0.saturating_add_signed(-age)),
            score,
            half_width,
            // Any depth, and sometimes one that no report may say.
            depth_bps: score.wrapping_mul(7) % 10_500,
        };
        let receipt = self.feed.submit(slot, &submission, self.now);
        check::inv_25_accepted_once_in_order_and_in_time(
            before,
            &self.feed,
            slot,
            &submission,
            receipt,
            self.now,
        )?;
        Ok(match receipt {
            Ok(Receipt::Accepted) => None,
            Ok(Receipt::Ignored(_)) => Some("ignored report"),
            Err(error) => {
                prop_assert!(error.rule != Rule::ArithmeticOverflow);
                Some("refused report")
            }
        })
    }

    /// Publishers of an even slot under twice the minority lie, the others agree.
    fn round(&mut self, honest: u16, lies: &[u16]) -> Verdict<Vec<&'static str>> {
        let voters: Vec<usize> = (0..self.publishers)
            .filter(|slot| self.feed.reports[*slot].standing() == Standing::Voting)
            .collect();
        let liars = voters.len().saturating_sub(1) / 2;
        for slot in 0..self.publishers {
            let place = voters.iter().position(|voter| *voter == slot);
            let is_liar = place.is_some_and(|place| place < liars);
            let offset = u16::try_from(slot * 20).unwrap();
            let score = if is_liar {
                lies[slot % lies.len()]
            } else {
                honest + offset
            };
            let submission = Submission {
                sequence: self.feed.reports[slot].sequence + 1,
                observed_at: self.now.max(self.feed.reports[slot].observed_at),
                score,
                half_width: 100,
                depth_bps: 10_000,
            };
            let _ = self.feed.submit(slot, &submission, self.now);
        }
        let honest_reports: Vec<Report> = voters[liars..]
            .iter()
            .map(|slot| self.feed.reports[*slot])
            .collect();
        let rounds = self.feed.state.rounds;
        let seen = self.advance()?;
        if self.feed.state.rounds > rounds {
            check::inv_23_between_honest_reports(self.feed.state.raw, &honest_reports)?;
        }
        Ok(seen)
    }

    fn advance(&mut self) -> Verdict<Vec<&'static str>> {
        let (before, in_force) = (self.feed, self.effective());
        let held = self.feed.hold_round(self.now);
        let after = self.effective();
        let mut seen = Vec::new();
        match held {
            Err(_) => {
                prop_assert_eq!(
                    before,
                    self.feed,
                    "INV-24: below the quorum nothing changes"
                );
                seen.push("below quorum");
            }
            Ok((round, review)) => {
                if before.state.rounds == 0 {
                    // The very first consensus departs from the published start.
                    self.history.clear();
                }
                check::inv_18_one_count_a_round(&before, &self.feed)?;
                check::inv_19_one_step(&before, in_force, after)?;
                self.judge(&before, in_force, &round)?;
                seen.extend(bound(&self.feed.state));
                seen.extend((review.muted != 0).then_some("muted by the program"));
                seen.extend((review.promoted != 0).then_some("promoted by the program"));
                seen.extend((after.score < in_force.score).then_some("loosened"));
                seen.extend((after.regime < in_force.regime).then_some("regime left"));
            }
        }
        Ok(seen)
    }

    fn judge(&self, before: &Feed, in_force: Effective, round: &RoundHeld) -> Verdict {
        let after = self.effective();
        if before.state.rounds == 0 && before.state.mode() != Mode::Monitoring {
            // The very first consensus departs from the start.
            return Ok(());
        }
        if before.state.mode() != Mode::Autonomous {
            prop_assert!(
                after.score == in_force.score && after.regime == in_force.regime,
                "a round moves terms in an autonomous market alone"
            );
            return Ok(());
        }
        check::inv_21_loosening_waits(before, in_force, after, round)?;
        check::inv_21_tightening_does_not(before, in_force, after, round, self.now)
    }

    fn accept(&mut self, in_force: Effective) -> Verdict<Option<&'static str>> {
        let (before, config) = (self.feed, self.feed.config);
        let made = before.state.recommendation;
        let step = (made.score, Regime::from_byte(made.regime));
        if self.feed.state.accept(&config, step, self.now).is_err() {
            prop_assert_eq!(before, self.feed);
            return Ok(None);
        }
        check::inv_19_one_step(&before, in_force, self.effective())?;
        Ok(Some("accepted recommendation"))
    }
}

fn bound(state: &FeedState) -> Option<&'static str> {
    match Bound::from_byte(state.throttle.bound_by) {
        Bound::Disagreement => Some("bound by disagreement"),
        Bound::RisingStress => Some("bound by rising stress"),
        Bound::Confirmations => Some("bound by confirmations"),
        Bound::LoosenStep => Some("bound by the loosening step"),
        Bound::DayBudget => Some("bound by the day budget"),
        Bound::TightenStep => Some("bound by the tightening step"),
        Bound::Nothing | Bound::Interval | Bound::Mode => None,
    }
}
