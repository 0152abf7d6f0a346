//! A figure of every variant: the mean as a dot, its interval as a bar.

use super::{Figure, Group, StudyError, Summary, Variant};
use crate::html::{BLUE, GREY, VERMILION};
use crate::metric::Estimate;
use plotters::prelude::*;

const SIZE: (u32, u32) = (560, 300);

/// The plot as SVG.
///
/// # Errors
/// [`StudyError::Plot`].
pub(super) fn intervals(
    summary: &Summary,
    group: &Group,
    figure: &Figure,
) -> Result<String, StudyError> {
    let estimates: Vec<(Variant, Estimate)> = Variant::ALL
        .into_iter()
        .filter_map(|variant| Some((variant, summary.cell(group, variant, figure.name)?.mean?)))
        .collect();
    let mut svg = String::new();
    draw(&mut svg, &estimates, figure).map_err(|error| StudyError::Plot {
        figure: figure.name,
        reason: error.to_string(),
    })?;
    Ok(svg)
}

fn draw(
    svg: &mut String,
    estimates: &[(Variant, Estimate)],
    figure: &Figure,
) -> Result<(), Box<dyn std::error::Error>> {
    let area = SVGBackend::with_string(svg, SIZE).into_drawing_area();
    area.fill(&WHITE)?;
    let most = estimates
        .iter()
        .map(|(_, estimate)| estimate.high)
        .fold(0.0, f64::max);
    let right = if most > 0.0 { 1.06 * most } else { 1.0 };
    let rows = i32::try_from(estimates.len())?;
    let mut chart = ChartBuilder::on(&area)
        .margin(10)
        .margin_right(44)
        .x_label_area_size(28)
        .y_label_area_size(170)
        .build_cartesian_2d(0.0..right, (0..rows).into_segmented())?;
    let name = |row: &SegmentValue<i32>| match row {
        SegmentValue::CenterOf(row) => usize::try_from(rows - 1 - row)
            .ok()
            .and_then(|row| estimates.get(row))
            .map_or_else(String::new, |(variant, _)| variant.label().to_owned()),
        _ => String::new(),
    };
    chart
        .configure_mesh()
        .disable_y_mesh()
        .x_labels(5)
        .x_label_formatter(&|value| figure.write(*value))
        .y_labels(estimates.len())
        .y_label_formatter(&name)
        .label_style(("sans-serif", 13))
        .draw()?;
    for (row, (variant, estimate)) in (0..rows).zip(estimates) {
        let color = match variant {
            Variant::Fixed => VERMILION,
            Variant::Volatility | Variant::Model => BLUE,
            _ => GREY,
        };
        let row = SegmentValue::CenterOf(rows - 1 - row);
        chart.draw_series(std::iter::once(PathElement::new(
            vec![(estimate.low, row.clone()), (estimate.high, row.clone())],
            color.stroke_width(2),
        )))?;
        chart.draw_series(std::iter::once(Circle::new(
            (estimate.mean, row),
            4,
            color.filled(),
        )))?;
    }
    area.present()?;
    Ok(())
}
