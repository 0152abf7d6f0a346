//! A study's tables on standard output.

use ballast_scorer::study::{Cell, FIGURES, Figure, Group, Summary, Variant, targets};

/// Figures that the short table shows.
const SHORT: [&str; 8] = [
    "bad_debt",
    "bad_liquidations",
    "seized",
    "utilization_hours",
    "cascade_refused",
    "rate_median",
    "capacity_quiet",
    "outside_calm",
];

/// The kinds of scenes, then the targets.
pub(super) fn summary(summary: &Summary) {
    println!(
        "{}; {} seeds, {} borrowers; means with 95 % intervals over seeds",
        summary.origin, summary.seeds, summary.borrowers
    );
    for group in &summary.groups {
        println!();
        println!("{} ({} scenes)", group.name, group.scenes);
        table(summary, group);
    }
    println!();
    println!("Targets, (g) against (a), and (f) for comparison:");
    let plain = targets(summary, Variant::Volatility);
    for (target, plain) in targets(summary, Variant::Model).iter().zip(plain) {
        println!(
            "  {:<48} wanted {:>5.1} %   (g) {:<24} {:<10} (f) {}",
            target.name,
            100.0 * target.wanted,
            share(target.reached.as_ref()),
            target.verdict(),
            share(plain.reached.as_ref()),
        );
    }
}

fn share(estimate: Option<&ballast_scorer::metric::Estimate>) -> String {
    estimate.map_or_else(
        || "–".to_owned(),
        |estimate| {
            format!(
                "{:.1} % ({:.1} to {:.1})",
                100.0 * estimate.mean,
                100.0 * estimate.low,
                100.0 * estimate.high
            )
        },
    )
}

fn table(summary: &Summary, group: &Group) {
    let shown: Vec<&Figure> = FIGURES
        .iter()
        .filter(|figure| SHORT.contains(&figure.name))
        .collect();
    print!("{:<28}", "");
    for figure in &shown {
        print!(" {:>30}", figure.label);
    }
    println!();
    for variant in Variant::ALL {
        print!("{:<28}", variant.label());
        for figure in &shown {
            let cell = summary.cell(group, variant, figure.name);
            print!(" {:>30}", text(figure, cell.as_ref()));
        }
        println!();
    }
}

fn text(figure: &Figure, cell: Option<&Cell>) -> String {
    cell.and_then(|cell| cell.mean).map_or_else(
        || "–".to_owned(),
        |estimate| figure.write_estimate(&estimate),
    )
}
