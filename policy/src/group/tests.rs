use super::*;
use crate::fixture::reserve_config;

/// Terms of a group that go with the fixture's reserve: 75 and 40 %, a threshold of 80 %, a bonus of 5 %.
fn terms() -> GroupTerms {
    GroupTerms {
        group: 3,
        threshold_bps: 9_300,
        most_bonus_bps: 600,
        padding: 0,
        opening_ltv: LtvBounds {
            calm_bps: 9_000,
            stress_bps: 8_000,
            fall_start: Score(4_500),
            fall_end: Score(8_500),
        },
        borrow_cap: TokenAmount(1_000),
    }
}

fn check(terms: &GroupTerms) -> Result<()> {
    let config = reserve_config();
    terms.validate(
        config.opening_ltv,
        config.liquidation_threshold_bps,
        &config.liquidation,
    )
}

#[test]
fn terms_apply_to_their_own_group_and_to_no_other() {
    let terms = terms();
    assert!(terms.apply_to(3));
    assert!(!terms.apply_to(2) && !terms.apply_to(0));
    assert!(!GroupTerms::default().apply_to(0));
}

#[test]
fn terms_that_are_sound_or_absent_pass() {
    assert_eq!(check(&terms()), Ok(()));
    assert_eq!(check(&GroupTerms::default()), Ok(()));
}

#[test]
fn each_broken_relation_is_refused_by_name() {
    type Edit = fn(&mut GroupTerms);
    let cases: [(Rule, Edit); 12] = [
        (Rule::GroupTermsInvalid, |terms| terms.group = 0),
        (Rule::LtvNotStricter, |terms| {
            terms.opening_ltv.stress_bps = 9_001;
        }),
        (Rule::LtvAboveThreshold, |terms| {
            terms.opening_ltv.calm_bps = 9_300;
        }),
        (Rule::ScoreOutOfRange, |terms| {
            terms.opening_ltv.fall_end = Score(10_001);
        }),
        (Rule::LtvRangeEmpty, |terms| {
            terms.opening_ltv.fall_start = Score(8_500);
        }),
        (Rule::GroupTermsInvalid, |terms| {
            terms.opening_ltv.calm_bps = 7_499;
            terms.opening_ltv.stress_bps = 7_000;
        }),
        (Rule::GroupTermsInvalid, |terms| {
            terms.opening_ltv.stress_bps = 3_999;
        }),
        (Rule::GroupTermsInvalid, |terms| {
            terms.opening_ltv.fall_start = Score(4_499);
        }),
        (Rule::GroupTermsInvalid, |terms| {
            terms.opening_ltv.calm_bps = 7_900;
            terms.opening_ltv.stress_bps = 7_900;
            terms.threshold_bps = 7_999;
        }),
        (Rule::GroupTermsInvalid, |terms| terms.most_bonus_bps = 499),
        (Rule::BonusTooLarge, |terms| terms.most_bonus_bps = 753),
        (Rule::BonusTooLarge, |terms| terms.threshold_bps = u16::MAX),
    ];
    for (rule, edit) in cases {
        let mut broken = terms();
        edit(&mut broken);
        assert_eq!(check(&broken).unwrap_err().rule, rule, "{broken:?}");
    }
}
