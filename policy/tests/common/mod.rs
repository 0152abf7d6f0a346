//! A market of three reserves and two feeds, driven as its users drive it: through quotes, reports and actions.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "each test binary uses its own part of this module"
)]

pub mod config;

use ballast_policy::action::ALL;
use ballast_policy::breaker::Breaker;
use ballast_policy::consensus::{Consensus, TooFew};
use ballast_policy::control::{MarketFlows, MarketLimits, ReserveFlows, ReserveLimits};
use ballast_policy::feed::FeedState;
use ballast_policy::health::{Health, Purpose};
use ballast_policy::ledger::{Ledger, Loss};
use ballast_policy::market::{Action, Feed, Market, Outcome, Reserve};
use ballast_policy::mode::Mode;
use ballast_policy::position::Position;
use ballast_policy::preset;
use ballast_policy::price::{CachedPrice, Quote};
use ballast_policy::regime::Regime;
use ballast_policy::report::{Receipt, Standing, Submission};
use ballast_policy::reward::RewardStream;
use ballast_policy::schedule::Schedule;
use ballast_policy::unit::{ReserveIndex, Score, Timestamp, TokenAmount, Usd};
use ballast_policy::{Result, Rule};
use proptest::test_runner::{Config, RngSeed};

pub use config::{feed_config, reserve_config};

/// 6 decimals, a dollar.
pub const USDC: ReserveIndex = ReserveIndex(0);
/// 9 decimals, 20 dollars.
pub const SOL: ReserveIndex = ReserveIndex(1);
/// 8 decimals, 20 000 dollars. Follows a feed of its own.
pub const BTC: ReserveIndex = ReserveIndex(2);
/// All of them.
pub const RESERVES: [ReserveIndex; 3] = [USDC, SOL, BTC];
/// Decimals of each.
pub const DECIMALS: [u8; 3] = [6, 9, 8];
/// Seconds of a year.
pub const YEAR: u64 = 31_536_000;

/// How many publishers report to each feed.
pub const PUBLISHERS: usize = 5;
/// The seed of every property test. `PROPTEST_RNG_SEED` and `PROPTEST_CASES` replace seed and number of cases.
const SEED: u64 = 20_221_108;

/// `default` cases unless the environment says otherwise, the same on every run, no file left behind by a failure.
pub fn cases(default: u32) -> Config {
    let found = Config::default();
    let is_set = std::env::var_os("PROPTEST_CASES").is_some();
    Config {
        cases: if is_set { found.cases } else { default },
        failure_persistence: None,
        rng_seed: match found.rng_seed {
            RngSeed::Random => RngSeed::Fixed(SEED),
            chosen @ RngSeed::Fixed(_) => chosen,
        },
        ..found
    }
}

/// A whole number of tokens in base units.
pub fn tokens(reserve: ReserveIndex, whole: u64) -> TokenAmount {
    TokenAmount(whole * 10u64.pow(u32::from(DECIMALS[usize::from(reserve.0)])))
}

/// The market, its users and the present.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct World {
    pub reserves: Vec<Reserve>,
    pub feeds: Vec<Feed>,
    pub positions: Vec<Position>,
    /// The limits over all reserves, and what flowed.
    pub limits: MarketLimits,
    pub flows: MarketFlows,
    /// What the oracle says of each reserve: hundred-millionths of a dollar for a whole token.
    pub quotes: [i64; 3],
    /// What the publishers of each feed say of its books' depth, basis points.
    pub depths: [u16; 2],
    pub now: Timestamp,
}

