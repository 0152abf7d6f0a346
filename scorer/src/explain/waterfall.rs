//! An explanation as a waterfall: from the base, one step a feature, to the score.

use crate::html::{BLUE, GREY, VERMILION};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor;

use super::table::others_name;
use super::{ExplainError, Explanation};
use crate::number::count;

/// Colours that stay apart for colour-blind readers (Okabe and Ito, 2008): what alarms, what calms.
const ALARMING: RGBColor = VERMILION;
const CALMING: RGBColor = BLUE;

const WIDTH: u32 = 960;
const ROW_HEIGHT: u32 = 30;
const FRAME_HEIGHT: u32 = 80;

/// One bar: where it starts and ends, in points, and what stands beside it.
struct Bar {
    label: String,
    from: f64,
    to: f64,
    color: RGBColor,
}

impl Explanation {
    /// The waterfall as SVG text, with the `most` features that move the score furthest and one
    /// step for all others. The same explanation gives the same text.
    ///
    /// # Errors
    /// [`ExplainError::Plot`].
    pub fn waterfall(&self, most: usize) -> Result<String, ExplainError> {
        let bars = self.bars(most);
        let rows = u32::try_from(bars.len()).unwrap_or(u32::MAX / ROW_HEIGHT / 2);
        let mut svg = String::new();
        {
            let size = (WIDTH, FRAME_HEIGHT + ROW_HEIGHT * rows);
            let area = SVGBackend::with_string(&mut svg, size).into_drawing_area();
            draw(&area, &bars).map_err(|error| ExplainError::Plot {
                reason: error.to_string(),
            })?;
        }
        Ok(svg)
    }

    fn bars(&self, most: usize) -> Vec<Bar> {
        let mut at = self.base_points;
        let mut bars = vec![Bar {
            label: format!("base {at:.2}"),
            from: 0.0,
            to: at,
            color: GREY,
        }];
        let mut step = |label: String, points: f64| {
            bars.push(Bar {
                label,
                from: at,
                to: at + points,
                color: if points < 0.0 { CALMING } else { ALARMING },
            });
            at += points;
        };
        for feature in self.top(most) {
            step(
                format!("{} {:+.2}", feature.name, feature.points),
                feature.points,
            );
        }
        if let Some((others, points)) = self.rest(most) {
            step(format!("{} {points:+.2}", others_name(others)), points);
        }
        if let Some(raised) = &self.raised {
            step(
                format!("{} {:+.2}", raised.by, raised.points),
                raised.points,
            );
        }
        bars.push(Bar {
            label: format!("score {:.2}", self.score_points),
            from: 0.0,
            to: self.score_points,
            color: GREY,
        });
        bars
    }
}

fn draw(
    area: &DrawingArea<SVGBackend<'_>, Shift>,
    bars: &[Bar],
) -> Result<(), Box<dyn std::error::Error>> {
    area.fill(&WHITE)?;
    let ends = || bars.iter().flat_map(|bar| [bar.from, bar.to]);
    let low = ends().fold(0.0, f64::min);
    let high = ends().fold(100.0, f64::max);
    let mut chart = ChartBuilder::on(area)
        .margin(12)
        .margin_right(24)
        .x_label_area_size(40)
        .y_label_area_size(4)
        .build_cartesian_2d(low..high, count(bars.len())..0.0)?;
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .disable_y_mesh()
        .disable_y_axis()
        .x_desc("points of the score")
        .draw()?;
    for (place, bar) in bars.iter().enumerate() {
        let (top, bottom) = (count(place) + 0.15, count(place) + 0.85);
        let corners = [(bar.from, top), (bar.to, bottom)];
        chart.draw_series([Rectangle::new(corners, bar.color.filled())])?;
        // Beside the bar, on the side with more room.
        let (left, right) = (bar.from.min(bar.to), bar.from.max(bar.to));
        let has_room_right = high - right > left - low;
        let style = ("sans-serif", 14).into_font().color(&BLACK);
        let gap = (high - low) * 0.006;
        let (x, horizontal) = if has_room_right {
            (right + gap, text_anchor::HPos::Left)
        } else if left - low > (high - low) * 0.35 {
            (left - gap, text_anchor::HPos::Right)
        } else {
            (low + gap, text_anchor::HPos::Left)
        };
        let anchor = text_anchor::Pos::new(horizontal, text_anchor::VPos::Center);
        let label = Text::new(
            bar.label.clone(),
            (x, count(place) + 0.5),
            style.pos(anchor),
        );
        chart.draw_series([label])?;
    }
    area.present()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::explanation::example;

    #[test]
    fn waterfall_names_each_step_and_ends_at_the_score() {
        let explanation = example().raised("fall in progress", 12.25);

        let svg = explanation.waterfall(2).unwrap();

        for label in [
            "base 18.00",
            "log_volatility_24h +8.00",
            "2 others -2.00",
            "fall in progress +12.25",
            "score 40.25",
        ] {
            assert!(svg.contains(label), "{label}");
        }
        assert_eq!(svg, explanation.waterfall(2).unwrap());
        let bars = explanation.bars(2);
        for pair in bars[..bars.len() - 1].windows(2) {
            assert!((pair[1].from - pair[0].to).abs() < 1e-9);
        }
        assert!((bars[bars.len() - 2].to - explanation.score_points).abs() < 1e-9);
    }
}
