//! Lowering a liquidation threshold: on a slope that everyone can see from the day of the proposal.
//!
//! ```text
//! threshold(now) = target + ceil((from - target) x (end - now) / (end - start))     from the start to the end
//! ```
//!
//! The change itself waits for the structure delay; then the threshold falls in a straight line, no faster than the
//! market's hard bound. Borrowers thus have the delay and the slope to act. It is the only way down: no score, no
//! breaker and no other change lowers a threshold (INV-26). The reserve's settings hold the target from the start, so
//! that new debt is judged on it at once.

use crate::bounds::Bounds;
use crate::error::{Result, Rule};
use crate::num::mul_div_ceil;
use crate::unit::Timestamp;

/// What is asked for: a lower threshold, and how long the way down takes.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RampRequest {
    /// Seconds from start to end.
    pub seconds: u32,
    /// The threshold at the end, basis points.
    pub target_bps: u16,
    /// That of the reserve's group, basis points; zero without one.
    pub group_target_bps: u16,
}

/// A threshold on its way down to the one in the reserve's settings. All zero: none.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ThresholdRamp {
    /// When it began, Unix seconds.
    pub starts_at: Timestamp,
    /// When it ends, Unix seconds.
    pub ends_at: Timestamp,
    /// The threshold at the start, basis points.
    pub from_bps: u16,
    /// That of the reserve's group, basis points.
    pub from_group_bps: u16,
    /// Zero.
    pub padding: [u8; 4],
}

impl ThresholdRamp {
    /// A ramp from the thresholds in force, the reserve's own and its group's, to those that `request` asks for, beginning at
    /// `now`.
    ///
    /// 1. Neither target lies above what is in force, and one lies below.
    /// 2. It takes as long as the market's bounds want at least, and falls no faster than they allow.
    pub fn begin(
        (from_bps, from_group_bps): (u16, u16),
        request: RampRequest,
        bounds: &Bounds,
        now: Timestamp,
    ) -> Result<Self> {
        let fall = fall(from_bps, request.target_bps)?
            .max(fall(from_group_bps, request.group_target_bps)?);
        if fall == 0 {
            let (target, from) = (u64::from(request.target_bps), u64::from(from_bps));
            return Err(Rule::RampNotLower.broken(target, from));
        }
        bounds.check_slope(fall, request.seconds)?;
        let seconds = u64::from(request.seconds);
        Ok(Self {
            starts_at: now,
            ends_at: Timestamp(now.0.saturating_add(seconds)),
            from_bps,
            from_group_bps,
            padding: [0; 4],
        })
    }

    /// The threshold in force at `now` above `target_bps`, the one in the settings; rounded up, in the borrower's favour.
    #[inline(always)]
    pub fn threshold_at_ceil(&self, target_bps: u16, now: Timestamp) -> u16 {
        if now >= self.ends_at {
            return target_bps;
        }
        self.on_the_way_ceil(self.from_bps, target_bps, now)
    }

    /// The same for the reserve's group.
    #[inline(always)]
    pub fn group_threshold_at_ceil(&self, target_bps: u16, now: Timestamp) -> u16 {
        if now >= self.ends_at {
            return target_bps;
        }
        self.on_the_way_ceil(self.from_group_bps, target_bps, now)
    }

    #[cold]
    fn on_the_way_ceil(&self, from_bps: u16, target_bps: u16, now: Timestamp) -> u16 {
        let length = self.ends_at.since(self.starts_at).max(1);
        let left = self.ends_at.since(now).min(length);
        let fall = u64::from(from_bps.saturating_sub(target_bps));
        let above = mul_div_ceil(fall, left, length).unwrap_or(fall);
        target_bps.saturating_add(u16::try_from(above).unwrap_or(u16::MAX))
    }
}

/// How far a threshold falls, basis points; [`Rule::RampNotLower`] when it would rise.
fn fall(from_bps: u16, target_bps: u16) -> Result<u64> {
    let (from, target) = (u64::from(from_bps), u64::from(target_bps));
    from.checked_sub(target)
        .ok_or(Rule::RampNotLower.broken(target, from))
}

#[cfg(test)]
mod tests;
