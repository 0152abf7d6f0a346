//! Rate limits: a leaky bucket, which has no window edge at which twice its size could pass.
//!
//! ```text
//! level(now) = max(0, level - capacity x seconds / window)
//! ```
//!
//! Over any window of dt seconds at most `capacity + capacity x dt / window` passes (INV-27). The level belongs to the
//! bucket and the capacity to the present terms, so that a change of regime or of size carries the level over: there
//! is no fresh allowance behind a flip. Where a feed flips while nobody touches the bucket, the time since the last
//! touch drains at the rate now in force: the bound then holds with the largest rate of the window.

use crate::error::{Result, Rule};
use crate::regime::Regime;
use crate::unit::Timestamp;

/// Seconds of a day.
pub const DAY: u32 = 86_400;
/// The capacity that means "no limit".
pub const UNLIMITED: u64 = u64::MAX;
/// The shortest and longest window, seconds: a minute and a week.
pub const WINDOW_SECONDS: (u32, u32) = (60, 604_800);

/// What a bucket may hold in each regime.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Capacity in calm, transition and stress, in the bucket's unit; falling; [`UNLIMITED`] in all three or in none.
    pub capacities: [u64; 3],
    /// Seconds in which a full bucket drains, 60 to 604 800.
    pub window_seconds: u32,
    /// Zero.
    pub padding: u32,
}

impl Limit {
    /// No limit in any regime.
    pub const NONE: Self = Self {
        capacities: [UNLIMITED; 3],
        window_seconds: 86_400,
        padding: 0,
    };

    /// The capacity in `regime`.
    #[inline(always)]
    pub const fn capacity(&self, regime: Regime) -> u64 {
        let [calm, transition, stress] = self.capacities;
        match regime {
            Regime::Calm => calm,
            Regime::Transition => transition,
            Regime::Stress => stress,
        }
    }

    /// Checks the bounds.
    ///
    /// 1. The window lies within [`WINDOW_SECONDS`].
    /// 2. Capacities fall with the regime; none is unlimited unless all are.
    /// 3. A capacity drains at least one unit a second or is zero, so that rounding down at each touch cannot stop it.
    pub fn validate(&self) -> Result<()> {
        let (least, most) = WINDOW_SECONDS;
        if self.window_seconds < least || self.window_seconds > most {
            return Err(
                Rule::SettingOutOfRange.broken(u64::from(self.window_seconds), u64::from(most))
            );
        }
        let [calm, transition, stress] = self.capacities;
        for (strict, mild) in [(transition, calm), (stress, transition)] {
            if strict > mild || (mild == UNLIMITED) != (strict == UNLIMITED) {
                return Err(Rule::LimitNotStricter.broken(strict, mild));
            }
        }
        for capacity in self.capacities {
            if capacity != 0 && capacity < u64::from(self.window_seconds) {
                return Err(Rule::LimitTooSmall.broken(capacity, u64::from(self.window_seconds)));
            }
        }
        Ok(())
    }

    /// True when no regime has a larger capacity than in `present` and none drains faster.
    pub fn is_no_looser_than(&self, present: &Self) -> bool {
        let mut pairs = self.capacities.iter().zip(&present.capacities);
        self.window_seconds >= present.window_seconds && pairs.all(|(new, old)| new <= old)
    }

    /// What drains in `seconds`, rounded down; exact without leaving 64 bits, saturating.
    #[inline(always)]
    fn drained_floor(&self, regime: Regime, seconds: u64) -> u64 {
        let (capacity, window) = (self.capacity(regime), u64::from(self.window_seconds));
        if seconds >= window {
            return self.drained_over_windows(capacity, seconds);
        }
        // Seconds are below the window, and the window is not zero: `whole x seconds` is at most the capacity, and the
        // rest's product stays under 2^64. A checked product costs forty units on chain.
        let whole = capacity.checked_div(window).unwrap_or(0);
        let rest = capacity.wrapping_sub(whole.wrapping_mul(window));
        let part = rest.wrapping_mul(seconds).checked_div(window).unwrap_or(0);
        whole.wrapping_mul(seconds).wrapping_add(part)
    }

