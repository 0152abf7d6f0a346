//! One reserve as a valuation sees it.

use crate::breaker::{Kind, Signals, Verdict};
use crate::config::ReserveConfig;
use crate::control::{ReserveFlows, ReserveLimits};
use crate::deleverage::PLAIN_WEIGHT_BPS;
use crate::error::{Result, Rule};
use crate::feed::Effective;
use crate::ledger::Ledger;
use crate::ltv::bounded_ltv_floor;
use crate::price::{CachedPrice, PriceFlag, PriceNeeds};
use crate::schedule::Schedule;
use crate::unit::{Timestamp, TokenAmount, Usd};

/// What is worth less is passed over where the order of a liquidation is decided: its gain pays for no transaction, and
/// nobody shall have to wade through it.
pub const WORTH_SEIZING: Usd = Usd::from_dollars(100);

/// For so long a price that nobody has shown counts in the borrower's favour when a position is liquidated; older, and its
/// oracle is dead.
pub const UNSHOWN_SECONDS: u64 = 86_400;

/// One reserve as a valuation sees it.
#[derive(Clone, Copy, Debug)]
pub struct ReserveView<'a> {
    /// Its books. They may be older than now: debt is valued at the index of now, collateral without the interest since.
    pub ledger: &'a Ledger,
    /// Its published bounds.
    pub config: &'a ReserveConfig,
    /// Its limits and breakers' rules.
    pub limits: &'a ReserveLimits,
    /// What flowed, and which breakers have tripped.
    pub flows: &'a ReserveFlows,
    /// What governance has set in motion.
    pub schedule: &'a Schedule,
    /// Its price.
    pub price: &'a CachedPrice,
    /// The price of its second source, where it has one.
    pub second: Option<&'a CachedPrice>,
    /// What its feed says now.
    pub effective: Effective,
}

impl ReserveView<'_> {
    /// What the reserve's breakers see at `now`.
    #[inline(always)]
    pub fn signals(&self, now: Timestamp) -> Signals {
        Signals::of(self.effective, self.second, &self.config.price, now)
    }

    /// What the reserve's breakers say of it as collateral for opening.
    #[inline(always)]
    pub fn backing(&self, now: Timestamp) -> Verdict {
        let (rules, signals) = (&self.limits.breakers, self.signals(now));
        let breakers = &self.flows.breakers;
        breakers.verdict(rules, Kind::Back, signals, now).0
    }

    /// How much of this collateral's value new debt of a position of `group` may use at `now`, basis points.
    #[inline]
    pub fn opening_ltv_floor(&self, group: u16, now: Timestamp) -> u16 {
        let verdict = self.backing(now);
        if verdict == Verdict::Halt {
            return 0;
        }
        let bounds = if self.config.group.apply_to(group) {
            &self.config.group.opening_ltv
        } else {
            &self.config.opening_ltv
        };
        bounded_ltv_floor(bounds, verdict.terms(self.effective).score)
    }

    /// The error unless its price has every flag of `needs`.
    #[inline(always)]
    pub fn check_price(&self, needs: PriceNeeds, now: Timestamp) -> Result<()> {
        let rules = &self.config.price;
        if needs.include(PriceFlag::Present) {
            self.price.check_present()?;
        }
        if needs.include(PriceFlag::Recent) {
            self.price.check_recent(rules, now)?;
        }
        let bound = u64::from(rules.max_liquidation_distance_bps);
        let distance = self.flows.average_distance_bps;
        if needs.include(PriceFlag::NearAverage) && bound != 0 && distance > bound {
            return Err(Rule::LiquidationPriceUnsure.broken(distance, bound));
        }
        Ok(())
    }

    /// How much of it may be seized at `now`: what its book takes, by the published limit and the depth that the feed reports.
    #[inline(always)]
    pub fn liquidation_room(&self, now: Timestamp) -> TokenAmount {
        self.flows
            .liquidation_room(self.limits, self.effective, now)
    }

    /// True when a liquidation could seize some of it now: a price to trade at, and cash and room under what its book takes
    /// that are worth the trouble.
    pub(super) fn is_seizable(&self, now: Timestamp) -> bool {
        let most = self.liquidation_room(now).min(self.ledger.cash);
        let worth = self.price.mid.value_floor(most).unwrap_or(Usd(u64::MAX));
        worth >= WORTH_SEIZING && self.check_price(PriceNeeds::TRADED, now).is_ok()
    }

    /// True when its price is too old to use, and younger than a day: nobody has shown the present one, but somebody may.
    #[inline(always)]
    pub(super) fn is_unshown(&self, now: Timestamp) -> bool {
        self.price.check_usable(&self.config.price, now).is_err() && self.is_a_day_old_at_most(now)
    }

    #[cold]
    fn is_a_day_old_at_most(&self, now: Timestamp) -> bool {
        now.since(self.price.published_at) <= UNSHOWN_SECONDS
    }

    /// What depositors may hold at `now`.
    #[inline(always)]
    pub fn deposit_cap_floor(&self, now: Timestamp) -> TokenAmount {
        let cap = self.config.deposit_cap;
        self.schedule.opening.cap_floor(cap, now)
    }

    /// What a debt in it weighs at `now` where it is decided who may be liquidated, basis points: more than one only while
    /// governance deleverages it.
    #[inline(always)]
    pub fn liquidation_weight_bps_floor(&self, now: Timestamp) -> u16 {
        if self.schedule.deleverage.is_armed() {
            return self.deleverage_weight(now);
        }
        PLAIN_WEIGHT_BPS
    }

    #[cold]
    fn deleverage_weight(&self, now: Timestamp) -> u16 {
        self.schedule
            .deleverage
            .weight_bps_floor(self.owed_ceil(now), now)
    }

    /// What all debts in it are at `now`.
    pub fn owed_ceil(&self, now: Timestamp) -> TokenAmount {
        let index = self.ledger.index_at(now);
        index.owed_ceil(self.ledger.debt_shares)
    }

    /// Where its share of the debt of a position of `group` makes it liquidatable at `now`, basis points.
    #[inline(always)]
    pub fn threshold(&self, group: u16, now: Timestamp) -> u16 {
        if self.config.group.apply_to(group) {
            let target = self.config.group.threshold_bps;
            return self.schedule.threshold.group_threshold_at_ceil(target, now);
        }
        let target = self.config.liquidation_threshold_bps;
        self.schedule.threshold.threshold_at_ceil(target, now)
    }
}
