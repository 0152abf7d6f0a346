//! The study as one HTML page.

use super::plot::intervals;
use super::target::lost_by_fixed;
use super::{FIGURES, Figure, Group, Kind, StudyError, Summary, Target, Variant, targets};
use crate::html::escape;
use crate::metric::Estimate;
use std::fmt::Write as _;
use std::path::Path;

const STYLE: &str = "
body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
h1{margin-bottom:0}.sub{color:#555;margin-top:.2rem}h2{margin-top:2.5rem}
figure{margin:1.5rem 0}figure svg{width:100%;height:auto}figcaption{color:#444}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(26rem,1fr));gap:1rem}
.wide{overflow-x:auto}summary{cursor:pointer;margin:1rem 0;font-weight:600}
table{border-collapse:collapse;margin:1rem 0;font-size:.86rem;font-variant-numeric:tabular-nums}
td,th{border-bottom:1px solid #eee;padding:.15rem .9rem .15rem 0;text-align:right;white-space:nowrap}
td:first-child,th:first-child{text-align:left}tr.ours td{font-weight:600}small{color:#555;display:block}";

/// Figures that are plotted for each kind of scene.
const PLOTTED: [&str; 6] = [
    "bad_debt",
    "bad_liquidations",
    "seized",
    "cascade_refused",
    "capacity_quiet",
    "rate_volatility",
];

/// Writes the page to `file`, making its folder if need be.
///
/// # Errors
/// [`StudyError::Plot`], [`StudyError::Write`].
pub fn write_page(file: &Path, summary: &Summary) -> Result<(), StudyError> {
    let page = page(summary)?;
    let folder = file.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(file, page))
        .map_err(|source| StudyError::Write {
            file: file.to_owned(),
            source,
        })
}

fn page(summary: &Summary) -> Result<String, StudyError> {
    let mut html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>Ballast: does adapting help?</title><style>{STYLE}</style><h1>Does adapting help?</h1>\
         <p class=\"sub\">{} · {} seeds · {} borrowers · means and 95 % intervals over seeds</p>",
        escape(&summary.origin),
        summary.seeds,
        summary.borrowers
    );
    html.push_str("<h2>Targets</h2>");
    html.push_str(&target_table(summary));
    for kind in [Kind::Crash, Kind::Window, Kind::Future, Kind::Quiet] {
        let mut groups = summary.groups.iter().filter(|group| group.kind == kind);
        let Some(all) = groups.next() else { continue };
        // Writing to a string cannot fail.
        let _ = write!(html, "<h2>{}</h2>", escape(&heading(all)));
        html.push_str("<div class=\"pair\">");
        for figure in FIGURES
            .iter()
            .filter(|figure| PLOTTED.contains(&figure.name))
        {
            let svg = intervals(summary, all, figure)?;
            let _ = write!(
                html,
                "<figure>{svg}<figcaption>{}</figcaption></figure>",
                escape(figure.label)
            );
        }
        html.push_str("</div>");
        html.push_str(&table(summary, all));
        for group in groups {
            let _ = write!(
                html,
                "<details><summary>{}</summary>{}</details>",
                escape(&group.name),
                table(summary, group)
            );
        }
    }
    html.push_str(NOTES);
    html.push_str("</html>\n");
    Ok(html)
}

const NOTES: &str = "<h2>How to read this</h2><p>Every variant meets the same prices, people, books and publishers; only who sets \
the terms differs. An interval says what the draw of people decides, not what another crash would bring: seven crashes are seven. \
In brackets: the difference from (a) on the same draws, where its interval leaves zero out. Bad liquidations are those that sold more \
than 3 % under the market, or were made while the oracle was more than half a percent off it. Scores come from models trained on what ended \
before the scene's year. People are assumptions, written in the simulator's settings: they decide the size of every figure, and the \
comparison rests on their being the same.</p>";

fn heading(group: &Group) -> String {
    let name = &group.name;
    let mut letters = name.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    format!(
        "{}{}, {} of them",
        first.unwrap_or_default(),
        letters.as_str(),
        group.scenes
    )
}

fn target_table(summary: &Summary) -> String {
    let mut html = String::from(
        "<table><tr><th>target<th>wanted<th>(g) by model<th><th>(f) by volatility<th>(h) by foresight",
    );
    let of = |variant| targets(summary, variant);
    let rows = of(Variant::Model).into_iter().zip(of(Variant::Volatility));
    for ((target, plain), bound) in rows.zip(of(Variant::Foresight)) {
        let _ = write!(
            html,
            "<tr><td>{}<td>{:.0} %<td>{}<td>{}<td>{}<td>{}",
            escape(&target.name),
            100.0 * target.wanted,
            reached(&target),
            target.verdict(),
            reached(&plain),
            reached(&bound)
        );
    }
    html.push_str("</table>");
    if let Some(sentence) = lost_by_fixed(summary) {
        let _ = write!(html, "<p>{}</p>", escape(&sentence));
    }
    html
}

fn reached(target: &Target) -> String {
    target.reached.map_or_else(
        || "–".to_owned(),
        |Estimate { mean, low, high }| {
            format!(
                "{:.1} % <small>{:.1} to {:.1}</small>",
                100.0 * mean,
                100.0 * low,
                100.0 * high
            )
        },
    )
}

/// Figures down, variants across.
fn table(summary: &Summary, group: &Group) -> String {
    let mut html = String::from("<div class=\"wide\"><table><tr><th>");
    for variant in Variant::ALL {
        let _ = write!(html, "<th>{}", escape(variant.label()));
    }
    for figure in FIGURES {
        let _ = write!(html, "<tr><td>{}", escape(figure.label));
        for variant in Variant::ALL {
            let _ = write!(html, "<td>{}", cell(summary, group, variant, figure));
        }
    }
    html.push_str("</table></div>");
    html
}

fn cell(summary: &Summary, group: &Group, variant: Variant, figure: &Figure) -> String {
    let Some(cell) = summary.cell(group, variant, figure.name) else {
        return String::new();
    };
    let Some(mean) = cell.mean else {
        return "–".to_owned();
    };
    let differs = |difference: &Estimate| difference.low > 0.0 || difference.high < 0.0;
    let difference = cell.difference.filter(differs).map(|difference| {
        let sign = if difference.mean > 0.0 { "+" } else { "" };
        format!(" [{sign}{}]", figure.write(difference.mean))
    });
    format!(
        "{}{}<small>{} to {}</small>",
        figure.write(mean.mean),
        difference.unwrap_or_default(),
        figure.write(mean.low),
        figure.write(mean.high)
    )
}