impl World {
    /// An empty market with fresh prices, both feeds brought down to calm by their publishers. No limit and no breaker:
    /// for tests of other rules.
    pub fn calm(users: usize) -> Self {
        let opened = Timestamp(1_700_000_000);
        let reserve = |index: ReserveIndex| Reserve {
            ledger: Ledger::opened(opened),
            config: reserve_config(index),
            limits: ReserveLimits::NONE,
            flows: ReserveFlows::default(),
            schedule: Schedule::default(),
            second: None,
            deposit_rewards: RewardStream::default(),
            borrow_rewards: RewardStream::default(),
            price: CachedPrice::default(),
            feed: usize::from(index == BTC),
        };
        let mut feed = Feed {
            config: feed_config(),
            state: FeedState::opened(Score(1_000), Mode::Autonomous).unwrap(),
            ..Feed::default()
        };
        for report in feed.reports.iter_mut().take(PUBLISHERS) {
            report.standing = Standing::Voting as u8;
        }
        let mut world = Self {
            reserves: RESERVES.map(reserve).to_vec(),
            feeds: vec![feed; 2],
            positions: vec![Position::default(); users],
            limits: MarketLimits::NONE,
            flows: MarketFlows::default(),
            quotes: [1, 20, 20_000].map(|dollars| dollars * 100_000_000),
            depths: [10_000; 2],
            now: opened,
        };
        while world.regime(USDC) != Regime::Calm || world.regime(BTC) != Regime::Calm {
            world.wait(120);
            world.agree(0, 1_000);
            world.agree(1, 1_000);
        }
        world.quote_all();
        world
    }

    /// The same with the published limits and breakers of the preset, for a market of ten million dollars.
    pub fn guarded(users: usize) -> Self {
        let mut world = Self::calm(users);
        for reserve in &mut world.reserves {
            reserve.limits = preset::reserve_limits(reserve.config.borrow_caps[0]);
        }
        world.limits = preset::market_limits(Usd::from_dollars(10_000_000));
        world
    }

