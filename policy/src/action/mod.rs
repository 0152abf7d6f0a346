//! What a user can do to a reserve and a position. One action a file.
//!
//! Every action counts interest up to now first, and puts the new rate into force last. Between them it asks the
//! breakers and limiters of [`crate::control`]. On an error the arguments are left half-changed: the chain undoes the
//! transaction, and [`crate::market::Market`] restores them off chain.

pub mod accrue;
pub mod borrow;
pub mod collect_fees;
pub mod deposit;
pub mod flash;
pub mod insure;
pub mod liquidate;
pub mod mark;
pub mod pay_host;
pub mod refresh;
pub mod release;
pub mod repay;
pub mod replace_oracle;
pub mod resolve_bad_debt;
pub mod reward;
pub mod withdraw;

use crate::breaker::Signals;
use crate::breaker::share::Lent;
use crate::config::ReserveConfig;
use crate::control::{Control, MarketFlows, MarketLimits, ReserveFlows, ReserveLimits};
use crate::error::{Result, Rule};
use crate::feed::Effective;
use crate::health::{ReserveSource, ReserveView};
use crate::ledger::Ledger;
use crate::price::CachedPrice;
use crate::reward::RewardStream;
use crate::schedule::Schedule;
use crate::terms::Terms;
use crate::unit::{ReserveIndex, Timestamp, TokenAmount};

pub use accrue::accrue;
pub use borrow::borrow;
pub use collect_fees::collect_fees;
pub use deposit::deposit;
pub use flash::{FlashLoan, flash_borrow, flash_repay};
pub use insure::insure;
pub use liquidate::{Liquidation, liquidate, liquidate_into};
pub use mark::mark;
pub use pay_host::pay_host;
pub use refresh::{PriceMut, refresh};
pub use release::release;
pub use repay::repay;
pub use replace_oracle::replace_oracle;
pub use resolve_bad_debt::resolve_bad_debt;
pub use reward::{claim_reward, fund_rewards, retire_rewards};
pub use withdraw::withdraw;

/// The amount that stands for "everything".
pub const ALL: TokenAmount = TokenAmount(u64::MAX);

/// A reserve that an action writes to.
#[derive(Debug)]
pub struct ReserveMut<'a> {
    /// Its index in the market.
    pub index: ReserveIndex,
    /// Its books.
    pub ledger: &'a mut Ledger,
    /// What flowed, and its breakers.
    pub flows: &'a mut ReserveFlows,
    /// Its published bounds.
    pub config: &'a ReserveConfig,
    /// Its limits and breakers' rules.
    pub limits: &'a ReserveLimits,
    /// What governance has set in motion.
    pub schedule: &'a Schedule,
    /// Its price.
    pub price: &'a CachedPrice,
    /// The price of its second source, where it has one.
    pub second: Option<&'a CachedPrice>,
    /// What it gives to who holds its deposits.
    pub deposit_rewards: &'a mut RewardStream,
    /// What it gives to who owes it.
    pub borrow_rewards: &'a mut RewardStream,
    /// What its feed says now.
    pub effective: Effective,
}

/// What an action writes to of the market.
#[derive(Debug)]
pub struct MarketMut<'a> {
    /// Its limits.
    pub limits: &'a MarketLimits,
    /// What flowed.
    pub flows: &'a mut MarketFlows,
}

impl ReserveMut<'_> {
    /// The terms in force now.
    #[inline(always)]
    pub fn terms(&self) -> Terms<'_> {
        Terms::new(self.config, self.effective)
    }

    /// As a valuation sees it.
    #[inline(always)]
    pub fn view(&self) -> ReserveView<'_> {
        ReserveView {
            ledger: self.ledger,
            config: self.config,
            limits: self.limits,
            flows: self.flows,
            schedule: self.schedule,
            price: self.price,
            second: self.second,
            effective: self.effective,
        }
    }

    /// The checks of one action; breakers whose time is over are forgotten.
    #[inline(always)]
    fn control<'b>(&'b mut self, market: &'b mut MarketMut<'_>, now: Timestamp) -> Control<'b> {
        self.flows.breakers.sweep(&self.limits.breakers, now);
        Control {
            limits: self.limits,
            flows: self.flows,
            market_limits: market.limits,
            market_flows: market.flows,
            price: self.price,
            effective: self.effective,
            signals: Signals::of(self.effective, self.second, &self.config.price, now),
            now,
        }
    }

    #[inline(always)]
    fn lent(&self) -> Lent {
        Lent {
            debt: self.ledger.debt(),
            cash: self.ledger.cash,
        }
    }

    #[inline(always)]
    fn accrue(&mut self, now: Timestamp) {
        self.ledger.accrue(now, self.config.fee_share_bps);
        self.emit_rewards(now);
    }

    /// Emits rewards up to `now`, before the shares that they are spread over change.
    #[inline(always)]
    fn emit_rewards(&mut self, now: Timestamp) {
        let (held, owed) = (self.ledger.deposit_shares.0, self.ledger.debt_shares.0);
        self.deposit_rewards.advance(held, now);
        self.borrow_rewards.advance(owed, now);
    }

    #[inline(always)]
    fn reprice(&mut self) {
        let curve = Terms::new(self.config, self.effective).curve;
        self.ledger.reprice(curve);
    }
}

/// The reserve under action joined with the others that the position uses.
struct WithActive<'a, S> {
    active: ReserveView<'a>,
    index: ReserveIndex,
    others: &'a S,
}

impl<S: ReserveSource> ReserveSource for WithActive<'_, S> {
    #[inline(always)]
    fn reserve(&self, index: ReserveIndex) -> Result<ReserveView<'_>> {
        if index == self.index {
            return Ok(self.active);
        }
        self.others.reserve(index)
    }
}

#[inline(always)]
fn check_not_zero(amount: TokenAmount) -> Result<()> {
    if amount.is_zero() {
        return Err(Rule::ZeroAmount.broken(0, 1));
    }
    Ok(())
}
