use super::*;
use crate::fixture::cases;
use proptest::prelude::*;

fn curve() -> BorrowCurve {
    BorrowCurve::new(&[(0, 0), (8_000, 400), (10_000, 10_000)]).unwrap()
}

fn at(bps: u16) -> Utilization {
    Utilization::from_bps_floor(bps)
}

#[test]
fn the_rate_at_each_corner_is_the_corner() {
    for point in curve().corners() {
        let rate = curve().rate_floor(at(point.utilization_bps));
        assert_eq!(rate, AnnualRate::from_bps_floor(point.rate_bps));
    }
}

#[test]
fn depositors_earn_what_is_lent_less_the_protocols_share() {
    // Given 4 % a year at 80 %, then 80 % of it is paid on deposits, and 90 % of that is theirs
    assert_eq!(
        curve().deposit_rate_floor(at(8_000), 1_000).to_bps_floor(),
        287
    );
    assert_eq!(
        curve().deposit_rate_floor(at(10_000), 0),
        AnnualRate::from_bps_floor(10_000)
    );
    assert_eq!(
        curve().deposit_rate_floor(at(10_000), 10_000),
        AnnualRate(0)
    );
    assert_eq!(curve().deposit_rate_floor(at(0), 0), AnnualRate(0));
}

#[test]
fn an_empty_reserve_is_not_utilised() {
    assert_eq!(
        Utilization::of(TokenAmount(0), TokenAmount(0)),
        Utilization(0)
    );
}

#[test]
fn curves_that_break_a_rule_are_refused_by_name() {
    let refuse = |corners: &[(u16, u32)]| BorrowCurve::new(corners).unwrap_err().rule;
    assert_eq!(refuse(&[(0, 1)]), Rule::CurveLength);
    assert_eq!(refuse(&[(0, 0); 12]), Rule::CurveLength);
    assert_eq!(refuse(&[(1, 0), (10_000, 1)]), Rule::CurveEnds);
    assert_eq!(refuse(&[(0, 0), (9_999, 1)]), Rule::CurveEnds);
    assert_eq!(refuse(&[(0, 2), (10_000, 1)]), Rule::CurveNotMonotone);
    assert_eq!(
        refuse(&[(0, 0), (5, 1), (5, 2), (10_000, 3)]),
        Rule::CurveNotMonotone
    );
    assert_eq!(refuse(&[(0, 0), (10_000, 100_001)]), Rule::RateOutOfRange);
}

#[test]
fn curves_at_the_bounds_are_accepted() {
    assert!(BorrowCurve::new(&[(0, 0), (10_000, MAX_ANNUAL_RATE_BPS)]).is_ok());
    let flat = BorrowCurve::new(&[(0, 700), (5_000, 700), (10_000, 700)]).unwrap();
    assert_eq!(flat.validate_convex(), Ok(()));
    let eleven: [(u16, u32); 11] = core::array::from_fn(|point| (point as u16 * 1_000, 0));
    assert!(BorrowCurve::new(&eleven).is_ok());
}

#[test]
fn basis_points_come_back_as_they_went() {
    for bps in [0, 1, 4_999, 8_000, 10_000] {
        let there_and_back = at(bps).to_bps_floor();
        assert!(there_and_back == bps || there_and_back + 1 == bps, "{bps}");
    }
    assert_eq!(at(u16::MAX), Utilization::ONE);
    assert_eq!(Utilization::ONE.to_bps_floor(), 10_000);
}

#[test]
fn a_reserve_without_cash_is_lent_out_whole() {
    for debt in [1, 1 << 40, u64::MAX] {
        let utilization = Utilization::of(TokenAmount(0), TokenAmount(debt));
        assert_eq!(utilization, Utilization::ONE);
    }
    let saturated = Utilization::of(TokenAmount(u64::MAX), TokenAmount(u64::MAX));
    assert_eq!(saturated, Utilization::ONE);
}

