//! Promised against realised, by band of ten points.

use plotters::prelude::*;

use super::{Area, BLUE, Failure, GREY};
use crate::evaluate::summary::Evaluation;
use crate::metric::Band;

/// Ends of both axes, in percent: the published curve runs from 0.1 to 80.
const AXIS: std::ops::Range<f64> = 0.1..100.0;

pub(super) fn draw(area: &Area<'_>, evaluation: &Evaluation) -> Result<(), Failure> {
    let mut chart = ChartBuilder::on(area)
        .margin(14)
        .x_label_area_size(40)
        .y_label_area_size(56)
        .build_cartesian_2d(AXIS.log_scale(), AXIS.log_scale())?;
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .x_desc("promised, % of hours before a shock")
        .y_desc("realised, %")
        .x_label_formatter(&|value| format!("{value}"))
        .y_label_formatter(&|value| format!("{value}"))
        .label_style(("sans-serif", 13))
        .draw()?;
    let line = [(AXIS.start, AXIS.start), (AXIS.end, AXIS.end)];
    chart.draw_series(DashedLineSeries::new(line, 4, 4, GREY.stroke_width(1)))?;
    let bands = evaluation
        .section(None, None)
        .and_then(|section| section.forecasters.first())
        .map_or(&[][..], |model| &model.bands);
    for (x, y, band) in bands.iter().filter_map(place) {
        let (low, high) = (percent(band.interval.0), percent(band.interval.1));
        chart.draw_series([PathElement::new(
            [(x, low), (x, high)],
            BLUE.stroke_width(2),
        )])?;
        chart.draw_series([Circle::new((x, y), 5, BLUE.filled())])?;
        let style = ("sans-serif", 12).into_font().color(&RGBColor(90, 90, 90));
        let text = format!("{}–{}: {}", band.from_points, band.to_points, band.rows);
        // Near the right edge the text stands on the left.
        let offset = if x > 60.0 { (-84, 4) } else { (9, 4) };
        chart.draw_series([EmptyElement::at((x, y)) + Text::new(text, offset, style)])?;
    }
    Ok(())
}

fn place(band: &Band) -> Option<(f64, f64, &Band)> {
    Some((percent(band.promised?), percent(band.realised?), band))
}

/// In percent, inside the axis.
fn percent(share: f64) -> f64 {
    (100.0 * share).clamp(AXIS.start, AXIS.end)
}
