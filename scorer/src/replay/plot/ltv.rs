//! The opening LTV against the score: policy's function, and where the replay went on it.

use super::super::record::Step;
use super::score::legend;
use super::{Area, BLUE, GREY, ORANGE};
use ballast_policy::ltv::bounded_ltv_floor;
use ballast_policy::preset;
use ballast_policy::unit::{Score, TokenAmount};
use plotters::prelude::*;

pub(super) fn draw(area: &Area<'_>, steps: &[Step]) -> Result<(), Box<dyn std::error::Error>> {
    let config = preset::volatile(TokenAmount::ZERO);
    let mut chart = ChartBuilder::on(area)
        .margin(12)
        .x_label_area_size(36)
        .y_label_area_size(48)
        .build_cartesian_2d(0.0..100.0, 0.0..100.0)?;
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .x_desc("score, points")
        .y_desc("opening LTV, %")
        .draw()?;
    let curve = (0..=200u16).map(|half_points| {
        let score = Score(half_points * 50);
        let ltv = bounded_ltv_floor(&config.opening_ltv, score);
        (f64::from(score.0) / 100.0, f64::from(ltv) / 100.0)
    });
    chart
        .draw_series(LineSeries::new(curve, BLUE.stroke_width(2)))?
        .label("opening LTV")
        .legend(legend(BLUE));
    let threshold = f64::from(config.liquidation_threshold_bps) / 100.0;
    let line = [(0.0, threshold), (100.0, threshold)];
    chart
        .draw_series(LineSeries::new(line, GREY.stroke_width(2)))?
        .label("liquidation threshold, which no score moves")
        .legend(legend(GREY));
    let visited = steps.iter().map(|step| {
        Circle::new(
            (step.sol_score, step.sol_opening_ltv * 100.0),
            3,
            ORANGE.mix(0.5).filled(),
        )
    });
    chart
        .draw_series(visited)?
        .label("visited in the replay")
        .legend(legend(ORANGE));
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::LowerLeft)
        .background_style(WHITE.mix(0.85))
        .border_style(GREY)
        .draw()?;
    Ok(())
}
