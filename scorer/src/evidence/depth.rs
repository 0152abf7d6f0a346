//! A book that has lost its depth.

use super::ladder;
use crate::number::ln;

/// The ladder: how many times less the book holds than usual, as a logarithm, and the floor in hundredths of a point. A
/// third of the usual depth is transition, a sixth is stress. (On 2024-08-05 BTC's book held three quarters of its
/// usual, on 2025-10-10 about a quarter: research, risk.md part B.)
const TIMES_LESS: [(f64, f64); 2] = [
    // ln 3 and ln 6.
    (1.098_612_288_668_109_8, 4_500.0),
    (1.791_759_469_228_055, 6_500.0),
];

/// The floor by a book that holds `depth_usd` where it usually holds `usual_usd` (the median of its last 30 days), both in
/// USD within the same distance of the middle. 0 where either is not above zero: a feed that says nothing is no evidence.
pub fn depth_floor_hundredths(depth_usd: f64, usual_usd: f64) -> u16 {
    if !(depth_usd > 0.0 && usual_usd > 0.0) {
        return 0;
    }
    ladder(&TIMES_LESS, ln(usual_usd / depth_usd))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn third_of_the_depth_is_transition_and_a_sixth_is_stress() {
        assert_eq!(depth_floor_hundredths(1e6, 1e6), 0);
        assert_eq!(depth_floor_hundredths(1e6, 2.9e6), 0);
        assert_eq!(depth_floor_hundredths(1e6, 3.000_001e6), 4_500);
        assert_eq!(depth_floor_hundredths(1e6, 6e6), 6_500);
        assert_eq!(
            depth_floor_hundredths(1e6, 90e6),
            6_500,
            "no more than stress"
        );
    }

    #[test]
    fn silent_feed_is_no_evidence() {
        assert_eq!(depth_floor_hundredths(0.0, 1e6), 0);
        assert_eq!(depth_floor_hundredths(1e6, f64::NAN), 0);
    }
}
