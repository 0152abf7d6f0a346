//! Funding that only forced positions pay.

use super::ladder;

/// The ladder: funding paid by shorts, a fraction per 8 hours, and the floor in hundredths of a point. Bitcoin's was
/// -0.300 % on 2020-03-12, -0.119 % on 2022-11-09 and -0.090 % on 2021-05-19; in a quiet month it stays above -0.02 %.
const PAID_BY_SHORTS: [(f64, f64); 2] = [(0.000_75, 4_500.0), (0.002, 6_500.0)];

/// The floor by a funding rate, a fraction per 8 hours. Only negative funding counts: it follows a fall that longs did
/// not leave in time. High positive funding comes before some falls and before many rises: the model's feature.
pub fn funding_floor_hundredths(rate: f64) -> u16 {
    ladder(&PAID_BY_SHORTS, -rate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_of_past_crashes_reach_their_regime() {
        assert_eq!(funding_floor_hundredths(-0.003), 6_500, "2020-03-12");
        assert!(funding_floor_hundredths(-0.001_19) > 4_500, "2022-11-09");
        assert!(funding_floor_hundredths(-0.000_9) > 4_500, "2021-05-19");
    }

    #[test]
    fn ordinary_and_positive_rates_are_no_evidence() {
        for rate in [0.0, -0.000_5, 0.003, f64::NAN] {
            assert_eq!(funding_floor_hundredths(rate), 0, "{rate}");
        }
    }
}
