//! A value for every parameter, and the market that it publishes.

use super::parameter::{PARAMETERS, Parameter};
use crate::agent::{Ballast, MarketPlan, Opening, Steward};
use ballast_policy::PolicyError;
use ballast_policy::bounds::Bounds;
use ballast_policy::config::ReserveConfig;
use ballast_policy::control::{MarketLimits, ReserveLimits};
use ballast_policy::feed::FeedConfig;
use ballast_policy::limiter::{Limit, UNLIMITED};
use ballast_policy::preset;
use ballast_policy::unit::{Score, TokenAmount, Usd};
use serde::{Serialize, Serializer};
use thiserror::Error;

/// A size at which limits are checked before anything is simulated: large enough that a quarter of it still drains.
const PROBE: u64 = 1 << 50;

/// Why a candidate is no market.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Illegal {
    /// What policy refuses.
    #[error("policy refuses it by its rule {}", .0.rule.name())]
    Policy(PolicyError),
    /// One epoch could take the opening LTV across its whole range, which INV-19 forbids.
    #[error("a tightening of {step} crosses the {width} over which the opening LTV falls")]
    CrossedAtOnce {
        /// The most that one epoch tightens, hundredths of a point.
        step: u16,
        /// Between the two ends of the fall, hundredths of a point.
        width: u16,
    },
}

impl Illegal {
    /// The broken rule's name.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Policy(error) => error.rule.name(),
            Self::CrossedAtOnce { .. } => "RangeCrossedAtOnce",
        }
    }
}

impl From<PolicyError> for Illegal {
    fn from(error: PolicyError) -> Self {
        Self::Policy(error)
    }
}

/// A value for every parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Candidate {
    values: [u32; PARAMETERS.len()],
}

impl Candidate {
    /// The published preset.
    pub fn preset() -> Self {
        Self {
            values: PARAMETERS.map(Parameter::preset),
        }
    }

    /// What it has for `parameter`.
    pub fn value(&self, parameter: Parameter) -> u32 {
        self.values[parameter as usize]
    }

    /// The same with another value.
    #[must_use]
    pub fn with(mut self, parameter: Parameter, value: u32) -> Self {
        self.values[parameter as usize] = value;
        self
    }

    /// Whether every relation and hard bound of policy holds for all that it publishes.
    ///
    /// # Errors
    /// The first that does not.
    pub fn check(&self) -> Result<(), Illegal> {
        let cap = TokenAmount(PROBE);
        let bounds = Bounds::STANDARD;
        let feed = self.feed(&preset::feed());
        bounds.check_feed(&feed)?;
        for (present, is_lent) in [(preset::stable(cap), true), (preset::volatile(cap), false)] {
            let reserve = self.reserve(&present, is_lent);
            bounds.check_reserve(&reserve)?;
            let ltv = reserve.opening_ltv;
            let width = ltv.fall_end.0.saturating_sub(ltv.fall_start.0);
            if feed.tighten_step >= width {
                let step = feed.tighten_step;
                return Err(Illegal::CrossedAtOnce { step, width });
            }
        }
        self.limits(&preset::reserve_limits(cap)).validate()?;
        self.market(&preset::market_limits(Usd(PROBE))).validate()?;
        Ok(())
    }

    /// `present` with its own numbers: those of liquidation always, those of collateral unless it `is_lent`.
    #[must_use]
    pub fn reserve(&self, present: &ReserveConfig, is_lent: bool) -> ReserveConfig {
        let mut reserve = *present;
        let percent = self.value(Parameter::MostBonus);
        reserve.liquidation.most_bonus_bps = present
            .liquidation
            .most_bonus_bps
            .map(|most| narrow(u32::from(most) * percent / 100));
        reserve.liquidation.close_factor_bps = narrow(self.value(Parameter::CloseFactor));
        if !is_lent {
            let ltv = &mut reserve.opening_ltv;
            ltv.calm_bps = narrow(self.value(Parameter::CalmLtv));
            ltv.stress_bps = narrow(self.value(Parameter::StressLtv));
            ltv.fall_start = Score(narrow(self.value(Parameter::FallStart)));
            ltv.fall_end = Score(narrow(self.value(Parameter::FallEnd)));
        }
        reserve
    }

    /// `present` with its own throttle.
    #[must_use]
    pub fn feed(&self, present: &FeedConfig) -> FeedConfig {
        FeedConfig {
            tighten_step: narrow(self.value(Parameter::TightenStep)),
            loosen_step: narrow(self.value(Parameter::LoosenStep)),
            day_budget: narrow(self.value(Parameter::DayBudget)),
            confirmations: u8::try_from(self.value(Parameter::Confirmations)).unwrap_or(u8::MAX),
            min_dwell_seconds: self.value(Parameter::MinDwell),
            ..*present
        }
    }

