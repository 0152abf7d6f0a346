//! What a pool was told, in order: enough to do the same to another implementation of the market and compare the end.
//!
//! [`PoolState::apply`] is the policy's side of such a comparison; the program's sends a transaction for each operation
//! ([`super::compare`]). What was refused is kept as well, with the rule: it changes nothing (INV-8), and must be refused
//! again. A steward that acts while the market runs writes to it directly, and is not in the list.

use ballast_policy::control::{MarketFlows, MarketLimits, ReserveLimits};
use ballast_policy::error::PolicyError;
use ballast_policy::feed::Effective;
use ballast_policy::market::{Action, Feed, Market, Reserve};
use ballast_policy::position::Position;
use ballast_policy::price::Quote;
use ballast_policy::report::Submission;
use ballast_policy::unit::{ReserveIndex, Timestamp};

/// One thing that was done to a pool. Accounts are numbered in the order of their opening.
#[derive(Clone, Debug, PartialEq)]
pub enum Operation {
    /// The next account is opened.
    Open,
    /// An account acts; of a liquidation it is the one that is liquidated.
    Act(usize, Action),
    /// An account's bad health is noted.
    Mark(usize),
    /// What an account owes to a reserve is written off.
    Resolve(usize, ReserveIndex),
    /// A reserve takes its oracle's quote.
    Refresh(ReserveIndex, Quote),
    /// A publisher's report: the feed, the publisher's slot, what it says.
    Report(usize, usize, Submission),
    /// A round is held on every feed.
    Round,
    /// Interest of a reserve is counted and its rate put into force.
    Accrue(ReserveIndex),
    /// Limits come into force: by reserve, and over all.
    Limit(Box<(Vec<ReserveLimits>, MarketLimits)>),
}

/// An operation and its time, Unix seconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Timed {
    /// When.
    pub at: u64,
    /// What.
    pub operation: Operation,
    /// Why it was refused, if it was.
    pub refused: Option<PolicyError>,
}

/// All that policy keeps of a pool.
#[derive(Clone, Debug, PartialEq)]
pub struct PoolState {
    /// Reserves by index.
    pub reserves: Vec<Reserve>,
    /// Feeds by index.
    pub feeds: Vec<Feed>,
    /// The limits over all reserves.
    pub limits: MarketLimits,
    /// What flowed through all reserves.
    pub flows: MarketFlows,
    /// Positions by account.
    pub positions: Vec<Position>,
    /// Decimals of the reserves' tokens.
    pub decimals: Vec<u8>,
}

/// What a pool was told from its opening to its end.
#[derive(Clone, Debug, PartialEq)]
pub struct Recording {
    /// The pool before anything happened.
    pub opened: PoolState,
    /// What happened.
    pub operations: Vec<Timed>,
    /// The pool after it.
    pub closed: PoolState,
}

impl PoolState {
    /// Does `timed` to this pool.
    ///
    /// # Errors
    /// What policy refuses, and for an account that was never opened [`ballast_policy::Rule::ReserveMissing`].
    pub fn apply(&mut self, timed: &Timed) -> Result<(), PolicyError> {
        let now = Timestamp(timed.at);
        let mut market = Market {
            reserves: &mut self.reserves,
            feeds: &mut self.feeds,
            limits: &self.limits,
            flows: &mut self.flows,
        };
        let positions = &mut self.positions;
        match &timed.operation {
            Operation::Open => positions.push(Position::default()),
            Operation::Act(account, action) => {
                market.apply(find(positions, *account)?, *action, now)?;
            }
            Operation::Mark(account) => market.mark(find(positions, *account)?, now)?,
            Operation::Resolve(account, index) => {
                market.resolve_bad_debt(find(positions, *account)?, *index, now)?;
            }
            Operation::Refresh(index, quote) => {
                let decimals = self.decimals.get(usize::from(index.0));
                let decimals = decimals.copied().unwrap_or_default();
                market.refresh(*index, decimals, quote, None, now)?;
            }
            Operation::Report(feed, slot, submission) => {
                if let Some(feed) = self.feeds.get_mut(*feed) {
                    feed.submit(*slot, submission, now)?;
                }
            }
            Operation::Round => {
                for feed in &mut self.feeds {
                    // Too few reports leave it as it is.
                    let _ = feed.hold_round(now);
                }
            }
            Operation::Accrue(index) => market.accrue(*index, now)?,
            Operation::Limit(limits) => {
                let (reserves, all) = &**limits;
                put_limits(&mut market, reserves, now);
                self.limits = *all;
            }
        }
        Ok(())
    }
}

/// Puts reserves' limits into force, and settles what flowed under the old ones, the market's too: its own limits are the
/// caller's to replace.
pub(super) fn put_limits(market: &mut Market<'_>, limits: &[ReserveLimits], now: Timestamp) {
    for (reserve, limits) in market.reserves.iter_mut().zip(limits) {
        let feed = market.feeds.get(reserve.feed);
        let effective = feed.map_or(Effective::CONSERVATIVE, |feed| {
            feed.state.effective(&feed.config, now)
        });
        let old = reserve.limits;
        reserve.flows.settle(&old, effective.regime, now);
        reserve.limits = *limits;
    }
    market.flows.settle(market.limits, now);
}

fn find(positions: &mut [Position], account: usize) -> Result<&mut Position, PolicyError> {
    let count = positions.len() as u64;
    let missing = ballast_policy::Rule::ReserveMissing.broken(account as u64, count);
    positions.get_mut(account).ok_or(missing)
}
