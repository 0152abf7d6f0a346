//! What the peers' published programs cost, whole transactions with the refreshes that they need, thousands of units.
//!
//! Measured in the same VM on the binaries of 2024 and early 2025 with the token program called, one collateral and at most one
//! debt; today's deployments may be cheaper or dearer. Where there is no figure, there was none.

/// klend, Solend, marginfi.
const PEERS: [(&str, [&str; 3]); 10] = [
    ("accrue", ["9-18 k", "17-38 k", "2.8 k"]),
    ("borrow", ["93-109 k", "162-198 k", "50-67 k"]),
    ("borrow, 4 collaterals, 1 debt", ["196 k", "", "89 k"]),
    ("borrow, 8 collaterals, 1 debt", ["295 k (7)", "", "141 k"]),
    ("deposit", ["67-92 k", "37-45 k", "16 k"]),
    ("liquidate", ["160 k", "210 k", "173 k"]),
    ("position_open", ["12-15 k", "4.7 k", "6.1 k"]),
    ("repay", ["89 k", "127 k", "34 k"]),
    (
        "slope per further collateral (borrow)",
        ["33 k", "", "13 k"],
    ),
    ("withdraw", ["110 k", "205 k", "49 k"]),
];

/// The peers' figures of the operation of this name; empty where there is none.
pub(super) fn of(name: &str) -> [&'static str; 3] {
    let entry = PEERS.iter().find(|(operation, _)| *operation == name);
    entry.map_or([""; 3], |(_, figures)| *figures)
}
