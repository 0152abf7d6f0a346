//! Circuit breakers: nine detectors, each with a vote on three kinds of action; the strictest vote wins.
//!
//! A breaker trips as the last step of the action that crosses its threshold (that action stands), ends by itself
//! after `duration_seconds`, and cannot trip again before `cooldown_seconds` have passed since it tripped. The
//! cool-down is the longer of the two, so that nobody can hold a market shut by tripping it over and over.
//!
//! Repaying, depositing, withdrawing without debt and liquidating the unhealthy never ask a breaker (INV-10, INV-11).
//! Nor does one touch a liquidation threshold (INV-26).

pub mod price;
pub mod share;
pub mod signals;
pub mod state;

use crate::error::{Result, Rule};
use crate::feed::Effective;

pub use price::PriceReference;
pub use signals::Signals;
pub use state::Breakers;

/// How many breakers a reserve has.
pub const BREAKERS: usize = 9;
/// The longest cool-down: a week.
pub const MAX_COOLDOWN_SECONDS: u32 = 604_800;
/// A tripped breaker stays for at least this part of its duration: one over it.
pub const LEAST_HELD_DIVISOR: u32 = 4;

/// What a breaker watches. The numbers are stable.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Breaker {
    /// The price left its reference of the last window. Threshold: basis points.
    PriceJump = 0,
    /// The price left the oracle's own average. Threshold: basis points.
    PriceAgainstAverage = 1,
    /// The second source is far off, or silent for as long as it is silent. Threshold: basis points.
    SourcesDisagree = 2,
    /// The feed's raw median jumped. The feed holds the threshold.
    ScoreJump = 3,
    /// An action lifted utilisation across the threshold. Basis points.
    UtilizationSpike = 4,
    /// The outflow bucket is fuller than the threshold. Basis points of its capacity.
    Outflow = 5,
    /// The inflow bucket is fuller than the threshold. Basis points of its capacity.
    CollateralInflow = 6,
    /// A liquidation left debt without collateral. Threshold: USD (2^-20).
    BadDebtFormed = 7,
    /// The feed has had no quorum until T2. Evaluated at each use, never latched.
    FeedDegraded = 8,
}

impl Breaker {
    /// Every breaker, by number.
    pub const ALL: [Self; BREAKERS] = [
        Self::PriceJump,
        Self::PriceAgainstAverage,
        Self::SourcesDisagree,
        Self::ScoreJump,
        Self::UtilizationSpike,
        Self::Outflow,
        Self::CollateralInflow,
        Self::BadDebtFormed,
        Self::FeedDegraded,
    ];

    /// The breaker's number.
    #[inline(always)]
    pub const fn number(self) -> u64 {
        self as u64
    }

    #[inline(always)]
    const fn bit(self) -> u64 {
        1 << self as u8
    }
}

/// What a breaker votes on.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// New debt in this asset.
    Borrow = 0,
    /// This asset as collateral for opening.
    Back = 1,
    /// Withdrawing this asset with debt.
    Release = 2,
}

impl Kind {
    /// Every kind, by number.
    pub const ALL: [Self; 3] = [Self::Borrow, Self::Back, Self::Release];
}

/// A vote, from mild to strict.
#[repr(u8)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// On present terms.
    #[default]
    Allow = 0,
    /// On the strictest terms that the reserve has.
    Reduce = 1,
    /// Not at all; as collateral for opening: for nothing.
    Halt = 2,
}

impl Verdict {
    /// The stored byte as a verdict; an unknown byte is the strictest.
    #[inline(always)]
    pub const fn from_byte(byte: u8) -> Self {
        match byte {
            0 => Self::Allow,
            1 => Self::Reduce,
            _ => Self::Halt,
        }
    }

    /// What an action is judged on under this verdict.
    #[inline(always)]
    pub const fn terms(self, effective: Effective) -> Effective {
        match self {
            Self::Allow => effective,
            Self::Reduce | Self::Halt => Effective {
                score: Effective::CONSERVATIVE.score,
                regime: Effective::CONSERVATIVE.regime,
                ..effective
            },
        }
    }
}

/// One breaker's rule.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BreakerRule {
    /// Trips at this measure or above, in the breaker's unit. Zero: the breaker is off, unless the feed measures.
    pub threshold: u64,
    /// How long it holds, seconds. Zero: the breaker is off.
    pub duration_seconds: u32,
    /// Seconds from one trip to the next at least; above the duration.
    pub cooldown_seconds: u32,
    /// A [`Verdict`] for each [`Kind`].
    pub verdicts: [u8; 3],
    /// Zero.
    pub padding: [u8; 5],
}

impl BreakerRule {
    /// The vote on `kind`.
    #[inline(always)]
    pub const fn verdict(&self, kind: Kind) -> Verdict {
        let [borrow, back, release] = self.verdicts;
        Verdict::from_byte(match kind {
            Kind::Borrow => borrow,
            Kind::Back => back,
            Kind::Release => release,
        })
    }

    /// Checks that verdicts exist and that the cool-down exceeds the duration and is at most a week.
    pub fn validate(&self) -> Result<()> {
        for byte in self.verdicts {
            if byte > Verdict::Halt as u8 {
                return Err(
                    Rule::SettingOutOfRange.broken(u64::from(byte), u64::from(Verdict::Halt as u8))
                );
            }
        }
        let (cooldown, duration) = (self.cooldown_seconds, self.duration_seconds);
        if duration != 0 && cooldown <= duration {
            return Err(Rule::CooldownNotLonger.broken(u64::from(cooldown), u64::from(duration)));
        }
        if cooldown > MAX_COOLDOWN_SECONDS {
            return Err(Rule::SettingOutOfRange
                .broken(u64::from(cooldown), u64::from(MAX_COOLDOWN_SECONDS)));
        }
        Ok(())
    }

    /// True when it trips no later than `present`, holds no shorter, may trip again no later and votes no milder.
    pub fn is_no_looser_than(&self, present: &Self) -> bool {
        // A threshold or a duration of zero is an absent breaker: the loosest.
        let trips_as_early =
            present.threshold == 0 || (self.threshold != 0 && self.threshold <= present.threshold);
        let mut votes = self.verdicts.iter().zip(&present.verdicts);
        let is_absent = present.threshold == 0 && present.duration_seconds == 0;
        trips_as_early
            && self.duration_seconds >= present.duration_seconds
            && (is_absent || self.cooldown_seconds <= present.cooldown_seconds)
            && votes.all(|(new, old)| new >= old)
    }

    /// True when a measure of `found` trips it.
    #[inline(always)]
    const fn is_crossed_by(&self, found: u64) -> bool {
        self.threshold != 0 && found >= self.threshold
    }
}

/// A reserve's nine rules, by the breaker's number.
pub type BreakerRules = [BreakerRule; BREAKERS];

#[cfg(test)]
mod tests;
