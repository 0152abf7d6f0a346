//! Prints the compute units of wide arithmetic: executed instructions, the calls of the builtins
//! included, less those of an exclusive or in the operation's place.
//!
//! `cargo run --example cost` in the toolchain's directory.

use anyhow::{Context as _, Result};
use testprogram::{OPERATIONS, Words};
use toolchain_tests::{Machine, test_program};

const SMALL: u64 = 1_000_003;
const WORD: u64 = 0xFEDC_BA98_7654_3211;
const OTHER: u64 = 0x9E37_79B9_7F4A_7C15;

/// What is measured, the operation, and its operands as words: low and high of each.
const ROWS: &[(&str, &str, [u64; 4])] = &[
    ("u64 * u64 to u128", "multiply_words", [WORD, 0, OTHER, 0]),
    ("u128 * u128", "multiply_wide", [WORD, OTHER, OTHER, WORD]),
    (
        "u64 checked_mul",
        "multiply_words_checked",
        [SMALL, 0, SMALL, 0],
    ),
    (
        "u128 checked_mul",
        "multiply_wide_checked",
        [WORD, 0, OTHER, 0],
    ),
    ("u64 / u64 as u128", "divide", [WORD, 0, SMALL, 0]),
    ("u128 / u16", "divide", [WORD, OTHER, 10_000, 0]),
    ("u128 / u32", "divide", [WORD, OTHER, 0xFFFF_FFFB, 0]),
    (
        "u128 / 33 bits",
        "divide",
        [WORD, 0x0001_0001, 0x1_0000_0001, 0],
    ),
    (
        "u128 / 48 bits",
        "divide",
        [WORD, 0x1234_5678, 0x9E37_79B9_7F4A, 0],
    ),
    ("u128 / u64, result u64", "divide", [WORD, SMALL, OTHER, 0]),
    ("u128 / u64, result wider", "divide", [WORD, WORD, OTHER, 0]),
    ("u128 / u128, 65 bits", "divide", [WORD, WORD, OTHER, 1]),
    (
        "u128 / u128",
        "divide",
        [WORD, WORD, OTHER, 0x1234_5678_9ABC],
    ),
    ("smaller / larger", "divide", [WORD, SMALL, OTHER, WORD]),
];

fn main() -> Result<()> {
    let mut machine = Machine::load(&test_program()?.shared_object)?;
    let mut units = |name: &str, [a, b, c, d]: [u64; 4]| -> Result<u64> {
        let index = OPERATIONS
            .iter()
            .position(|operation| operation.name == name)
            .with_context(|| format!("no operation `{name}`"))?;
        let mut input = Words::default();
        input[..4].copy_from_slice(&[a, b, c, d]);
        Ok(machine.run(index, &input)?.compute_units)
    };
    println!("{:<26} {:>8}", "operation", "units");
    for (label, name, operands) in ROWS {
        let base = units(
            if label.starts_with("u64 checked") {
                "word"
            } else {
                "wide"
            },
            *operands,
        )?;
        println!(
            "{label:<26} {:>8}",
            units(name, *operands)?.saturating_sub(base)
        );
    }
    Ok(())
}
