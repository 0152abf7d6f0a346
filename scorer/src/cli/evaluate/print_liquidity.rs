//! Drops of liquidity on standard output.

use ballast_scorer::evaluate::{Evaluation, FORECASTERS};
use ballast_scorer::label::DEPTH_DROP;

use super::print::number;

/// Nothing where no depth is known.
pub(super) fn liquidity(evaluation: &Evaluation) {
    if evaluation.liquidity.is_empty() {
        return;
    }
    println!(
        "\nDrops of liquidity: the depth falls {:.0} % under its weekly median within 24 hours; AUC of each published score",
        100.0 * DEPTH_DROP
    );
    let names = FORECASTERS.map(|forecaster| format!("{:>24}", forecaster.to_string()));
    println!("{:<16} {:>8} {:>8} {}", "", "hours", "base", names.concat());
    for report in &evaluation.liquidity {
        let cells = report.auc.iter();
        let cells = cells.map(|(_, auc)| format!("{:>24}", number(*auc, 3)));
        println!(
            "{:<16} {:>8} {:>8.3} {}",
            report.asset,
            report.hours,
            report.base_rate,
            cells.collect::<String>()
        );
    }
}
