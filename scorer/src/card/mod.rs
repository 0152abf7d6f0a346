//! The model card: what a trained model is, in Markdown, from the model alone.
//!
//! After Mitchell et al., "Model Cards for Model Reporting" (2019). Nothing but the model enters, so that the same model
//! gives the same page to the byte.

pub(crate) mod formula;
mod quality;
mod weights;

pub(crate) use weights::weights;

use crate::label::PURGE_HOURS;
use crate::model::{BoosterKind, Model};
use crate::published::markdown::table;

const PURPOSE: &str = "\
What it is for: the forecast behind a publisher's score, hour by hour, of the assets below: how likely the price is to fall by
the asset's reference shock within 24 hours. [How the score is defined and how good it is](score.md).

What it is not for: trading, assets that it was not trained on, horizons other than a day, stablecoins, or any decision on a
single person. It says how often a fall follows hours like this one, not whether this hour's will.
";

const LIMITS: &str = "\
## Known limits

- News cannot be forecast from prices; the floors by evidence, which are rules outside this model, react to its first minutes.
- A few crashes hold most of the events, so that every number here has a wide interval.
- The regression's features were selected on the walk-forward years 2021 to 2023, so that figures of these years flatter it.
- A feature that is missing is replaced by its median of the training rows, and widens the half-width.
- Futures' funding of SOL begins later than the prices; the implied volatility is Bitcoin's for all assets.
";

/// The page.
pub fn page(model: &Model) -> String {
    let mut page = String::from("# The default model\n\n");
    page.push_str("Written from the model file by `make model`; the same data give the same file and the same page.\n\n");
    page.push_str(PURPOSE);
    page.push_str("\n## Training\n\n");
    page.push_str(&training(model));
    page.push_str("\n## Boosters\n\n");
    page.push_str(&boosters(model));
    page.push_str("\n## Features\n\n");
    page.push_str(&weights(model));
    page.push_str("\n## Quality\n\n");
    page.push_str(&quality::metrics(model));
    page.push_str("\n## Calibration\n\n");
    page.push_str(&quality::calibration(model));
    page.push('\n');
    page.push_str(LIMITS);
    page
}

fn training(model: &Model) -> String {
    let config = model.config();
    let shocks = config
        .shocks
        .iter()
        .map(|(asset, shock)| format!("{asset} {:.0} %", 100.0 * shock));
    let validated = config.validate_until.map_or_else(
        || "nothing".to_owned(),
        |until| format!("{} to {until}", config.window.until),
    );
    let libraries = BoosterKind::ALL.map(BoosterKind::library).join(", ");
    let rows = [
        ("model hash", format!("`{}`", model.hash())),
        ("training window", config.window.to_string()),
        (
            "last hours left out",
            format!("{PURGE_HOURS}, label and embargo"),
        ),
        ("rows, every", format!("{} hours", config.step_hours)),
        ("rows hash", format!("`{}`", model.rows_hash())),
        ("schema hash", format!("`{}`", model.schema().hash())),
        ("reference shocks", shocks.collect::<Vec<_>>().join(", ")),
        ("validated on", validated),
        ("scorer", env!("CARGO_PKG_VERSION").to_owned()),
        ("libraries", libraries),
    ];
    let rows = rows.map(|(name, value)| vec![name.to_owned(), value]);
    table(&["", ""], &rows)
}

fn boosters(model: &Model) -> String {
    let rows = model.candidates().iter().map(|candidate| {
        let is_taken = candidate.kind == model.config().booster.kind;
        vec![
            candidate.kind.library().to_owned(),
            format!("{:.5}", candidate.log_loss),
            format!("{:.2}", candidate.correction_share),
            if is_taken { "taken" } else { "" }.to_owned(),
        ]
    });
    let header = [
        "library",
        "log loss, walk-forward",
        "share of its correction",
        "",
    ];
    let text = "A booster corrects the regression as far as later rows confirm it, by half at most. The one with the least \
                logarithmic loss on rows forecast walk-forward is taken.\n\n";
    text.to_owned() + &table(&header, &rows.collect::<Vec<_>>())
}

/// A number, or a dash.
pub(crate) fn number(value: Option<f64>, digits: usize) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.digits$}"))
}

/// A share as a percentage, or a dash.
pub(crate) fn percent(value: Option<f64>, digits: usize) -> String {
    value.map_or_else(
        || "–".to_owned(),
        |value| format!("{:.digits$} %", 100.0 * value),
    )
}
