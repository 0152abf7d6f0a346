//! A market's hard bounds: fixed when it is created, for ever. No role, no vote and no delay moves them.
//!
//! Every setting of a reserve or a feed lies inside them at its creation and after every change, so that a lender can
//! read once what the worst is that governance could ever vote for.

use crate::config::ReserveConfig;
use crate::error::{Result, Rule};
use crate::feed_config::FeedConfig;
use crate::num::BPS_ONE;

/// What no setting exceeds, and how long changes wait.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// How long what loosens waits after the launch, seconds; a day to thirty days.
    pub loosen_seconds: u32,
    /// How long a change of structure and a role's transfer wait; at least `loosen_seconds`, three to sixty days.
    pub structure_seconds: u32,
    /// How long a change that is due can be executed, seconds; a day to thirty days.
    pub validity_seconds: u32,
    /// A threshold's way down takes this long at least, seconds; a day to a year.
    pub ramp_seconds: u32,
    /// The highest annual rate of any curve, basis points.
    pub max_rate_bps: u32,
    /// The oldest price that a reserve may accept, seconds; at most 3 600.
    pub max_price_age: u32,
    /// The widest confidence interval that a reserve may accept, basis points; at most 1 000.
    pub max_confidence_bps: u16,
    /// The highest opening LTV, basis points.
    pub max_opening_ltv_bps: u16,
    /// The highest liquidation threshold, basis points.
    pub max_threshold_bps: u16,
    /// The most that any feed may loosen in 24 hours, hundredths of a point.
    pub max_day_budget: u16,
    /// How far a new price source may lie from the old price, basis points; at most 2 000.
    pub oracle_band_bps: u16,
    /// The most that a ramp lowers a threshold in a day, basis points; at most 1 000.
    pub ramp_day_bps: u16,
    /// No feed has a smaller quorum.
    pub min_publishers: u8,
    /// Zero.
    pub padding: [u8; 3],
}

/// Seconds of a day.
const DAY: u32 = 86_400;

impl Bounds {
    /// What a market is created with where nobody has a reason for other numbers.
    ///
    /// Two days for what loosens and seven for structure: the order of the timelocks of Aave and Compound. A threshold
    /// falls by at most 1 % a day over at least five days, as Aave's stewards lowered theirs. Rates up to 1 000 %.
    pub const STANDARD: Self = Self {
        loosen_seconds: 2 * DAY,
        structure_seconds: 7 * DAY,
        validity_seconds: 7 * DAY,
        ramp_seconds: 5 * DAY,
        max_rate_bps: 100_000,
        max_price_age: 600,
        max_confidence_bps: 500,
        max_opening_ltv_bps: 9_000,
        max_threshold_bps: 9_300,
        max_day_budget: 4_000,
        oracle_band_bps: 500,
        ramp_day_bps: 100,
        min_publishers: 3,
        padding: [0; 3],
    };

    /// Checks every field against the range in its doc.
    pub fn validate(&self) -> Result<()> {
        let whole = 10_000;
        let checks = [
            (self.loosen_seconds, DAY, 30 * DAY),
            (
                self.structure_seconds,
                self.loosen_seconds.max(3 * DAY),
                60 * DAY,
            ),
            (self.validity_seconds, DAY, 30 * DAY),
            (self.ramp_seconds, DAY, 366 * DAY),
            (self.max_rate_bps, 1, u32::MAX),
            (self.max_price_age, 1, 3_600),
            (u32::from(self.max_confidence_bps), 1, 1_000),
            (u32::from(self.max_opening_ltv_bps), 0, whole),
            (u32::from(self.max_threshold_bps), 0, whole),
            (u32::from(self.max_day_budget), 1, whole),
            (u32::from(self.oracle_band_bps), 1, 2_000),
            (u32::from(self.ramp_day_bps), 1, 1_000),
            (u32::from(self.min_publishers), 1, 16),
        ];
        for (given, least, most) in checks {
            if given < least || given > most {
                let bound = if given < least { least } else { most };
                return Err(Rule::SettingOutOfRange.broken(u64::from(given), u64::from(bound)));
            }
        }
        Ok(())
    }

    /// The error unless a slope of `change_bps` over `seconds` is as long as a ramp has to be, and no steeper in a day.
    pub fn check_slope(&self, change_bps: u64, seconds: u32) -> Result<()> {
        let steepest = u64::from(self.ramp_day_bps);
        // A bound of zero allows no slope.
        let slowest = change_bps
            .saturating_mul(u64::from(DAY))
            .checked_div(steepest);
        let least = slowest.unwrap_or(u64::MAX).max(self.ramp_seconds.into());
        if u64::from(seconds) < least {
            return Err(Rule::RampTooShort.broken(seconds.into(), least));
        }
        Ok(())
    }

    /// Checks a reserve's settings: the relations that they keep by themselves, and these bounds.
    pub fn check_reserve(&self, config: &ReserveConfig) -> Result<()> {
        config.validate()?;
        let [_, _, stress] = &config.curves;
        // The last corner is the highest: curves rise, and stress charges most.
        let highest = stress.corners().last().map_or(0, |corner| corner.rate_bps);
        let checks = [
            (highest, self.max_rate_bps),
            (config.price.max_age, self.max_price_age),
            (
                u32::from(config.price.max_confidence_bps),
                u32::from(self.max_confidence_bps),
            ),
            (
                u32::from(config.opening_ltv.calm_bps),
                u32::from(self.max_opening_ltv_bps),
            ),
            (
                u32::from(config.liquidation_threshold_bps),
                u32::from(self.max_threshold_bps),
            ),
            (
                u32::from(config.group.opening_ltv.calm_bps),
                u32::from(self.max_opening_ltv_bps),
            ),
            (
                u32::from(config.group.threshold_bps),
                u32::from(self.max_threshold_bps),
            ),
        ];
        for (given, bound) in checks {
            if given > bound {
                return Err(Rule::BoundExceeded.broken(u64::from(given), u64::from(bound)));
            }
        }
        Ok(())
    }

    /// Checks a feed's settings: the relations that they keep by themselves, and these bounds.
    pub fn check_feed(&self, config: &FeedConfig) -> Result<()> {
        config.validate()?;
        if config.day_budget > self.max_day_budget {
            return Err(Rule::BoundExceeded
                .broken(u64::from(config.day_budget), u64::from(self.max_day_budget)));
        }
        if config.min_publishers < self.min_publishers {
            return Err(Rule::BoundExceeded.broken(
                u64::from(config.min_publishers),
                u64::from(self.min_publishers),
            ));
        }
        Ok(())
    }

    /// The error unless `distance_bps`, of a new source's price from the old one that is `age` seconds old, lies within
    /// the band. The band widens by itself for every day of the old price's silence, so that a dead oracle can be
    /// replaced.
    pub fn check_oracle(&self, distance_bps: u64, age: u64) -> Result<()> {
        let days = age.checked_div(u64::from(DAY)).unwrap_or(0);
        let band = u64::from(self.oracle_band_bps)
            .saturating_mul(days.saturating_add(1))
            .min(BPS_ONE);
        if distance_bps > band {
            return Err(Rule::OracleOutsideBand.broken(distance_bps, band));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
