//! ROC and precision-recall curves.

use plotters::prelude::*;

use super::{Area, Failure, GREY, legend, style};
use crate::evaluate::summary::Curve;

pub(super) fn roc(area: &Area<'_>, curves: &[Curve]) -> Result<(), Failure> {
    let chance = [(0.0, 0.0), (1.0, 1.0)];
    let names = (
        "alarmed in vain, share of quiet hours",
        "caught, share of hours before a shock",
    );
    draw(area, curves, |curve| curve.roc.clone(), names, 1.0, chance)
}

pub(super) fn precision_recall(
    area: &Area<'_>,
    curves: &[Curve],
    base_rate: f64,
) -> Result<(), Failure> {
    let steady = curves
        .iter()
        .flat_map(|curve| &curve.precision_recall)
        .filter(|point| is_steady(point));
    let top = steady.fold(base_rate, |top, point| top.max(point.1));
    let chance = [(0.0, base_rate), (1.0, base_rate)];
    let names = ("recall", "precision");
    draw(
        area,
        curves,
        |curve| {
            curve
                .precision_recall
                .iter()
                .copied()
                .filter(is_steady)
                .collect()
        },
        names,
        (top * 1.1).clamp(0.1, 1.0),
        chance,
    )
}

/// Whether a point lies beyond the first hundredth of recall, where precision jumps between 0 and 1.
fn is_steady(point: &(f64, f64)) -> bool {
    const STEADY_FROM: f64 = 0.01;
    point.0 >= STEADY_FROM
}

fn draw(
    area: &Area<'_>,
    curves: &[Curve],
    points: fn(&Curve) -> Vec<(f64, f64)>,
    (x_name, y_name): (&str, &str),
    top: f64,
    chance: [(f64, f64); 2],
) -> Result<(), Failure> {
    let mut chart = ChartBuilder::on(area)
        .margin(12)
        .x_label_area_size(40)
        .y_label_area_size(52)
        .build_cartesian_2d(0.0..1.0, 0.0..top)?;
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .x_desc(x_name)
        .y_desc(y_name)
        .label_style(("sans-serif", 13))
        .draw()?;
    chart.draw_series(DashedLineSeries::new(chance, 4, 4, GREY.stroke_width(1)))?;
    // The model last, so that it lies on top; a line that leaves the plot is cut there.
    for curve in curves.iter().rev() {
        let inside = points(curve)
            .into_iter()
            .map(|point| (point.0, point.1.min(top)));
        chart
            .draw_series(LineSeries::new(inside, style(curve.forecaster)))?
            .label(curve.forecaster.to_string())
            .legend(legend(style(curve.forecaster)));
    }
    chart
        .configure_series_labels()
        .position(if top < 1.0 {
            SeriesLabelPosition::UpperRight
        } else {
            SeriesLabelPosition::LowerRight
        })
        .background_style(WHITE.mix(0.85))
        .border_style(GREY)
        .draw()?;
    Ok(())
}
