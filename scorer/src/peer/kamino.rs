//! Fixed terms like those of Kamino's main market.
//!
//! Kamino's guide for curators names the ranges of its major markets: SOL, BTC and ETH open at 70 to 80 % and are liquidated at
//! 75 to 85 %; its example of a curve is 5 % at 70 %, 10 % at 85 %, 50 % at full utilisation. Its program repays a fifth of a
//! debt at a time (everything from 95 % on) for a bonus of how far the loan is past its threshold, between a published least and a
//! published most (kamino.com/docs/curators/markets, 2026; klend's constants). Assumed by us, because no page states them: the
//! least and the most bonus, and a stablecoin's 85 % and 90 % outside stablecoin groups.

use super::flat::{FlatTerms, flat};
use ballast_policy::config::ReserveConfig;
use ballast_policy::curve::BorrowCurve;
use ballast_policy::error::Result;
use ballast_policy::liquidation::LiquidationRules;
use ballast_policy::preset;
use ballast_policy::unit::TokenAmount;

/// `(utilisation, annual rate)` in basis points.
const CURVE: [(u16, u32); 4] = [(0, 0), (7_000, 500), (8_500, 1_000), (10_000, 5_000)];

/// The middle of the published ranges, basis points.
const VOLATILE: (u16, u16) = (7_500, 8_000);
const STABLE: (u16, u16) = (8_500, 9_000);

/// A major volatile collateral, lent within `cap` base units: 75 % opens, 80 % is liquidated, 2 to 10 % bonus.
///
/// # Errors
/// [`ballast_policy::PolicyError`] where the constants broke a relation of policy's; the tests say that they do not.
pub fn kamino_volatile(cap: TokenAmount) -> Result<ReserveConfig> {
    fixed(&preset::volatile(cap), cap, VOLATILE, (200, 1_000))
}

/// A stablecoin, lent within `cap` base units: 85 % opens, 90 % is liquidated, 1 to 5 % bonus.
///
/// # Errors
/// As [`kamino_volatile`].
pub fn kamino_stable(cap: TokenAmount) -> Result<ReserveConfig> {
    fixed(&preset::stable(cap), cap, STABLE, (100, 500))
}

fn fixed(
    config: &ReserveConfig,
    cap: TokenAmount,
    (opening_ltv_bps, threshold_bps): (u16, u16),
    (least_bonus_bps, most_bonus_bps): (u16, u16),
) -> Result<ReserveConfig> {
    let terms = FlatTerms {
        opening_ltv_bps,
        curve: BorrowCurve::new(&CURVE)?,
        borrow_cap: cap,
        most_bonus_bps,
    };
    let mut fixed = flat(config, &terms);
    fixed.liquidation_threshold_bps = threshold_bps;
    fixed.liquidation = LiquidationRules {
        dust_dollars: 2,
        least_bonus_bps,
        // Kamino's bonus follows the distance alone.
        minute_bonus_bps: 0,
        close_factor_bps: 2_000,
        full_close_ltv_bps: 9_500,
        ..fixed.liquidation
    };
    fixed.validate()?;
    Ok(fixed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kaminos_terms_keep_every_relation_of_policy() {
        let cap = TokenAmount(1_000_000);

        let volatile = kamino_volatile(cap).unwrap();
        let stable = kamino_stable(cap).unwrap();

        assert_eq!(volatile.opening_ltv.calm_bps, 7_500);
        assert_eq!(volatile.liquidation_threshold_bps, 8_000);
        assert_eq!(volatile.liquidation.close_factor_bps, 2_000);
        assert_eq!(stable.opening_ltv.stress_bps, 8_500);
    }
}
