//! Plots of a simulation as SVG text.

use super::super::error::AgentError;
use super::super::journal::{Journal, Sample};
use super::super::units::{HOUR, float};
use crate::html::{BLUE, GREEN, GREY, ORANGE, VERMILION};
use plotters::coord::Shift;
use plotters::prelude::*;

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Drawn = Result<(), Box<dyn std::error::Error>>;

/// In the order of what is drawn.
const COLORS: [RGBColor; 5] = [BLUE, VERMILION, GREEN, ORANGE, GREY];
const SIZE: (u32, u32) = (960, 320);

/// A finished plot.
pub(super) struct Plot {
    /// What it shows, in a sentence.
    pub(super) caption: &'static str,
    /// The SVG.
    pub(super) svg: String,
}

/// A line: its name and its points.
type Line = (String, Vec<(f64, f64)>);

/// Every plot of a journal.
pub(super) fn all(symbols: &[String], journal: &Journal) -> Result<Vec<Plot>, AgentError> {
    let samples = &journal.samples;
    let by_reserve = |first: usize, value: &dyn Fn(&Sample, usize) -> f64| -> Vec<Line> {
        let names = symbols.iter().enumerate().skip(first);
        names
            .map(|(reserve, name)| {
                (
                    name.clone(),
                    series(samples, |sample| value(sample, reserve)),
                )
            })
            .collect()
    };
    let at = |values: &[f64], reserve: usize| values.get(reserve).copied().unwrap_or(0.0);
    let prices = by_reserve(1, &|sample, reserve| {
        let begin = samples
            .first()
            .map_or(1.0, |first| at(&first.prices, reserve));
        100.0 * at(&sample.prices, reserve) / begin
    });
    let scores = by_reserve(0, &|sample, reserve| at(&sample.scores, reserve));
    let regimes = by_reserve(0, &|sample, reserve| {
        f64::from(sample.regimes.get(reserve).copied().unwrap_or(0))
    });
    let used = vec![(
        "utilisation".to_owned(),
        series(samples, |sample| 100.0 * sample.utilization),
    )];
    let rate = vec![
        (
            "borrow rate".to_owned(),
            series(samples, |sample| 100.0 * sample.borrow_rate),
        ),
        (
            "on the calm curve".to_owned(),
            series(samples, |sample| 100.0 * sample.calm_rate),
        ),
    ];
    Ok(vec![
        lines("True prices, the begin is 100.", "price", &prices)?,
        lines("The score in force, points.", "score", &scores)?,
        lines(
            "The regime in force: 0 calm, 1 transition, 2 stress.",
            "regime",
            &regimes,
        )?,
        lines("Share that is lent out, percent.", "utilisation, %", &used)?,
        lines("What borrowers pay a year, percent.", "rate, %", &rate)?,
        liquidations(journal)?,
    ])
}

fn series(samples: &[Sample], value: impl Fn(&Sample) -> f64) -> Vec<(f64, f64)> {
    let first = samples.first().map_or(0, |sample| sample.at);
    let hours = |at: u64| float(at.saturating_sub(first)) / float(HOUR);
    samples
        .iter()
        .map(|sample| (hours(sample.at), value(sample)))
        .collect()
}

fn lines(caption: &'static str, name: &'static str, lines: &[Line]) -> Result<Plot, AgentError> {
    plot(caption, |area| {
        let points = || lines.iter().flat_map(|(_, points)| points);
        let most = points().map(|(_, value)| *value).fold(1e-9, f64::max);
        let span = points().map(|(hour, _)| *hour).fold(1.0, f64::max);
        let mut chart = ChartBuilder::on(area)
            .margin(12)
            .x_label_area_size(36)
            .y_label_area_size(64)
            .build_cartesian_2d(0.0..span, 0.0..most * 1.08)?;
        let mut mesh = chart.configure_mesh();
        mesh.light_line_style(TRANSPARENT)
            .x_desc("hours")
            .y_desc(name)
            .draw()?;
        for ((name, points), color) in lines.iter().zip(COLORS.iter().cycle()) {
            let color = *color;
            let line = LineSeries::new(points.iter().copied(), color.stroke_width(2));
            chart
                .draw_series(line)?
                .label(name.as_str())
                .legend(move |(x, y)| {
                    PathElement::new([(x, y), (x + 18, y)], color.stroke_width(3))
                });
        }
        let mut labels = chart.configure_series_labels();
        labels.position(SeriesLabelPosition::UpperLeft);
        labels
            .background_style(WHITE.mix(0.85))
            .border_style(COLORS[4])
            .draw()?;
        Ok(())
    })
}

/// Each liquidation: when, and how far under the market it sold; its size by its area.
fn liquidations(journal: &Journal) -> Result<Plot, AgentError> {
    let caption =
        "Liquidations: how far under the market each sold, percent; larger ones are larger.";
    plot(caption, |area| {
        let first = journal.samples.first().map_or(0, |sample| sample.at);
        let last = journal.samples.last().map_or(first, |sample| sample.at);
        let hours = |at: u64| float(at.saturating_sub(first)) / float(HOUR);
        let records = &journal.liquidations;
        let most = records
            .iter()
            .map(|record| 100.0 * record.slippage)
            .fold(1.0, f64::max);
        let largest = records
            .iter()
            .map(|record| record.seized)
            .fold(1.0, f64::max);
        let mut chart = ChartBuilder::on(area)
            .margin(12)
            .x_label_area_size(36)
            .y_label_area_size(64)
            .build_cartesian_2d(0.0..hours(last).max(1.0), 0.0..most * 1.1)?;
        let mut mesh = chart.configure_mesh();
        mesh.light_line_style(TRANSPARENT)
            .x_desc("hours")
            .y_desc("slippage, %")
            .draw()?;
        chart.draw_series(records.iter().map(|record| {
            let radius = 2 + radius_floor(10.0 * (record.seized / largest).sqrt());
            let at = (hours(record.at), 100.0 * record.slippage);
            Circle::new(at, radius, COLORS[1].mix(0.5).filled())
        }))?;
        Ok(())
    })
}

#[expect(clippy::cast_possible_truncation, reason = "ten at most")]
fn radius_floor(radius: f64) -> i32 {
    radius as i32
}

fn plot(caption: &'static str, draw: impl Fn(&Area<'_>) -> Drawn) -> Result<Plot, AgentError> {
    let mut svg = String::new();
    let failed = |reason: String| AgentError::Plot {
        plot: caption,
        reason,
    };
    {
        let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        area.fill(&WHITE)
            .map_err(|error| failed(error.to_string()))?;
        draw(&area).map_err(|error| failed(error.to_string()))?;
        area.present().map_err(|error| failed(error.to_string()))?;
    }
    Ok(Plot { caption, svg })
}
