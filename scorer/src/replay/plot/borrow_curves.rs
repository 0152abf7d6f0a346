//! The borrow curves of the three regimes.

use super::score::legend;
use super::{Area, BLUE, GREY, ORANGE, VERMILION};
use ballast_policy::curve::Utilization;
use ballast_policy::preset;
use ballast_policy::unit::TokenAmount;
use plotters::prelude::*;

const REGIMES: [(&str, RGBColor); 3] = [
    ("calm", BLUE),
    ("transition", ORANGE),
    ("stress", VERMILION),
];

pub(super) fn draw(area: &Area<'_>) -> Result<(), Box<dyn std::error::Error>> {
    let config = preset::stable(TokenAmount::ZERO);
    let top = config.curves[2]
        .corners()
        .last()
        .map_or(100.0, |corner| f64::from(corner.rate_bps) / 100.0);
    let mut chart = ChartBuilder::on(area)
        .margin(12)
        .x_label_area_size(36)
        .y_label_area_size(56)
        .build_cartesian_2d(0.0..100.0, 0.0..top)?;
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .x_desc("utilisation, %")
        .y_desc("borrow rate, % a year")
        .draw()?;
    for (curve, (name, color)) in config.curves.iter().zip(REGIMES) {
        let points = (0..=200u16).map(|half_percent| {
            let utilization = Utilization::from_bps_floor(half_percent * 50);
            let rate = curve.rate_floor(utilization).to_bps_floor();
            (f64::from(half_percent) / 2.0, f64::from(rate) / 100.0)
        });
        chart
            .draw_series(LineSeries::new(points, color.stroke_width(3)))?
            .label(name)
            .legend(legend(color));
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .background_style(WHITE.mix(0.85))
        .border_style(GREY)
        .draw()?;
    Ok(())
}
