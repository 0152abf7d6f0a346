//! SOL's price above, liquidated debt below.

use super::super::record::Step;
use super::{Area, BLUE, VERMILION, hours, series, span, time_axis};
use plotters::prelude::*;

pub(super) fn draw(area: &Area<'_>, steps: &[Step]) -> Result<(), Box<dyn std::error::Error>> {
    let (above, below) = area.split_vertically((58).percent_height());
    let highest = steps.iter().map(|step| step.sol_price).fold(1.0, f64::max);
    let mut price = ChartBuilder::on(&above)
        .margin(12)
        .x_label_area_size(0)
        .y_label_area_size(64)
        .build_cartesian_2d(0.0..span(steps), 0.0..highest * 1.05)?;
    price
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .y_desc("SOL, USDT")
        .draw()?;
    let prices = series(steps, |step| step.sol_price);
    price.draw_series(LineSeries::new(prices, BLUE.stroke_width(2)))?;

    let most = steps.iter().map(|step| step.liquidated).fold(1.0, f64::max);
    let mut repaid = ChartBuilder::on(&below)
        .margin(12)
        .x_label_area_size(36)
        .y_label_area_size(64)
        .build_cartesian_2d(0.0..span(steps), 0.0..most * 1.05 / 1_000.0)?;
    repaid
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .x_desc(time_axis(steps))
        .y_desc("repaid, $1000")
        .y_labels(4)
        .draw()?;
    repaid.draw_series(
        steps
            .iter()
            .filter(|step| step.liquidated > 0.0)
            .map(|step| {
                let start = hours(steps, step.time);
                Rectangle::new(
                    [(start, 0.0), (start + 0.25, step.liquidated / 1_000.0)],
                    VERMILION.filled(),
                )
            }),
    )?;
    Ok(())
}
