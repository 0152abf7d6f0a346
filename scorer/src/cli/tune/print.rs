//! A bundle's tables on standard output.

use ballast_scorer::metric::Estimate;
use ballast_scorer::tune::{Bundle, Comparison, PARAMETERS, PartRow, Side};

/// What would change, what it costs on either side, and whether it is recommended.
pub(super) fn bundle(bundle: &Bundle) {
    let evidence = &bundle.evidence;
    println!(
        "{}; {} borrowers; {} candidates tried, {} drawn and refused by policy",
        evidence.data,
        evidence.borrowers,
        evidence.search.candidates.len() - 1,
        evidence.search.refused.values().sum::<u64>()
    );
    println!();
    println!("{:<16} {:>10} {:>10}", "parameter", "preset", "proposal");
    for parameter in PARAMETERS {
        let (old, new) = (
            bundle.preset.value(parameter),
            bundle.proposal.value(parameter),
        );
        let mark = if old == new { "" } else { "  changed" };
        let (name, unit) = (parameter.name(), parameter.unit());
        println!("{name:<16} {old:>10} {new:>10} {unit}{mark}");
    }
    let day = evidence.validate_from;
    side(
        &format!("Training, before {day}: the search saw it"),
        &evidence.training,
    );
    side(
        &format!("Validation, from {day} on: the search did not"),
        &evidence.validation,
    );
    println!();
    for change in &bundle.changes {
        println!(
            "{} of {}: {}, waits {} h",
            change.change,
            change.target,
            change.class,
            change.waits_seconds / 3_600
        );
        for value in &change.values {
            println!(
                "  {:<32} {:>18} -> {:<18} {}",
                value.field, value.present, value.proposed, value.class
            );
        }
    }
    let verdict = if bundle.recommended {
        "Recommended"
    } else {
        "Not recommended"
    };
    println!("{verdict}: {}", bundle.reason);
}

fn side(title: &str, side: &Side) {
    println!();
    println!(
        "{title} ({} scenes, {} seeds); dollars a year, means with 95 % intervals over seeds",
        side.scenes.len(),
        side.comparison.seeds
    );
    println!(
        "{:<26} {:>28} {:>28} {:>28} {:>28}",
        "", "fixed terms", "preset", "proposal", "proposal less preset"
    );
    let Comparison { total, parts, .. } = &side.comparison;
    for row in parts.iter().chain([total]) {
        line(row);
    }
}

fn line(row: &PartRow) {
    let cells = [row.fixed, row.preset, row.proposal, row.difference].map(text);
    let [fixed, preset, proposal, difference] = cells;
    println!(
        "{:<26} {fixed:>28} {preset:>28} {proposal:>28} {difference:>28}",
        row.name
    );
}

fn text(estimate: Option<Estimate>) -> String {
    estimate.map_or_else(
        || "–".to_owned(),
        // A sum of nothing may be -0.
        |Estimate { mean, low, high }| {
            format!("{:.0} ({:.0} to {:.0})", mean + 0.0, low + 0.0, high + 0.0)
        },
    )
}
