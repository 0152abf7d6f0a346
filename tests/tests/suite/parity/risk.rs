//! Prices, reports, rounds and time on both sides.

use super::compare::assert_same;
use super::play::Play;
use super::step::Step;
use ballast_client::event::Event;
use ballast_client::oracle::PriceUpdate;
use ballast_policy::preset;
use ballast_policy::price::Quote;
use ballast_policy::report::{Receipt, Submission};
use ballast_policy::unit::{ReserveIndex, Timestamp};

/// The first prices, whole dollars.
const DOLLARS: [i64; 3] = [100, 1, 2_000];

impl Play {
    /// Takes a step that is no user's; whether it went through.
    pub(super) fn risk_step(&mut self, step: &Step) -> bool {
        let now = self.now();
        match *step {
            Step::Accrue(reserve) => {
                self.stage.accrue(reserve).unwrap();
                self.model.accrue(reserve, now);
                self.rebuilt.accrued(reserve, now);
            }
            Step::Report { .. } => return self.report(step),
            Step::Round(feed, score) => {
                for publisher in 0..5u16 {
                    let score = score.saturating_add(publisher * 50).min(10_000);
                    self.submit(feed, publisher.into(), score, 100, 0, false);
                }
                self.advance(feed);
            }
            Step::Rounds(feed, score, rounds) => {
                for _ in 0..rounds {
                    self.stage.machine.warp(preset::feed().round_seconds.into());
                    self.risk_step(&Step::Round(feed, score));
                }
            }
            Step::Advance(feed) => self.advance(feed),
            Step::Price {
                reserve,
                percent,
                confidence_bps,
                age,
            } => return self.price(reserve, percent, confidence_bps, age),
            Step::Prices(percents) => {
                for (reserve, percent) in percents.into_iter().enumerate() {
                    self.price(reserve, percent, 10, 0);
                }
            }
            Step::Wait(seconds) => self.stage.machine.warp(seconds),
            _ => unreachable!("a user's step"),
        }
        true
    }

    fn report(&mut self, step: &Step) -> bool {
        let Step::Report {
            feed,
            publisher,
            score,
            half_width,
            age,
            is_replay,
        } = *step
        else {
            unreachable!("only reports come here")
        };
        self.submit(feed, publisher, score, half_width, age, is_replay)
    }

    fn submit(
        &mut self,
        feed: usize,
        publisher: usize,
        score: u16,
        half_width: u16,
        age: u64,
        is_replay: bool,
    ) -> bool {
        let mut report = self.stage.next_report(score);
        report.half_width = half_width;
        // Any depth, and sometimes one that no report may say.
        report.depth_bps = score.wrapping_mul(7) % 10_500;
        report.observed_at -= age;
        if is_replay {
            report.sequence = self.model.feeds[feed].reports[publisher].sequence;
        }
        let submission = Submission {
            sequence: report.sequence,
            observed_at: Timestamp(report.observed_at),
            score,
            half_width,
            depth_bps: report.depth_bps,
        };
        let sent = self.stage.submit(feed, publisher, &report);
        let now = self.now();
        let receipt = self.model.feeds[feed].submit(publisher, &submission, now);
        let is_ignored = matches!(receipt, Ok(Receipt::Ignored(_)));
        let is_told = sent.as_ref().is_ok_and(|sent| !sent.events.is_empty());
        assert_eq!(is_ignored, is_told, "{receipt:?}");
        assert_same(sent, receipt.map(|_| ()))
    }

    fn advance(&mut self, feed: usize) {
        let sent = self.stage.advance(feed).unwrap();
        let now = self.now();
        self.rebuilt.take(&sent.events, now);
        let of = &mut self.model.feeds[feed];
        match (of.hold_round(now), &sent.events[..]) {
            (Ok((held, review)), [Event::ConsensusReached(event), told @ ..]) => {
                let (state, agreed) = (of.state, held.consensus);
                let judged = review.muted.count_ones() + review.promoted.count_ones();
                assert_eq!(told.len(), judged as usize);
                assert_eq!(event.raw, agreed.median.0);
                assert_eq!((event.fresh, event.quorum), (agreed.fresh, agreed.quorum));
                assert_eq!(event.depth_bps, agreed.depth_bps);
                assert_eq!((event.score, event.spread), (state.score.0, agreed.spread));
                assert_eq!((event.round, event.regime), (state.rounds, state.regime));
            }
            (Err(few), [Event::QuorumMissed(event)]) => {
                assert_eq!(
                    (event.fresh, event.quorum),
                    (few.fresh.into(), few.quorum.into())
                );
            }
            (outcome, events) => panic!("policy says {outcome:?}, the program {events:?}"),
        }
    }

    fn price(&mut self, reserve: usize, percent: u16, confidence_bps: u16, age: i64) -> bool {
        let price = DOLLARS[reserve] * 1_000_000 * i64::from(percent);
        let update = PriceUpdate {
            price,
            confidence: price.unsigned_abs() * u64::from(confidence_bps) / 10_000,
            published_at: self.stage.machine.now().cast_signed() - age,
            average: DOLLARS[reserve] * 100_000_000,
            ..self.stage.price_update(reserve, 1)
        };
        let quote = Quote {
            price: update.price,
            confidence: update.confidence,
            exponent: update.exponent,
            published_at: update.published_at,
            average: update.average,
        };
        let sent = self.stage.load_price(reserve, &update);
        if let Ok(sent) = &sent {
            let now = self.now();
            self.rebuilt.take(&sent.events, now);
        }
        let (now, decimals) = (self.now(), self.stage.reserve(reserve).decimals);
        let index = ReserveIndex(u16::try_from(reserve).unwrap());
        let mut market = self.model.market();
        let updated = market.refresh(index, decimals, &quote, None, now);
        assert_same(sent, updated)
    }
}
