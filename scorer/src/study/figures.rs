//! A run in numbers, by column.

use crate::agent::Outcome;
use crate::metric::Estimate;

/// A column.
#[derive(Clone, Copy)]
pub struct Figure {
    /// Its name in files.
    pub name: &'static str,
    /// Its name for people.
    pub label: &'static str,
    /// How it is written.
    pub unit: FigureUnit,
    of: fn(&Outcome) -> f64,
}

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FigureUnit {
    /// Dollars.
    Dollars,
    /// A fraction, written in percent.
    Share,
    /// Hours.
    Hours,
    /// A count.
    Count,
    /// Dollars for a dollar.
    Ratio,
}

impl std::fmt::Debug for Figure {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name)
    }
}

const fn figure(
    name: &'static str,
    label: &'static str,
    unit: FigureUnit,
    of: fn(&Outcome) -> f64,
) -> Figure {
    Figure {
        name,
        label,
        unit,
        of,
    }
}

/// Everything that a study reports, one column each.
pub const FIGURES: &[Figure] = &[
    figure("bad_debt", "bad debt", FigureUnit::Dollars, |run| {
        run.bad_debt.total
    }),
    figure(
        "bad_debt_depositors",
        "borne by depositors",
        FigureUnit::Dollars,
        |run| run.bad_debt.borne_by_depositors,
    ),
    figure(
        "bad_debt_peak",
        "uncovered at the worst moment",
        FigureUnit::Dollars,
        |run| run.bad_debt.uncovered_peak,
    ),
    figure(
        "bad_liquidations",
        "seized in bad liquidations",
        FigureUnit::Dollars,
        |run| run.liquidations.seized_badly,
    ),
    figure("liquidations", "liquidations", FigureUnit::Count, |run| {
        run.liquidations.count
    }),
    figure("seized", "seized", FigureUnit::Dollars, |run| {
        run.liquidations.seized
    }),
    figure(
        "seized_over_1_percent",
        "sold over 1 % under the market",
        FigureUnit::Dollars,
        |run| run.liquidations.seized_over_1_percent,
    ),
    figure(
        "seized_over_3_percent",
        "over 3 %",
        FigureUnit::Dollars,
        |run| run.liquidations.seized_over_3_percent,
    ),
    figure(
        "seized_over_5_percent",
        "over 5 %",
        FigureUnit::Dollars,
        |run| run.liquidations.seized_over_5_percent,
    ),
    figure(
        "oracle_gap",
        "seized off the market's price",
        FigureUnit::Dollars,
        |run| run.oracle_gap.seized_off_market,
    ),
    figure(
        "seized_of_healthy",
        "seized of the healthy",
        FigureUnit::Dollars,
        |run| run.oracle_gap.seized_of_the_healthy,
    ),
    figure(
        "utilization_spikes",
        "rises over 95 % used",
        FigureUnit::Count,
        |run| run.utilization.spikes,
    ),
    figure(
        "utilization_hours",
        "time above 95 %",
        FigureUnit::Hours,
        |run| run.utilization.hours_above,
    ),
    figure(
        "utilization_mean",
        "mean utilisation",
        FigureUnit::Share,
        |run| run.utilization.mean,
    ),
    figure(
        "cascade_refused",
        "depositors refused for cash",
        FigureUnit::Count,
        |run| run.cascade.refused,
    ),
    figure("cascade_hours", "longest wait", FigureUnit::Hours, |run| {
        run.cascade.longest_hours
    }),
    figure("rate_median", "median rate", FigureUnit::Share, |run| {
        run.rate.median
    }),
    figure(
        "rate_volatility",
        "hourly change of the rate",
        FigureUnit::Share,
        |run| run.rate.hourly_volatility,
    ),
    figure(
        "capacity_quiet",
        "borrowable per dollar, quiet",
        FigureUnit::Ratio,
        |run| run.capacity.quiet.unwrap_or(f64::NAN),
    ),
    figure(
        "capacity_always",
        "borrowable per dollar, always",
        FigureUnit::Ratio,
        |run| run.capacity.always,
    ),
    figure("debt_quiet", "owed, quiet", FigureUnit::Dollars, |run| {
        run.capacity.quiet_debt.unwrap_or(f64::NAN)
    }),
    figure(
        "outside_calm",
        "outside calm, collateral feeds",
        FigureUnit::Share,
        outside_calm,
    ),
    figure(
        "extra_interest",
        "interest above the calm curve's, quiet",
        FigureUnit::Dollars,
        |run| run.false_alarm.extra_interest,
    ),
    figure(
        "refused_borrowing",
        "borrowing refused, quiet",
        FigureUnit::Dollars,
        |run| run.false_alarm.refused_borrowing,
    ),
    figure(
        "granted_borrowing",
        "borrowing granted, quiet",
        FigureUnit::Dollars,
        |run| run.false_alarm.granted_borrowing,
    ),
];

impl Figure {
    /// A value of this figure for people.
    pub fn write(&self, value: f64) -> String {
        match self.unit {
            FigureUnit::Dollars => dollars(value),
            FigureUnit::Share => format!("{:.2} %", 100.0 * value),
            FigureUnit::Hours => format!("{value:.1} h"),
            FigureUnit::Count => format!("{value:.1}"),
            FigureUnit::Ratio => format!("{value:.4}"),
        }
    }

    /// An estimate of this figure for people: the mean, and the ends of its interval.
    pub fn write_estimate(&self, estimate: &Estimate) -> String {
        format!(
            "{} ({} to {})",
            self.write(estimate.mean),
            self.write(estimate.low),
            self.write(estimate.high)
        )
    }
}

/// Dollars to three figures, in thousands or millions.
fn dollars(value: f64) -> String {
    let size = value.abs();
    if size >= 1e6 {
        format!("${:.2} M", value / 1e6)
    } else if size >= 1e3 {
        format!("${:.1} k", value / 1e3)
    } else if size >= 0.5 {
        format!("${value:.0}")
    } else {
        // Not "-0".
        "$0".to_owned()
    }
}

/// The mean share of time outside calm over the collateral's feeds; the first feed is the loan asset's.
fn outside_calm(run: &Outcome) -> f64 {
    let collateral = run.regimes.iter().skip(1);
    let shares: Vec<f64> = collateral
        .map(|shares| shares.transition + shares.stress)
        .collect();
    shares.iter().sum::<f64>() / crate::number::count(shares.len().max(1))
}

/// A run's row, in the order of [`FIGURES`]; NaN where the run says nothing about one.
pub fn figures(run: &Outcome) -> Vec<f64> {
    FIGURES.iter().map(|figure| (figure.of)(run)).collect()
}

/// The place of a figure in a row.
pub fn place(name: &str) -> Option<usize> {
    FIGURES.iter().position(|figure| figure.name == name)
}
