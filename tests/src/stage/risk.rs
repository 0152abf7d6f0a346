//! Prices, reports and rounds, one line each.

use super::{PUBLISHERS, Stage};
use ballast_client::instruction::{self, ReportArguments};
use ballast_client::oracle::PriceUpdate;
use ballast_policy::breaker::Breaker;
use ballast_policy::preset;
use ballast_policy::report::Standing;
use ballast_policy::throttle::Bound;
use ballast_policy::unit::Timestamp;
use ballast_vm::{SendError, Sent};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;

impl Stage {
    /// Sets and loads a price in whole dollars, with a confidence of a tenth of a percent.
    pub fn set_price(&mut self, reserve: usize, dollars: i64) {
        let update = self.price_update(reserve, dollars);
        self.load_price(reserve, &update).unwrap();
    }

    /// A sound price update in whole dollars, published now, with a confidence of a tenth of a percent.
    pub fn price_update(&self, reserve: usize, dollars: i64) -> PriceUpdate {
        let price = dollars * 100_000_000;
        PriceUpdate {
            feed_id: self.market.reserves[reserve].oracle_feed_id,
            price,
            confidence: price.unsigned_abs() / 1_000,
            exponent: -8,
            published_at: self.machine.now().cast_signed(),
            posted_slot: 0,
            average: price,
        }
    }

    /// Publishes a price update and loads it into a reserve.
    pub fn load_price(&mut self, reserve: usize, update: &PriceUpdate) -> Result<Sent, SendError> {
        self.publish(reserve, update);
        let refresh = self.refresh_instruction(reserve);
        self.send(&refresh, &[])
    }

    /// Writes a price update into a reserve's price account, where nobody has loaded it yet, and returns that account.
    pub fn publish(&mut self, reserve: usize, update: &PriceUpdate) -> Address {
        let account = self.market.reserves[reserve].price_account;
        self.machine.publish_price(&account, update).unwrap();
        account
    }

    /// Sets and loads every price, as of now.
    pub fn refresh_prices(&mut self, dollars: [i64; 3]) {
        for (reserve, dollars) in dollars.into_iter().enumerate() {
            self.set_price(reserve, dollars);
        }
    }

    /// Has every publisher of every feed report `score`, and terms tighten to it where it is higher.
    pub fn score_all(&mut self, score: u16) {
        for feed in 0..self.market.feeds.len() {
            self.settle(feed, &[score; PUBLISHERS]);
        }
    }

    /// Has the first publishers of a feed report these scores, and holds a round; who is muted is passed over.
    pub fn score(&mut self, feed: usize, scores: &[u16]) -> Sent {
        let standings = self
            .feed(feed)
            .reports
            .map(|report| Standing::from_byte(report.standing));
        for (publisher, score) in scores.iter().enumerate() {
            if standings[publisher] != Standing::Silent {
                self.report(feed, publisher, *score).unwrap();
            }
        }
        self.advance(feed).unwrap()
    }

    /// Scores a feed epoch after epoch, until terms have tightened as far as the reports call for.
    pub fn settle(&mut self, feed: usize, scores: &[u16]) -> Sent {
        let mut sent = self.score(feed, scores);
        while self.feed(feed).state.throttle.bound_by == Bound::TightenStep as u8 {
            self.machine
                .warp(u64::from(preset::feed().max_report_ahead) + 1);
            sent = self.score(feed, scores);
        }
        sent
    }

    /// Holds rounds as far apart as they count until `is_done`, and returns how many; ends the test after a thousand.
    #[track_caller]
    pub fn rounds_until(
        &mut self,
        is_done: impl Fn(&Self) -> bool,
        mut round: impl FnMut(&mut Self),
    ) -> usize {
        let mut rounds = 0;
        while !is_done(self) {
            assert!(rounds < 1_000, "a thousand rounds did not bring it about");
            self.machine.warp(preset::feed().round_seconds.into());
            round(self);
            rounds += 1;
        }
        rounds
    }

    /// One publisher's report of `score`, observed now.
    pub fn report(&mut self, feed: usize, publisher: usize, score: u16) -> Result<Sent, SendError> {
        let report = self.next_report(score);
        self.submit(feed, publisher, &report)
    }

    /// A good report with the next sequence number.
    pub fn next_report(&mut self, score: u16) -> ReportArguments {
        self.sequence += 1;
        ReportArguments {
            sequence: self.sequence,
            observed_at: self.machine.now(),
            score,
            half_width: 300,
            depth_bps: 10_000,
            model_hash: [7; 32],
            input_hash: [8; 32],
        }
    }

    /// Submits `report` as a publisher.
    pub fn submit(
        &mut self,
        feed: usize,
        publisher: usize,
        report: &ReportArguments,
    ) -> Result<Sent, SendError> {
        let key = self.publisher(feed, publisher);
        self.submit_as(&key, feed, report)
    }

    /// Submits `report` signed by any key.
    pub fn submit_as(
        &mut self,
        key: &Keypair,
        feed: usize,
        report: &ReportArguments,
    ) -> Result<Sent, SendError> {
        let address = solana_signer::Signer::pubkey(key);
        let feed = self.market.feeds[feed].address;
        self.send(&instruction::report_submit(&address, &feed, report), &[key])
    }

    /// A publisher's key.
    pub fn publisher(&self, feed: usize, publisher: usize) -> Keypair {
        self.market.feeds[feed].publishers[publisher].insecure_clone()
    }

    /// Holds a round.
    pub fn advance(&mut self, feed: usize) -> Result<Sent, SendError> {
        let advance = self.advance_instruction(feed);
        self.send(&advance, &[])
    }
}

impl Stage {
    /// Ends a breaker before its time.
    pub fn release(&mut self, reserve: usize, breaker: Breaker) -> Result<Sent, SendError> {
        let release = self.release_instruction(reserve, breaker as u8);
        self.send(&release, &[])
    }

    /// The instruction that ends the breaker of this number before its time.
    pub fn release_instruction(&self, reserve: usize, breaker: u8) -> Instruction {
        let accounts = self.accounts(reserve);
        instruction::breaker_release(&accounts.reserve, &accounts.feed, breaker)
    }

    /// True while the breaker is latched and its time is not over.
    pub fn is_tripped(&self, reserve: usize, breaker: Breaker) -> bool {
        let reserve = ballast_vm::policy_reserve(&self.reserve(reserve), 0);
        let now = Timestamp(self.machine.now());
        let latched = reserve
            .flows
            .breakers
            .latched(&reserve.limits.breakers, now);
        latched >> breaker.number() & 1 == 1
    }
}
