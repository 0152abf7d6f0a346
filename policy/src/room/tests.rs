use super::*;
use crate::fixture::cases;
use proptest::prelude::*;
use std::cell::Cell;

proptest! {
    #![proptest_config(cases())]

    /// Whatever the estimate, the edge is found, and soon where the estimate is near it.
    #[test]
    fn prop_the_largest_that_passes_is_found(edge in any::<u64>(), most in any::<u64>(), estimate in any::<u64>()) {
        let tries = Cell::new(0);
        let passes = |amount: u64| {
            tries.set(tries.get() + 1);
            amount <= edge
        };
        prop_assert_eq!(largest(estimate, most, passes), TokenAmount(edge.min(most)));
        prop_assert!(tries.get() <= 110, "{}", tries.get());
    }

    #[test]
    fn prop_a_near_estimate_takes_few_tries(edge in 1u64 << 20..1 << 50, away in -3i64..=3) {
        let tries = Cell::new(0);
        let passes = |amount: u64| {
            tries.set(tries.get() + 1);
            amount <= edge
        };
        let estimate = edge.saturating_add_signed(away);
        prop_assert_eq!(largest(estimate, u64::MAX, passes), TokenAmount(edge));
        prop_assert!(tries.get() <= 8, "{}", tries.get());
    }
}

#[test]
fn where_nothing_passes_there_is_no_room() {
    assert_eq!(largest(5, 100, |_| false), TokenAmount::ZERO);
    assert_eq!(largest(5, 0, |_| true), TokenAmount::ZERO);
}