    /// The same for a whole window and more. A window of zero, which no valid limit has, drains nothing.
    #[cold]
    #[inline(never)]
    fn drained_over_windows(&self, capacity: u64, seconds: u64) -> u64 {
        let window = u64::from(self.window_seconds);
        let whole = capacity.checked_div(window).unwrap_or(0);
        let rest = capacity.checked_rem(window).unwrap_or(0);
        let part = rest.saturating_mul(seconds).checked_div(window);
        whole
            .saturating_mul(seconds)
            .saturating_add(part.unwrap_or(0))
    }
}

/// How much passed of late. All zero: nothing ever did.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bucket {
    /// What had not drained at `updated_at`: base units or USD (2^-20).
    pub level: u64,
    /// When the level was last written, Unix seconds.
    pub updated_at: Timestamp,
}

impl Bucket {
    /// The level at `now`. A clock that went back drains nothing.
    #[inline]
    pub fn level_at(&self, limit: &Limit, regime: Regime, now: Timestamp) -> u64 {
        if self.level == 0 {
            return 0;
        }
        let drained = limit.drained_floor(regime, now.since(self.updated_at));
        self.level.saturating_sub(drained)
    }

    /// What may still pass at `now`: [`UNLIMITED`] without a limit, zero while the level exceeds the capacity.
    pub fn room(&self, limit: &Limit, regime: Regime, now: Timestamp) -> u64 {
        let capacity = limit.capacity(regime);
        if capacity == UNLIMITED {
            return UNLIMITED;
        }
        capacity.saturating_sub(self.level_at(limit, regime, now))
    }

    /// The same where a level above the capacity counts as a full bucket: what was let pass under a larger capacity does
    /// not shut a smaller one for longer than it takes to drain. For what must not wait for hours, like liquidations. The
    /// level itself is kept, for when the capacity comes back.
    pub fn room_of_full(&self, limit: &Limit, regime: Regime, now: Timestamp) -> u64 {
        let capacity = limit.capacity(regime);
        let held = Self {
            level: self.level.min(capacity),
            ..*self
        };
        held.room(limit, regime, now)
    }

    /// Lets `amount` pass and counts it, or refuses with `rule` (level after, capacity) and changes nothing.
    #[inline]
    pub fn charge(
        &mut self,
        amount: u64,
        limit: &Limit,
        regime: Regime,
        now: Timestamp,
        rule: Rule,
    ) -> Result<()> {
        let capacity = limit.capacity(regime);
        if capacity == UNLIMITED || amount == 0 {
            return Ok(());
        }
        let level = self.level_at(limit, regime, now).saturating_add(amount);
        if level > capacity {
            return Err(rule.broken(level, capacity));
        }
        self.write(level, now);
        Ok(())
    }

    /// Counts `amount` and never refuses, past the capacity as well: for what may be given back exactly.
    #[inline]
    pub fn count(&mut self, amount: u64, limit: &Limit, regime: Regime, now: Timestamp) {
        if limit.capacity(regime) == UNLIMITED || amount == 0 {
            return;
        }
        let level = self.level_at(limit, regime, now).saturating_add(amount);
        self.write(level, now);
    }

    /// Counts `amount` and never refuses: for what must always pass, such as a withdrawal without debt.
    ///
    /// It fills the bucket to its capacity and no further, so that nobody can block others for longer than it takes a
    /// full bucket to drain by going in and out.
    #[inline]
    pub fn fill(&mut self, amount: u64, limit: &Limit, regime: Regime, now: Timestamp) {
        let capacity = limit.capacity(regime);
        if capacity == UNLIMITED || amount == 0 {
            return;
        }
        let before = self.level_at(limit, regime, now);
        let level = before.saturating_add(amount).min(capacity.max(before));
        self.write(level, now);
    }

    /// Takes back what was counted and has not drained, at most `amount`: for what came and leaves again.
    #[inline]
    pub fn give_back(&mut self, amount: u64, limit: &Limit, regime: Regime, now: Timestamp) {
        if self.level == 0 || amount == 0 {
            return;
        }
        let level = self.level_at(limit, regime, now).saturating_sub(amount);
        self.write(level, now);
    }

    /// Settles the drain at the present terms. Call it before `limit` or the regime changes, so that time that has
    /// passed drains at the rate that was in force.
    pub fn settle(&mut self, limit: &Limit, regime: Regime, now: Timestamp) {
        let level = self.level_at(limit, regime, now);
        self.write(level, now);
    }

    #[inline(always)]
    fn write(&mut self, level: u64, now: Timestamp) {
        self.level = level;
        self.updated_at = self.updated_at.max(now);
    }
}

#[cfg(test)]
mod tests;