    pub fn market(&mut self) -> Market<'_> {
        Market {
            reserves: &mut self.reserves,
            feeds: &mut self.feeds,
            limits: &self.limits,
            flows: &mut self.flows,
        }
    }

    /// A quote of so many hundred-millionths of a dollar, published now with a confidence interval of a thousandth, the
    /// average at the price.
    pub fn quote_of(&self, price: i64) -> Quote {
        Quote {
            price,
            confidence: price.unsigned_abs() / 1_000,
            exponent: -8,
            published_at: i64::try_from(self.now.0).unwrap(),
            average: price,
        }
    }

    /// Somebody shows a reserve the update of its oracle, and that of its second source.
    pub fn show(
        &mut self,
        index: ReserveIndex,
        quote: &Quote,
        second: Option<&Quote>,
    ) -> Result<()> {
        let (decimals, now) = (DECIMALS[usize::from(index.0)], self.now);
        self.market().refresh(index, decimals, quote, second, now)
    }

    /// Somebody ends a breaker before its time.
    pub fn release(&mut self, index: ReserveIndex, breaker: Breaker) -> Result<()> {
        let now = self.now;
        self.market().release(index, breaker, now)
    }

    pub fn reserve(&self, index: ReserveIndex) -> &Reserve {
        &self.reserves[usize::from(index.0)]
    }

    pub fn reserve_mut(&mut self, index: ReserveIndex) -> &mut Reserve {
        &mut self.reserves[usize::from(index.0)]
    }

    pub fn ledger(&self, index: ReserveIndex) -> &Ledger {
        &self.reserve(index).ledger
    }

    /// The regime in force for a reserve.
    pub fn regime(&self, index: ReserveIndex) -> Regime {
        let feed = &self.feeds[self.reserve(index).feed];
        feed.state.effective(&feed.config, self.now).regime
    }

    /// Lets time pass; prices and reports grow old.
    pub fn wait(&mut self, seconds: u64) {
        self.now.0 += seconds;
    }

    /// The oracle publishes what it says of one reserve, with a confidence interval of a thousandth.
    pub fn quote(&mut self, index: ReserveIndex) {
        let quote = self.quote_of(self.quotes[usize::from(index.0)]);
        self.show(index, &quote, Some(&quote)).unwrap();
    }

    /// The oracle publishes all prices.
    pub fn quote_all(&mut self) {
        for index in RESERVES {
            self.quote(index);
        }
    }

    /// A whole token of the reserve is worth so many cents from now on.
    pub fn set_cents(&mut self, index: ReserveIndex, cents: i64) {
        self.quotes[usize::from(index.0)] = cents * 1_000_000;
        self.quote(index);
    }

    /// Somebody counts interest and puts the present rate into force.
    pub fn accrue(&mut self, index: ReserveIndex) {
        let now = self.now;
        self.market().accrue(index, now).unwrap();
    }

    /// One publisher reports.
    pub fn report(&mut self, feed: usize, publisher: usize, score: u16, width: u16) -> Result<()> {
        let report = &self.feeds[feed].reports[publisher];
        let submission = Submission {
            sequence: report.sequence + 1,
            observed_at: self.now,
            score,
            half_width: width,
            depth_bps: self.depths[feed],
        };
        let receipt = self.feeds[feed].submit(publisher, &submission, self.now)?;
        assert_eq!(receipt, Receipt::Accepted);
        Ok(())
    }

    /// Somebody holds a round.
    pub fn advance(&mut self, feed: usize) -> core::result::Result<Consensus, TooFew> {
        let held = self.feeds[feed].hold_round(self.now);
        held.map(|(held, _)| held.consensus)
    }

    /// All publishers report one score, and a round is held.
    pub fn agree(&mut self, feed: usize, score: u16) {
        for publisher in 0..PUBLISHERS {
            // Muted publishers are not asked.
            let _ = self.report(feed, publisher, score, 100);
        }
        self.advance(feed).unwrap();
    }

    /// All publishers report one score, epoch after epoch, until terms have tightened to it.
    pub fn tighten(&mut self, feed: usize, score: u16) {
        self.agree(feed, score);
        while self.feeds[feed].state.score.0 < score {
            self.wait(6);
            self.agree(feed, score);
        }
    }

    /// Somebody notes that a user's position is unhealthy.
    pub fn mark(&mut self, user: usize) -> Result<()> {
        let (mut position, now) = (self.positions[user], self.now);
        self.market().mark(&mut position, now)?;
        self.positions[user] = position;
        Ok(())
    }

    /// Somebody has a user's debt written off.
    pub fn resolve(&mut self, user: usize, index: ReserveIndex) -> Result<(TokenAmount, Loss)> {
        let (mut position, now) = (self.positions[user], self.now);
        let resolved = self.market().resolve_bad_debt(&mut position, index, now)?;
        self.positions[user] = position;
        Ok(resolved)
    }

    /// A user acts; a failure must leave the whole world bit-equal (INV-8).
    pub fn act(&mut self, user: usize, action: Action) -> Result<Outcome> {
        let before = self.clone();
        let now = self.now;
        let mut position = self.positions[user];
        let outcome = self.market().apply(&mut position, action, now);
        self.positions[user] = position;
        if outcome.is_err() {
            assert_eq!(
                *self, before,
                "INV-8: {action:?} failed and changed something"
            );
        }
        outcome
    }

    /// The rule that an action breaks.
    pub fn refusal(&mut self, user: usize, action: Action) -> Rule {
        self.act(user, action).unwrap_err().rule
    }

    pub fn health(&mut self, user: usize, purpose: Purpose) -> Result<Health> {
        let (position, now) = (self.positions[user], self.now);
        self.market().health(&position, purpose, now)
    }

    pub fn deposit(&mut self, user: usize, index: ReserveIndex, whole: u64) {
        self.act(user, Action::Deposit(index, tokens(index, whole)))
            .unwrap();
    }

    pub fn borrow(&mut self, user: usize, index: ReserveIndex, whole: u64) {
        self.act(user, Action::Borrow(index, tokens(index, whole)))
            .unwrap();
    }

    /// What the user's deposit is worth now, without the interest since the last action.
    pub fn held(&self, user: usize, index: ReserveIndex) -> TokenAmount {
        let shares = self.positions[user].deposit_shares(index);
        self.ledger(index).worth_floor(shares).unwrap()
    }

    /// What the user owes now, interest included.
    pub fn owed(&self, user: usize, index: ReserveIndex) -> TokenAmount {
        let shares = self.positions[user].debt_shares(index);
        self.ledger(index).index_at(self.now).owed_ceil(shares)
    }
}

/// As much as is allowed of `debt` for `collateral`.
pub fn liquidate_all(debt: ReserveIndex, collateral: ReserveIndex) -> Action {
    Action::Liquidate {
        debt,
        collateral,
        amount: ALL,
    }
}
