//! The program written in LLVM's textual form: results of over 64 bits and integers of 96 bits.

#![allow(clippy::unwrap_used)]

use testprogram::Words;
use toolchain_tests::{Inputs, Machine, results_program};

const CASES: usize = 5_000;
const MASK: u128 = (1 << 96) - 1;

fn wide(low: u64, high: u64) -> u128 {
    u128::from(low) | u128::from(high) << 64
}

/// The signed value of 96 bits.
fn signed(value: u128) -> i128 {
    (value << 32).cast_signed() >> 32
}

fn funnel_right(upper: u128, lower: u128, distance: u64) -> u128 {
    match distance % 128 {
        0 => lower,
        by => upper << (128 - by) | lower >> by,
    }
}

/// What `ir/results.ll` computes.
fn expected(input: &Words) -> Words {
    let [a, b, c, d, ..] = *input;
    let (joined, product) = (wide(a, b), u128::from(a) * u128::from(b));
    let sum = a.wrapping_add(b).wrapping_add(c);
    let mixed = d ^ a ^ b;
    let (first, second) = if b & 1 == 0 {
        (sum, mixed)
    } else {
        (mixed, sum)
    };
    let (x, y) = (wide(a, b) & MASK, wide(c, d) & MASK | 1);
    let wides = [
        if c & 1 == 0 { joined } else { product },
        wide(first, second),
        x.wrapping_mul(y) & MASK,
        x / y,
        (signed(x) % signed(y)).cast_unsigned(),
        (signed(x) >> (d % 96)).cast_unsigned(),
        funnel_right(joined, product, d),
    ];
    let mut output = Words::default();
    for (pair, value) in output.chunks_exact_mut(2).zip(wides) {
        let low = value & u128::from(u64::MAX);
        pair.copy_from_slice(&[low, value >> 64].map(|word| u64::try_from(word).unwrap()));
    }
    output
}

#[test]
fn random_inputs_give_what_the_host_gives() {
    let mut machine = Machine::load(&results_program().unwrap().shared_object).unwrap();
    let mut inputs = Inputs::new();
    let repeat = inputs.how_to_repeat();
    for _ in 0..CASES {
        let input = inputs.words();
        let outcome = machine.run(0, &input).unwrap();
        assert_eq!(outcome.output, expected(&input), "of {input:#x?}; {repeat}");
    }
}
