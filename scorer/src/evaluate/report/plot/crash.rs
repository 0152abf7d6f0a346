//! Price and score of each asset through a crash.

use ballast_policy::regime::{STRESS_FROM, TRANSITION_FROM};
use plotters::prelude::*;

use super::{Area, BLUE, Failure, GREY, ORANGE, VERMILION};
use crate::evaluate::crash::{CrashAsset, CrashEvaluation, CrashPoint};
use crate::evaluate::forecaster::{BASELINES_FROM, MODEL};

/// Share of the height that the price takes.
const PRICE_SHARE: f64 = 0.42;

pub(super) fn draw(area: &Area<'_>, crash: &CrashEvaluation) -> Result<(), Failure> {
    let panels = area.split_evenly((1, crash.assets.len().max(1)));
    for (panel, asset) in panels.iter().zip(&crash.assets) {
        let (_, height) = panel.dim_in_pixel();
        let (above, below) = panel.split_vertically(f64::from(height) * PRICE_SHARE);
        price(&above, asset)?;
        scores(&below, asset)?;
    }
    Ok(())
}

fn price(area: &Area<'_>, asset: &CrashAsset) -> Result<(), Failure> {
    let points: Vec<(f64, f64)> = asset
        .path
        .iter()
        .map(|point| (hours(asset, point), point.price))
        .collect();
    let (low, high) = points
        .iter()
        .fold((f64::INFINITY, 0.0_f64), |(low, high), point| {
            (low.min(point.1), high.max(point.1))
        });
    let room = 0.06 * (high - low).max(1e-9);
    let mut chart = ChartBuilder::on(area)
        .margin(8)
        .caption(
            format!("{}: {:.0} %", asset.asset, -100.0 * asset.fall),
            ("sans-serif", 15),
        )
        .x_label_area_size(0)
        .y_label_area_size(56)
        .build_cartesian_2d(span(asset), low - room..high + room)?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(TRANSPARENT)
        .y_labels(4)
        .y_label_formatter(&|value| {
            if high < 10.0 {
                format!("{value:.2}")
            } else {
                format!("{value:.0}")
            }
        })
        .label_style(("sans-serif", 12))
        .draw()?;
    let leg = [(0.0, low - room), (0.0, high + room)];
    chart.draw_series(LineSeries::new(leg, VERMILION.mix(0.6).stroke_width(1)))?;
    chart.draw_series(LineSeries::new(points, BLACK.stroke_width(1)))?;
    Ok(())
}

fn scores(area: &Area<'_>, asset: &CrashAsset) -> Result<(), Failure> {
    let mut chart = ChartBuilder::on(area)
        .margin(8)
        .x_label_area_size(28)
        .y_label_area_size(56)
        .build_cartesian_2d(span(asset), 0.0..100.0)?;
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(TRANSPARENT)
        .x_labels(6)
        .y_labels(5)
        .x_label_formatter(&|value| format!("{value:.0} h"))
        .y_label_formatter(&|value| format!("{value:.0}"))
        .label_style(("sans-serif", 12))
        .draw()?;
    let ends = span(asset);
    for (line, color) in [(TRANSITION_FROM, ORANGE), (STRESS_FROM, VERMILION)] {
        let level = f64::from(line.0) / 100.0;
        let line = [(ends.start, level), (ends.end, level)];
        chart.draw_series(DashedLineSeries::new(line, 4, 4, color.stroke_width(1)))?;
        let text = (
            format!("{level:.0}"),
            ("sans-serif", 11).into_font().color(&color),
        );
        chart.draw_series([
            EmptyElement::at((ends.start, level)) + Text::new(text.0, (3, -12), text.1)
        ])?;
    }
    chart.draw_series(LineSeries::new(
        [(0.0, 0.0), (0.0, 100.0)],
        VERMILION.mix(0.6).stroke_width(1),
    ))?;
    for (place, style) in [
        (BASELINES_FROM, GREY.stroke_width(1)),
        (MODEL, BLUE.stroke_width(2)),
    ] {
        let points = asset
            .path
            .iter()
            .filter_map(|point| Some((hours(asset, point), point.scores[place]?)));
        chart.draw_series(LineSeries::new(points, style))?;
    }
    Ok(())
}

/// Hours from the first leg; negative before it.
fn hours(asset: &CrashAsset, point: &CrashPoint) -> f64 {
    let hours = point.time.hours_since_floor(asset.leg);
    f64::from(i32::try_from(hours).unwrap_or(0))
}

fn span(asset: &CrashAsset) -> std::ops::Range<f64> {
    let first = asset.path.first().map_or(-1.0, |point| hours(asset, point));
    let last = asset.path.last().map_or(1.0, |point| hours(asset, point));
    first..last.max(first + 1.0)
}
