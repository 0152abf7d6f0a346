//! Execute a change of a reserve's settings, its limits or its liquidation threshold.

use crate::error::{LendingError, refused};
use crate::event::ChangeExecuted;
use crate::guard::{check_change, check_due, check_reserve, now, refuse_durable_nonce};
use crate::state::{
    ChangeKind, DeleverageRequest, EXECUTED, Market, PendingChange, RampRequest, Reserve,
    ReserveConfig, ReserveLimits, RiskFeed,
};
use anchor_lang::prelude::*;
use ballast_policy::action;
use ballast_policy::change::{ChangeClass, classify_limits, classify_reserve};
use ballast_policy::deleverage::Deleverage;
use ballast_policy::ramp::ThresholdRamp;
use ballast_policy::unit::Timestamp;

/// Accounts of `change_execute_reserve`. Anyone may: the change was authorised when it was proposed.
#[derive(Accounts)]
pub struct ChangeExecuteReserve {
    /// The market.
    pub market: Account<Market>,
    /// The change.
    #[account(mut)]
    pub change: Account<PendingChange>,
    /// The feed that the reserve follows.
    pub feed: Account<RiskFeed>,
    /// The reserve.
    #[account(mut)]
    pub reserve: Account<Reserve>,
    /// Proves that the transaction does not begin with a durable nonce.
    pub instructions: UncheckedAccount,
}

impl ChangeExecuteReserve {
    /// 1. No durable nonce; the change is pending, of this market and for this reserve.
    /// 2. It is classified against what is in force now, and its delay has passed: none for what tightens.
    /// 3. It keeps every relation that it has to, and the market's hard bounds. Then all of it takes effect, or none.
    /// 4. Settings: interest is counted at the old rate first; the new curve's rate takes over. What becomes collateral of a
    ///    launched market opens with a part of its deposit cap.
    /// 5. Limits: what has flowed stays in the buckets, drained up to now at the old rate.
    /// 6. A lower threshold: its ramp begins now, from the threshold in force.
    /// 7. A deleverage: its weight begins to rise now, from one; or it ends.
    pub fn execute(&mut self) -> Result<()> {
        refuse_durable_nonce(self.instructions.account())?;
        check_reserve(&self.reserve, &self.feed, &self.market)?;
        let kind = ChangeKind::from_byte(self.change.kind).ok_or(LendingError::UnknownChange)?;
        check_change(&self.change, &self.market, kind, self.reserve.address())?;
        let now = now()?;
        let class = match kind {
            ChangeKind::Reserve => self.configure(now)?,
            ChangeKind::ReserveLimits => self.limit(now)?,
            ChangeKind::ThresholdRamp => self.lower_threshold(now)?,
            ChangeKind::Deleverage => self.deleverage(now)?,
            _ => return Err(LendingError::UnknownChange.into()),
        };
        check_due(&self.change, &self.market, class, now)?;
        self.change.status = EXECUTED;
        emit!(ChangeExecuted {
            change: *self.change.address(),
            target: *self.reserve.address(),
            class: class as u64
        });
        Ok(())
    }

    fn configure(&mut self, now: Timestamp) -> Result<ChangeClass> {
        let config = PendingChange::read::<ReserveConfig>(&self.change.payload);
        let config = config.ok_or(LendingError::UnknownChange)?;
        let bounds = self.market.bounds.policy();
        bounds.check_reserve(config.policy()).map_err(refused)?;
        let class = classify_reserve(self.reserve.config.policy(), config.policy());
        let effective = self.feed.effective(now);
        // While a ramp runs, the threshold in force is the higher one: no bonus may make bad debt at that one either.
        let view = self.reserve.as_policy(effective);
        let (own, group) = (view.threshold(0, now), config.group.policy());
        let of_group = view.threshold(view.config.group.group, now);
        let liquidation = config.liquidation.policy();
        liquidation.validate(own).map_err(refused)?;
        if group.group != 0 {
            group
                .check_bonus(of_group.max(group.threshold_bps))
                .map_err(refused)?;
        }
        if self.market.is_launched() {
            let opening = self.reserve.schedule.policy().opening;
            let opening = opening.after(self.reserve.config.policy(), config.policy(), now);
            self.reserve.schedule.opening = opening.0.0;
        }
        action::accrue(&mut self.reserve.as_policy_mut(effective), now);
        self.reserve.config = config;
        action::accrue(&mut self.reserve.as_policy_mut(effective), now);
        class.map_err(refused)
    }

    fn limit(&mut self, now: Timestamp) -> Result<ChangeClass> {
        let limits = PendingChange::read::<ReserveLimits>(&self.change.payload);
        let limits = limits.ok_or(LendingError::UnknownChange)?;
        limits.policy().validate().map_err(refused)?;
        let regime = self.feed.effective(now).regime;
        let reserve = &mut *self.reserve;
        let class = classify_limits(reserve.limits.policy(), limits.policy());
        let flows = reserve.flows.policy_mut();
        flows.settle(reserve.limits.policy(), regime, now);
        reserve.limits = limits;
        Ok(class)
    }

    fn lower_threshold(&mut self, now: Timestamp) -> Result<ChangeClass> {
        let request = PendingChange::read::<RampRequest>(&self.change.payload);
        let request = *request.ok_or(LendingError::UnknownChange)?.policy();
        let bounds = self.market.bounds.policy();
        let reserve = &mut *self.reserve;
        let view = reserve.as_policy(self.feed.effective(now));
        let group = view.config.group.group;
        let of_group = if group == 0 {
            0
        } else {
            view.threshold(group, now)
        };
        let in_force = (view.threshold(0, now), of_group);
        let ramp = ThresholdRamp::begin(in_force, request, bounds, now).map_err(refused)?;
        reserve.config.liquidation_threshold_bps = request.target_bps;
        reserve.config.group.threshold_bps = request.group_target_bps;
        bounds
            .check_reserve(reserve.config.policy())
            .map_err(refused)?;
        reserve.schedule.threshold = ramp.into();
        Ok(ChangeClass::Structure)
    }

    fn deleverage(&mut self, now: Timestamp) -> Result<ChangeClass> {
        let request = PendingChange::read::<DeleverageRequest>(&self.change.payload);
        let request = *request.ok_or(LendingError::UnknownChange)?.policy();
        let armed = Deleverage::arm(request, self.market.bounds.policy(), now).map_err(refused)?;
        self.reserve.schedule.deleverage = armed.into();
        // Whoever owes is pressed by it, and relieved by its end.
        if armed.is_armed() {
            Ok(ChangeClass::Structure)
        } else {
            Ok(ChangeClass::Loosen)
        }
    }
}
