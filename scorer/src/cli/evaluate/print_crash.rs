//! Lead times on standard output.

use ballast_scorer::evaluate::{CrashEvaluation, Evaluation, FORECASTERS, LeadTime};
use ballast_scorer::time::Timestamp;

use super::print::number;

const LEADS: &str = "\
Lead time, hours from the first score of 45 / of 65 points to the first fall of 5 %, and the score then; below zero is late,
+ is high since before the run-up of 72 hours; last: hours of false alarm from there to the crash's end; worst: the highest
score of all assets against the first such fall of any";

pub(super) fn crashes(evaluation: &Evaluation) {
    println!("{LEADS}");
    let names = FORECASTERS.map(|forecaster| format!("{:>24}", forecaster.to_string()));
    println!(
        "{:<17} {:<5} {:>8} {:>9} {}",
        "crash",
        "asset",
        "fall",
        "first leg",
        names.concat()
    );
    evaluation.crashes.iter().for_each(crash);
}

fn crash(crash: &CrashEvaluation) {
    if crash.assets.is_empty() {
        println!("{:<17} no asset fell by 5 %, or none has data", crash.name);
    }
    for (index, asset) in crash.assets.iter().enumerate() {
        let name = if index == 0 { crash.name.as_str() } else { "" };
        println!(
            "{name:<17} {:<5} {:>6.1} % {:>9} {}",
            asset.asset,
            -100.0 * asset.fall,
            short(asset.leg),
            cells(&asset.leads)
        );
    }
    if let Some(market) = &crash.market {
        println!(
            "{:<17} {:<5} {:>8} {:>9} {}",
            "",
            "worst",
            "",
            short(market.leg),
            cells(&market.leads)
        );
    }
}

fn short(leg: Timestamp) -> String {
    leg.to_string().chars().skip(5).take(8).collect()
}

fn cells(leads: &[LeadTime]) -> String {
    let cells = leads.iter().map(|lead| {
        let hours = |hours: Option<i64>| match hours {
            None => "-".to_owned(),
            Some(hours) if hours >= lead.longest_hours => format!("{hours}+"),
            Some(hours) => hours.to_string(),
        };
        format!(
            "{:>6} /{:>4} ({:>2}) {:>4}",
            hours(lead.transition_hours),
            hours(lead.stress_hours),
            number(lead.score_at_leg, 0),
            lead.false_alarm_hours
        )
    });
    cells.collect()
}