#[test]
fn a_concave_curve_is_not_convex() {
    let concave = BorrowCurve::new(&[(0, 0), (5_000, 900), (10_000, 1_000)]).unwrap();
    assert_eq!(
        concave.validate_convex().unwrap_err().rule,
        Rule::CurveNotConvex
    );
    assert!(curve().validate_convex().is_ok());
}

#[test]
fn a_curve_that_dips_below_a_milder_one_is_refused() {
    let strict = BorrowCurve::new(&[(0, 0), (5_000, 100), (10_000, 20_000)]).unwrap();
    let error = strict.validate_stricter_than(&curve()).unwrap_err();
    assert_eq!(error.rule, Rule::CurveNotStricter);
    assert!(curve().validate_stricter_than(&curve()).is_ok());
}

/// Two to six corners, rising.
fn curves() -> impl Strategy<Value = BorrowCurve> {
    let inner = prop::collection::btree_set(1u16..10_000, 0..5);
    let rises = prop::collection::vec(0u32..16_000, 6);
    (inner, rises).prop_map(|(inner, rises)| {
        let utilizations = [0].into_iter().chain(inner).chain([10_000]);
        let rates = rises.into_iter().scan(0, |rate, rise| {
            *rate += rise;
            Some(*rate)
        });
        let corners: std::vec::Vec<_> = utilizations.zip(rates).collect();
        BorrowCurve::new(&corners).unwrap()
    })
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn prop_inv_16_any_valid_curve_rises_from_its_first_rate_to_its_last(
        curve in curves(), a in 0u32..=1 << 24, b in 0u32..=1 << 24,
    ) {
        let [low, high] = [a.min(b), a.max(b)].map(|u| curve.rate_floor(Utilization(u)));
        let [first, last] = [0, 10_000].map(|bps| curve.rate_floor(at(bps)));
        prop_assert!(first <= low && low <= high && high <= last);
    }

    #[test]
    fn prop_what_is_stricter_at_the_corners_is_stricter_everywhere(
        strict in curves(), mild in curves(), utilization in 0u32..=1 << 24,
    ) {
        let utilization = Utilization(utilization);
        let (high, low) = (strict.rate_floor(utilization).0, mild.rate_floor(utilization).0);
        if strict.validate_stricter_than(&mild).is_ok() {
            // Between corners each is rounded down by itself.
            prop_assert!(high + 1 >= low, "{high} {low}");
        }
        if high + 1 < low {
            prop_assert!(strict.validate_stricter_than(&mild).is_err());
        }
    }

    #[test]
    fn prop_a_convex_curve_lies_below_its_chords(curve in curves(), a in 0u32..=1 << 23, half_run in 0u32..=1 << 22) {
        let rate = |utilization| curve.rate_floor(Utilization(utilization)).0;
        if curve.validate_convex().is_ok() {
            let (from, middle, to) = (rate(a), rate(a + half_run), rate(a + 2 * half_run));
            // A corner lies up to 2^-24 beside its basis point; the steepest slope moves the rate 2^23 over that.
            prop_assert!(2 * middle <= from + to + (1 << 24), "{from} {middle} {to}");
        }
    }
    #[test]
    fn prop_inv_16_the_rate_rises_within_its_bounds(a in 0u32..=1 << 24, b in 0u32..=1 << 24) {
        let (low, high) = (a.min(b), a.max(b));
        let (low, high) = (curve().rate_floor(Utilization(low)), curve().rate_floor(Utilization(high)));
        prop_assert!(low <= high);
        prop_assert!(high <= AnnualRate::from_bps_floor(10_000));
    }

    #[test]
    fn prop_utilization_is_exact_within_two_units(cash: u64, debt: u64) {
        let (cash, debt) = (cash >> 1, debt >> 1);
        let total = u128::from(cash) + u128::from(debt);
        prop_assume!(total > 0);
        let exact = (u128::from(debt) << 24) / total;
        let found = u128::from(Utilization::of(TokenAmount(cash), TokenAmount(debt)).0);
        prop_assert!(found.abs_diff(exact) <= 2);
    }
}
