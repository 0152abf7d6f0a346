//! The score over time, with the lines at 45 and 65.

use super::super::record::Step;
use super::{Area, BLUE, GREY, ORANGE, VERMILION, series, span, time_axis};
use plotters::prelude::*;

const LINES: [(f64, &str); 2] = [(45.0, "45: transition"), (65.0, "65: stress")];

pub(super) fn draw(area: &Area<'_>, steps: &[Step]) -> Result<(), Box<dyn std::error::Error>> {
    let mut chart = ChartBuilder::on(area)
        .margin(12)
        .x_label_area_size(36)
        .y_label_area_size(48)
        .build_cartesian_2d(0.0..span(steps), 0.0..100.0)?;
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .x_desc(time_axis(steps))
        .y_desc("score, points")
        .draw()?;
    let publishers = steps.first().map_or(0, |step| step.sol_reports.len());
    for publisher in 0..publishers {
        let reports = series(steps, |step| {
            step.sol_reports.get(publisher).copied().unwrap_or(0.0)
        });
        if publisher + 1 == publishers {
            let lies = DashedLineSeries::new(reports, 6, 3, ORANGE.stroke_width(2));
            chart
                .draw_series(lies)?
                .label("the publisher that lies")
                .legend(legend(ORANGE));
        } else {
            let drawn = chart.draw_series(LineSeries::new(reports, GREY.stroke_width(1)))?;
            if publisher == 0 {
                drawn.label("honest publishers").legend(legend(GREY));
            }
        }
    }
    let in_force = series(steps, |step| step.sol_score);
    chart
        .draw_series(LineSeries::new(in_force, BLUE.stroke_width(3)))?
        .label("score in force")
        .legend(legend(BLUE));
    for (level, name) in LINES {
        let line = [(0.0, level), (span(steps), level)];
        chart.draw_series(DashedLineSeries::new(line, 3, 4, VERMILION.stroke_width(1)))?;
        let style = ("sans-serif", 13).into_font().color(&VERMILION);
        chart.draw_series([Text::new(name, (span(steps) * 0.005, level + 4.5), style)])?;
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .background_style(WHITE.mix(0.85))
        .border_style(GREY)
        .draw()?;
    Ok(())
}

/// A short line in the colour of the series.
pub(super) fn legend(color: RGBColor) -> impl Fn((i32, i32)) -> PathElement<(i32, i32)> {
    move |(x, y)| PathElement::new([(x, y), (x + 18, y)], color.stroke_width(3))
}
