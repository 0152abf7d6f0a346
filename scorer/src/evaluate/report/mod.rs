//! The evaluation as a page: self-contained HTML with inline plots.

mod crash_table;
mod floor_table;
mod model_tables;
mod plot;
mod tables;

use crate::html::escape;
use std::fmt::Write as _;
use std::path::Path;

use super::error::EvaluateError;
use super::summary::Evaluation;
use plot::Plot;

/// Writes the page to `file`, making its folder if need be.
///
/// # Errors
/// [`EvaluateError::Plot`] or [`EvaluateError::Write`].
pub fn write(file: &Path, evaluation: &Evaluation) -> Result<(), EvaluateError> {
    let page = page(evaluation)?;
    let folder = file.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(file, page))
        .map_err(|source| EvaluateError::Write {
            file: file.to_owned(),
            source,
        })
}

const STYLE: &str = "
body{font:16px/1.5 system-ui,sans-serif;max-width:66rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
h1{margin-bottom:0}.sub{color:#555;margin-top:.2rem}h2{margin-top:2.5rem}
.alarm{background:#d55e00;color:#fff;padding:.7rem 1rem;border-radius:.5rem;font-weight:600}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));gap:.8rem;margin:1.5rem 0}
.card{border:1px solid #ddd;border-radius:.5rem;padding:.7rem .9rem}.card b{display:block;font-size:1.35rem}.card span{color:#555;font-size:.85rem}
figure{margin:1.5rem 0}figure svg{width:100%;height:auto}figcaption{color:#444}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(24rem,1fr));gap:1rem}
.wide{overflow-x:auto}
table{border-collapse:collapse;margin:1rem 0;font-size:.88rem;font-variant-numeric:tabular-nums}
td,th{border-bottom:1px solid #eee;padding:.15rem .8rem .15rem 0;text-align:right;white-space:nowrap}
td:first-child,th:first-child,td:nth-child(2),th:nth-child(2){text-align:left}
tr.first td{border-top:2px solid #999}tr.model td{font-weight:600}
summary{cursor:pointer;margin:1rem 0}";

/// The page.
///
/// # Errors
/// [`EvaluateError::Plot`].
pub fn page(evaluation: &Evaluation) -> Result<String, EvaluateError> {
    let mut html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>Ballast score, evaluated</title><style>{STYLE}</style>\
         <h1>How good the score is</h1><p class=\"sub\">{} · {}</p>",
        escape(&evaluation.origin),
        escape(&evaluation.window.to_string()),
    );
    if evaluation.is_hindsight {
        html.push_str(
            "<p class=\"alarm\">Hindsight: the model was trained on part of this window. Nothing here says how good it is.</p>",
        );
    }
    html.push_str(&model_tables::cards(evaluation));
    html.push_str("<h2>Promised against realised</h2>");
    html.push_str(&figure(&plot::reliability(evaluation)?));
    html.push_str(&model_tables::bands(evaluation));
    html.push_str("<h2>Ranking, probability, variance</h2><div class=\"pair\">");
    html.push_str(&figure(&plot::roc(evaluation)?));
    html.push_str(&figure(&plot::precision_recall(evaluation)?));
    html.push_str("</div>");
    html.push_str(&tables::ranking(evaluation));
    html.push_str(&tables::reference(evaluation));
    html.push_str("<h2>Crashes</h2>");
    html.push_str(&crash_table::crashes(evaluation));
    for plot in plot::crashes(evaluation)? {
        html.push_str(&figure(&plot));
    }
    html.push_str("<h2>Value at risk and expected shortfall</h2>");
    for plot in plot::tails(evaluation)? {
        html.push_str(&figure(&plot));
    }
    html.push_str(&tables::tails(evaluation));
    html.push_str("<h2>Regimes and false alarms</h2>");
    html.push_str(&tables::regimes(evaluation));
    html.push_str(&floor_table::quiet(evaluation));
    html.push_str("<h2>Floors by evidence</h2>");
    html.push_str(&floor_table::floors(evaluation));
    html.push_str("<h2>How to read this</h2>");
    html.push_str(&tables::folds(evaluation));
    html.push_str("<ul>");
    for note in &evaluation.notes {
        // Writing to a string cannot fail.
        let _ = write!(html, "<li>{}", escape(note));
    }
    html.push_str("</ul></html>\n");
    Ok(html)
}

fn figure(plot: &Plot) -> String {
    let Plot { caption, svg } = plot;
    format!(
        "<figure>{svg}<figcaption>{}</figcaption></figure>",
        escape(caption)
    )
}
