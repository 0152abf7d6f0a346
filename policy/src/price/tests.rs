use super::*;
use crate::fixture::{NOW, cases, reserve_config};
use proptest::prelude::*;

const DECIMALS: u8 = 6;

fn rules() -> PriceRules {
    reserve_config().price
}

fn at(seconds_from_now: i64) -> i64 {
    i64::try_from(NOW.0).unwrap() + seconds_from_now
}

/// 20 dollars a token, give or take 10 cents.
fn good() -> Quote {
    Quote {
        price: 2_000_000_000,
        confidence: 10_000_000,
        exponent: -8,
        published_at: at(0),
        average: 2_000_000_000,
    }
}

fn loaded() -> CachedPrice {
    let mut price = CachedPrice::default();
    let earlier = Quote {
        published_at: at(-10),
        ..good()
    };
    price.update(&earlier, DECIMALS, &rules(), NOW).unwrap();
    price
}

/// The rule that `quote` breaks; the price that was there must have stayed.
fn refused(quote: Quote, decimals: u8) -> Rule {
    let mut price = loaded();
    let error = price.update(&quote, decimals, &rules(), NOW).unwrap_err();
    assert_eq!(price, loaded());
    error.rule
}

#[test]
fn a_good_quote_values_collateral_low_and_debt_high() {
    let mut price = loaded();
    price.update(&good(), DECIMALS, &rules(), NOW).unwrap();
    let dollars = |price: PricePerUnit| {
        let million_tokens = crate::unit::TokenAmount(1_000_000_000_000);
        price.value_ceil(million_tokens).unwrap().0 >> 20
    };
    assert_eq!(dollars(price.low), 19_800_000);
    assert_eq!(dollars(price.mid), 20_000_000);
    assert_eq!(dollars(price.high), 20_200_000);
    assert_eq!(price.published_at, NOW);
}

#[test]
fn a_price_that_is_not_positive_is_refused() {
    for price in [0, -1, i64::MIN] {
        let rule = refused(Quote { price, ..good() }, DECIMALS);
        assert_eq!(rule, Rule::PriceNotPositive);
    }
}

#[test]
fn a_quote_from_the_future_is_refused_beyond_the_tolerance() {
    let ahead = |seconds| Quote {
        published_at: at(seconds),
        ..good()
    };
    assert_eq!(refused(ahead(6), DECIMALS), Rule::PriceFromFuture);
    let far = Quote {
        published_at: i64::MAX,
        ..good()
    };
    assert_eq!(refused(far, DECIMALS), Rule::PriceFromFuture);
    assert_eq!(loaded().update(&ahead(5), DECIMALS, &rules(), NOW), Ok(()));
}

#[test]
fn a_quote_that_is_too_old_is_refused() {
    for published_at in [at(-61), 0, -1, i64::MIN] {
        let old = Quote {
            published_at,
            ..good()
        };
        assert_eq!(refused(old, DECIMALS), Rule::PriceTooOld);
    }
    let oldest = Quote {
        published_at: at(-60),
        ..good()
    };
    let mut none = CachedPrice::default();
    assert_eq!(none.update(&oldest, DECIMALS, &rules(), NOW), Ok(()));
}

#[test]
fn an_older_quote_does_not_replace_a_newer_one() {
    let older = Quote {
        published_at: at(-11),
        ..good()
    };
    assert_eq!(refused(older, DECIMALS), Rule::PriceNotNewer);
    let same = Quote {
        published_at: at(-10),
        ..good()
    };
    assert_eq!(loaded().update(&same, DECIMALS, &rules(), NOW), Ok(()));
}

#[test]
fn a_wide_confidence_interval_is_refused_with_its_width() {
    // 200 basis points of 2 000 000 000.
    let wide = |confidence| Quote {
        confidence,
        ..good()
    };
    assert_eq!(refused(wide(40_000_001), DECIMALS), Rule::ConfidenceTooWide);
    assert_eq!(refused(wide(u64::MAX), DECIMALS), Rule::ConfidenceTooWide);
    let error = loaded()
        .update(&wide(60_000_000), DECIMALS, &rules(), NOW)
        .unwrap_err();
    assert_eq!((error.actual, error.bound), (300, 200));
    let widest = wide(40_000_000);
    assert_eq!(loaded().update(&widest, DECIMALS, &rules(), NOW), Ok(()));
}

#[test]
fn an_exponent_out_of_range_is_refused() {
    for exponent in [1, -19, i32::MAX, i32::MIN] {
        let rule = refused(Quote { exponent, ..good() }, DECIMALS);
        assert_eq!(rule, Rule::ExponentOutOfRange);
    }
}

