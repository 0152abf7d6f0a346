//! Publishers: each scores with its own model and reports to every feed. The last one lies for a while.
//!
//! The liar claims perfect calm and perfect certainty, and now and then tries what the program must refuse: a
//! replayed sequence, a report from the future, a stale one, and a score that does not exist. A stranger without a
//! slot tries as well.

use super::desk::rule_of;
use super::error::ReplayError;
use super::record::{Contribution, ReportReason};
use super::world::{ASSETS, Asset, ETH, SOL, World};
use crate::data::Dataset;
use crate::model::{Model, Scored};
use crate::time::{Timestamp, Window};
use ballast_client::event::Event;
use ballast_client::instruction::{self, ReportArguments};
use ballast_policy::Rule;
use ballast_vm::{Sent, keypair_for};
use hex::FromHex as _;
use solana_signer::Signer;

/// What the liar claims: one point, with a half-width of half a point.
const LIE: (u16, u16) = (100, 50);
/// Features that are named as a report's reasons.
const TOP: usize = 3;
/// Assets whose worst score is the market's.
const MARKET: [&str; 3] = ["BTC", "SOL", "ETH"];

/// The publishers of the replay.
#[derive(Debug)]
pub(super) struct Publishers<'a> {
    models: &'a [Model],
    lie: Window,
    sequence: u64,
}

impl<'a> Publishers<'a> {
    /// One publisher per model; the last one lies in `lie`.
    pub(super) fn new(models: &'a [Model], lie: Window) -> Self {
        Self {
            models,
            lie,
            sequence: 0,
        }
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.models.len()
    }

    /// Has everyone report at `time`, a full hour.
    pub(super) fn report(
        &mut self,
        world: &mut World,
        dataset: &Dataset,
        time: Timestamp,
    ) -> Result<(), ReplayError> {
        self.sequence += 1;
        for (number, model) in self.models.iter().enumerate() {
            let scores = Scores::of(model, dataset, time)?;
            if number == 0 {
                let reasons = reasons(model, dataset, &scores)?;
                world.desk.record.reasons.extend(reasons);
            }
            for feed in 0..ASSETS.len() {
                let mut report = self.honest(model, &scores.for_feed(feed).1, time);
                if self.is_lying(number, time) {
                    (report.score, report.half_width) = LIE;
                    self.try_forbidden(world, feed, number, &report)?;
                }
                submit(world, feed, Sender::Publisher(number), &report)?;
            }
        }
        if self.sequence.is_multiple_of(24) {
            let report = self.honest(
                &self.models[0],
                &Scores::of(&self.models[0], dataset, time)?.market.1,
                time,
            );
            submit(world, 0, Sender::Stranger, &report)?;
        }
        Ok(())
    }

    fn is_lying(&self, number: usize, time: Timestamp) -> bool {
        number + 1 == self.models.len() && time >= self.lie.from && time < self.lie.until
    }

    fn honest(&self, model: &Model, scored: &Scored, time: Timestamp) -> ReportArguments {
        ReportArguments {
            sequence: self.sequence,
            observed_at: time.seconds_floor().cast_unsigned(),
            score: scored.score_hundredths,
            half_width: scored.half_width_hundredths,
            // Hourly bars hold no order book.
            depth_bps: 10_000,
            model_hash: hash_bytes(model.hash()),
            input_hash: scored.input_hash,
        }
    }

    /// One forbidden report, another kind each hour.
    fn try_forbidden(
        &self,
        world: &mut World,
        feed: usize,
        number: usize,
        report: &ReportArguments,
    ) -> Result<(), ReplayError> {
        let forbidden = match self.sequence % 8 {
            0 => ReportArguments {
                sequence: self.sequence - 1,
                ..*report
            },
            2 => ReportArguments {
                observed_at: report.observed_at + 86_400,
                ..*report
            },
            4 => ReportArguments {
                observed_at: report.observed_at - 86_400,
                ..*report
            },
            6 => ReportArguments {
                score: 20_000,
                ..*report
            },
            _ => return Ok(()),
        };
        submit(world, feed, Sender::Publisher(number), &forbidden)
    }
}

