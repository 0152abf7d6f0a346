//! The opening LTV as a smooth, falling function of the score.
//!
//! ```text
//! t   = clamp((score - fall_start) / (fall_end - fall_start), 0, 1)
//! ltv = calm - (calm - stress) x (3 t^2 - 2 t^3)
//! ```
//!
//! The cubic (smoothstep) starts and ends flat: there is no cliff that an attacker could push a market over, and no
//! kink where a small change of score has a sudden effect.

use crate::unit::Score;

/// The published bounds of a reserve's opening LTV, and the scores between which it falls.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LtvBounds {
    /// Opening LTV up to `fall_start`, in basis points.
    pub calm_bps: u16,
    /// Opening LTV from `fall_end` on, in basis points; at most `calm_bps`.
    pub stress_bps: u16,
    /// Score at which the LTV begins to fall, hundredths of a point.
    pub fall_start: Score,
    /// Score at which it has fallen to `stress_bps`; above `fall_start`.
    pub fall_end: Score,
}

/// One, in the Q16 arithmetic of the smoothstep.
const ONE_Q16: u64 = 1 << 16;

/// The opening LTV at `score`, in basis points, rounded down.
#[inline]
pub fn bounded_ltv_floor(bounds: &LtvBounds, score: Score) -> u16 {
    let range = u64::from(bounds.fall_end.0.saturating_sub(bounds.fall_start.0));
    let along = u64::from(score.0.saturating_sub(bounds.fall_start.0)).min(range);
    // Calm scores are the usual ones, and what follows would give the same.
    if along == 0 && range != 0 {
        return bounds.calm_bps;
    }
    // Every step rounds up, so that the LTV rounds down. An empty range falls at once: the strict side.
    let t = if range == 0 {
        ONE_Q16
    } else {
        (along << 16).div_ceil(range)
    };
    // t <= 2^16: every product below stays under 2^50.
    let cubic = t
        .wrapping_mul(t)
        .wrapping_mul((3 * ONE_Q16).wrapping_sub(t.wrapping_mul(2)));
    let smooth = cubic.wrapping_add((1 << 32) - 1) >> 32;
    let span = u64::from(bounds.calm_bps.saturating_sub(bounds.stress_bps));
    let fallen = (span.wrapping_mul(smooth).wrapping_add(ONE_Q16 - 1)) >> 16;
    bounds
        .calm_bps
        .saturating_sub(u16::try_from(fallen).unwrap_or(u16::MAX))
        .max(bounds.stress_bps.min(bounds.calm_bps))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::cases;
    use proptest::prelude::*;

    const BOUNDS: LtvBounds = LtvBounds {
        calm_bps: 7_500,
        stress_bps: 4_000,
        fall_start: Score(4_500),
        fall_end: Score(8_500),
    };

    #[test]
    fn the_published_bounds_hold_at_both_ends() {
        assert_eq!(bounded_ltv_floor(&BOUNDS, Score(0)), 7_500);
        assert_eq!(bounded_ltv_floor(&BOUNDS, Score(4_500)), 7_500);
        assert_eq!(bounded_ltv_floor(&BOUNDS, Score(6_500)), 5_750);
        assert_eq!(bounded_ltv_floor(&BOUNDS, Score(8_500)), 4_000);
        assert_eq!(bounded_ltv_floor(&BOUNDS, Score::MAX), 4_000);
    }

    #[test]
    fn no_step_of_a_tenth_of_a_point_moves_the_ltv_by_a_percent() {
        for score in 0..=999u16 {
            let here = bounded_ltv_floor(&BOUNDS, Score(score * 10));
            let next = bounded_ltv_floor(&BOUNDS, Score(score * 10 + 10));
            assert!(here - next < 100, "cliff at {score}: {here} to {next}");
        }
    }

    proptest! {
        #![proptest_config(cases())]
        #[test]
        fn prop_ltv_falls_and_stays_in_bounds(a in 0u16..=10_000, b in 0u16..=10_000) {
            let low = bounded_ltv_floor(&BOUNDS, Score(a.min(b)));
            let high = bounded_ltv_floor(&BOUNDS, Score(a.max(b)));
            prop_assert!(low >= high);
            prop_assert!((4_000..=7_500).contains(&high));
        }

        #[test]
        fn prop_ltv_is_rounded_down_by_less_than_two_basis_points(
            calm in 0u16..=10_000, stress in 0u16..=10_000,
            start in 0u16..10_000, width in 1u16..=10_000, score in 0u16..=10_000,
        ) {
            let bounds = LtvBounds {
                calm_bps: calm.max(stress),
                stress_bps: calm.min(stress),
                fall_start: Score(start),
                fall_end: Score(start.saturating_add(width)),
            };
            // ltv x range^3 = calm x range^3 - span x (3 x range - 2 x along) x along^2, in exact integers.
            let range = u128::from(bounds.fall_end.0 - bounds.fall_start.0);
            let along = u128::from(score.saturating_sub(start)).min(range);
            let span = u128::from(bounds.calm_bps - bounds.stress_bps);
            let fallen = span * along * along * (3 * range - 2 * along);
            let exact = u128::from(bounds.calm_bps) * range.pow(3) - fallen;
            let found = u128::from(bounded_ltv_floor(&bounds, Score(score)));
            prop_assert!(found * range.pow(3) <= exact);
            prop_assert!((found + 2) * range.pow(3) > exact);
        }
    }
}