#[test]
fn a_price_that_a_base_unit_cannot_carry_is_refused() {
    // A whole dollar and more per base unit; less than 2^-64 dollars; more decimals than 128 bits hold.
    assert_eq!(refused(good(), 0), Rule::PriceOutOfRange);
    let tiny = Quote {
        price: 1,
        confidence: 0,
        exponent: -18,
        ..good()
    };
    assert_eq!(refused(tiny, 2), Rule::PriceOutOfRange);
    assert_eq!(refused(good(), 31), Rule::PriceOutOfRange);
    assert_eq!(refused(good(), u8::MAX), Rule::PriceOutOfRange);
    assert_eq!(loaded().update(&tiny, 1, &rules(), NOW), Ok(()));
}

#[test]
fn a_confidence_that_takes_all_of_the_price_is_refused() {
    let loose = PriceRules {
        max_confidence_bps: 1_000,
        confidence_multiple: 10,
        ..rules()
    };
    let doubtful = Quote {
        confidence: 200_000_000,
        ..good()
    };
    let mut price = loaded();
    let error = price.update(&doubtful, DECIMALS, &loose, NOW).unwrap_err();
    assert_eq!(error.rule, Rule::PriceOutOfRange);
    assert_eq!(price, loaded());
}

#[test]
fn a_price_is_usable_until_it_is_too_old() {
    let price = loaded();
    let usable = |seconds: u64| price.check_usable(&rules(), Timestamp(NOW.0 + seconds));
    assert_eq!(usable(50), Ok(()));
    assert_eq!(usable(51), Err(Rule::PriceTooOld.broken(61, 60)));
    assert_eq!(price.check_usable(&rules(), Timestamp(0)), Ok(()));
    let missing = CachedPrice::default().check_usable(&rules(), Timestamp(0));
    assert_eq!(missing.unwrap_err().rule, Rule::PriceMissing);
}

#[test]
fn a_price_of_a_few_units_still_brackets_the_exact_one() {
    // 10^-18 dollars per base unit are 18.4 units of 2^-64.
    let quote = Quote {
        price: 1_000_000_000_000_000_000,
        confidence: 0,
        exponent: -18,
        published_at: at(0),
        average: 1,
    };
    let mut price = CachedPrice::default();
    price.update(&quote, 18, &rules(), NOW).unwrap();
    assert_eq!((price.low.0, price.mid.0, price.high.0), (18, 18, 19));
}

#[test]
fn the_distance_from_the_average_is_a_share_of_the_average() {
    let distance = |price, average| {
        let quote = Quote {
            price,
            average,
            ..good()
        };
        quote.average_distance_bps_floor()
    };
    assert_eq!(distance(1_200, 1_000), 2_000);
    assert_eq!(distance(800, 1_000), 2_000);
    assert_eq!(distance(5_000, 1_000), 40_000);
    assert_eq!(distance(1_000, 1_000), 0);
    for broken in [0, -1, i64::MIN] {
        assert_eq!(distance(1_000, broken), u64::MAX, "an average of {broken}");
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn prop_the_prices_bracket_the_exact_quotient(
        price in 1u64..1 << 60, confidence_bps in 0u64..=220, multiple in 0u16..=10,
        exponent in -10i32..=0, decimals in 0u8..=8,
    ) {
        let confidence = price / 10_000 * confidence_bps;
        let quote = Quote { price: price.cast_signed(), confidence, exponent, published_at: at(0), average: 1 };
        let rules = PriceRules { confidence_multiple: multiple, ..rules() };
        let mut cached = CachedPrice::default();
        if cached.update(&quote, decimals, &rules, NOW).is_err() {
            prop_assert_eq!(cached, CachedPrice::default());
            return Ok(());
        }
        // Below 2^60, so that every product fits 128 bits.
        let divisor = 10u128.pow(exponent.unsigned_abs() + u32::from(decimals));
        let margin = confidence * u64::from(multiple);
        let is_floor = |price: PricePerUnit, mantissa: u64| {
            let (found, exact) = (u128::from(price.0) * divisor, u128::from(mantissa) << 64);
            found <= exact && exact - found < divisor
        };
        prop_assert!(is_floor(cached.low, price - margin));
        prop_assert!(is_floor(cached.mid, price));
        let (high, exact) = (u128::from(cached.high.0) * divisor, u128::from(price + margin) << 64);
        prop_assert!(high >= exact && high - exact < divisor);
        prop_assert!(cached.low <= cached.mid && cached.mid <= cached.high);
    }
}
