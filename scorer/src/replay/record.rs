//! What was seen, step by step.

use crate::explain::Raised;
use crate::time::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;

/// The state after one step. Prices in USDT, amounts in dollars, shares and rates as fractions.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// When.
    pub time: Timestamp,
    /// SOL's price.
    pub sol_price: f64,
    /// ETH's price.
    pub eth_price: f64,
    /// Each publisher's last accepted score for SOL, points.
    pub sol_reports: Vec<f64>,
    /// The score in force for SOL, points.
    pub sol_score: f64,
    /// The regime in force for SOL: 0 calm, 1 transition, 2 stress.
    pub sol_regime: u8,
    /// The score in force for the market, which USDC's terms follow, points.
    pub market_score: f64,
    /// The regime in force for the market.
    pub market_regime: u8,
    /// SOL's opening LTV.
    pub sol_opening_ltv: f64,
    /// ETH's opening LTV.
    pub eth_opening_ltv: f64,
    /// USDC's annual borrow rate.
    pub borrow_rate: f64,
    /// Share of USDC that is lent out.
    pub utilization: f64,
    /// USDC owed.
    pub debt: f64,
    /// USDC borrow cap.
    pub borrow_cap: f64,
    /// Debt that its position's collateral does not cover.
    pub bad_debt: f64,
    /// Positions past their liquidation threshold after the liquidators' turn.
    pub unhealthy: usize,
    /// Liquidations in this step.
    pub liquidations: usize,
    /// Debt repaid by liquidators in this step.
    pub liquidated: f64,
    /// Borrowings that went through in this step.
    pub borrowings: usize,
    /// Borrowings that the program refused in this step.
    pub refused_borrowings: usize,
}

/// A feed's regime changed.
#[derive(Clone, Debug, Serialize)]
pub struct RegimeChange {
    /// When.
    pub time: Timestamp,
    /// Whose: `SOL`, `ETH` or `market`.
    pub feed: &'static str,
    /// From which: 0 calm, 1 transition, 2 stress.
    pub from: u8,
    /// To which.
    pub to: u8,
    /// The median that did it, points.
    pub score: f64,
}

/// Why an honest report said what it said: the first publisher's, as a line of compact JSON in `replay.json`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReportReason {
    /// Decision time.
    pub time: Timestamp,
    /// Whose: `SOL`, `ETH` or `market`.
    pub feed: &'static str,
    /// The asset that was scored: the market's is the worst of all.
    pub asset: &'static str,
    /// SHA-256 over the feature values, in hex, as the report states it.
    pub input_hash: String,
    /// The score that was reported, points.
    pub score: f64,
    /// The score with every feature at its training mean, points.
    pub base: f64,
    /// The three features that move the score furthest, the furthest first.
    pub top: Vec<Contribution>,
    /// What was seen that raised the score over the forecast's.
    pub raised: Option<Raised>,
}

/// What one feature adds to a score.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Contribution {
    /// The feature's name.
    pub name: String,
    /// Its value; None when it was missing.
    pub value: Option<f64>,
    /// What it adds, points, to the hundredth.
    pub points: f64,
}

/// Everything that a replay saw.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Record {
    /// Steps of the window.
    pub steps: Vec<Step>,
    /// Changes of regime in the window.
    pub regime_changes: Vec<RegimeChange>,
    /// Compute units of every transaction, warm-up included, by instruction.
    pub units: BTreeMap<&'static str, Vec<u64>>,
    /// Reports that the program refused or ignored, by rule.
    pub rejected_reports: BTreeMap<&'static str, usize>,
    /// Reports that it accepted.
    pub accepted_reports: usize,
    /// Actions of users that the program refused, by instruction and rule.
    pub refused_actions: BTreeMap<String, usize>,
    /// How often each breaker tripped, by reserve and breaker.
    pub tripped_breakers: BTreeMap<String, usize>,
    /// Why the first publisher reported what it did, warm-up included, by time and feed.
    pub reasons: Vec<ReportReason>,
}
