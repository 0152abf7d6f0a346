//! The result as tables in Markdown.

use super::{Link, NetworkCell, NetworkGroup, NetworkSummary};
use crate::metric::Estimate;
use crate::published::markdown::table;
use crate::study::{FIGURES, Figure, place};
use std::fmt::Write as _;

/// Figures of this pool that are shown.
const SHOWN: [&str; 12] = [
    "bad_debt",
    "bad_debt_peak",
    "bad_liquidations",
    "seized",
    "seized_over_1_percent",
    "utilization_mean",
    "utilization_hours",
    "cascade_refused",
    "rate_median",
    "capacity_always",
    "outside_calm",
    "refused_borrowing",
];
/// Figures of the neighbour that are shown.
const NEIGHBOURS: [&str; 2] = ["bad_debt", "cascade_refused"];
/// Rows whose difference from [`Link::Apart`] is shown.
const CHANNELS: [Link; 4] = [Link::Books, Link::Wallet, Link::Fear, Link::Unseen];

/// The page: means of every row, what each channel brings, what the score's seeing it changes.
pub fn network_markdown(summary: &NetworkSummary) -> String {
    let mut page = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(
        page,
        "{}; {} seeds of {} borrowers in two pools; local books of {:.1} % of the venue's depth.",
        summary.origin,
        summary.seeds,
        summary.borrowers,
        100.0 * summary.share_of_depth
    );
    for group in &summary.groups {
        let _ = write!(
            page,
            "\n{} ({} scenes), means:\n\n",
            group.name, group.scenes
        );
        page.push_str(&means(group));
    }
    if let Some(all) = summary.groups.first() {
        page.push_str("\nEach channel beyond apart, 95 % interval over seeds:\n\n");
        page.push_str(&channels(all));
        page.push_str("\nWhat the score's seeing it changes, all channels open:\n\n");
        page.push_str(&seen(all));
    }
    page
}

fn figure(name: &str) -> Option<(usize, &'static Figure)> {
    let place = place(name)?;
    Some((place, FIGURES.get(place)?))
}

/// Columns with the figure that says how to write them, and a label: this pool's, then the neighbour's.
fn shown() -> Vec<(usize, &'static Figure, String)> {
    let own = SHOWN.iter().filter_map(|name| figure(name));
    let own = own.map(|(place, figure)| (place, figure, figure.label.to_owned()));
    let other = NEIGHBOURS.iter().filter_map(|name| figure(name));
    let other = other.map(|(place, figure)| {
        let label = format!("next door: {}", figure.label);
        (FIGURES.len() + place, figure, label)
    });
    own.chain(other).collect()
}

fn cell(group: &NetworkGroup, link: Link, column: usize) -> Option<&NetworkCell> {
    group.cells.get(link.place())?.get(column)
}

fn means(group: &NetworkGroup) -> String {
    let mut header = vec!["mean"];
    header.extend(Link::ALL.map(Link::label));
    let rows = shown().into_iter().map(|(column, figure, label)| {
        let mean = |link| {
            let mean = cell(group, link, column).and_then(|cell| cell.mean);
            mean.map_or_else(|| "–".to_owned(), |mean| figure.write(mean.mean))
        };
        std::iter::once(label)
            .chain(Link::ALL.map(mean))
            .collect::<Vec<_>>()
    });
    table(&header, &rows.collect::<Vec<_>>())
}

fn channels(group: &NetworkGroup) -> String {
    let mut header = vec!["figure"];
    header.extend(CHANNELS.map(Link::label));
    let rows = shown().into_iter().map(|(column, figure, label)| {
        let beyond = |link| {
            let cell = cell(group, link, column);
            written(figure, cell.and_then(|cell| cell.beyond_apart))
        };
        std::iter::once(label)
            .chain(CHANNELS.map(beyond))
            .collect::<Vec<_>>()
    });
    table(&header, &rows.collect::<Vec<_>>())
}

fn seen(group: &NetworkGroup) -> String {
    let header = ["figure", "seen minus unseen", ""];
    let rows = shown().into_iter().map(|(column, figure, label)| {
        let beyond = cell(group, Link::Seen, column).and_then(|cell| cell.beyond_unseen);
        let differs = beyond.is_some_and(|beyond| beyond.low > 0.0 || beyond.high < 0.0);
        let verdict = if differs { "differs" } else { "equal" };
        vec![label, written(figure, beyond), verdict.to_owned()]
    });
    table(&header, &rows.collect::<Vec<_>>())
}

fn written(figure: &Figure, estimate: Option<Estimate>) -> String {
    estimate.map_or_else(
        || "–".to_owned(),
        |estimate| figure.write_estimate(&estimate),
    )
}
