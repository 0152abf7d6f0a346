use super::*;
use crate::fixture::{NOW, cases};
use proptest::prelude::*;

const RULES: LiquidationRules = LiquidationRules {
    dust_dollars: 100,
    least_bonus_bps: 50,
    most_bonus_bps: [500, 700, 1_000],
    minute_bonus_bps: 10,
    protocol_share_bps: 1_000,
    close_factor_bps: 5_000,
    full_close_ltv_bps: 9_500,
};

/// A position with so many dollars of collateral at a threshold of 80 %, and of debt.
fn exposure(collateral: u64, debt: u64) -> Exposure {
    Exposure {
        collateral: Usd::from_dollars(collateral),
        limit: Usd::from_dollars(collateral * 8 / 10),
        debt: Usd::from_dollars(debt),
    }
}

#[test]
fn the_bonus_starts_small_and_grows_with_the_gap_and_with_time() {
    let bonus = |debt, seconds| RULES.bonus_bps(&exposure(10_000, debt), Regime::Calm, seconds);
    assert_eq!(bonus(8_001, 0), 51);
    assert_eq!(bonus(8_100, 0), 150);
    assert_eq!(bonus(8_300, 0), 350);
    assert_eq!(bonus(8_001, 59), 51);
    assert_eq!(bonus(8_001, 60), 61);
    assert_eq!(bonus(8_001, 600), 151);
}

#[test]
fn the_bonus_ends_at_the_most_of_the_regime() {
    for (regime, most) in Regime::ALL.into_iter().zip([500, 700, 1_000]) {
        assert_eq!(
            RULES.bonus_bps(&exposure(10_000, 8_001), regime, u64::MAX),
            most
        );
        assert_eq!(
            RULES.bonus_bps(&exposure(10_000, 9_050), regime, 0),
            most.min(1_049)
        );
    }
}

#[test]
fn where_the_collateral_does_not_cover_debt_and_bonus_the_bonus_shrinks_to_the_least() {
    let bonus = |debt| RULES.bonus_bps(&exposure(10_000, debt), Regime::Stress, 0);
    assert_eq!(bonus(9_500), 526);
    assert_eq!(bonus(9_900), 101);
    assert_eq!(bonus(9_990), 50);
    assert_eq!(bonus(20_000), 50);
}

#[test]
fn half_a_debt_is_repaid_at_a_time_and_a_small_or_hopeless_one_whole() {
    let allowed = |owed: u64, debt: u64, collateral: u64| {
        let value = Usd::from_dollars(owed);
        RULES.allowed_repayment(owed, value, &exposure(collateral, debt))
    };
    assert_eq!(allowed(1_000, 1_000, 1_200), 500);
    assert_eq!(allowed(1_001, 1_001, 1_200), 501);
    // Dust, what would leave dust, and a debt of 95 % of the collateral.
    assert_eq!(allowed(100, 100, 120), 100);
    assert_eq!(allowed(198, 198, 230), 198);
    assert_eq!(allowed(200, 200, 240), 100);
    assert_eq!(allowed(950, 950, 1_000), 950);
    assert_eq!(allowed(949, 949, 1_000), 475);
    // One small debt among large ones.
    assert_eq!(allowed(90, 5_000, 6_000), 90);
}

#[test]
fn rules_out_of_their_ranges_are_refused() {
    RULES.validate(9_090).unwrap();
    let broken = |change: fn(&mut LiquidationRules)| {
        let mut rules = RULES;
        change(&mut rules);
        rules.validate(8_000).unwrap_err().rule
    };
    assert_eq!(RULES.validate(9_100).unwrap_err().rule, Rule::BonusTooLarge);
    assert_eq!(
        broken(|rules| rules.least_bonus_bps = 501),
        Rule::BonusNotRising
    );
    assert_eq!(
        broken(|rules| rules.most_bonus_bps[1] = 1_001),
        Rule::BonusNotRising
    );
    assert_eq!(
        broken(|rules| rules.most_bonus_bps[2] = 699),
        Rule::BonusNotRising
    );
    let settings: [fn(&mut LiquidationRules); 6] = [
        |rules| rules.dust_dollars = 10_001,
        |rules| rules.minute_bonus_bps = 10_001,
        |rules| rules.protocol_share_bps = 10_001,
        |rules| rules.close_factor_bps = 0,
        |rules| rules.close_factor_bps = 10_001,
        |rules| rules.full_close_ltv_bps = 10_001,
    ];
    for change in settings {
        assert_eq!(broken(change), Rule::SettingOutOfRange);
    }
}

#[test]
fn a_spell_goes_on_while_it_is_noted_once_an_hour_and_then_begins_anew() {
    let at = |seconds| Timestamp(NOW.0 + seconds);
    let noted = |seconds: u64| u32::try_from(NOW.0 + seconds).unwrap();
    assert_eq!(unhealthy_since(Timestamp::ZERO, 0, NOW), NOW);
    assert_eq!(unhealthy_since(NOW, noted(0), at(3_600)), NOW);
    assert_eq!(unhealthy_since(NOW, noted(0), at(3_601)), at(3_601));
    assert_eq!(unhealthy_since(NOW, noted(3_600), at(7_200)), NOW);
    assert_eq!(unhealthy_since(NOW, noted(3_600), at(7_201)), at(7_201));
    assert_eq!(
        unhealthy_since(at(1), noted(1), NOW),
        NOW,
        "a clock that went back"
    );
}

proptest! {
    #![proptest_config(cases())]

    /// Between the least and the most of the regime, never more than the collateral covers unless that is under the least,
    /// and never smaller for who is worse off while there is enough.
    #[test]
    fn prop_the_bonus_keeps_its_bounds(
        collateral in 1u64..1 << 40, share in 8_000u64..20_000, worse in 0u64..100, seconds in 0u64..10_000, regime in 0usize..3,
    ) {
        let debt = |share: u64| u64::try_from(u128::from(collateral) * u128::from(share) / 10_000).unwrap();
        let of = |share| {
            let exposure = Exposure {
                collateral: Usd(collateral),
                limit: Usd(debt(8_000)),
                debt: Usd(debt(share)),
                    };
            RULES.bonus_bps(&exposure, Regime::ALL[regime], seconds)
        };
        let bonus = of(share);
        prop_assert!((50..=RULES.most_bonus_bps[regime]).contains(&bonus));
        if bonus > 50 {
            let paid = u128::from(debt(share)) * u128::from(10_000 + bonus);
            prop_assert!(paid <= u128::from(collateral) * 10_000);
        }
        if share + worse < 9_000 {
            prop_assert!(of(share + worse) >= bonus);
        }
    }
}
