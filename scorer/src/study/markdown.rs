//! The study as a page of the docs: no figure of it is typed by hand but the targets.

use super::target::lost_by_fixed;
use super::{FIGURES, Figure, Group, Kind, Summary, Variant, targets};
use crate::metric::Estimate;
use crate::published::markdown::table;
use std::fmt::Write as _;

const HEAD: &str = "\
# Does adapting help?

Written by `make study-page` from simulations. Eight ways to set a market's terms meet the same prices, people, books and publishers:

| | who sets the terms |
| --- | --- |
| (a) | nobody: fixed terms within the ranges that Kamino publishes for its main market (`peer/kamino.rs`) |
| (b) | nobody: Ballast's strictest terms at all times |
| (c) | nobody: Ballast's calm terms, its liquidations, breakers and limits of flow; everything but the signal |
| (d) | as (a), with Morpho's adaptive curve (`peer/adaptive_curve.rs`) |
| (e) | as (a), moved towards what Ballast would want at the pace of Aave's stewards (`peer/slow_steward.rs`) |
| (f) | Ballast, its publishers reporting plain volatility |
| (g) | Ballast, its publishers reporting the model, trained on what ended before the scene's year |
| (h) | Ballast, its publishers knowing the next day: no forecast does better |

";

const READING: &str = "\
## How to read this

- An interval is a 95 % percentile bootstrap over seeds: what the draw of people decides. It does not say what another crash would
  bring; the crashes are few, and each is one draw of history.
- A bad liquidation sold more than 3 % under the market, or was made while the oracle was more than half a percent off it.
- Capacity is what a newcomer could borrow for a dollar of collateral at that moment: terms, caps, breakers, limits and cash.
- People are assumptions (`agent/config/assumed.rs`): sizes, leverage, who tops up, who flees, how afraid depositors are. They decide the size
  of every figure; the comparison rests on their being the same for all. Depositors here begin to leave at 88 % utilisation,
  which is just under the 90 % that Morpho's curve aims at: (d) would do better among people who are used to it.
- A dollar is a dollar: the hole in USDC's prices in March 2023 keeps its depeg out.
- The books' depth decides most: see `study/plan.rs`. Where a book takes everything, no terms matter.
- The regression's features were selected on 2021 to 2023, which flatters (g) in those years; the crash of 2024 and the months from 2024
  on were not looked at for it.
";

/// Figures in the tables of a kind.
const SHOWN: [&str; 13] = [
    "bad_debt",
    "bad_debt_peak",
    "bad_liquidations",
    "seized",
    "seized_over_1_percent",
    "seized_over_5_percent",
    "utilization_hours",
    "cascade_refused",
    "rate_median",
    "rate_volatility",
    "capacity_quiet",
    "outside_calm",
    "refused_borrowing",
];

/// The page.
pub fn markdown(summary: &Summary) -> String {
    let mut page = String::from(HEAD);
    // Writing to a string cannot fail.
    let _ = write!(
        page,
        "{}; {} seeds of {} borrowers for each scene; local books of {:.1} % of the venue's depth.\n\n",
        summary.origin,
        summary.seeds,
        summary.borrowers,
        100.0 * summary.share_of_depth
    );
    page.push_str("## Targets\n\n");
    page.push_str(&target_table(summary));
    for kind in [Kind::Crash, Kind::Window, Kind::Future, Kind::Quiet] {
        let mut groups = summary.groups.iter().filter(|group| group.kind == kind);
        let Some(all) = groups.next() else { continue };
        let _ = write!(
            page,
            "\n## {} ({} scenes)\n\n",
            title(&all.name),
            all.scenes
        );
        page.push_str(&group_table(summary, all));
        let each: Vec<&Group> = groups.collect();
        if !each.is_empty() {
            page.push_str("\nBad debt / seized in bad liquidations, each by itself:\n\n");
            page.push_str(&scene_table(summary, &each));
        }
    }
    page.push_str("\n## What the model adds to plain volatility\n\n");
    page.push_str(&added_table(summary));
    page.push('\n');
    page.push_str(READING);
    page
}

fn title(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    format!("{}{}", first.unwrap_or_default(), letters.as_str())
}