/// One model's scores at one hour, each with the asset that it is of.
struct Scores {
    market: (&'static str, Scored),
    sol: (&'static str, Scored),
    eth: (&'static str, Scored),
}

impl Scores {
    fn of(model: &Model, dataset: &Dataset, time: Timestamp) -> Result<Self, ReplayError> {
        let score = |asset| Ok::<_, ReplayError>((asset, model.score_at(dataset, asset, time)?));
        let [bitcoin, sol, eth] = MARKET.map(score);
        let (bitcoin, sol, eth) = (bitcoin?, sol?, eth?);
        let worst = [&bitcoin, &sol, &eth]
            .into_iter()
            .max_by_key(|(_, scored)| scored.score_hundredths);
        Ok(Self {
            market: worst.unwrap_or(&bitcoin).clone(),
            sol,
            eth,
        })
    }

    fn for_feed(&self, feed: usize) -> &(&'static str, Scored) {
        match feed {
            SOL => &self.sol,
            ETH => &self.eth,
            _ => &self.market,
        }
    }
}

/// Why each feed's score is what it is.
fn reasons(
    model: &Model,
    dataset: &Dataset,
    scores: &Scores,
) -> Result<Vec<ReportReason>, ReplayError> {
    let reason = |(feed, handle): (usize, &Asset)| {
        let (asset, scored) = scores.for_feed(feed);
        let explained = model.explain_at(dataset, asset, scored.time)?;
        let top = explained.explanation.top(TOP).into_iter();
        Ok(ReportReason {
            time: scored.time,
            feed: handle.feed,
            asset,
            input_hash: hex::encode(explained.scored.input_hash),
            score: explained.explanation.score_points,
            base: explained.explanation.base_points,
            top: top
                .map(|feature| Contribution {
                    name: feature.name.clone(),
                    value: feature.value,
                    points: (100.0 * feature.points).round() / 100.0,
                })
                .collect(),
            raised: explained.explanation.raised.clone(),
        })
    };
    ASSETS.iter().enumerate().map(reason).collect()
}

#[derive(Clone, Copy)]
enum Sender {
    Publisher(usize),
    Stranger,
}

/// Sends one report and counts how it ended.
fn submit(
    world: &mut World,
    feed: usize,
    sender: Sender,
    report: &ReportArguments,
) -> Result<(), ReplayError> {
    let World { desk, deployment } = world;
    let handle = &deployment.feeds[feed];
    let stranger = keypair_for("stranger");
    let key = match sender {
        Sender::Publisher(number) => &handle.publishers[number],
        Sender::Stranger => &stranger,
    };
    let submit = instruction::report_submit(&key.pubkey(), &handle.address, report);
    match desk.send("report_submit", submit, &[key]) {
        Ok(sent) => match ignored_by(&sent) {
            None => desk.record.accepted_reports += 1,
            Some(rule) => desk.reject(rule),
        },
        Err(error) => {
            let rule = rule_of(&error).ok_or(error)?;
            desk.reject(rule);
        }
    }
    Ok(())
}

/// The rule by which a report that went through said nothing new.
fn ignored_by(sent: &Sent) -> Option<Rule> {
    sent.events.iter().find_map(|event| match event {
        Event::ReportIgnored(ignored) => {
            let mut rules = Rule::ALL.iter().copied();
            rules.find(|rule| u64::from(rule.number()) == ignored.rule)
        }
        _ => None,
    })
}

/// The 32 bytes of a SHA-256 in hex; what is not hex is zero.
fn hash_bytes(digits: &str) -> [u8; 32] {
    <[u8; 32]>::from_hex(digits).unwrap_or_default()
}
