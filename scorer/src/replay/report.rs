//! The result on disk: `replay.json`, the plots, and `report.html`, which holds everything in one page.

use super::error::ReplayError;
use super::plot::{self, Plot};
use super::record::{Record, RegimeChange};
use super::summary::{Summary, money};
use crate::html::escape;
use serde::Serialize;
use serde_json::value::RawValue;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// What `replay.json` holds.
#[derive(Serialize)]
struct Document<'a> {
    summary: &'a Summary,
    regime_changes: &'a [RegimeChange],
    steps: &'a [super::record::Step],
    /// One line each.
    reasons: Vec<Box<RawValue>>,
}

/// Writes everything into `folder`, which is made if need be; returns the page's path.
///
/// # Errors
/// [`ReplayError::Write`], [`ReplayError::Plot`] or [`ReplayError::Json`].
pub fn write_report(
    folder: &Path,
    summary: &Summary,
    record: &Record,
) -> Result<PathBuf, ReplayError> {
    std::fs::create_dir_all(folder).map_err(|source| ReplayError::Write {
        path: folder.to_path_buf(),
        source,
    })?;
    let document = Document {
        summary,
        regime_changes: &record.regime_changes,
        steps: &record.steps,
        reasons: record
            .reasons
            .iter()
            .map(serde_json::value::to_raw_value)
            .collect::<Result<_, _>>()?,
    };
    write(
        folder,
        "replay.json",
        &serde_json::to_string_pretty(&document)?,
    )?;
    let plots = plot::all(record)?;
    for plot in &plots {
        write(folder, &format!("{}.svg", plot.name), &plot.svg)?;
    }
    write(folder, "report.html", &page(summary, record, &plots))
}

fn write(folder: &Path, name: &str, text: &str) -> Result<PathBuf, ReplayError> {
    let path = folder.join(name);
    match std::fs::write(&path, text) {
        Ok(()) => Ok(path),
        Err(source) => Err(ReplayError::Write { path, source }),
    }
}

const STYLE: &str = "
body{font:16px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
h1{margin-bottom:0}.sub{color:#555;margin-top:.2rem}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.8rem;margin:1.5rem 0}
.card{border:1px solid #ddd;border-radius:.5rem;padding:.7rem .9rem}.card b{display:block;font-size:1.35rem}.card span{color:#555;font-size:.85rem}
figure{margin:2rem 0}figure svg{width:100%;height:auto}figcaption{color:#444}
table{border-collapse:collapse;margin:1rem 0}td,th{border-bottom:1px solid #ddd;padding:.25rem .9rem .25rem 0;text-align:left;font-variant-numeric:tabular-nums}
td.n,th.n{text-align:right}";

fn page(summary: &Summary, record: &Record, plots: &[Plot]) -> String {
    let mut html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>Ballast replay</title><style>{STYLE}</style>\
         <h1>A market week through the real program</h1>\
         <p class=\"sub\">{} · {} · {} signed transactions in a Solana VM</p>",
        escape(&summary.data),
        escape(&summary.window.to_string()),
        summary.transactions
    );
    html.push_str(&cards(summary));
    for Plot { caption, svg, .. } in plots {
        let caption = escape(caption);
        let _ = write!(
            html,
            "<figure>{svg}<figcaption>{caption}</figcaption></figure>"
        );
    }
    html.push_str(&regimes(&record.regime_changes));
    html.push_str(&counts(
        "Reports that the program refused or ignored",
        &summary.rejected_reports,
    ));
    html.push_str(&counts(
        "Users' actions that it refused",
        &summary.refused_actions,
    ));
    html.push_str(&counts(
        "Circuit breakers that tripped",
        &summary.tripped_breakers,
    ));
    html.push_str(&units(summary));
    html.push_str(&notes(summary));
    html.push_str("</html>\n");
    html
}

fn cards(summary: &Summary) -> String {
    let percent = |fraction: f64| format!("{:.1} %", fraction * 100.0);
    let cards = [
        (percent(summary.sol_drawdown), "SOL, deepest fall"),
        (
            summary.sol_opening_ltv.percents(),
            "SOL opening LTV, calm to worst",
        ),
        (
            summary.borrow_rate.percents(),
            "USDC borrow rate, calm to worst",
        ),
        (summary.liquidations.to_string(), "liquidations"),
        (money(summary.liquidated), "debt repaid by liquidators"),
        (money(summary.bad_debt_end), "bad debt at the end"),
        (
            format!("{} / {}", summary.borrowings, summary.refused_borrowings),
            "borrowings granted / refused",
        ),
        (
            summary.rejected_reports.values().sum::<usize>().to_string(),
            "reports refused or ignored",
        ),
    ];
    let cards = cards.map(|(figure, name)| {
        format!(
            "<div class=\"card\"><b>{}</b><span>{}</span></div>",
            escape(&figure),
            escape(name)
        )
    });
    format!("<div class=\"cards\">{}</div>", cards.concat())
}

fn regimes(changes: &[RegimeChange]) -> String {
    const NAMES: [&str; 3] = ["calm", "transition", "stress"];
    let name = |regime: u8| NAMES.get(usize::from(regime)).copied().unwrap_or("unknown");
    let mut html = String::from(
        "<h2>Changes of regime</h2><table><tr><th>when<th>feed<th>from<th>to<th class=\"n\">median score",
    );
    for change in changes {
        // Writing to a string cannot fail.
        let _ = write!(
            html,
            "<tr><td>{}<td>{}<td>{}<td>{}<td class=\"n\">{:.2}",
            change.time,
            change.feed,
            name(change.from),
            name(change.to),
            change.score
        );
    }
    html + "</table>"
}

fn counts<K: AsRef<str>>(title: &str, counts: &std::collections::BTreeMap<K, usize>) -> String {
    let mut html = format!("<h2>{title}</h2><table><tr><th>rule<th class=\"n\">count");
    for (rule, count) in counts {
        let _ = write!(
            html,
            "<tr><td>{}<td class=\"n\">{count}",
            escape(rule.as_ref())
        );
    }
    html + "</table>"
}

fn units(summary: &Summary) -> String {
    let mut html = String::from(
        "<h2>Compute units of whole transactions</h2><table><tr><th>instruction<th class=\"n\">count\
         <th class=\"n\">least<th class=\"n\">median<th class=\"n\">most",
    );
    for (name, units) in &summary.units {
        let _ = write!(
            html,
            "<tr><td>{name}<td class=\"n\">{}<td class=\"n\">{}<td class=\"n\">{}<td class=\"n\">{}",
            units.count, units.least, units.median, units.most
        );
    }
    html + "</table>"
}

fn notes(summary: &Summary) -> String {
    format!(
        "<h2>How to read this</h2><p>Prices come from hourly bars: a falling hour is taken to visit its high first. \
         Borrowers, lenders and liquidators are drawn from a seed; USDC is taken at a dollar; liquidators sell at the \
         market price without moving it. The last publisher claims perfect calm from {} on and tries what the program \
         must refuse. Flow limits and breakers come into force once everyone is in. Models were trained on data that end before \
         the window. Model hashes: {}.</p>",
        escape(&summary.lie.to_string()),
        escape(&summary.models.join(", "))
    )
}
