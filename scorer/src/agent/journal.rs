//! What happened in a pool, as far as a statistic needs it.

use ballast_policy::Rule;
use serde::Serialize;
use std::collections::BTreeMap;

/// One liquidation. Money in dollars, gaps as fractions.
#[derive(Clone, Debug, Serialize)]
pub struct LiquidationRecord {
    /// Unix seconds.
    pub at: u64,
    /// Which reserve was seized.
    pub reserve: usize,
    /// Debt repaid, at what it was then.
    pub repaid: f64,
    /// What was seized, at the true price, the protocol's part included.
    pub seized: f64,
    /// By how much the sale of it fell short of the true price.
    pub slippage: f64,
    /// The oracle's price over the true one, less one.
    pub oracle_gap: f64,
    /// Whether the position was healthy at the true price.
    pub was_healthy_at_true_price: bool,
    /// What the liquidator earned after gas.
    pub profit: f64,
}

/// A debt that was written off, dollars.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct LossRecord {
    /// Unix seconds.
    pub at: u64,
    /// All of it.
    pub written_off: f64,
    /// The protocol's uncollected fees.
    pub fees: f64,
    /// The insurance.
    pub insurance: f64,
    /// Depositors.
    pub depositors: f64,
}

/// A depositor who asked for more than there was.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct WaitRecord {
    /// Unix seconds at which it was refused first.
    pub from: u64,
    /// Unix seconds at which it had all; none: it still waits.
    pub until: Option<u64>,
    /// What it asked for, dollars.
    pub asked: f64,
}

/// The market at one moment. Money in dollars; shares, rates and fractions as such.
#[derive(Clone, Debug, Serialize)]
pub struct Sample {
    /// Unix seconds.
    pub at: u64,
    /// True prices by reserve.
    pub prices: Vec<f64>,
    /// The last shown prices by reserve.
    pub shown: Vec<f64>,
    /// The score in force by reserve, points.
    pub scores: Vec<f64>,
    /// The regime in force by reserve: 0 calm, 1 transition, 2 stress.
    pub regimes: Vec<u8>,
    /// The share that is lent out.
    pub utilization: f64,
    /// What borrowers pay a year.
    pub borrow_rate: f64,
    /// What they would pay on the calm curve at this utilisation.
    pub calm_rate: f64,
    /// All that is owed.
    pub debt: f64,
    /// All that is deposited as collateral.
    pub collateral: f64,
    /// Debt that its position's collateral does not cover.
    pub uncovered: f64,
    /// What a newcomer may borrow for a dollar of collateral, by collateral reserve.
    pub capacity: Vec<f64>,
    /// Whether a crash is near: within a day before or after.
    pub is_near_crash: bool,
}

/// What happened in a pool.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Journal {
    /// Samples at even times.
    pub samples: Vec<Sample>,
    /// Liquidations in order.
    pub liquidations: Vec<LiquidationRecord>,
    /// Write-offs in order.
    pub losses: Vec<LossRecord>,
    /// Depositors who had to wait.
    pub waits: Vec<WaitRecord>,
    /// Refusals by action and rule.
    pub refusals: BTreeMap<String, u64>,
    /// Borrowing that was asked for and not given: Unix seconds, dollars.
    pub refused_borrowings: Vec<(u64, f64)>,
    /// Borrowing that was asked for and given: Unix seconds, dollars.
    pub granted_borrowings: Vec<(u64, f64)>,
    /// Publishers that were muted, counted by feed.
    pub muted: u32,
}

impl Journal {
    /// Counts a refusal.
    pub(super) fn refused(&mut self, kind: &str, rule: Rule) {
        let key = format!("{kind}: {}", rule.name());
        *self.refusals.entry(key).or_default() += 1;
    }
}
