//! Another lending pool that fails.

use super::ladder;
use crate::data::PoolReading;

/// The ladder: the share of what another pool has lent that nothing backs any more, or was written off within the last day,
/// and the floor in hundredths of a point. Chosen, not fitted: no history of pools is used.
const LOST: [(f64, f64); 2] = [(0.005, 4_500.0), (0.05, 6_500.0)];

/// The ladder: the share of another pool's deposits that is lent out, and the floor. At 100 % nobody can withdraw. A full
/// pool may only be popular, so that this never says stress by itself.
const FROZEN: [(f64, f64); 2] = [(0.99, 4_500.0), (1.0, 5_500.0)];

/// The floor by one reading of another pool: the higher of what it has lost and how far its withdrawals are frozen. From 0 to
/// 6,500, the begin of stress, whatever is read; a number that is none counts as nothing.
pub fn pools_floor_hundredths(other: &PoolReading) -> u16 {
    ladder(&LOST, other.bad_debt_share).max(ladder(&FROZEN, other.utilization))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn floor(utilization: f64, bad_debt_share: f64) -> u16 {
        pools_floor_hundredths(&PoolReading {
            utilization,
            borrowed_usd: 1e6,
            top_borrower_share: 0.1,
            debt_to_collateral: 0.6,
            oracle_age_seconds: 5.0,
            stress: 100.0,
            bad_debt_share,
        })
    }

    #[test]
    fn bad_debt_elsewhere_is_transition_then_stress_and_a_full_pool_is_transition() {
        assert_eq!(floor(0.98, 0.004), 0);
        assert_eq!(floor(0.5, 0.005), 4_500);
        assert_eq!(floor(0.5, 0.05), 6_500);
        assert_eq!(floor(0.99, 0.0), 4_500);
        assert_eq!(floor(1.0, 0.0), 5_500);
    }

    #[test]
    fn worse_readings_never_lower_the_floor_and_no_reading_passes_the_begin_of_stress() {
        let shares = || (0..=200).map(|step| f64::from(step) / 200.0);
        for used in shares() {
            let floors: Vec<u16> = shares().map(|lost| floor(used, lost)).collect();
            assert!(floors.is_sorted(), "{used}");
            let floors: Vec<u16> = shares().map(|worse| floor(worse, used)).collect();
            assert!(floors.is_sorted(), "{used}");
        }
        for false_reading in [1.0, 5.0, 1e300, f64::INFINITY] {
            assert_eq!(floor(false_reading, 0.0), 5_500);
            assert_eq!(floor(0.0, false_reading), 6_500);
        }
        assert_eq!(floor(f64::NAN, f64::NAN), 0);
    }
}
