//! Changes of what governance publishes: what tightens takes effect at once, everything else waits.
//!
//! | class | example | waits |
//! |---|---|---|
//! | tighten | a lower cap, a lower opening LTV, a longer dwell | not at all |
//! | loosen | a higher opening LTV, another curve, a larger limit or loosening step | `loosen` seconds |
//! | structure | a quorum, an oracle or its rules, a reserve's opening, a publisher, the mode, a lower threshold | `structure` seconds |
//!
//! A change counts as its loosest part. Its class is worked out when it is proposed and again when it is executed, against
//! what is in force then, so that no order of proposals makes a loosening look like a tightening (INV-21). A liquidation
//! threshold falls on a ramp only ([`crate::ramp`]): open positions would else be liquidatable overnight (INV-26).

use crate::bounds::Bounds;
use crate::config::ReserveConfig;
use crate::control::{MarketLimits, ReserveLimits};
use crate::error::{Result, Rule};
use crate::feed_config::FeedConfig;
use crate::ltv::LtvBounds;
use crate::unit::Timestamp;

/// What a change does to who relies on the terms, from the one that may be done at once to the one that waits longest.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeClass {
    /// No term is looser at any score.
    Tighten = 0,
    /// Some term may be looser, or cost those who owe already.
    Loosen = 1,
    /// What terms rest on changes, or which way it works is not plain.
    Structure = 2,
}

/// How long changes wait, seconds. Fixed when a market is created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delays {
    /// What loosens.
    pub loosen: u64,
    /// What changes the structure; at least `loosen`.
    pub structure: u64,
    /// How long a change that is due can be executed, whatever its class.
    pub validity: u64,
}

impl Delays {
    /// No delay at all: while a market is being set up.
    pub const NONE: Self = Self {
        loosen: 0,
        structure: 0,
        validity: 604_800,
    };

    /// Those in force: none until the market was launched, at `launched_at` (zero before), then its bounds'.
    pub const fn in_force(bounds: &Bounds, launched_at: Timestamp) -> Self {
        if launched_at.0 == 0 {
            return Self::NONE;
        }
        Self::of_bounds(bounds)
    }

    /// Those of a launched market.
    pub const fn of_bounds(bounds: &Bounds) -> Self {
        Self {
            loosen: bounds.loosen_seconds as u64,
            structure: bounds.structure_seconds as u64,
            validity: bounds.validity_seconds as u64,
        }
    }

    /// How long a change of `class` waits.
    pub const fn of(&self, class: ChangeClass) -> u64 {
        match class {
            ChangeClass::Tighten => 0,
            ChangeClass::Loosen => self.loosen,
            ChangeClass::Structure => self.structure,
        }
    }

    /// From when on a change of `class`, proposed at `proposed_at`, may be executed.
    #[inline(always)]
    pub const fn due_at(&self, class: ChangeClass, proposed_at: Timestamp) -> Timestamp {
        Timestamp(proposed_at.0.saturating_add(self.of(class)))
    }

    /// From when on a role may be taken over whose transfer was due at `not_before` when it was proposed: what was proposed
    /// before the launch waits from the launch on.
    #[inline(always)]
    pub fn handover_due_at(&self, not_before: Timestamp, launched_at: Timestamp) -> Timestamp {
        not_before.max(self.due_at(ChangeClass::Structure, launched_at))
    }

    /// Until when a change that was proposed at `proposed_at` may be executed, whatever its class: from the longest delay, so
    /// that a class that changes meanwhile does not cut the time to act.
    #[inline(always)]
    pub const fn last_at(&self, proposed_at: Timestamp) -> Timestamp {
        let longest = if self.structure > self.loosen {
            self.structure
        } else {
            self.loosen
        };
        let longest = proposed_at.0.saturating_add(longest);
        Timestamp(longest.saturating_add(self.validity))
    }

    /// The error unless a change of `class`, proposed at `proposed_at`, may be executed at `now`.
    pub fn check_due(
        &self,
        class: ChangeClass,
        proposed_at: Timestamp,
        now: Timestamp,
    ) -> Result<()> {
        let due = self.due_at(class, proposed_at).0;
        if now.0 < due {
            return Err(Rule::ChangeNotDue.broken(now.0, due));
        }
        let last = self.last_at(proposed_at).0;
        if now.0 > last {
            return Err(Rule::ChangeExpired.broken(now.0, last));
        }
        Ok(())
    }
}

