//! The builtins, compiled natively, against the host's `u128`.
//!
//! `SBPF_SEED=<n>` repeats a run whose seed a failure printed.

#![allow(clippy::unwrap_used, clippy::cast_possible_truncation)]

use rand::{Rng, SeedableRng, rngs::SmallRng};
use sbpf_builtins::{
    divide::{__sbpf_udiv, __sbpf_urem},
    leading_zeros::__sbpf_clz,
    multiply::{__sbpf_mulhu, __sbpf_umulo},
};

const DEFAULT_SEED: u64 = 0x5BF0_0128;
const RANDOM_CASES: u32 = 20_000_000;

fn generator() -> (u64, SmallRng) {
    let seed = std::env::var("SBPF_SEED").map_or(DEFAULT_SEED, |text| {
        text.parse().expect("SBPF_SEED must be a number")
    });
    (seed, SmallRng::seed_from_u64(seed))
}

fn low(value: u128) -> u64 {
    value as u64
}

fn high(value: u128) -> u64 {
    low(value >> 64)
}

/// Zero, the maximum, and every power of two below `2^bits` with its two neighbours.
fn edges(bits: u32) -> Vec<u128> {
    let mut edges: Vec<u128> = (0..bits)
        .map(|exponent| 1_u128 << exponent)
        .flat_map(|power| [power - 1, power, power + 1])
        .collect();
    edges.push(u128::MAX >> (128 - bits));
    edges.sort_unstable();
    edges.dedup();
    edges
}

/// A random value of random length, with long runs of equal bits now and then: uniform values
/// would almost never meet a carry or a quotient digit that is estimated too large.
fn shaped(random: &mut SmallRng) -> u128 {
    let value: u128 = random.random();
    let length = random.random_range(0..128);
    match random.random_range(0..4) {
        0 => value >> length,
        1 => (u128::MAX << length) ^ (u128::from(random.random::<u64>()) >> (length / 2)),
        2 => (u128::MAX >> length).wrapping_sub(value >> 120),
        _ => u128::from(low(value)) << (length / 2),
    }
}

fn check_product(left: u64, right: u64, context: &dyn std::fmt::Display) {
    let expected = high(u128::from(left) * u128::from(right));
    let actual = __sbpf_mulhu(left, right);
    assert_eq!(actual, expected, "mulhu({left:#x}, {right:#x}), {context}");
}

fn check_wide_product(left: u128, right: u128, context: &dyn std::fmt::Display) {
    let (expected, expected_overflow) = left.overflowing_mul(right);
    let mut actual = [1; 2];
    let overflow = __sbpf_umulo(&mut actual, low(left), high(left), low(right), high(right));
    let expected = [low(expected), high(expected)];
    assert_eq!(
        (actual, overflow),
        (expected, expected_overflow),
        "{left:#x} * {right:#x}, {context}"
    );
}

fn check_division(dividend: u128, divisor: u128, context: &dyn std::fmt::Display) {
    let words = (low(dividend), high(dividend), low(divisor), high(divisor));
    let call = |function: extern "C" fn(&mut u64, u64, u64, u64, u64) -> u64| {
        let mut high = 1;
        let low = function(&mut high, words.0, words.1, words.2, words.3);
        u128::from(low) | u128::from(high) << 64
    };
    let actual = (call(__sbpf_udiv), call(__sbpf_urem));
    let expected = (dividend / divisor, dividend % divisor);
    assert_eq!(actual, expected, "{dividend:#x} / {divisor:#x}, {context}");
}

#[test]
fn leading_zeros_match_the_host() {
    let (seed, mut random) = generator();
    let shaped = (0..RANDOM_CASES / 4).map(|_| shaped(&mut random));
    for value in edges(64).into_iter().chain(shaped).map(low) {
        let expected = u64::from(value.leading_zeros());
        assert_eq!(__sbpf_clz(value), expected, "{value:#x}, SBPF_SEED={seed}");
    }
}

#[test]
fn products_of_edge_values_match_the_host() {
    for left in edges(64) {
        for right in edges(64) {
            check_product(low(left), low(right), &"edge grid");
        }
    }
}

#[test]
fn random_products_match_the_host() {
    let (seed, mut random) = generator();
    let context = format!("SBPF_SEED={seed}");
    for _ in 0..RANDOM_CASES {
        check_product(random.random(), random.random(), &context);
        check_product(
            low(shaped(&mut random)),
            high(shaped(&mut random)),
            &context,
        );
    }
}

#[test]
fn quotients_of_edge_values_match_the_host() {
    let edges = edges(128);
    for dividend in &edges {
        for divisor in edges.iter().filter(|divisor| **divisor != 0) {
            check_division(*dividend, *divisor, &"edge grid");
        }
    }
}

#[test]
fn multiples_of_edge_values_and_their_neighbours_divide_like_the_host() {
    let (seed, mut random) = generator();
    let context = format!("SBPF_SEED={seed}");
    for divisor in edges(128).into_iter().filter(|divisor| *divisor != 0) {
        for _ in 0..1_000 {
            let multiple = divisor.wrapping_mul(shaped(&mut random));
            for dividend in [multiple.wrapping_sub(1), multiple, multiple.wrapping_add(1)] {
                check_division(dividend, divisor, &context);
            }
        }
    }
}

#[test]
fn random_quotients_match_the_host() {
    let (seed, mut random) = generator();
    let context = format!("SBPF_SEED={seed}");
    for _ in 0..RANDOM_CASES {
        let (dividend, divisor) = (shaped(&mut random), shaped(&mut random));
        check_division(dividend, divisor.max(1), &context);
    }
}

#[test]
fn uniform_quotients_of_every_length_match_the_host() {
    let (seed, mut random) = generator();
    let context = format!("SBPF_SEED={seed}");
    for dividend_bits in 1..=128 {
        for divisor_bits in 1..=128 {
            for _ in 0..100 {
                let dividend = random.random::<u128>() >> (128 - dividend_bits);
                let divisor = (random.random::<u128>() >> (128 - divisor_bits)).max(1);
                check_division(dividend, divisor, &context);
            }
        }
    }
}

#[test]
fn wide_products_of_edge_values_match_the_host() {
    let edges = edges(128);
    for left in &edges {
        for right in &edges {
            check_wide_product(*left, *right, &"edge grid");
        }
    }
}

#[test]
fn wide_products_near_the_overflow_match_the_host() {
    let (seed, mut random) = generator();
    let context = format!("SBPF_SEED={seed}");
    for _ in 0..RANDOM_CASES / 4 {
        let left = shaped(&mut random);
        let largest = u128::MAX / left.max(1);
        for right in [
            largest.wrapping_sub(1),
            largest,
            largest.wrapping_add(1),
            shaped(&mut random),
        ] {
            check_wide_product(left, right, &context);
            check_wide_product(right, left, &context);
        }
    }
}

#[test]
fn division_by_zero_gives_zero() {
    let mut high = 1;
    assert_eq!((__sbpf_udiv(&mut high, 5, 6, 0, 0), high), (0, 0));
    assert_eq!((__sbpf_urem(&mut high, 5, 6, 0, 0), high), (0, 0));
}
