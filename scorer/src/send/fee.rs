//! What is offered for a unit of compute.
//!
//! The configured percentile of the fees that recent blocks took from transactions that write our accounts
//! (`getRecentPrioritizationFees`), at least the floor, raised by each attempt, never above the cap.

use super::FeeConfig;

const WHOLE: u128 = 100;
/// The most units that a transaction may ask for.
pub(super) const UNITS_MOST: u32 = 1_400_000;

impl FeeConfig {
    /// What attempt number `attempt`, from zero, offers, micro-lamports a unit; `recent` are the fees of recent blocks.
    pub fn micro_lamports(&self, recent: &[u64], attempt: u32) -> u64 {
        let first = percentile(recent, self.percentile).max(self.floor_micro_lamports);
        let cap = u128::from(self.cap_micro_lamports);
        let mut offered = u128::from(first).min(cap);
        for _ in 0..attempt {
            if offered >= cap {
                break;
            }
            let raised = offered * (WHOLE + u128::from(self.escalation_percent));
            offered = raised.div_ceil(WHOLE).min(cap);
            if self.escalation_percent == 0 {
                break;
            }
        }
        u64::try_from(offered).unwrap_or(self.cap_micro_lamports)
    }

    /// The limit to ask for when the simulation used so many units.
    pub fn compute_limit(&self, units: u64) -> u32 {
        let whole = WHOLE + u128::from(self.compute_margin_percent);
        let limit = (u128::from(units) * whole).div_ceil(WHOLE);
        u32::try_from(limit).unwrap_or(UNITS_MOST).min(UNITS_MOST)
    }

    /// The most that a transaction ever pays on top of its signatures, lamports.
    pub fn priority_fee_lamports_most(&self) -> u64 {
        priority_fee_lamports(UNITS_MOST, self.cap_micro_lamports)
    }
}

/// What so many units cost at this price, lamports, rounded up.
pub(super) fn priority_fee_lamports(units: u32, micro_lamports: u64) -> u64 {
    const MICRO: u128 = 1_000_000;
    let fee = (u128::from(units) * u128::from(micro_lamports)).div_ceil(MICRO);
    u64::try_from(fee).unwrap_or(u64::MAX)
}

/// The least of `values` that at least `percent` per cent of them do not exceed; zero of none.
fn percentile(values: &[u64], percent: u32) -> u64 {
    let mut values = values.to_vec();
    values.sort_unstable();
    let count = values.len();
    let percent = usize::try_from(percent).unwrap_or(100);
    let rank = (count * percent).div_ceil(100).clamp(1, count.max(1));
    values.get(rank - 1).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn percentile_is_the_nearest_rank() {
        let values = [50, 10, 40, 20, 30];

        let found: Vec<_> = [0, 20, 21, 75, 80, 81, 100]
            .map(|percent| percentile(&values, percent))
            .into();

        assert_eq!(found, [10, 10, 20, 40, 40, 50, 50]);
        assert_eq!(percentile(&[], 75), 0);
    }

    #[test]
    fn each_attempt_offers_more_up_to_the_cap() {
        let config = FeeConfig {
            cap_micro_lamports: 7_000,
            ..FeeConfig::default()
        };

        let offers: Vec<_> = (0..5)
            .map(|attempt| config.micro_lamports(&[], attempt))
            .collect();

        assert_eq!(offers, [1_000, 2_000, 4_000, 7_000, 7_000]);
    }

    #[test]
    fn limit_is_the_simulation_and_a_tenth_rounded_up() {
        let config = FeeConfig::default();

        assert_eq!(config.compute_limit(1_001), 1_102);
        assert_eq!(config.compute_limit(1_300_000), 1_400_000);
        assert_eq!(config.compute_limit(u64::MAX), 1_400_000);
    }

    #[test]
    fn dearest_fee_is_that_of_the_most_units_at_the_cap() {
        assert_eq!(FeeConfig::default().priority_fee_lamports_most(), 1_400_000);
        assert_eq!(priority_fee_lamports(3, 500_000), 2);
    }

    proptest! {
        #[test]
        fn no_offer_is_above_the_cap_or_falls(
            recent in prop::collection::vec(any::<u64>(), 0..20),
            cap in 1..u64::MAX,
            floor in 1..u64::MAX,
            escalation_percent in any::<u32>(),
            percentile in 0..=100_u32,
            attempt in 0..1_000_u32,
        ) {
            let config = FeeConfig {
                floor_micro_lamports: floor.min(cap),
                cap_micro_lamports: cap,
                escalation_percent,
                percentile,
                ..FeeConfig::default()
            };
            let now = config.micro_lamports(&recent, attempt);
            let next = config.micro_lamports(&recent, attempt + 1);
            prop_assert!(config.floor_micro_lamports <= now && now <= next && next <= cap);
        }
    }
}
