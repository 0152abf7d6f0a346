//! The program: bytes, authority, tokens and time. No formula.

use super::{code, names_after, shipped};

const PROGRAM: &str = "programs/lending/src";

/// What each part of the program may use of the others.
const PARTS: [(&str, &[&str]); 12] = [
    ("constants", &[]),
    ("event", &["state"]),
    ("error", &[]),
    ("state", &[]),
    ("oracle", &["error"]),
    ("bridge", &["oracle", "state"]),
    ("mint", &["error"]),
    ("guard", &["error", "mint", "state", "token"]),
    ("watch", &["bridge", "event", "state"]),
    (
        "others",
        &["bridge", "error", "guard", "oracle", "state", "watch"],
    ),
    ("token", &["constants", "error", "mint", "state"]),
    (
        "instructions",
        &[
            "ID",
            "constants",
            "error",
            "event",
            "guard",
            "mint",
            "oracle",
            "others",
            "state",
            "token",
            "watch",
        ],
    ),
];

/// What each part may name of policy, module by module; a capital letter is a name of the crate's root. Whatever
/// computes a term, a value or a rate is reached through `action`, `feed` and `price` and nowhere else.
const OF_POLICY: [(&str, &[&str]); 12] = [
    ("constants", &[]),
    ("event", &[]),
    ("error", &["PolicyError"]),
    (
        "state",
        &[
            "action",
            "bounds",
            "breaker",
            "change",
            "config",
            "control",
            "curve",
            "deleverage",
            "feed",
            "fresh",
            "group",
            "index",
            "ledger",
            "limiter",
            "liquidation",
            "ltv",
            "pause",
            "position",
            "position_view",
            "price",
            "publisher",
            "ramp",
            "report",
            "reward",
            "schedule",
            "throttle",
            "unit",
            "view",
        ],
    ),
    ("oracle", &["price"]),
    ("bridge", &["action", "feed", "health", "reward", "unit"]),
    ("mint", &["token_fee", "unit"]),
    ("guard", &["change", "reward", "unit"]),
    ("watch", &["unit"]),
    (
        "others",
        &[
            "PolicyError",
            "Rule",
            "action",
            "feed",
            "health",
            "price",
            "unit",
        ],
    ),
    ("token", &["unit"]),
    (
        "instructions",
        &[
            "Rule",
            "action",
            "breaker",
            "change",
            "deleverage",
            "feed",
            "ledger",
            "mode",
            "pause",
            "position_view",
            "preset",
            "price",
            "publisher",
            "ramp",
            "regime",
            "report",
            "reward",
            "room",
            "unit",
            "view",
        ],
    ),
];

/// Functions of policy that are steps of a formula: their callers are in policy.
const FORMULAS: [&str; 22] = [
    "bounded_ltv_floor",
    "growth_floor",
    "grown_floor",
    "index_at",
    "rate_floor",
    "per_second_floor",
    "utilization",
    "reprice",
    "shares_for_floor",
    "shares_for_ceil",
    "worth_floor",
    "owed_ceil",
    "shares_ceil",
    "shares_floor",
    "value_floor",
    "value_ceil",
    "amount_floor",
    "amount_ceil",
    "mul_div_floor",
    "mul_div_ceil",
    "share_floor",
    "share_ceil",
];

/// The part of the program that a file belongs to; none for its root.
fn part(path: &str) -> Option<&str> {
    let inner = path.trim_start_matches(PROGRAM).trim_start_matches('/');
    let part = inner.split(['/', '.']).next()?;
    (part != "lib").then_some(part)
}

fn allowed<'a>(table: &[(&str, &'a [&'a str])], part: &str) -> &'a [&'a str] {
    let entry = table.iter().find(|(name, _)| *name == part);
    entry
        .unwrap_or_else(|| panic!("{part} is not in the table"))
        .1
}

#[test]
fn the_programs_parts_use_only_those_below_them() {
    for (path, text) in shipped(PROGRAM) {
        let Some(part) = part(&path) else { continue };
        for name in names_after(&text, "crate::") {
            let is_own = name == part;
            assert!(
                is_own || allowed(&PARTS, part).contains(&name.as_str()),
                "{path} may not use {name}"
            );
        }
    }
}

#[test]
fn the_program_names_of_policy_only_what_its_part_needs() {
    for (path, text) in shipped(PROGRAM) {
        let Some(part) = part(&path) else { continue };
        for name in names_after(&text, "ballast_policy::") {
            assert!(
                allowed(&OF_POLICY, part).contains(&name.as_str()),
                "{path} may not use ballast_policy::{name}"
            );
        }
    }
}

#[test]
fn the_program_calls_no_step_of_a_formula_and_scales_nothing() {
    for (path, text) in shipped(PROGRAM) {
        for (number, line) in code(&text) {
            for formula in FORMULAS {
                let called = super::words(line).any(|word| word == formula);
                assert!(!called, "{path}:{number} calls {formula}");
            }
            for scaling in [
                "checked_mul",
                "checked_div",
                "saturating_mul",
                "wrapping_mul",
                "u128",
                "pow(",
            ] {
                assert!(!line.contains(scaling), "{path}:{number} computes: {line}");
            }
        }
    }
}
