//! The page's plots as SVG text, one kind a file.

mod crash;
mod curve;
mod reliability;
mod tail;

use crate::html::{BLUE, GREEN, GREY, ORANGE, PURPLE, VERMILION};
use plotters::coord::Shift;
use plotters::prelude::*;

use crate::evaluate::error::EvaluateError;
use crate::evaluate::forecaster::ForecasterKind;
use crate::evaluate::summary::Evaluation;

/// A drawing area on an SVG in memory.
type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
/// Why a plot failed.
type Failure = Box<dyn std::error::Error>;

/// A finished plot.
pub(super) struct Plot {
    /// What it shows, in a sentence.
    pub(super) caption: String,
    /// The SVG.
    pub(super) svg: String,
}

/// Promised against realised frequency, with intervals.
pub(super) fn reliability(evaluation: &Evaluation) -> Result<Plot, EvaluateError> {
    let caption = "Each dot is a band of ten points: how often its scores promised a shock, and how often it came. Bars are 95 % \
                   intervals over distinct days; on the line, promises hold. Numbers are hours.";
    plot("reliability", caption, (960, 520), |area| {
        reliability::draw(area, evaluation)
    })
}

/// ROC curves.
pub(super) fn roc(evaluation: &Evaluation) -> Result<Plot, EvaluateError> {
    let caption =
        "ROC: hours before a shock that are caught, against other hours that are alarmed too.";
    plot("roc", caption, (480, 440), |area| {
        curve::roc(area, &evaluation.curves)
    })
}

/// Precision-recall curves.
pub(super) fn precision_recall(evaluation: &Evaluation) -> Result<Plot, EvaluateError> {
    let caption = "Precision and recall: how many alarmed hours were right, against how many hours before a shock were caught.";
    let base_rate = evaluation
        .section(None, None)
        .map_or(0.0, |section| section.base_rate);
    plot("precision-recall", caption, (480, 440), |area| {
        curve::precision_recall(area, &evaluation.curves, base_rate)
    })
}

/// Price and score through each crash.
pub(super) fn crashes(evaluation: &Evaluation) -> Result<Vec<Plot>, EvaluateError> {
    let with_assets = evaluation
        .crashes
        .iter()
        .filter(|crash| !crash.assets.is_empty());
    with_assets
        .map(|crash| {
            let caption = format!(
                "{}: price above, score below (blue: this model, grey: 24 h volatility), in hours from the first fall of 5 %.",
                crash.name
            );
            plot(&crash.name, &caption, (960, 360), |area| crash::draw(area, crash))
        })
        .collect()
}

/// Daily falls and the 5 % value at risk of each asset.
pub(super) fn tails(evaluation: &Evaluation) -> Result<Vec<Plot>, EvaluateError> {
    let with_days = evaluation.assets.iter().filter(|judged| {
        evaluation
            .tail_days
            .iter()
            .any(|day| day.asset == judged.asset)
    });
    with_days
        .map(|judged| {
            let caption = format!(
                "{}: the day's deepest fall (grey) and the 5 % value at risk of this model (blue) and of log-HAR (green). Dots: falls \
                 beyond the model's.",
                judged.asset
            );
            plot(&judged.asset, &caption, (960, 300), |area| tail::draw(area, evaluation, &judged.asset))
        })
        .collect()
}

fn plot(
    name: &str,
    caption: &str,
    size: (u32, u32),
    draw: impl Fn(&Area<'_>) -> Result<(), Failure>,
) -> Result<Plot, EvaluateError> {
    let mut svg = String::new();
    let failed = |reason: String| EvaluateError::Plot {
        plot: name.to_owned(),
        reason,
    };
    {
        let area = SVGBackend::with_string(&mut svg, size).into_drawing_area();
        area.fill(&WHITE)
            .map_err(|error| failed(error.to_string()))?;
        draw(&area).map_err(|error| failed(error.to_string()))?;
        area.present().map_err(|error| failed(error.to_string()))?;
    }
    // plotters writes fixed pixels; a view box lets the page scale it.
    let (width, height) = size;
    let fixed = format!("width=\"{width}\" height=\"{height}\" viewBox");
    Ok(Plot {
        caption: caption.to_owned(),
        svg: svg.replace(&fixed, "viewBox"),
    })
}

/// The colour and the width of a forecaster's line.
fn style(forecaster: ForecasterKind) -> ShapeStyle {
    match forecaster {
        ForecasterKind::Model => BLUE.stroke_width(3),
        ForecasterKind::Volatility24h => GREY.stroke_width(1),
        ForecasterKind::Logit => ORANGE.stroke_width(1),
        ForecasterKind::LogHar => GREEN.stroke_width(1),
        ForecasterKind::Ewma => PURPLE.stroke_width(1),
    }
}

/// A short line in the style of the series.
fn legend(style: ShapeStyle) -> impl Fn((i32, i32)) -> PathElement<(i32, i32)> {
    move |(x, y)| PathElement::new([(x, y), (x + 18, y)], style)
}
