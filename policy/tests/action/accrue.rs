use crate::common::{SOL, USDC, World, YEAR};
use ballast_policy::Rule;
use ballast_policy::curve::Utilization;
use ballast_policy::interest::AnnualRate;
use ballast_policy::unit::{ReserveIndex, Timestamp};

/// Half of the dollars are lent out.
fn half_lent() -> World {
    let mut world = World::calm(2);
    world.deposit(0, USDC, 10_000);
    world.deposit(1, SOL, 1_000);
    world.borrow(1, USDC, 5_000);
    world
}

#[test]
fn accruing_counts_interest_and_puts_the_rate_of_the_regime_into_force() {
    let mut world = half_lent();
    let calm = world.ledger(USDC).rate;
    // 0 to 4 % over 80 % utilisation: 2.5 % at one half.
    let about = AnnualRate::from_bps_floor(250).per_second_floor().0;
    assert!(calm.0.abs_diff(about) <= about / 1_000);
    world.tighten(0, 9_000);
    world.accrue(USDC);
    let stress = world.ledger(USDC).rate;
    let curve = &world.reserve(USDC).config.curves[2];
    let half = world.ledger(USDC).utilization();
    assert_eq!(half, Utilization(1 << 23));
    assert_eq!(stress, curve.rate_floor(half).per_second_floor());
    assert!(stress > calm);
}

#[test]
fn interest_runs_at_the_rate_that_was_in_force_until_somebody_accrues() {
    let mut world = half_lent();
    world.tighten(0, 9_000);
    world.wait(YEAR);
    world.accrue(USDC);
    // e^0.025 of 5 000: the calm rate, for nobody put the stress rate into force before.
    let grown = world.ledger(USDC).debt().0 / 1_000;
    assert_eq!(grown, 5_126_575);
}

#[test]
fn accruing_twice_in_a_second_or_with_a_clock_that_runs_back_changes_nothing() {
    let mut world = half_lent();
    world.wait(YEAR);
    world.accrue(USDC);
    let once = world.clone();
    world.accrue(USDC);
    let earlier = Timestamp(world.now.0 - 1);
    world.market().accrue(USDC, earlier).unwrap();
    assert_eq!(world.reserves, once.reserves);
}

#[test]
fn accruing_a_reserve_that_does_not_exist_is_refused() {
    let mut world = half_lent();
    let now = world.now;
    let refused = world.market().accrue(ReserveIndex(3), now).unwrap_err();
    assert_eq!(refused, Rule::ReserveMissing.broken(3, 3));
}