/// The class of replacing `present` by `proposed`, or [`Rule::ThresholdLowered`].
pub fn classify_reserve(present: &ReserveConfig, proposed: &ReserveConfig) -> Result<ChangeClass> {
    let (threshold, lower) = (
        present.liquidation_threshold_bps,
        proposed.liquidation_threshold_bps,
    );
    if lower < threshold {
        return Err(Rule::ThresholdLowered.broken(u64::from(lower), u64::from(threshold)));
    }
    // Whoever borrowed on a group's terms is liquidated on them: it stays what it is, and its threshold where it is.
    let (group, new_group) = (&present.group, &proposed.group);
    if group.group != 0
        && (new_group.group != group.group || new_group.threshold_bps < group.threshold_bps)
    {
        let (new, old) = (new_group.threshold_bps, group.threshold_bps);
        return Err(Rule::ThresholdLowered.broken(u64::from(new), u64::from(old)));
    }
    // Prices decide liquidations, bonus and close factor divide between borrower and liquidator, fees between
    // depositors and protocol: whatever the direction, someone loses.
    // A reserve that opens, or is accepted as collateral from now on, is a new reserve to everyone who lends.
    let is_structure = (present.is_closed() && !proposed.is_closed())
        || (!present.is_collateral() && proposed.is_collateral())
        || (group.opening_ltv.calm_bps == 0 && new_group.opening_ltv.calm_bps != 0)
        || present.price != proposed.price
        || present.liquidation != proposed.liquidation
        || group.group != new_group.group
        || group.most_bonus_bps != new_group.most_bonus_bps
        || present.isolation & !proposed.isolation != 0
        || present.fee_share_bps != proposed.fee_share_bps
        || present.insurance_share_bps != proposed.insurance_share_bps
        || present.host_share_bps != proposed.host_share_bps
        || present.origination_fee_bps < proposed.origination_fee_bps;
    if is_structure {
        return Ok(ChangeClass::Structure);
    }
    let is_no_looser = lower == threshold
        && is_ltv_no_looser(present.opening_ltv, proposed.opening_ltv)
        && new_group.threshold_bps == group.threshold_bps
        && is_ltv_no_looser(group.opening_ltv, new_group.opening_ltv)
        && new_group.borrow_cap <= group.borrow_cap
        && proposed.deposit_cap <= present.deposit_cap
        && proposed.account_deposit_share_bps <= present.account_deposit_share_bps
        && proposed.account_borrow_share_bps <= present.account_borrow_share_bps
        && proposed.borrow_weight_bps >= present.borrow_weight_bps
        && proposed.origination_fee_bps == present.origination_fee_bps
        && all_at_most(&present.flash_fees_bps, &proposed.flash_fees_bps)
        && all_at_most(&proposed.borrow_caps, &present.borrow_caps)
        // A curve that charges less is looser; one that charges more takes from those who owe already.
        && proposed.curves == present.curves;
    Ok(tighten_or_loosen(is_no_looser))
}

fn is_ltv_no_looser(old: LtvBounds, new: LtvBounds) -> bool {
    new.calm_bps <= old.calm_bps
        && new.stress_bps <= old.stress_bps
        && new.fall_start <= old.fall_start
        && new.fall_end <= old.fall_end
}

/// The class of replacing a reserve's limits and breakers.
pub fn classify_limits(present: &ReserveLimits, proposed: &ReserveLimits) -> ChangeClass {
    // How much may be liquidated works both ways: none protects nobody, all at once sells into no book.
    if present.liquidated != proposed.liquidated {
        return ChangeClass::Structure;
    }
    tighten_or_loosen(present.is_no_looser(proposed))
}

/// The class of replacing a market's limits.
pub fn classify_market(present: &MarketLimits, proposed: &MarketLimits) -> ChangeClass {
    tighten_or_loosen(present.is_no_looser(proposed))
}

const fn tighten_or_loosen(is_no_looser: bool) -> ChangeClass {
    if is_no_looser {
        ChangeClass::Tighten
    } else {
        ChangeClass::Loosen
    }
}

fn all_at_most<T: PartialOrd>(left: &[T; 3], right: &[T; 3]) -> bool {
    left.iter().zip(right).all(|(left, right)| left <= right)
}

/// The class of replacing `present` by `proposed`.
pub fn classify_feed(present: &FeedConfig, proposed: &FeedConfig) -> ChangeClass {
    // What has a plain direction is made equal; whatever then still differs has none.
    let rest = FeedConfig {
        hold_seconds: present.hold_seconds,
        conservative_seconds: present.conservative_seconds,
        min_dwell_seconds: present.min_dwell_seconds,
        loosen_interval_seconds: present.loosen_interval_seconds,
        max_spread: present.max_spread,
        max_half_width: present.max_half_width,
        loosen_step: present.loosen_step,
        day_budget: present.day_budget,
        max_rise: present.max_rise,
        confirmations: present.confirmations,
        ..*proposed
    };
    if rest != *present {
        return ChangeClass::Structure;
    }
    // The day's budget refills by what it exceeds four steps: a smaller step alone would loosen faster over days.
    let is_no_looser = proposed.refill() <= present.refill()
        && proposed.hold_seconds <= present.hold_seconds
        && proposed.conservative_seconds <= present.conservative_seconds
        && proposed.min_dwell_seconds >= present.min_dwell_seconds
        && proposed.loosen_interval_seconds >= present.loosen_interval_seconds
        && proposed.max_spread <= present.max_spread
        && proposed.max_half_width <= present.max_half_width
        && proposed.loosen_step <= present.loosen_step
        && proposed.day_budget <= present.day_budget
        && proposed.max_rise <= present.max_rise
        && proposed.confirmations >= present.confirmations;
    tighten_or_loosen(is_no_looser)
}

#[cfg(test)]
mod tests;
