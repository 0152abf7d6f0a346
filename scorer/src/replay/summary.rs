//! The numbers that people ask for first.

use super::config::ReplayConfig;
use super::record::{Record, Step};
use crate::number::median;
use crate::time::{Timestamp, Window};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

/// Compute units of one instruction over all its transactions.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Units {
    /// Transactions.
    pub count: usize,
    /// Least.
    pub least: u64,
    /// Median.
    pub median: u64,
    /// Most.
    pub most: u64,
}

/// A figure in calm and at its worst.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Range {
    /// Median over the steps with the market in calm; none when it never was.
    pub calm: Option<f64>,
    /// The strictest of all steps.
    pub worst: f64,
}

/// A replay in numbers. Money in dollars, shares and rates as fractions.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    /// Where the bars came from.
    pub data: String,
    /// What was replayed.
    pub window: Window,
    /// When the last publisher lied.
    pub lie: Window,
    /// SHA-256 of each publisher's model.
    pub models: Vec<String>,
    /// Largest fall of SOL from a running high.
    pub sol_drawdown: f64,
    /// SOL's opening LTV.
    pub sol_opening_ltv: Range,
    /// ETH's opening LTV.
    pub eth_opening_ltv: Range,
    /// USDC's annual borrow rate.
    pub borrow_rate: Range,
    /// Highest utilisation of USDC.
    pub utilization_peak: f64,
    /// First time at which the market feed was in stress.
    pub stress_since: Option<Timestamp>,
    /// Changes of regime.
    pub regime_changes: usize,
    /// Liquidations.
    pub liquidations: usize,
    /// Debt that liquidators repaid.
    pub liquidated: f64,
    /// Largest debt that no collateral covered.
    pub bad_debt_peak: f64,
    /// The same at the end.
    pub bad_debt_end: f64,
    /// Borrowings that went through.
    pub borrowings: usize,
    /// Borrowings that the program refused.
    pub refused_borrowings: usize,
    /// Reports that the program accepted.
    pub accepted_reports: usize,
    /// Reports that it refused or ignored, by rule.
    pub rejected_reports: BTreeMap<&'static str, usize>,
    /// Users' actions that it refused, by instruction and rule.
    pub refused_actions: BTreeMap<String, usize>,
    /// How often each breaker tripped, by reserve and breaker.
    pub tripped_breakers: BTreeMap<String, usize>,
    /// Compute units by instruction.
    pub units: BTreeMap<&'static str, Units>,
    /// Transactions in all.
    pub transactions: usize,
}

impl Summary {
    /// The numbers of `record`.
    pub fn new(config: &ReplayConfig, data: &str, models: Vec<String>, record: &Record) -> Self {
        let steps = &record.steps;
        let units: BTreeMap<_, _> = record
            .units
            .iter()
            .filter_map(|(name, units)| Some((*name, Units::of(units)?)))
            .collect();
        Self {
            data: data.to_owned(),
            window: config.window,
            lie: config.lie(),
            models,
            sol_drawdown: drawdown(steps),
            sol_opening_ltv: Range::falling(steps, |step| step.sol_opening_ltv),
            eth_opening_ltv: Range::falling(steps, |step| step.eth_opening_ltv),
            borrow_rate: Range::rising(steps, |step| step.borrow_rate),
            utilization_peak: most(steps, |step| step.utilization),
            stress_since: steps
                .iter()
                .find(|step| step.market_regime == 2)
                .map(|step| step.time),
            regime_changes: record.regime_changes.len(),
            liquidations: steps.iter().map(|step| step.liquidations).sum(),
            liquidated: steps.iter().map(|step| step.liquidated).sum(),
            bad_debt_peak: most(steps, |step| step.bad_debt),
            bad_debt_end: steps.last().map_or(0.0, |step| step.bad_debt),
            borrowings: steps.iter().map(|step| step.borrowings).sum(),
            refused_borrowings: steps.iter().map(|step| step.refused_borrowings).sum(),
            accepted_reports: record.accepted_reports,
            rejected_reports: record.rejected_reports.clone(),
            refused_actions: record.refused_actions.clone(),
            tripped_breakers: record.tripped_breakers.clone(),
            transactions: units.values().map(|units| units.count).sum(),
            units,
        }
    }
}

impl Units {
    fn of(units: &[u64]) -> Option<Self> {
        let mut sorted = units.to_vec();
        sorted.sort_unstable();
        Some(Self {
            count: sorted.len(),
            least: *sorted.first()?,
            median: *sorted.get(sorted.len() / 2)?,
            most: *sorted.last()?,
        })
    }
}

