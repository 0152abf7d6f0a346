//! What terms cost, in dollars a year.
//!
//! ```text
//! cost = crashes a year      x mean over crash scenes ( bad debt + w1 x bad liquidations )
//!      + quiet months a year x mean over quiet scenes ( bad debt + w1 x bad liquidations + w2 x lost capacity
//!                                                       + w3 x extra interest + w4 x refused borrowing )
//! lost capacity = (borrowable per dollar under fixed terms - under these, at least 0) x collateral
//! ```
//!
//! Bad debt is the measure: a dollar of it weighs one. The other weights say how many dollars of bad debt each is taken to be
//! worth; they are judgements, and [`Weights`] gives the reason for each.

use crate::number::count;
use crate::study::{FIGURES, Kind};
use serde::Serialize;

/// What a borrower brings on average, dollars: what turns capacity per dollar into dollars. See [`crate::study::StudyConfig`].
pub const COLLATERAL_A_BORROWER: f64 = 50_000.0;

/// How much of what counts how much.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Weights {
    /// For a dollar seized in a bad liquidation: at least 3 % of it is lost in the sale, and the bonus comes on top.
    pub bad_liquidations: f64,
    /// For a dollar that could not be borrowed for a month in quiet: what it would have earned whoever wanted it, 3 % a year.
    pub lost_capacity: f64,
    /// For a dollar of interest above the calm curve's in quiet: the borrower paid it for nothing. That depositors have it is
    /// not set against it.
    pub extra_interest: f64,
    /// For a dollar refused in quiet, counted once a day: twelve days at 3 % a year, for whoever is refused goes elsewhere for
    /// longer than a day.
    pub refused_borrowing: f64,
    /// Seven crashes from March 2020 to August 2024.
    pub crashes_a_year: f64,
    /// The rest of a year beside one crash month.
    pub quiet_months_a_year: f64,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            bad_liquidations: 0.05,
            lost_capacity: 0.0025,
            extra_interest: 1.0,
            refused_borrowing: 0.001,
            crashes_a_year: 1.5,
            quiet_months_a_year: 11.0,
        }
    }
}

impl Weights {
    /// The names that [`Self::set`] knows.
    pub const NAMES: [&str; 6] = [
        "bad_liquidations",
        "lost_capacity",
        "extra_interest",
        "refused_borrowing",
        "crashes_a_year",
        "quiet_months_a_year",
    ];

    /// Sets one by its name; false where there is none of that name, or the value is negative or no number.
    pub fn set(&mut self, name: &str, value: f64) -> bool {
        let place = match name {
            "bad_liquidations" => &mut self.bad_liquidations,
            "lost_capacity" => &mut self.lost_capacity,
            "extra_interest" => &mut self.extra_interest,
            "refused_borrowing" => &mut self.refused_borrowing,
            "crashes_a_year" => &mut self.crashes_a_year,
            "quiet_months_a_year" => &mut self.quiet_months_a_year,
            _ => return false,
        };
        *place = value;
        value.is_finite() && value >= 0.0
    }

    /// What a part is multiplied by.
    pub const fn of(&self, part: CostPart) -> f64 {
        match part {
            CostPart::BadDebt => 1.0,
            CostPart::BadLiquidations => self.bad_liquidations,
            CostPart::LostCapacity => self.lost_capacity,
            CostPart::ExtraInterest => self.extra_interest,
            CostPart::RefusedBorrowing => self.refused_borrowing,
        }
    }

    const fn a_year(&self, kind: Kind) -> f64 {
        match kind {
            Kind::Quiet => self.quiet_months_a_year,
            Kind::Crash | Kind::Window | Kind::Future => self.crashes_a_year,
        }
    }
}

/// A part of the cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CostPart {
    /// Never repaid.
    BadDebt,
    /// Seized over 3 % under the market, or of the healthy.
    BadLiquidations,
    /// Not borrowable in quiet, against the fixed terms.
    LostCapacity,
    /// Interest above the calm curve's, in quiet.
    ExtraInterest,
    /// Refused in quiet.
    RefusedBorrowing,
}

impl CostPart {
    /// All, in the order of a cost's parts.
    pub const ALL: [Self; 5] = [
        Self::BadDebt,
        Self::BadLiquidations,
        Self::LostCapacity,
        Self::ExtraInterest,
        Self::RefusedBorrowing,
    ];

    /// Its name for people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::BadDebt => "bad debt",
            Self::BadLiquidations => "bad liquidations",
            Self::LostCapacity => "lost capacity, quiet",
            Self::ExtraInterest => "extra interest, quiet",
            Self::RefusedBorrowing => "refused borrowing, quiet",
        }
    }
}

