//! What decided the score, and quiet months, on standard output.

use ballast_scorer::evaluate::{Evaluation, FORECASTERS};

use super::print::number;

const QUIET: &str = "\
Quiet months (no fall of 10 % under the high of the 24 hours before): flips a week / share of hours outside calm";

const FLOORS: &str = "\
What decided the score: hours, points raised, frequency that the score promises; shares followed within 24 hours by a price
a shock below the price then, and below the high of the 24 hours before";

pub(super) fn quiet(evaluation: &Evaluation) {
    println!("{QUIET}");
    let names = FORECASTERS.map(|forecaster| format!("{:>24}", forecaster.to_string()));
    println!("{:<16} {:>8} {}", "", "months", names.concat());
    for quiet in &evaluation.quiet {
        let cells = quiet.forecasters.iter().map(|regimes| {
            let outside = percent(regimes.outside_calm);
            let cell = format!("{} / {outside}", number(regimes.flips_per_week, 2));
            format!("{cell:>24}")
        });
        println!(
            "{:<16} {:>8} {}",
            quiet.asset.as_deref().unwrap_or("pooled"),
            format!("{}/{}", quiet.months, quiet.of_months),
            cells.collect::<String>()
        );
    }
}

pub(super) fn floors(evaluation: &Evaluation) {
    println!("{FLOORS}");
    println!(
        "{:<10} {:>8} {:>8} {:>7} {:>9} {:>12} {:>12}",
        "cause", "hours", "share", "raised", "promised", "below price", "below high"
    );
    for floor in &evaluation.floors {
        println!(
            "{:<10} {:>8} {:>8} {:>7} {:>9} {:>12} {:>12}",
            floor.cause,
            floor.hours,
            percent(Some(floor.share)),
            number(floor.raised_points, 1),
            percent(floor.promised),
            percent(floor.below_price),
            percent(floor.below_high),
        );
    }
}

fn percent(value: Option<f64>) -> String {
    number(value.map(|value| 100.0 * value), 2) + " %"
}