impl Range {
    /// Of a figure that is strict when low.
    fn falling(steps: &[Step], figure: impl Fn(&Step) -> f64) -> Self {
        let worst = steps.iter().map(&figure).fold(f64::INFINITY, f64::min);
        Self {
            calm: calm_median(steps, figure),
            worst,
        }
    }

    /// Of a figure that is strict when high.
    fn rising(steps: &[Step], figure: impl Fn(&Step) -> f64) -> Self {
        let worst = most(steps, &figure);
        Self {
            calm: calm_median(steps, figure),
            worst,
        }
    }
}

fn calm_median(steps: &[Step], figure: impl Fn(&Step) -> f64) -> Option<f64> {
    let calm = steps.iter().filter(|step| step.market_regime == 0);
    median(calm.map(figure).collect())
}

fn most(steps: &[Step], figure: impl Fn(&Step) -> f64) -> f64 {
    steps.iter().map(figure).fold(0.0, f64::max)
}

fn drawdown(steps: &[Step]) -> f64 {
    let (mut high, mut deepest) = (0.0f64, 0.0f64);
    for step in steps {
        high = high.max(step.sol_price);
        deepest = deepest.max(1.0 - step.sol_price / high);
    }
    deepest
}

impl fmt::Display for Summary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rows: Vec<(String, String)> = vec![
            ("data".into(), self.data.clone()),
            ("window".into(), self.window.to_string()),
            (
                "publisher that lies".into(),
                format!("the last, {}", self.lie),
            ),
            ("SOL, deepest fall".into(), percent(self.sol_drawdown)),
            (
                "market in stress since".into(),
                self.stress_since
                    .map_or("never".into(), |time| time.to_string()),
            ),
            ("changes of regime".into(), self.regime_changes.to_string()),
            (
                "SOL opening LTV, calm to worst".into(),
                self.sol_opening_ltv.percents(),
            ),
            (
                "ETH opening LTV, calm to worst".into(),
                self.eth_opening_ltv.percents(),
            ),
            (
                "USDC borrow rate, calm to worst".into(),
                self.borrow_rate.percents(),
            ),
            (
                "USDC utilisation, peak".into(),
                percent(self.utilization_peak),
            ),
            (
                "borrowings granted / refused".into(),
                format!("{} / {}", self.borrowings, self.refused_borrowings),
            ),
            (
                "liquidations".into(),
                format!("{}, {} repaid", self.liquidations, money(self.liquidated)),
            ),
            (
                "bad debt, peak / end".into(),
                format!(
                    "{} / {}",
                    money(self.bad_debt_peak),
                    money(self.bad_debt_end)
                ),
            ),
            ("reports accepted".into(), self.accepted_reports.to_string()),
        ];
        for (rule, count) in &self.rejected_reports {
            rows.push((
                format!("reports refused or ignored: {rule}"),
                count.to_string(),
            ));
        }
        for (action, count) in &self.refused_actions {
            rows.push((format!("refused: {action}"), count.to_string()));
        }
        for (breaker, count) in &self.tripped_breakers {
            rows.push((format!("breaker tripped: {breaker}"), count.to_string()));
        }
        let mut text = String::new();
        for (name, value) in rows {
            writeln!(text, "{name:<44} {value}")?;
        }
        writeln!(
            text,
            "\n{:<24}{:>8}{:>10}{:>10}{:>10}",
            "compute units", "count", "least", "median", "most"
        )?;
        for (name, units) in &self.units {
            let Units {
                count,
                least,
                median,
                most,
            } = units;
            writeln!(
                text,
                "{name:<24}{count:>8}{least:>10}{median:>10}{most:>10}"
            )?;
        }
        formatter.write_str(&text)
    }
}

impl Range {
    /// "70.0 % to 40.0 %".
    pub(super) fn percents(self) -> String {
        let calm = self.calm.map_or("never calm".to_owned(), percent);
        format!("{calm} to {}", percent(self.worst))
    }
}

fn percent(fraction: f64) -> String {
    format!("{:.1} %", fraction * 100.0)
}

/// Dollars with thousands kept apart.
pub(super) fn money(dollars: f64) -> String {
    let whole = format!("{dollars:.0}");
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    format!("${grouped}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_kept_apart() {
        assert_eq!(money(1_234_567.2), "$1 234 567");
        assert_eq!(money(999.0), "$999");
        assert_eq!(money(0.0), "$0");
    }

    #[test]
    fn the_median_of_units_is_the_upper_middle() {
        let units = Units::of(&[3, 1, 2, 4]).unwrap();
        assert_eq!((units.least, units.median, units.most), (1, 3, 4));
        assert!(Units::of(&[]).is_none());
    }
}
