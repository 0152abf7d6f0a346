//! Utilisation above, borrow rate below.

use super::super::record::Step;
use super::{Area, BLUE, GREEN, series, span, time_axis};
use plotters::prelude::*;

pub(super) fn draw(area: &Area<'_>, steps: &[Step]) -> Result<(), Box<dyn std::error::Error>> {
    let (above, below) = area.split_vertically((47).percent_height());
    let used = series(steps, |step| step.utilization * 100.0);
    panel(&above, steps, used, "utilisation, %", 100.0, BLUE, false)?;
    let rates = series(steps, |step| step.borrow_rate * 100.0);
    let most = rates.iter().map(|(_, rate)| *rate).fold(1.0, f64::max);
    panel(
        &below,
        steps,
        rates,
        "borrow rate, % a year",
        most * 1.1,
        GREEN,
        true,
    )
}

fn panel(
    area: &Area<'_>,
    steps: &[Step],
    points: Vec<(f64, f64)>,
    name: &str,
    top: f64,
    color: RGBColor,
    has_time: bool,
) -> Result<(), Box<dyn std::error::Error>> {
    let mut chart = ChartBuilder::on(area)
        .margin(12)
        .x_label_area_size(if has_time { 36 } else { 0 })
        .y_label_area_size(64)
        .build_cartesian_2d(0.0..span(steps), 0.0..top)?;
    let mut mesh = chart.configure_mesh();
    mesh.light_line_style(TRANSPARENT).y_desc(name).y_labels(5);
    if has_time {
        mesh.x_desc(time_axis(steps));
    }
    mesh.draw()?;
    chart.draw_series(LineSeries::new(points, color.stroke_width(2)))?;
    Ok(())
}
