//! What the reserves of the histories' market are: each of another kind.

use super::world::{FEE, GROUP};
use ballast_policy::config::{ISOLATED_COLLATERAL, ISOLATED_DEBT, ReserveConfig};
use ballast_policy::control::ReserveLimits;
use ballast_policy::curve::BorrowCurve;
use ballast_policy::group::GroupTerms;
use ballast_policy::ltv::LtvBounds;
use ballast_policy::preset;
use ballast_policy::unit::TokenAmount;
use ballast_tests::{PUBLISHERS, plan, reserve};
use ballast_vm::{DeploymentPlan, transfer_fee};

/// Six reserves, each of another kind, with the limits that `limits` gives for a cap.
pub(super) fn kinds(limits: impl Fn(TokenAmount) -> ReserveLimits) -> DeploymentPlan {
    let (dollars, sol, eth) = (5_000_000_000_000, 50_000_000_000_000, 250_000_000_000);
    let fee = transfer_fee((100, 10_000_000), (100, 10_000_000), 0);
    let mut plan = plan(PUBLISHERS);
    plan.reserves = vec![
        reserve("SOL", 9, grouped(sol), 0),
        reserve("USDC", 6, stable(dollars), 1),
        reserve("ETH", 8, grouped(eth), 0),
        reserve("FEE", 6, generous(dollars), 1),
        reserve("GEM", 9, collateral_only(10 * sol), 0),
        reserve("ISO", 6, isolated(dollars / 2), 0),
    ];
    plan.reserves[FEE].extensions = Some(vec![fee]);
    let caps = [sol, dollars, eth, dollars, 10 * sol, dollars / 2];
    for (reserve, cap) in plan.reserves.iter_mut().zip(caps) {
        reserve.config.validate().unwrap();
        reserve.limits = Some(limits(TokenAmount(cap)));
    }
    plan
}

fn stable(cap: u64) -> ReserveConfig {
    ReserveConfig {
        origination_fee_bps: 5,
        host_share_bps: 4_000,
        account_borrow_share_bps: 6_000,
        ..preset::stable(TokenAmount(cap))
    }
}

/// Not collateral before governance accepts it, in the running market; and all of the origination fee is the host's.
fn generous(cap: u64) -> ReserveConfig {
    let config = preset::stable(TokenAmount(cap));
    ReserveConfig {
        origination_fee_bps: 10,
        host_share_bps: 10_000,
        opening_ltv: LtvBounds {
            calm_bps: 0,
            stress_bps: 0,
            ..config.opening_ltv
        },
        liquidation_threshold_bps: 0,
        ..config
    }
}

fn grouped(cap: u64) -> ReserveConfig {
    let config = preset::volatile(TokenAmount(cap));
    ReserveConfig {
        group: GroupTerms {
            group: GROUP,
            threshold_bps: 9_000,
            most_bonus_bps: 500,
            padding: 0,
            opening_ltv: LtvBounds {
                calm_bps: 8_500,
                stress_bps: 7_500,
                ..config.opening_ltv
            },
            borrow_cap: TokenAmount(cap / 4),
        },
        account_deposit_share_bps: 9_000,
        ..config
    }
}

fn collateral_only(cap: u64) -> ReserveConfig {
    ReserveConfig {
        borrow_caps: [TokenAmount::ZERO; 3],
        ..preset::volatile(TokenAmount(cap))
    }
}

fn isolated(cap: u64) -> ReserveConfig {
    ReserveConfig {
        curves: [BorrowCurve::new(&[(0, 2_000), (10_000, 2_000)]).unwrap(); 3],
        borrow_weight_bps: 12_000,
        isolation: ISOLATED_COLLATERAL | ISOLATED_DEBT,
        ..preset::volatile(TokenAmount(cap))
    }
}
