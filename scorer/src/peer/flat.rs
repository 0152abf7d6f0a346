//! Terms that no score moves: the same in every regime.

use ballast_policy::config::ReserveConfig;
use ballast_policy::curve::BorrowCurve;
use ballast_policy::ltv::LtvBounds;
use ballast_policy::unit::TokenAmount;

/// What a reserve without regimes publishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlatTerms {
    /// Opening LTV, basis points.
    pub opening_ltv_bps: u16,
    /// The borrow curve; convex, because it also stands for stress.
    pub curve: BorrowCurve,
    /// The most that may be owed, base units.
    pub borrow_cap: TokenAmount,
    /// The most bonus of a liquidation, basis points of what is repaid.
    pub most_bonus_bps: u16,
}

/// `config` with these terms in every regime and at every score.
///
/// The score range of the opening LTV stays, because a range must not be empty; between equal ends nothing falls.
#[must_use]
pub fn flat(config: &ReserveConfig, terms: &FlatTerms) -> ReserveConfig {
    let mut flat = *config;
    flat.curves = [terms.curve; 3];
    flat.borrow_caps = [terms.borrow_cap; 3];
    flat.opening_ltv = LtvBounds {
        calm_bps: terms.opening_ltv_bps,
        stress_bps: terms.opening_ltv_bps,
        ..config.opening_ltv
    };
    flat.liquidation.most_bonus_bps = [terms.most_bonus_bps; 3];
    let [calm, ..] = config.flash_fees_bps;
    flat.flash_fees_bps = [calm; 3];
    flat
}

#[cfg(test)]
mod tests {
    use super::*;
    use ballast_policy::ltv::bounded_ltv_floor;
    use ballast_policy::preset;
    use ballast_policy::unit::Score;

    #[test]
    fn flat_terms_are_the_same_at_every_score() {
        let config = preset::volatile(TokenAmount(1_000));
        let terms = FlatTerms {
            opening_ltv_bps: 7_500,
            curve: BorrowCurve::new(&[(0, 0), (8_000, 1_000), (10_000, 10_000)]).unwrap(),
            borrow_cap: TokenAmount(500),
            most_bonus_bps: 1_000,
        };

        let flat = flat(&config, &terms);

        flat.validate().unwrap();
        for score in [0, 4_500, 6_500, 10_000] {
            assert_eq!(bounded_ltv_floor(&flat.opening_ltv, Score(score)), 7_500);
        }
        assert!(flat.curves.iter().all(|curve| *curve == terms.curve));
        assert_eq!(flat.borrow_caps, [TokenAmount(500); 3]);
    }
}
