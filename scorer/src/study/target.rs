//! What was wanted, beside what came.

use super::{FIGURES, Kind, Summary, Variant};
use crate::metric::Estimate;
use serde::{Deserialize, Serialize};

/// A target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Target {
    /// What is wanted.
    pub name: String,
    /// How much of it: a share.
    pub wanted: f64,
    /// What came: a share with its interval; none where nothing can be said, such as a reduction of nothing.
    pub reached: Option<Estimate>,
    /// Whether the mean meets it.
    pub is_met: bool,
}

impl Target {
    /// Met, missed, or not judged where there was nothing to judge it by.
    pub const fn verdict(&self) -> &'static str {
        match (self.reached, self.is_met) {
            (None, _) => "not judged",
            (Some(_), true) => "met",
            (Some(_), false) => "missed",
        }
    }
}

/// The targets for `variant` against the fixed terms.
pub fn targets(summary: &Summary, variant: Variant) -> Vec<Target> {
    let cell = |kind: Kind, figure: &str| summary.cell(summary.of_kind(kind)?, variant, figure);
    let reduction = |figure| cell(Kind::Crash, figure)?.reduction;
    let kept = |figure| {
        let reduction = cell(Kind::Quiet, figure)?.reduction?;
        Some(Estimate {
            mean: 1.0 - reduction.mean,
            low: 1.0 - reduction.high,
            high: 1.0 - reduction.low,
        })
    };
    vec![
        at_least(
            "bad debt in the crashes, less by",
            0.90,
            reduction("bad_debt"),
        ),
        at_least(
            "bad liquidations in the crashes, less by",
            0.50,
            reduction("bad_liquidations"),
        ),
        at_least(
            "capacity in quiet months, of the fixed terms'",
            0.99,
            kept("capacity_quiet"),
        ),
        at_most(
            "quiet months outside calm",
            0.05,
            cell(Kind::Quiet, "outside_calm").and_then(|cell| cell.mean),
        ),
    ]
}

/// What the fixed terms lose in the crashes, in a sentence: a reduction says as little as that is small.
pub(super) fn lost_by_fixed(summary: &Summary) -> Option<String> {
    let figure = FIGURES.iter().find(|figure| figure.name == "bad_debt")?;
    let group = summary.of_kind(Kind::Crash)?;
    let lost = summary.cell(group, Variant::Fixed, figure.name)?.mean?;
    let owed = summary.cell(group, Variant::Fixed, "debt_quiet")?.mean?;
    let share = if owed.mean > 0.0 {
        format!(", {:.4} % of what is owed", 100.0 * lost.mean / owed.mean)
    } else {
        String::new()
    };
    Some(format!(
        "The fixed terms' bad debt in the mean crash is {}{share}: its reduction says as little as that is small.",
        figure.write_estimate(&lost)
    ))
}

fn at_least(name: &str, wanted: f64, reached: Option<Estimate>) -> Target {
    Target {
        name: name.to_owned(),
        wanted,
        is_met: reached.is_some_and(|reached| reached.mean >= wanted),
        reached,
    }
}

fn at_most(name: &str, wanted: f64, reached: Option<Estimate>) -> Target {
    Target {
        name: name.to_owned(),
        wanted,
        is_met: reached.is_some_and(|reached| reached.mean <= wanted),
        reached,
    }
}