    /// A reserve's limits in their new sizes.
    #[must_use]
    pub fn limits(&self, present: &ReserveLimits) -> ReserveLimits {
        ReserveLimits {
            outflow: self.sized(present.outflow, Parameter::Outflow),
            fresh: self.sized(present.fresh, Parameter::Fresh),
            liquidated: self.sized(present.liquidated, Parameter::Liquidated),
            ..*present
        }
    }

    /// A market's limits in their new sizes: one that stayed would bind in place of the reserves'.
    #[must_use]
    pub fn market(&self, present: &MarketLimits) -> MarketLimits {
        MarketLimits {
            outflow: self.sized(present.outflow, Parameter::Outflow),
            fresh: self.sized(present.fresh, Parameter::Fresh),
            ..*present
        }
    }

    fn sized(&self, limit: Limit, by: Parameter) -> Limit {
        let percent = u128::from(self.value(by));
        let scaled = |capacity: u64| {
            if capacity == UNLIMITED {
                return UNLIMITED;
            }
            // Rounded down; a hundred percent leaves every size as it is.
            u64::try_from(u128::from(capacity) * percent / 100).unwrap_or(UNLIMITED - 1)
        };
        Limit {
            capacities: limit.capacities.map(scaled),
            ..limit
        }
    }
}

impl Serialize for Candidate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer
            .collect_map(PARAMETERS.map(|parameter| (parameter.name(), self.value(parameter))))
    }
}

/// What does not fit becomes the largest, which no check lets pass.
fn narrow(value: u32) -> u16 {
    u16::try_from(value).unwrap_or(u16::MAX)
}

/// Ballast with a candidate's numbers.
#[derive(Clone, Copy, Debug)]
pub struct Tuned(pub Candidate);

impl Steward for Tuned {
    fn name(&self) -> &'static str {
        "tuned"
    }

    fn open(&mut self, plan: &MarketPlan) -> ballast_policy::Result<Opening> {
        let mut opening = Ballast.open(plan)?;
        for ((config, limits), reserve) in opening.reserves.iter_mut().zip(&plan.reserves) {
            *config = self.0.reserve(config, reserve.is_lent);
            *limits = self.0.limits(limits);
            Bounds::STANDARD.check_reserve(config)?;
            limits.validate()?;
        }
        opening.feed = self.0.feed(&opening.feed);
        opening.limits = self.0.market(&opening.limits);
        Bounds::STANDARD.check_feed(&opening.feed)?;
        opening.limits.validate()?;
        Ok(opening)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::ReservePlan;

    fn plan() -> MarketPlan {
        let reserve = |symbol: &str, is_lent| ReservePlan {
            symbol: symbol.to_owned(),
            decimals: 6,
            cap: TokenAmount(1_234_567_890_123),
            is_lent,
        };
        MarketPlan {
            reserves: vec![reserve("USDC", true), reserve("SOL", false)],
            size: Usd::from_dollars(3_333_333),
        }
    }

    #[test]
    fn the_preset_as_a_candidate_opens_what_ballast_opens() {
        let tuned = Tuned(Candidate::preset()).open(&plan()).unwrap();
        let ballast = Ballast.open(&plan()).unwrap();

        assert_eq!(tuned.reserves, ballast.reserves);
        assert_eq!(tuned.feed, ballast.feed);
        assert_eq!(tuned.limits, ballast.limits);
        assert_eq!(Candidate::preset().check(), Ok(()));
    }

    #[test]
    fn every_kind_of_illegal_candidate_is_refused_by_the_rule_that_it_breaks() {
        let cases = [
            (Parameter::CalmLtv, 8_000, "LtvAboveThreshold"),
            (Parameter::StressLtv, 7_100, "LtvNotStricter"),
            (Parameter::MostBonus, 275, "BonusTooLarge"),
            (Parameter::TightenStep, 4_500, "SettingOutOfRange"),
            (Parameter::LoosenStep, 700, "SettingOutOfRange"),
            (Parameter::DayBudget, 4_100, "BoundExceeded"),
            (Parameter::FallEnd, 8_000, "RangeCrossedAtOnce"),
            (Parameter::CloseFactor, 70_000, "SettingOutOfRange"),
        ];

        for (parameter, value, rule) in cases {
            let illegal = Candidate::preset().with(parameter, value).check();
            assert_eq!(illegal.unwrap_err().rule(), rule, "{}", parameter.name());
        }
    }

    #[test]
    fn a_market_is_not_opened_on_illegal_terms() {
        let illegal = Candidate::preset().with(Parameter::CalmLtv, 8_100);

        let error = Tuned(illegal).open(&plan()).unwrap_err();

        assert_eq!(error.rule.name(), "LtvAboveThreshold");
    }
}