/// Dollars a year by part, weighted, in the order of [`CostPart::ALL`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cost {
    parts: [f64; CostPart::ALL.len()],
}

impl Cost {
    /// The cost of one seed: `rows` and the fixed terms' rows by scene, each a row of [`FIGURES`].
    pub fn of_seed(
        weights: &Weights,
        borrowers: usize,
        kinds: &[Kind],
        rows: &[&[f64]],
        fixed: &[&[f64]],
    ) -> Self {
        let mut cost = Self::default();
        for ((kind, row), fixed) in kinds.iter().zip(rows).zip(fixed) {
            let is_quiet = *kind == Kind::Quiet;
            let alike = kinds
                .iter()
                .filter(|other| (**other == Kind::Quiet) == is_quiet);
            let share = weights.a_year(*kind) / count(alike.count().max(1));
            let collateral = COLLATERAL_A_BORROWER * count(borrowers);
            for (sum, part) in cost.parts.iter_mut().zip(CostPart::ALL) {
                let dollars = match part {
                    CostPart::BadDebt => figure(row, "bad_debt"),
                    CostPart::BadLiquidations => figure(row, "bad_liquidations"),
                    _ if !is_quiet => 0.0,
                    CostPart::LostCapacity => {
                        let lost = figure(fixed, "capacity_quiet") - figure(row, "capacity_quiet");
                        floored(lost) * collateral
                    }
                    // Fixed terms may charge less than the calm curve: that earns nothing either.
                    CostPart::ExtraInterest => floored(figure(row, "extra_interest")),
                    CostPart::RefusedBorrowing => figure(row, "refused_borrowing"),
                };
                *sum += share * weights.of(part) * dollars;
            }
        }
        cost
    }

    /// Of one part.
    pub fn part(&self, part: CostPart) -> f64 {
        self.parts[part as usize]
    }

    /// Of all.
    pub fn total(&self) -> f64 {
        self.parts.iter().sum()
    }
}

/// At least zero; a maximum with zero would hide what is no number.
fn floored(value: f64) -> f64 {
    if value < 0.0 { 0.0 } else { value }
}

/// A figure of a row of [`FIGURES`]; what is not there is no number.
fn figure(row: &[f64], name: &str) -> f64 {
    let place = FIGURES.iter().position(|figure| figure.name == name);
    place
        .and_then(|place| row.get(place))
        .copied()
        .unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(values: &[(&str, f64)]) -> Vec<f64> {
        let value = |name: &str| values.iter().find(|(given, _)| *given == name);
        FIGURES
            .iter()
            .map(|figure| value(figure.name).map_or(0.0, |(_, value)| *value))
            .collect()
    }

    #[test]
    fn a_year_is_its_crashes_and_its_quiet_months() {
        let crash = row(&[
            ("bad_debt", 100.0),
            ("bad_liquidations", 1_000.0),
            ("extra_interest", 9e9),
        ]);
        let quiet = row(&[
            ("capacity_quiet", 0.70),
            ("extra_interest", 10.0),
            ("refused_borrowing", 2_000.0),
        ]);
        let fixed = row(&[("capacity_quiet", 0.75)]);

        let cost = Cost::of_seed(
            &Weights::default(),
            10,
            &[Kind::Crash, Kind::Crash, Kind::Quiet],
            &[&crash, &fixed, &quiet],
            &[&fixed, &fixed, &fixed],
        );

        let close = |part, expected: f64| (cost.part(part) - expected).abs() < 1e-9;
        assert!(close(CostPart::BadDebt, 75.0));
        assert!(close(CostPart::BadLiquidations, 0.75 * 50.0));
        assert!(close(
            CostPart::LostCapacity,
            11.0 * 0.0025 * 0.05 * 500_000.0
        ));
        assert!(close(CostPart::ExtraInterest, 110.0));
        assert!(close(CostPart::RefusedBorrowing, 22.0));
    }

    #[test]
    fn more_capacity_and_less_interest_earn_nothing_and_no_number_stays_none() {
        let more = row(&[("capacity_quiet", 0.80), ("extra_interest", -5.0)]);
        let fixed = row(&[("capacity_quiet", 0.75)]);
        let cost = |row: &[f64]| {
            Cost::of_seed(&Weights::default(), 10, &[Kind::Quiet], &[row], &[&fixed]).total()
        };

        assert!(cost(&more).abs() < 1e-12);
        assert!(cost(&[]).is_nan());
    }

    #[test]
    fn every_weight_has_a_name_and_negative_ones_are_refused() {
        let mut weights = Weights::default();

        assert!(Weights::NAMES.iter().all(|name| weights.set(name, 2.0)));
        assert!(!weights.set("extra_interest", -1.0) && !weights.set("love", 1.0));
    }
}
