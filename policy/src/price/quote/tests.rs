use super::*;
use proptest::prelude::*;

const fn quote(price: i64, confidence: u64, exponent: i32, published_at: i64) -> Quote {
    Quote {
        price,
        confidence,
        exponent,
        published_at,
        average: price,
    }
}

#[test]
fn a_rate_times_a_price_is_a_price_as_old_as_the_older() {
    // 150.25 dollars give or take a quarter, and 1.2 SOL a token give or take a thousandth
    let sol = quote(15_025_000_000, 25_000_000, -8, 1_000);
    let rate = quote(1_200_000_000, 1_000_000, -9, 940);
    let staked = sol.times_floor(&rate).unwrap();
    // 180.3 dollars, give or take 150.25 x 0.001 + 1.2 x 0.25 + 0.25 x 0.001 = 0.4505
    assert_eq!(
        (staked.price, staked.exponent),
        (1_803_000_000_000_000_000, -16)
    );
    assert_eq!(staked.confidence, 4_505_000_000_000_000);
    assert_eq!(staked.published_at, 940);
    assert_eq!(rate.times_floor(&sol).unwrap(), staked);
}

#[test]
fn what_is_not_positive_is_refused_in_either_place() {
    let good = quote(1, 0, 0, 0);
    for bad in [0, -1, i64::MIN] {
        let bad = quote(bad, 0, 0, 0);
        for error in [good.times_floor(&bad), bad.times_floor(&good)] {
            assert_eq!(error.unwrap_err().rule, Rule::PriceNotPositive);
        }
    }
}

#[test]
fn an_average_of_nothing_is_far_from_the_product() {
    let sol = quote(100, 0, 0, 0);
    let broken = Quote { average: -1, ..sol };
    let product = sol.times_floor(&broken).unwrap();
    assert_eq!(product.average_distance_bps_floor(), u64::MAX);
}

#[test]
fn digits_finer_than_a_quote_may_have_are_cut_and_coarser_ones_refused() {
    let (base, rate) = (
        quote(5_000_000_000, 1, -10, 0),
        quote(12_000_000_000, 1, -10, 0),
    );
    let product = base.times_floor(&rate).unwrap();
    assert_eq!(
        (product.price, product.exponent),
        (600_000_000_000_000_000, -18)
    );
    for exponent in [1, -19, i32::MIN] {
        let odd = quote(1, 0, exponent, 0);
        let error = base.times_floor(&odd).unwrap_err();
        assert_eq!(error.rule, Rule::ExponentOutOfRange, "{exponent}");
    }
}

proptest! {
    #[test]
    fn prop_digits_are_cut_and_never_lost(
        price in 1i64.., rate in 1i64.., width in 0u64.., of_width in 0u64..,
        exponent in -18i32..=0, of_exponent in -18i32..=0,
    ) {
        let product = quote(price, width, exponent, 5).times_floor(&quote(rate, of_width, of_exponent, 7)).unwrap();
        let cut = product.exponent - exponent - of_exponent;
        let divisor = 10u128.pow(cut.unsigned_abs());
        let exact = u128::from(price.unsigned_abs()) * u128::from(rate.unsigned_abs());
        prop_assert!((0..=38).contains(&cut) && product.exponent >= -18);
        prop_assert_eq!(u128::from(product.price.unsigned_abs()), exact / divisor);
        // And what it could be at most, the other way round, is no more than price and confidence say
        if let (Some(most), Some(of_most)) = (price.unsigned_abs().checked_add(width), rate.unsigned_abs().checked_add(of_width)) {
            let most = u128::from(most) * u128::from(of_most);
            let said = u128::from(product.price.unsigned_abs()) + u128::from(product.confidence);
            prop_assert!(said >= most / divisor);
        }
    }
}
