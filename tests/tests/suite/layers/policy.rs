//! The order of policy's modules: data flows one way.

use super::{names_after, shipped};
use std::collections::BTreeMap;

/// Each module and the modules it may use, from those that use nothing to those that use the most: every entry uses
/// only entries above it.
const ORDER: [(&str, &[&str]); 44] = [
    ("error", &[]),
    ("num", &["error"]),
    ("unit", &["error", "num"]),
    ("token_fee", &["error", "num", "unit"]),
    // Reports to a score.
    ("regime", &["unit"]),
    ("limiter", &["error", "regime", "unit"]),
    ("depth", &["limiter", "num"]),
    ("report", &["depth", "error", "unit"]),
    ("consensus", &["report", "unit"]),
    ("mode", &[]),
    (
        "feed_config",
        &["consensus", "error", "limiter", "report", "unit"],
    ),
    (
        "throttle",
        &[
            "consensus",
            "feed_config",
            "limiter",
            "regime",
            "report",
            "unit",
        ],
    ),
    ("publisher", &["error", "feed_config", "report", "unit"]),
    (
        "feed",
        &[
            "consensus",
            "depth",
            "error",
            "feed_config",
            "mode",
            "publisher",
            "regime",
            "report",
            "throttle",
            "unit",
        ],
    ),
    // Quotes to a price.
    ("price", &["error", "num", "unit"]),
    // Utilisation to a rate, a rate to books.
    ("index", &["num", "unit"]),
    ("interest", &["index", "num"]),
    ("curve", &["error", "interest", "num", "unit"]),
    (
        "ledger",
        &["curve", "error", "index", "interest", "num", "unit"],
    ),
    // What governance publishes, and what follows from it and the score.
    ("ltv", &["unit"]),
    ("liquidation", &["error", "num", "regime", "unit"]),
    ("group", &["error", "liquidation", "ltv", "num", "unit"]),
    (
        "config",
        &[
            "curve",
            "error",
            "group",
            "liquidation",
            "ltv",
            "num",
            "price",
            "unit",
        ],
    ),
    ("bounds", &["config", "error", "feed_config", "num"]),
    ("ramp", &["bounds", "error", "num", "unit"]),
    ("deleverage", &["bounds", "error", "num", "unit"]),
    ("opening", &["config", "num", "unit"]),
    ("schedule", &["deleverage", "opening", "ramp"]),
    (
        "terms",
        &["config", "curve", "feed", "ltv", "regime", "unit"],
    ),
    // What passes, how much and whether.
    ("fresh", &["error", "num", "unit"]),
    (
        "breaker",
        &["error", "feed", "limiter", "num", "price", "regime", "unit"],
    ),
    (
        "control",
        &[
            "breaker", "depth", "error", "feed", "fresh", "limiter", "price", "regime", "unit",
        ],
    ),
    // What people may change, and after how long.
    (
        "change",
        &[
            "bounds",
            "config",
            "control",
            "error",
            "feed_config",
            "ltv",
            "unit",
        ],
    ),
    // Everything together.
    ("reward", &["error", "num", "unit"]),
    (
        "position",
        &["error", "fresh", "liquidation", "reward", "unit"],
    ),
    (
        "health",
        &[
            "breaker",
            "config",
            "control",
            "deleverage",
            "error",
            "feed",
            "fresh",
            "ledger",
            "liquidation",
            "ltv",
            "num",
            "position",
            "price",
            "schedule",
            "unit",
        ],
    ),
    (
        "view",
        &[
            "breaker", "control", "feed", "health", "mode", "regime", "terms", "throttle", "unit",
        ],
    ),
    (
        "action",
        &[
            "bounds",
            "breaker",
            "config",
            "control",
            "error",
            "feed",
            "fresh",
            "health",
            "ledger",
            "liquidation",
            "num",
            "position",
            "price",
            "reward",
            "schedule",
            "terms",
            "unit",
        ],
    ),
    // What may be known without doing it.
    (
        "room",
        &[
            "action", "breaker", "control", "error", "health", "num", "position", "reward",
            "terms", "unit",
        ],
    ),
    ("pause", &["unit"]),
    (
        "position_view",
        &[
            "breaker", "error", "health", "num", "pause", "position", "room", "unit",
        ],
    ),
    (
        "outlook",
        &[
            "error", "health", "interest", "num", "position", "price", "unit",
        ],
    ),
    (
        "market",
        &[
            "action",
            "breaker",
            "config",
            "consensus",
            "control",
            "error",
            "feed",
            "health",
            "ledger",
            "outlook",
            "position",
            "position_view",
            "price",
            "publisher",
            "report",
            "reward",
            "room",
            "schedule",
            "unit",
        ],
    ),
    (
        "preset",
        &[
            "breaker",
            "config",
            "control",
            "curve",
            "feed",
            "group",
            "limiter",
            "liquidation",
            "ltv",
            "price",
            "unit",
        ],
    ),
];

/// What each module really uses, those of a folder together.
fn used() -> BTreeMap<String, Vec<String>> {
    let mut used: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, text) in shipped("policy/src") {
        let module = path.trim_start_matches("policy/src/");
        let module = module.split(['/', '.']).next().unwrap().to_owned();
        if module == "lib" {
            continue;
        }
        let mut names = names_after(&text, "crate::");
        if !path.trim_start_matches("policy/src/").contains('/') {
            names.extend(names_after(&text, "super::"));
        }
        let others = names.into_iter().filter(|name| *name != module);
        used.entry(module.clone()).or_default().extend(others);
    }
    used
}

#[test]
fn the_order_itself_has_no_cycle() {
    for (position, (module, allowed)) in ORDER.iter().enumerate() {
        for other in *allowed {
            let above = ORDER[..position].iter().any(|(name, _)| name == other);
            assert!(above, "{module} may use {other}, which is not above it");
        }
    }
}

#[test]
fn policys_modules_use_only_those_that_their_order_allows() {
    for (module, names) in used() {
        let entry = ORDER.iter().find(|(name, _)| *name == module);
        let (_, allowed) = entry.unwrap_or_else(|| panic!("{module} is not in the order"));
        for name in names {
            assert!(
                allowed.contains(&name.as_str()),
                "{module} may not use {name}"
            );
        }
    }
}

#[test]
fn every_module_of_the_order_exists() {
    let used = used();
    for (module, _) in ORDER {
        assert!(used.contains_key(module), "{module}");
    }
}
