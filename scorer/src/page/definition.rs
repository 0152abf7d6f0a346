//! What the score promises, how it is calibrated, where it is blind.

use crate::card::percent;
use crate::evaluate::Evaluation;
use crate::metric::Band;
use crate::model::{Model, score_map};
use crate::published::markdown::table;

const HEAD: &str = "\
# The score

Written by `make score-page` from the code and from a walk-forward evaluation; no figure is typed by hand but the targets.

## What it promises

A score says how likely the price is to fall, within the next 24 hours, by the asset's reference shock below the price now. The map
from probability to score is fixed and the same for every model (`model/score_map.rs`). Calm ends at 45 points, stress begins at
65. A score never says that a fall comes; it says how often one follows hours like this.

";

const CALIBRATED: &str = "\
## How it is calibrated

1. A ridge regression forecasts how deep the next day falls; one logistic regression turns that into log-odds of the shock.
2. Boosted trees correct it, by half at most, and only as far as later rows confirm.
3. The last part of the training window is forecast in five steps, each by a model of what came before it, less 48 hours. On
   these rows an isotonic map makes the forecast a probability.
4. The half-width is the larger side of a Venn-Abers interval on the same rows, one row a day and asset, and wider for every
   feature that is missing.

There is no random split anywhere. What the model is in figures: [its card](model-card.md).
";

pub(super) const BLIND_SPOTS: &str = "\
## Blind spots

- News. A fall that begins with news is not in the prices before it; the floors by evidence see its first hour at the earliest,
  because scores are made from hourly bars.
- SOL's funding is known only since 2024, and the depth of order books for a short time; before, these features are missing.
- The implied volatility is Bitcoin's for every asset.
- No history of on-chain pools is used, so nothing is learned from their leverage or concentration.
- The year 2020 is judged by what two years of Bitcoin and Ether taught, without implied volatility (from March 2021) and with a
  month or two of funding: see its rows above.
- Hours repeat each other, weeks resemble each other, assets fall together: the crashes in a training window are few, whatever
  the number of rows, and intervals that count rows would be far too narrow.
- The regression's features were selected on the walk-forward years 2021 to 2023: the figures of these years flatter the model.
  Later years were not looked at for it.
- Where a floor by evidence decides, the score does not promise a fall from here: see the table of floors.
";

/// The promise by band, beside what came.
pub(super) fn definition(evaluation: &Evaluation, model: &Model) -> String {
    let bands: &[Band] = evaluation
        .section(None, None)
        .and_then(|section| section.forecasters.first())
        .map_or(&[], |model| &model.bands);
    let rows = (0..10_u16).map(|band| {
        let (from, to) = (band * 10, (band + 1) * 10);
        let at = |points: u16| percent(Some(score_map::probability(points * 100)), 1);
        let seen = bands.iter().find(|seen| seen.from_points == from);
        vec![
            format!("{from} to {to}"),
            format!("{} to {}", at(from), at(to)),
            seen.map_or_else(String::new, |seen| seen.rows.to_string()),
            percent(seen.and_then(|seen| seen.promised), 1),
            percent(seen.and_then(|seen| seen.realised), 1),
            seen.filter(|seen| seen.rows > 0)
                .map_or_else(|| "–".to_owned(), interval),
            percent(seen.and_then(|seen| seen.realised_shortfall), 1),
        ]
    });
    let header = [
        "points",
        "promised frequency",
        "hours",
        "promised there",
        "came",
        "95 % interval",
        "mean fall when it came",
    ];
    let shock = |asset: &str, shock: f64| format!("{asset} {}", percent(Some(shock), 0));
    let judged = evaluation
        .assets
        .iter()
        .map(|asset| shock(&asset.asset, asset.shock));
    let trained = model.config().shocks.iter();
    let trained = trained.map(|(asset, &fall)| shock(asset, fall));
    format!(
        "{HEAD}{}\nHours of {}, falls of {}; by the forecast alone, without floors. The interval takes days as trials. The last \
         column is the expected shortfall: the mean deepest fall of the hours that were followed by a shock. The default model's \
         reference shocks, by the rule of `reference_shock.rs`: {}.\n",
        table(&header, &rows.collect::<Vec<_>>()),
        evaluation.window,
        judged.collect::<Vec<_>>().join(", "),
        trained.collect::<Vec<_>>().join(", "),
    )
}

fn interval(band: &Band) -> String {
    format!(
        "{} to {}",
        percent(Some(band.interval.0), 1),
        percent(Some(band.interval.1), 1)
    )
}

/// How a forecast becomes a probability.
pub(super) fn calibrated() -> String {
    CALIBRATED.to_owned()
}
