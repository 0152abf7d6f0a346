//! The day's deepest fall against the 5 % value at risk.

use plotters::prelude::*;

use super::{Area, BLUE, Failure, GREEN, GREY, VERMILION};
use crate::evaluate::summary::{Evaluation, TailDay};
use crate::time::Timestamp;

const HOURS_PER_YEAR: f64 = 8_766.0;

pub(super) fn draw(area: &Area<'_>, evaluation: &Evaluation, asset: &str) -> Result<(), Failure> {
    let days: Vec<&TailDay> = evaluation
        .tail_days
        .iter()
        .filter(|day| day.asset == asset)
        .collect();
    let start = evaluation.window.from;
    let years = |time: Timestamp| {
        f64::from(i32::try_from(time.hours_since_floor(start)).unwrap_or(0)) / HOURS_PER_YEAR
    };
    let last = days.last().map_or(1.0, |day| years(day.time)).max(0.01);
    let worst = days
        .iter()
        .fold(-0.1_f64, |worst, day| worst.min(day.worst_return));
    let mut chart = ChartBuilder::on(area)
        .margin(10)
        .x_label_area_size(36)
        .y_label_area_size(56)
        .build_cartesian_2d(0.0..last, 105.0 * worst..1.0)?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(TRANSPARENT)
        .x_desc(format!(
            "years since {}",
            start.to_string().chars().take(10).collect::<String>()
        ))
        .y_desc(format!("{asset}, %"))
        .label_style(("sans-serif", 12))
        .draw()?;
    let series = |value: fn(&TailDay) -> f64| -> Vec<(f64, f64)> {
        days.iter()
            .map(|day| (years(day.time), 100.0 * value(day)))
            .collect()
    };
    chart.draw_series(LineSeries::new(
        series(|day| day.worst_return),
        GREY.mix(0.8).stroke_width(1),
    ))?;
    chart.draw_series(LineSeries::new(
        series(|day| day.log_har),
        GREEN.stroke_width(1),
    ))?;
    chart.draw_series(LineSeries::new(
        series(|day| day.model),
        BLUE.stroke_width(1),
    ))?;
    let hits = days.iter().filter(|day| day.worst_return < day.model);
    chart.draw_series(hits.map(|day| {
        Circle::new(
            (years(day.time), 100.0 * day.worst_return),
            3,
            VERMILION.filled(),
        )
    }))?;
    Ok(())
}
