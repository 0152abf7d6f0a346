//! Liquidations, and how much of what was seized sold far under the market's price.

use super::Mean;
use super::oracle_gap::GAP;
use crate::agent::journal::LiquidationRecord;
use crate::number::count;
use serde::Serialize;

/// Slippage from which on a sale is a bad one.
const BAD_SLIPPAGE: f64 = 0.03;

/// Money in dollars at true prices, slippage against them as fractions.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Liquidations {
    /// How many.
    pub count: f64,
    /// Debt that was repaid.
    pub repaid: f64,
    /// Collateral that was seized.
    pub seized: f64,
    /// Share of what was seized that sold more than 1 % under the market.
    pub over_1_percent: f64,
    /// More than 3 %.
    pub over_3_percent: f64,
    /// More than 5 %.
    pub over_5_percent: f64,
    /// What was seized and sold more than 1 % under the market, dollars.
    pub seized_over_1_percent: f64,
    /// More than 3 %, dollars.
    pub seized_over_3_percent: f64,
    /// More than 5 %, dollars.
    pub seized_over_5_percent: f64,
    /// What was seized badly: sold more than 3 % under the market, or taken while the oracle was more than half a percent off
    /// it; dollars.
    pub seized_badly: f64,
    /// Mean slippage, by value.
    pub mean_slippage: f64,
    /// What liquidators earned.
    pub profit: f64,
}

impl Liquidations {
    pub(super) fn of(records: &[LiquidationRecord]) -> Self {
        let sum = |figure: &dyn Fn(&LiquidationRecord) -> f64| {
            records
                .iter()
                .map(figure)
                .fold(0.0, |sum, value| sum + value)
        };
        let seized = sum(&|record| record.seized);
        let over = |bound: f64| {
            sum(&|record| {
                if record.slippage > bound {
                    record.seized
                } else {
                    0.0
                }
            })
        };
        let share = |value: f64| if seized > 0.0 { value / seized } else { 0.0 };
        let [one, three, five] = [0.01, 0.03, 0.05].map(over);
        Self {
            count: count(records.len()),
            repaid: sum(&|record| record.repaid),
            seized,
            over_1_percent: share(one),
            over_3_percent: share(three),
            over_5_percent: share(five),
            seized_over_1_percent: one,
            seized_over_3_percent: three,
            seized_over_5_percent: five,
            seized_badly: sum(&|record| {
                let is_bad = record.slippage > BAD_SLIPPAGE || record.oracle_gap.abs() > GAP;
                if is_bad { record.seized } else { 0.0 }
            }),
            mean_slippage: share(sum(&|record| record.slippage * record.seized)),
            profit: sum(&|record| record.profit),
        }
    }

    pub(super) fn mean(mean: &Mean<'_>) -> Self {
        Self {
            count: mean(&|outcome| outcome.liquidations.count),
            repaid: mean(&|outcome| outcome.liquidations.repaid),
            seized: mean(&|outcome| outcome.liquidations.seized),
            over_1_percent: mean(&|outcome| outcome.liquidations.over_1_percent),
            over_3_percent: mean(&|outcome| outcome.liquidations.over_3_percent),
            over_5_percent: mean(&|outcome| outcome.liquidations.over_5_percent),
            seized_over_1_percent: mean(&|outcome| outcome.liquidations.seized_over_1_percent),
            seized_over_3_percent: mean(&|outcome| outcome.liquidations.seized_over_3_percent),
            seized_over_5_percent: mean(&|outcome| outcome.liquidations.seized_over_5_percent),
            seized_badly: mean(&|outcome| outcome.liquidations.seized_badly),
            mean_slippage: mean(&|outcome| outcome.liquidations.mean_slippage),
            profit: mean(&|outcome| outcome.liquidations.profit),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(seized: f64, slippage: f64) -> LiquidationRecord {
        LiquidationRecord {
            at: 0,
            reserve: 1,
            repaid: seized,
            seized,
            slippage,
            oracle_gap: 0.0,
            was_healthy_at_true_price: false,
            profit: 1.0,
        }
    }

    #[test]
    fn shares_are_by_value_and_bounds_are_open() {
        let found = Liquidations::of(&[record(300.0, 0.01), record(100.0, 0.04)]);

        assert!((found.over_1_percent - 0.25).abs() < 1e-12);
        assert!((found.over_3_percent - 0.25).abs() < 1e-12);
        assert!(found.over_5_percent.abs() < 1e-12);
        assert!((found.mean_slippage - 0.0175).abs() < 1e-12);
    }

    #[test]
    fn what_is_bad_for_two_reasons_is_bad_once() {
        let off = |slippage| LiquidationRecord {
            oracle_gap: -0.02,
            ..record(100.0, slippage)
        };

        let found =
            Liquidations::of(&[off(0.05), off(0.0), record(100.0, 0.05), record(100.0, 0.0)]);

        assert!((found.seized_badly - 300.0).abs() < 1e-12);
    }

    #[test]
    fn nothing_liquidated_is_zero_and_not_a_hole() {
        assert!(Liquidations::of(&[]).over_1_percent.abs() < 1e-12);
    }
}