fn target_table(summary: &Summary) -> String {
    let rows = targets(summary, Variant::Model)
        .into_iter()
        .zip(targets(summary, Variant::Volatility))
        .zip(targets(summary, Variant::NoSignal))
        .map(|((model, plain), still)| {
            vec![
                model.name.clone(),
                format!("{:.0} %", 100.0 * model.wanted),
                share(model.reached),
                model.verdict().to_owned(),
                share(plain.reached),
                share(still.reached),
            ]
        });
    let header = [
        "target",
        "wanted",
        "(g) model",
        "",
        "(f) volatility",
        "(c) no signal",
    ];
    let note = lost_by_fixed(summary)
        .map(|sentence| format!("\n{sentence}\n"))
        .unwrap_or_default();
    format!("{}{note}", table(&header, &rows.collect::<Vec<_>>()))
}

fn share(estimate: Option<Estimate>) -> String {
    estimate.map_or_else(
        || "–".to_owned(),
        |estimate| {
            let percent = |value: f64| format!("{:.1}", 100.0 * value);
            format!(
                "{} % ({} to {})",
                percent(estimate.mean),
                percent(estimate.low),
                percent(estimate.high)
            )
        },
    )
}

fn figure(name: &str) -> Option<&'static Figure> {
    FIGURES.iter().find(|figure| figure.name == name)
}

/// Figures down, variants across.
fn group_table(summary: &Summary, group: &Group) -> String {
    let rows = SHOWN.iter().filter_map(|name| figure(name)).map(|figure| {
        let cells = Variant::ALL.into_iter().map(|variant| {
            let cell = summary.cell(group, variant, figure.name);
            let mean = cell.and_then(|cell| cell.mean);
            mean.map_or_else(|| "–".to_owned(), |mean| figure.write(mean.mean))
        });
        std::iter::once(figure.label.to_owned())
            .chain(cells)
            .collect()
    });
    let letters = ["(a)", "(b)", "(c)", "(d)", "(e)", "(f)", "(g)", "(h)"];
    let header: Vec<&str> = std::iter::once("mean").chain(letters).collect();
    table(&header, &rows.collect::<Vec<Vec<String>>>())
}

fn scene_table(summary: &Summary, groups: &[&Group]) -> String {
    let shown = [
        Variant::Fixed,
        Variant::NoSignal,
        Variant::Volatility,
        Variant::Model,
        Variant::Foresight,
    ];
    let rows = groups.iter().map(|group| {
        let cells = shown.into_iter().map(|variant| {
            let of = |name: &str| {
                let mean = summary
                    .cell(group, variant, name)
                    .and_then(|cell| cell.mean);
                match (mean, figure(name)) {
                    (Some(mean), Some(figure)) => figure.write(mean.mean),
                    _ => "–".to_owned(),
                }
            };
            format!("{} / {}", of("bad_debt"), of("bad_liquidations"))
        });
        std::iter::once(group.name.clone()).chain(cells).collect()
    });
    let header = ["scene", "(a)", "(c)", "(f)", "(g)", "(h)"];
    table(&header, &rows.collect::<Vec<Vec<String>>>())
}

/// Model minus volatility, with its interval, and whether it differs at all.
fn added_table(summary: &Summary) -> String {
    let kinds = [Kind::Crash, Kind::Window, Kind::Future, Kind::Quiet];
    let groups = kinds.into_iter().filter_map(|kind| summary.of_kind(kind));
    let rows = groups.flat_map(|group| {
        SHOWN
            .iter()
            .filter_map(|name| figure(name))
            .filter_map(move |figure| {
                let added = summary
                    .cell(group, Variant::Model, figure.name)?
                    .beyond_volatility?;
                let differs = added.low > 0.0 || added.high < 0.0;
                Some(vec![
                    group.name.clone(),
                    figure.label.to_owned(),
                    figure.write_estimate(&added),
                    if differs { "differs" } else { "equal" }.to_owned(),
                ])
            })
    });
    let header = ["scenes", "figure", "(g) minus (f), 95 % interval", ""];
    table(&header, &rows.collect::<Vec<_>>())
}
